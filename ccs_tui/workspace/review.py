"""The review of a save, before it is sent: values for a screen to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import Change, Conflict, SavePlan
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import LIMIT, largest_first, member_size


@dataclass(frozen=True, slots=True)
class SaveStep:
    """One call, with the properties that it writes or deletes: all of them for a whole document."""

    kind: Kind
    names: tuple[str, ...]


class ExpiryChoice(Enum):
    """The choices of a save for a document's expiry."""

    KEPT = "kept"
    SET = "set"
    CONFIGURED = "configured"
    """The TTL of the session or namespace, else 13 months: of a new document, or over v1 alone."""
    UNTOUCHED = "untouched"
    """No call upserts, so the service keeps it."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """The expiry of a document, before a save and after it.

    `before` is the instant that it had, the one to be kept where it is kept; None if it is not
    known. `ttl_seconds` is what would be sent right now, `at` the instant that is meant by it,
    from which it is computed once more when it is sent; None where the TTL itself is meant.
    `unsure` says that the service did not tell what time it is, so that this machine's clock
    counts. `earlier` is the expiry of the deleted document, if others have made it again
    since; None otherwise.
    """

    choice: ExpiryChoice
    before: datetime | None
    ttl_seconds: int | None = None
    at: datetime | None = None
    unsure: bool = False
    earlier: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a save for one document, as it was just read.

    With `gone` the document did not exist any more, and `there` is the last reading in which it
    did; `asks_again` says that nobody has decided yet whether it is written again. `theirs` are
    changes by others since it was opened, which stay. `renames` are the new names of properties by
    the old ones: for the service, each is a removal and an addition.
    """

    there: Document
    plan: SavePlan
    expiry: Expiry
    steps: tuple[SaveStep, ...]
    conflicts: tuple[Conflict, ...] = ()
    theirs: tuple[Change[JsonText], ...] = ()
    gone: bool = False
    asks_again: bool = False
    renames: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> DocumentKey:
        """The document's key."""
        return self.there.key

    @property
    def changes(self) -> tuple[Change[JsonText], ...]:
        """The changes of the properties that the save touches."""
        there = {} if self.gone else dict(self.there.properties)
        if self.deletes_document:
            return tuple(Change(n, value, None) for n, value in there.items())
        return (
            *(Change(n, there.get(n), value) for n, value in self.plan.upsert.items()),
            *(Change(n, there.get(n), None) for n in self.plan.delete),
        )

    @property
    def deletes_document(self) -> bool:
        """True if all of the document goes."""
        return any(step.kind is Kind.DELETE_DOCUMENT for step in self.steps)

    @property
    def names(self) -> frozenset[str]:
        """The properties that it writes or deletes."""
        return frozenset(name for step in self.steps for name in step.names)

    @property
    def excess(self) -> int:
        """The characters that it would be over the limit; 0 if it is not."""
        return max(0, self.plan.size_after - LIMIT)

    def largest(self, count: int) -> list[tuple[str, int]]:
        """Return the names and sizes, in characters, of the largest properties after the save."""
        after = {**({} if self.gone else self.there.properties), **self.plan.upsert}
        sizes = [(n, member_size(n, v)) for n, v in after.items() if n not in self.plan.delete]
        return largest_first(sizes)[:count]


@dataclass(frozen=True, slots=True)
class Review:
    """All that one save would send, one document after the other."""

    parts: tuple[Part, ...]

    @property
    def conflicts(self) -> bool:
        """True if something must be decided before it can be sent."""
        return any(part.conflicts for part in self.parts)

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to send, and nothing to be decided either."""
        return not any(part.steps or part.conflicts or part.asks_again for part in self.parts)
