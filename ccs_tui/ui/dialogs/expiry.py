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
from ccs_tui.ui.text import shorten

LABEL_WIDTH = 40
"""Cells that what expires takes in the title."""


@dataclass(frozen=True, slots=True)
class NewExpiry:
    """The wanted TTL in seconds, or the wanted instant; with neither the expiry stays."""

    ttl_seconds: int | None
    expires_at: datetime | None = None


def ttl_problem(text: str) -> str | None:
    """Return why a text is no TTL, None if it is one; whoever types one names its unit."""
    try:
        parse_duration(text)
    except ValueError as error:
        return str(error)
    number = text.strip()
    if number.isdigit():
        # Seconds, as the service counts, are rarely meant, and a document would soon be gone.
        return f"Name the unit: {number}s, {number}m, {number}h or {number}d."
    return None


async def ask_expiry(
    ask: Ask,
    what: str,
    now: datetime,
    before: datetime | None,
    earlier: datetime | None = None,
    *,
    keeps: bool = True,
) -> NewExpiry | None:
    """Ask when `what` is to expire; `before` is when it does now, None if that is not known.

    `earlier` is when it was to before it was deleted, None if it was not. To be awaited in a
    worker. None leaves all as it was; `keeps` says whether that is a choice as well.
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
    choices = choices[0 if keeps else 1 :]
    title = f"When should {shorten(what, LABEL_WIDTH, 'middle')} expire?"
    # One goes back from the field to the choice, and from there out.
    while (choice := await ask(ChoiceDialog(title, choices))) == "t":
        answer = await ask(
            FormDialog(
                f"A new TTL for {shorten(what, LABEL_WIDTH, 'middle')}",
                (
                    Field(
                        "ttl", "From now on", ttl_problem, hint="90s, 45m, 3h, 2h 30m, 12d or 13mo"
                    ),
                ),
                "Use this TTL",
                "It starts when it is sent.",
            )
        )
        if answer is not None:
            return NewExpiry(parse_duration(answer["ttl"]))
    if choice is None:
        return None
    # The expiry is kept as an instant: thinking about the question must not move it.
    return NewExpiry(None, {"k": None, "e": tonight, "b": earlier}[choice])
