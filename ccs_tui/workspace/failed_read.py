"""The words on a read that failed: nothing that is known goes from the screen for it."""

from typing import TYPE_CHECKING

from ccs_tui.workspace.api_standing import why_unread
from ccs_tui.workspace.desk_events import (
    DocumentStale,
    NamespacesBrokenOff,
    ReadFailed,
    Said,
    Tone,
)
from ccs_tui.workspace.errors import CcsError, UnauthorizedError, UnreadableDocumentError
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.desk import Desk


def tell_of_failure(
    desk: "Desk", place: Place, group: str, error: CcsError, told: set[object] | None = None
) -> None:
    """Say that a read of a group failed, in its place, or beside what is shown there.

    `told` are the reasons that were told of the reads that began with it: of these its place alone
    says that it failed.
    """
    # A login that was refused is not sent again: that could lock the user out.
    is_refused = isinstance(error, UnauthorizedError)
    sentence = str(error) if is_refused else f"{error} r tries again."
    said = _said(error, sentence, told)
    if place is Place.DOCUMENT and desk.key is not None:
        _document_failed(desk, desk.key, error, sentence, said)
    elif group == Place.SESSIONS.value and desk.listing.sessions:
        desk.break_sessions_off()
        _tell(desk, said)
    elif place is Place.NAMESPACES and desk.namespaces:
        _tree_failed(desk, group, error, said)
    else:
        desk.tell(ReadFailed(place, sentence, getattr(error, "status", None)))
        if place is Place.SESSIONS:
            desk.break_sessions_off()
            if desk.listing.keys:
                # The namespace document has the place in which the sentence would stand.
                _tell(desk, said)


def _said(error: CcsError, sentence: str, told: set[object] | None) -> str | None:
    """Return the sentence on a failure, None if its reason was told already."""
    reason = (type(error), error.what.partition(" failed: ")[2])
    if told is None or not reason[1]:
        return sentence
    if reason in told:
        return None
    told.add(reason)
    return sentence


def _tell(desk: "Desk", said: str | None) -> None:
    if said is not None:
        desk.tell(Said(said, Tone.ALARM))


def _tree_failed(desk: "Desk", group: str, error: CcsError, said: str | None) -> None:
    """Keep the namespaces that are known where they, or the TTLs in one, can't be read."""
    if group == Place.NAMESPACES.value:
        desk.tell(NamespacesBrokenOff())
        _tell(desk, said)
    else:
        desk.tell(Said(f"{error} Fold it and open it to read them again.", Tone.ALARM))


def _document_failed(
    desk: "Desk", key: "DocumentKey", error: CcsError, sentence: str, said: str | None
) -> None:
    shown = desk.document if desk.document is not None and desk.document.key == key else None
    if isinstance(error, UnreadableDocumentError) and not (shown and shown.is_edited):
        desk.show_unreadable(key, sentence, error.raw)
        if key.namespace == desk.namespace:
            desk.take_summary(desk.workspace.unread(key.session, error))
    elif shown is not None:
        desk.tell(DocumentStale(why_unread(error)))
        _tell(desk, said)
    else:
        desk.leave(sentence)
        desk.tell(ReadFailed(Place.DOCUMENT, sentence, getattr(error, "status", None)))
