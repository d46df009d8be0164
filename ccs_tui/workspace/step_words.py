"""A step in words: when, by whom, and what changed in it."""

from collections.abc import Sequence
from datetime import datetime

from ccs_tui.model.expiry import local_time
from ccs_tui.model.timeline.step import Cause, Step
from ccs_tui.model.words import counted

_WHO = {Cause.OURS: "you", Cause.OTHERS: "bot", Cause.BOTH: "all"}
_BY = {Cause.OURS: "by you", Cause.OTHERS: "by the bot", Cause.BOTH: "by you and the bot"}


def clock_of(instant: datetime) -> str:
    """Return the local time of an instant, to the second."""
    return f"{local_time(instant):%H:%M:%S}"


def date_of(instant: datetime) -> str:
    """Return the local day and time of an instant: `11 May 14:02:06`."""
    local = local_time(instant)
    return f"{local.day} {local:%b %H:%M:%S}"


def when_of(step: Step) -> str:
    """Return when a step happened, no closer than it was seen."""
    if step.after is None:
        return f"first seen {clock_of(step.before)}"
    return f"between {clock_of(step.after)} and {clock_of(step.before)}"


def who_of(step: Step) -> str:
    """Return who made a step, in three letters: the user with this tool, the bot, or both (all).

    It is empty for the first one, which was only found.
    """
    if step.is_first:
        return ""
    return _WHO[step.cause]


def made_by(step: Step) -> str:
    """Return who made a step, for a title; empty for the first one."""
    return "" if step.is_first else _BY[step.cause]


def changed_in(step: Step, names: Sequence[str]) -> str:
    """Return what changed in a step: the names of the properties."""
    if not step.exists:
        return "not there yet" if step.is_first else "gone: deleted, or expired"
    if step.is_first:
        return f"first reading, {counted(len(names))}"
    return ", ".join(names) or "written with the same values: the expiry alone is another"
