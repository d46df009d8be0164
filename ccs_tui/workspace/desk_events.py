"""The events of the desk: one small class for each thing that can change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ccs_tui.model.value_object import ValueObject
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.model.document import SessionTtl
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.model.timeline.step import Gap, Step
    from ccs_tui.model.tree import Key
    from ccs_tui.workspace.document_summary import DocumentSummary


class Tone(Enum):
    """The tone of a sentence: news, a change, a warning, or something that went wrong.

    After a change, what was said before it may no longer be true.
    """

    NEWS = "information"
    CHANGE = "change"
    WARNING = "warning"
    ALARM = "error"


class Event(ValueObject):
    """Something that changed, or is wanted."""


class Said(Event):
    """A sentence for the user."""

    sentence: str
    tone: Tone = Tone.NEWS


@dataclass(frozen=True, eq=False)
class Wait:
    """Something that is waited for at a place: `reading airlineBot`.

    `cancels` says that the user can end it, as what is read to be shown.
    """

    place: Place
    what: str
    cancels: bool = False


class WaitBegan(Event):
    """A wait has begun."""

    wait: Wait


class WaitEnded(Event):
    """A wait is over."""

    wait: Wait


class ReadFailed(Event):
    """A place could not be read; the sentence says why, `status` is that of the answer."""

    place: Place
    sentence: str
    status: int | None = None


class ReadCancelled(Event):
    """The user cancelled what was read for a place."""

    place: Place


# ── namespaces ─────────────────────────────────────────────────────────────────────────────────


class NamespacesListed(Event):
    """The namespaces of the account were read."""


class NamespaceAdded(Event):
    """A namespace was opened that was not listed."""


class NamespaceWanted(Event):
    """The cursor is to go to a namespace."""

    name: str


class SessionTtlsRead(Event):
    """The TTLs configured for a namespace's sessions were read."""

    namespace: str
    ttls: "Sequence[SessionTtl]"


# ── sessions ───────────────────────────────────────────────────────────────────────────────────


class SessionsBegun(Event):
    """The sessions of another namespace are about to come; with None nothing is listed."""

    namespace: str | None


class SessionsCame(Event):
    """A page of session ids came.

    `added` are those that are new at the end of the listing, None if it has another order now.
    """

    added: Sequence[str] | None


class SessionsEnded(Event):
    """The last page came; `anew` says that all sessions took the place of those listed before."""

    anew: bool = False


class NamespacesBrokenOff(Event):
    """The namespaces could not be listed again. Those that were there stay."""


class SessionsBrokenOff(Event):
    """The listing of sessions broke off. The sessions that came, or were there, stay."""


class SessionsNotListable(Event):
    """The connection can't list sessions; the sentence says so."""

    sentence: str


class SessionNamed(Event):
    """A document was opened by its name, None being that of the namespace.

    `is_new` says that it was not listed before. With `is_goal` it has to be seen, whatever filter
    the list has.
    """

    session: str | None
    is_new: bool
    is_goal: bool


class SessionMade(Event):
    """A session was made; the cursor is to go to it."""

    session: str


class SessionGone(Event):
    """A document does not exist any more."""

    session: str | None


class SummaryRead(Event):
    """The size and the expiry of a document are known."""

    summary: "DocumentSummary"


class FollowChanged(Event):
    """The list of sessions is followed, or no longer; or a reading of it has ended, or failed."""


class SessionsRose(Event):
    """Documents of a list that is followed are new or changed, and stand at its beginning."""


class ColumnsChanged(Event):
    """The list of sessions has other columns of values than before."""


class ValuesRead(Event):
    """It is known what documents have in the columns of values; `keys` name them in the listing."""

    keys: "Collection[str]"


# ── the document ───────────────────────────────────────────────────────────────────────────────


class DocumentShown(Event):
    """Another document is shown. What becomes of it then, its views are told by itself."""

    document: "OpenDocument"


class DocumentLeft(Event):
    """No document is shown any more; the sentence says why."""

    sentence: str


class DocumentStale(Event):
    """The document shown could not be read again; `why` says it in few words."""

    why: str


class DocumentUnreadable(Event):
    """The document can't be read as one: it is shown as it came, with the reason."""

    label: str
    sentence: str
    raw: str


class DocumentWanted(Event):
    """The document shown has to be read anew."""

    key: "DocumentKey"


class DocumentArrived(Event):
    """A document was read to be shown; `goes_there` says that the user is to be taken to it.

    `path` is the value in it to go to, () for the document itself.
    """

    goes_there: bool
    path: "tuple[Key, ...]" = ()


class EditsChanged(Event):
    """Other documents have open edits than before."""


class DraftsChanged(Event):
    """There are other drafts of the document shown than before."""


class UndoableChanged(Event):
    """There is a write to undo, or none any more."""


class WatchChanged(Event):
    """A document is watched, or no longer; or it can't be read now, or can again."""

    key: "DocumentKey"


class DocumentSeen(Event):
    """A watched document was read, for the first time or with something else in it than before."""

    key: "DocumentKey"


class StepSeen(Event):
    """A watched document changed, and the step is recorded, by this process or another."""

    key: "DocumentKey"
    step: "Step"


class GapSeen(Event):
    """A watched document was not read for a while; the gap may still go on."""

    key: "DocumentKey"
    gap: "Gap"


class LockChanged(Event):
    """Writes were allowed, or are not allowed any more."""
