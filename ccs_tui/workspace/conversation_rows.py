"""The rows of a conversation's page: a document each, as it was read, or why it was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey

if TYPE_CHECKING:
    from ccs_tui.model.document import Document

VALUE_CHARACTERS, LINE_CHARACTERS = 24, 200
"""Characters of a value in the line of properties, and of that line."""


class RowState(Enum):
    """The state of a row: what it says is exact, is being read, failed, or is not there."""

    EXACT = "exact"
    WAITING = "waiting"
    FAILED = "failed"
    ABSENT = "not there"


@dataclass(frozen=True, slots=True)
class LastChange:
    """The time of a document's last change: guessed, or seen to be after `at`, between readings."""

    at: datetime
    is_guessed: bool


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A document of the page; all but `key` and `state` are of the reading that succeeded last.

    `size` is in characters, None for a document that was never there to be read. `expires_at` is
    None where the connection can't tell. `line` has the properties in one line. `problem` says why
    the last reading failed. `mark` tells the properties from others.
    """

    key: DocumentKey
    state: RowState = RowState.WAITING
    size: int | None = None
    expires_at: datetime | None = None
    changed: LastChange | None = None
    line: str = ""
    problem: str = ""
    read_at: datetime | None = None
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class NamedId:
    """An id that a document names, in the property at `path`.

    Both are empty for one that was only looked at together with the others before.
    """

    session: str
    path: str = ""
    key: DocumentKey | None = None

    @property
    def words(self) -> str:
        """Its origin, for people."""
        if self.key is None:
            return "looked at with it before"
        return f"{self.path} in {self.key.namespace}"


def line_of(document: "Document") -> str:
    """Return the properties of a document in one line, long values cut."""
    parts: list[str] = []
    length = 0
    for name, text in document.properties.items():
        value = text if len(text) <= VALUE_CHARACTERS else f"{text[:VALUE_CHARACTERS]}…"
        parts.append(f"{name} {value}")
        length += len(parts[-1])
        if length > LINE_CHARACTERS:
            break
    return " · ".join(parts) or "no properties"


def page_text(rows: Sequence[ConversationRow]) -> str:
    """Return rows as text, tab-separated with a line of titles: for a ticket, or a table."""
    lines = ["namespace\tsession\tsize\texpires\tproperties"]
    for row in rows:
        expires = "" if row.expires_at is None else row.expires_at.isoformat(timespec="seconds")
        size = "" if row.size is None else str(row.size)
        line = row.problem or row.line
        lines.append(f"{row.key.namespace}\t{row.key.label}\t{size}\t{expires}\t{line}")
    return "\n".join(lines)
