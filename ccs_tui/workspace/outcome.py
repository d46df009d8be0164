"""What became of a save: sent whole, or stopped between its steps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from ccs_tui.client.errors import CcsError, shown
from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import SavePlan
from ccs_tui.model.document import Document
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.review import Expiry, PropertyChange, Step

NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """A step that was sent for a document."""

    key: DocumentKey
    step: Step


class SaveStoppedError(Exception):
    """A save stopped between its steps. The text says what is on the service and what is not.

    `done` arrived; `failed` did not, or nobody knows; `left` was not tried. `cause` says why.
    `overwritten` is what others made of what arrived, as `SavedPart` has it.
    """

    def __init__(
        self,
        cause: CcsError,
        done: list[Sent],
        failed: Sent,
        left: list[Sent],
        overwritten: list[PropertyChange],
        *,
        unknown: bool,
    ) -> None:
        self.cause = cause
        self.overwritten = tuple(overwritten)
        self.done = tuple(done)
        self.failed = failed
        self.left = tuple(left)
        self.unknown = unknown
        super().__init__(_stopped(self))


@dataclass(frozen=True, slots=True)
class SavedPart:
    """What became of one document.

    `document` is as it was read afterwards, None if it could not be read. `overwritten` is what
    others made, after our call, of what was sent: `before` ours, `after` theirs. `expiry_moved` is
    by how much an expiry that should be kept is another.
    """

    key: DocumentKey
    plan: SavePlan
    expiry: Expiry
    document: Document | None
    overwritten: tuple[PropertyChange, ...] = ()
    expiry_moved: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that was sent whole. `unrecorded` says why the journal has not all of it, or None."""

    parts: tuple[SavedPart, ...]
    operation: str
    unrecorded: str | None = None


_DONE = {
    Kind.SAVE: "saved",
    Kind.DELETE_PROPERTIES: "removed",
    Kind.DELETE_DOCUMENT: "deleted",
}


def describe(sent: Sent) -> str:
    """Return a step in words: `removed 2 properties (a, b) of s1`."""
    done, label = _DONE[sent.step.kind], sent.key.label
    if sent.step.kind is Kind.DELETE_DOCUMENT:
        return f"{done} {label}"
    if not sent.step.names:
        return f"{done} the expiry of {label}"
    return f"{done} {count_of(sent.step.names)} of {label}"


def count_of(names: Collection[str]) -> str:
    """Return how many properties, and the first of their names: `2 properties (a, b)`."""
    noun = "property" if len(names) == 1 else "properties"
    shown_names = ", ".join(shown(name) for name in list(names)[:NAMES_SHOWN])
    more = ", …" if len(names) > NAMES_SHOWN else ""
    return f"{len(names)} {noun} ({shown_names}{more})"


def _stopped(error: SaveStoppedError) -> str:
    there = "; ".join(map(describe, error.done))
    done = f"On the service: {there}. " if there else ""
    doubt = "Nobody knows whether it was" if error.unknown else "Not"
    left = "".join(f" Not {describe(sent)}." for sent in error.left)
    names = [change.name for change in error.overwritten]
    others = f" Others wrote since: {count_of(names)} is theirs now." if names else ""
    return f"{error.cause} {done}{doubt} {describe(error.failed)}.{left}{others}"
