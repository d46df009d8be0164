"""The port: what a command asks of whatever shows the desk, and nothing more."""

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.model.profile import ClipboardRoute
    from ccs_tui.model.tree import Node
    from ccs_tui.ui.start import Start
    from ccs_tui.ui.terminal.own_editor import EditorEnd
    from ccs_tui.workspace.desk_events import Place

Answer = TypeVar("Answer")


class Sheet(Protocol):
    """The document as it is edited: what a command does to it at its cursor."""

    @property
    def raw(self) -> str | None:
        """The text of a document that could not be read, as it came."""

    def add_property(self, name: str) -> None:
        """Add a property with the value null, and edit it."""

    def remove_value(self) -> bool:
        """Remove the value under the cursor at once; False if it is a property."""

    def remove_property(self, name: str) -> None:
        """Remove a property at the next save."""

    def restore(self) -> None:
        """Take back what was done to the property under the cursor."""

    def go_to_property(self, name: str) -> None:
        """Bring the cursor to a property."""

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to the problem in a property's text."""

    def edit_large(self, node: "Node") -> None:
        """Edit a value in a large editor."""

    def edit_whole(self) -> None:
        """Edit the whole document as JSON; what was typed of it before is typed on."""

    def take_up_whole(self, document: "OpenDocument", text: str, began: str) -> None:
        """Put the text of a whole document over the open one."""


class Port(Protocol):
    """The port: whatever shows the desk, as a command knows it."""

    @property
    def sheet(self) -> Sheet:
        """The document that is edited."""

    async def ask(self, dialog: "Screen[Answer]") -> Answer | None:
        """Show a dialog, or a view, and return its answer, None if it was left without one."""

    def tell(self, sentence: str) -> None:
        """Say what was done."""

    def tell_longer(self, sentence: str) -> None:
        """Say what was done, for as long as a warning."""

    def warn(self, sentence: str) -> None:
        """Say something to be known beside it, for longer."""

    def alarm(self, sentence: str) -> None:
        """Say what went wrong, for as long as reading it takes."""

    def show(self, place: "Place") -> None:
        """Bring the focus to a place of the desk."""

    def leave_text(self) -> None:
        """Bring the focus from a text that is typed in to the list or tree beside it."""

    def go_to(self, key: "DocumentKey") -> None:
        """Read a document, listed or not, and go there."""

    def refresh_desk(self) -> None:
        """Read anew what is shown."""

    def refresh_namespaces(self) -> None:
        """Read the namespaces anew."""

    async def copy_out(self, text: str) -> None:
        """Copy a text to the clipboard, and say which way it went."""

    async def copy_route(self) -> "ClipboardRoute":
        """Return the route that copies take here."""

    async def edit_outside(self, path: "Path", handle: int) -> "EditorEnd":
        """Run the user's own editor on a file, in this terminal, until it ends.

        It inherits the open file `handle`. Raises NoEditorError.
        """

    def open_start(self, start: "Start") -> None:
        """Open another profile in the place of this one."""

    async def command(self, name: str, *what: object) -> None:
        """Run another command, by the name of its module, on what it is about."""
