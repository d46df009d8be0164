"""The parts of a recording: one look at a document, a change between two, and a gap.

The instants are aware datetimes in UTC, by the service's clock. No more is claimed than was seen: a
step happened after one reading and before another, and in a gap nobody looked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ccs_tui.model.changes import Change
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText

Properties = Mapping[str, JsonText]
"""The properties of a document, in the service's order."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at a document, which may not have been there."""

    at: datetime
    document: Document


class Cause(StrEnum):
    """The maker of a step, as the journal knows it: this tool, somebody else, or one after another.

    Between the two readings of a step several may have written.
    """

    OURS = "ours"
    OTHERS = "others"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Step:
    """A change between two readings, or the first reading, for which all properties are new.

    - `number` counts from 1 within the recording of one document.
    - `after` is the last reading at which it had not happened yet, None for the first step, and
      `before` is the reading that showed it.
    - `exists` is False if the document was gone: deleted, or expired.
    - `expires` is its expiry then, None where that is not known, and `size` are its characters.
    - `note` is the user's.
    """

    number: int
    after: datetime | None
    before: datetime
    changes: tuple[Change[JsonText], ...]
    exists: bool
    expires: datetime | None
    size: int
    cause: Cause
    note: str = ""

    @property
    def is_first(self) -> bool:
        """True if nothing was read before it: who wrote what it has is not known, nor when."""
        return self.after is None


def with_changes(head: Step, changes: tuple[Change[JsonText], ...]) -> Step:
    """Return a step with its changes; `dataclasses.replace` takes three times as long."""
    return Step(
        head.number,
        head.after,
        head.before,
        changes,
        head.exists,
        head.expires,
        head.size,
        head.cause,
        head.note,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which nothing was read; `why` says the reason in a phrase."""

    since: datetime
    until: datetime
    why: str


def changes_between(before: Properties, after: Properties) -> tuple[Change[JsonText], ...]:
    """Return the changes that make one payload of another, in order: those that stay come first.

    Properties that are gone come in the order of `before`, after all others.
    """
    changed = [
        Change(name, before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    ]
    gone = [Change(name, value, None) for name, value in before.items() if name not in after]
    return (*changed, *gone)


def apply(before: Properties, changes: Iterable[Change[JsonText]]) -> dict[str, JsonText]:
    """Return the payload that changes make of another."""
    properties = dict(before)
    apply_to(properties, changes)
    return properties


def apply_to(properties: dict[str, JsonText], changes: Iterable[Change[JsonText]]) -> None:
    """Make the changes of a payload in it."""
    for change in changes:
        if change.after is None:
            properties.pop(change.name, None)
        else:
            properties[change.name] = change.after
