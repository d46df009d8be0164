"""The requests: what one command asks of another without importing it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from ccs_tui.model.address import Address
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.model.tree import Key


class Request:
    """A request; `command` is the name of the module that takes it, as the third of its `run`."""

    command: ClassVar[str]


@dataclass(frozen=True)
class DeleteNamespace(Request):
    """A namespace is to be deleted."""

    command = "delete_namespace"
    name: str


@dataclass(frozen=True)
class MoveAway(Request):
    """Properties are to be moved out of a document, as they were edited."""

    command = "move_away"
    document: "OpenDocument"
    names: Collection[str]


@dataclass(frozen=True)
class ExportProperties(Request):
    """Properties are to be written to a file, as they were edited."""

    command = "export_properties"
    document: "OpenDocument"
    names: Collection[str]


@dataclass(frozen=True)
class ExportDocuments(Request):
    """Documents of any namespaces are to be exported."""

    command = "export"
    keys: "Sequence[DocumentKey]"


@dataclass(frozen=True)
class CompareDocuments(Request):
    """Two documents are to be compared, or one with another that is asked for."""

    command = "compare"
    keys: "Sequence[DocumentKey]"


@dataclass(frozen=True)
class ShowConversation(Request):
    """The conversation of a set of ids is to be shown."""

    command = "conversation"
    ids: Sequence[str]


@dataclass(frozen=True)
class GoToAddress(Request):
    """An address of this profile is to be opened."""

    command = "go_to"
    address: "Address"


@dataclass(frozen=True)
class GoForward(Request):
    """The document from which one came back is wanted again."""

    command = "go_back"


@dataclass(frozen=True)
class ShowTimeline(Request):
    """The timeline of a document is to be shown, at a step and a path, None and () for the last.

    With `with_blame` it shows who set what.
    """

    command = "timeline"
    key: "DocumentKey"
    with_blame: bool = False
    step: int | None = None
    path: "tuple[Key, ...]" = ()


@dataclass(frozen=True)
class WriteTicket(Request):
    """A ticket of documents is to be written."""

    command = "ticket"
    keys: "Sequence[DocumentKey]"


@dataclass(frozen=True)
class UndoOperation(Request):
    """An operation of the journal is to be undone."""

    command = "undo"
    operation: str
