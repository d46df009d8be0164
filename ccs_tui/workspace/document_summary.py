"""A document's size and expiry, without its properties."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """The size and the expiry of a document, for a list.

    `size` in characters, None where there is no such document; `expires_at` None where the
    connection can't tell. `mark` is `Document.mark`, which tells its values from those of others.
    `problem` says why it could not be read, or is None; `may_pass` that it may be read later.
    """

    session: str | None
    read_at: datetime
    size: int | None = None
    expires_at: datetime | None = None
    problem: str | None = None
    may_pass: bool = False
    mark: int | None = None
