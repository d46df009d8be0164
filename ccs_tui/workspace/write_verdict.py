"""A reading compared with one before it: what became of a write, and what others did meanwhile."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import Enum

from ccs_tui.local.journal import Kind
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import format_at
from ccs_tui.model.json_text import JsonText
from ccs_tui.workspace.review import ExpiryChoice, Part


class Verdict(Enum):
    """The verdict of a reading on a write."""

    DONE = "it is there"
    AS_COMPARED = "it is as it was compared"
    OTHER = "it is something else"


class ChangedMeanwhileError(Exception):
    """The document is not as it was compared any more. The text says what happened."""


def has_passed(document: Document, now: datetime) -> bool:
    """Return whether a document, as it was read, has expired; `now` is on the service's clock."""
    return document.expires_at is not None and document.expires_at <= now


def happened(before: Document, there: Document, now: datetime) -> str:
    """Return what became of a document since it was read: `s1 expired at 14:02`.

    `now` is on the service's clock.
    """
    label = before.key.label
    expired = has_passed(before, now) and before.expires_at is not None
    at = f"expired {format_at(before.expires_at, now)}" if before.expires_at else "expired"
    if not before.exists:
        return f"{label} was created by others meanwhile"
    if there.exists:
        return f"{label} {at} and was created again" if expired else _changed(label)
    if before.expires_at is None:
        return f"{label} expired or was deleted meanwhile"
    return f"{label} {at}" if expired else f"{label} was deleted by others meanwhile"


def _changed(label: str) -> str:
    return f"{label} was changed by others meanwhile"


def change_since(
    part: Part, there: Document, now: datetime, mine: Collection[str] = ()
) -> str | None:
    """Return what others did to the subject of a part since the review; None if they did nothing.

    `mine` are the properties that we replace, whatever others make of them.
    """
    before = part.there
    was_there = before.exists and not part.gone
    if was_there is not there.exists:
        return happened(before if was_there else Document.absent(before.key), there, now)
    if not was_there:
        return None
    if part.expiry.choice is ExpiryChoice.SET and has_passed(before, now):
        # The expiry was chosen for the one that expired.
        return happened(before, there, now)
    if part.deletes_document:
        if has_passed(before, now) or there.properties != before.properties:
            return happened(before, there, now)
        return None
    names = part.names - set(mine)
    if any(before.properties.get(name) != there.properties.get(name) for name in names):
        return _changed(part.key.label)
    return None


def found_of(
    kind: Kind,
    wanted: Mapping[str, JsonText | None],
    compared: Document,
    there: Document,
    now: datetime,
    *,
    in_doubt: bool,
    expiry_is_there: bool = True,
) -> tuple[Verdict, tuple[str, ...]]:
    """Return the verdict of a reading on a write, and the properties that are still to be written.

    `wanted` has the value that the write gives each property, None for a removal, and `compared` is
    the reading before it. With `in_doubt` the write may have been done since that reading; then a
    document with the same properties and another expiry may be one that others made anew.
    `expiry_is_there` says whether the document has the expiry that the write sets, and is True
    where the write sets none.
    """
    if kind is Kind.DELETE_DOCUMENT:
        return _found_of_deletion(compared, there, now, in_doubt=in_doubt), tuple(wanted)
    left = tuple(name for name, value in wanted.items() if there.properties.get(name) != value)
    if not left and (wanted or there.exists is not compared.exists):
        # All that was wanted is there: the document is new, or its values are these.
        if not there.exists and kind is not Kind.DELETE_PROPERTIES:
            return Verdict.OTHER, ()
        if expiry_is_there:
            return Verdict.DONE, ()
    if there.exists is not compared.exists or (compared.exists and has_passed(compared, now)):
        return Verdict.OTHER, left
    if any(there.properties.get(name) != compared.properties.get(name) for name in left):
        return Verdict.OTHER, left
    if in_doubt and not expiry_is_there and there.expires_at != compared.expires_at:
        # Others set the expiry, and nobody knows whether they did so after our write.
        return Verdict.OTHER, left
    return Verdict.AS_COMPARED, left


def _found_of_deletion(
    compared: Document, there: Document, now: datetime, *, in_doubt: bool
) -> Verdict:
    if not there.exists:
        return Verdict.DONE
    if has_passed(compared, now) or there.properties != compared.properties:
        return Verdict.OTHER
    return (
        Verdict.OTHER
        if in_doubt and there.expires_at != compared.expires_at
        else Verdict.AS_COMPARED
    )
