"""A new expiry: kept after all, until the end of today, or a TTL that is typed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ccs_tui.model.expiry import (
    format_when,
    parse_duration,
    seconds_to_tomorrow,
)
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.dialog import Ask
from ccs_tui.ui.dialogs.form import Field, FormDialog


@dataclass(frozen=True, slots=True)
class NewExpiry:
    """The wanted TTL in seconds, or the wanted instant; with neither the expiry stays."""

    ttl_seconds: int | None
    expires_at: datetime | None = None


def ttl_problem(text: str) -> str | None:
    """Return why a text is no TTL, None if it is one."""
    try:
        parse_duration(text)
    except ValueError as error:
        return str(error)
    return None


async def ask_expiry(
    ask: Ask, now: datetime, before: datetime | None, earlier: datetime | None = None
) -> NewExpiry | None:
    """Ask when something is to expire; `before` is when it does now, None if not known.

    `earlier` is the expiry of the same document before it was deleted, None if it was not. None is
    the answer that all stays. To be awaited in a worker.
    """
    # Only instants are shown: a remaining time would stand still while the user thinks.
    tonight = now + timedelta(seconds=seconds_to_tomorrow(now))
    choices: tuple[Choice, ...] = (
        Choice("k", "Keep it as it is", format_when(before, now))
        if before
        else Choice("k", "As configured", "session or namespace"),
        Choice("e", "At the end of today", format_when(tonight, now)),
        Choice("t", "Another TTL …"),
    )
    if earlier is not None:
        choices += (Choice("b", "As before it was deleted", format_when(earlier, now)),)
    choice = await ask(ChoiceDialog("When is it to expire?", choices))
    if choice == "k":
        return NewExpiry(None)
    if choice == "e":
        # An instant is sent, so that the time until the sending does not move it.
        return NewExpiry(None, tonight)
    if choice == "b":
        return NewExpiry(None, earlier)
    if choice != "t":
        return None
    answer = await ask(
        FormDialog(
            "A new TTL",
            (Field("ttl", "From now on", ttl_problem, hint="90s, 45m, 3h, 2h 30m, 12d or 13mo"),),
            "Take it",
            "It is counted from when it is sent.",
        )
    )
    return None if answer is None else NewExpiry(parse_duration(answer["ttl"]))
