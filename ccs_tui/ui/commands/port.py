"""The port: what a command asks of whatever shows the desk, and nothing more."""

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from textual.screen import Screen

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.profile import ClipboardRoute
    from ccs_tui.model.tree import Key, Node
    from ccs_tui.ui.clipboard import CopyOutcome
    from ccs_tui.ui.commands.requests import Request
    from ccs_tui.ui.start import Start
    from ccs_tui.ui.terminal.external_editor import EditorEnd
    from ccs_tui.workspace.place import Place

Answer = TypeVar("Answer")


class DocumentCursor(Protocol):
    """The panel of the document, for what is about its cursor and the focus in it.

    What a command does to the document it does to the model, `desk.document`.
    """

    @property
    def raw(self) -> str | None:
        """The text of a document that could not be read, as it came."""

    def go_to(self, node: "Node") -> None:
        """Bring the cursor to a value."""

    def go_to_property(self, name: str) -> None:
        """Bring the cursor to a property."""

    def edit_text(self, name: str) -> None:
        """Go to the text of a property, all of which is selected."""

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to the problem in a property's text."""

    def edit_large(self, node: "Node") -> None:
        """Edit a value in a large editor."""


class Port(Protocol):
    """The port: whatever shows the desk, as a command knows it."""

    @property
    def document_cursor(self) -> DocumentCursor:
        """The document that is edited."""

    async def ask(self, dialog: "Screen[Answer]") -> Answer | None:
        """Show a dialog, or a view, and return its answer, None if it was left without one."""

    def tell(self, sentence: str) -> None:
        """Say what was done."""

    async def until_uncovered(self) -> None:
        """Wait until no dialog and no view stands over the explorer."""

    def here(self, of: "Collection[DocumentKey]" = ()) -> "Port":
        """Return this port as a command has it that reads before it asks.

        It asks only where one is now: over this screen, and at this document if it is one `of`
        these. Elsewhere a key is pressed for something else, and would be the answer.
        """

    def tell_longer(self, sentence: str) -> None:
        """Say what was done, for as long as a warning."""

    def warn(self, sentence: str) -> None:
        """Say something to be known beside it, for longer."""

    def alarm(self, sentence: str) -> None:
        """Say what went wrong, for as long as reading it takes."""

    def tell_problem(self, sentence: str) -> None:
        """Say what is wrong with a typed text, until that changes."""

    def end(self, sentence: str) -> None:
        """End a sentence that is still shown, since it is no longer true."""

    def show(self, place: "Place") -> None:
        """Bring the focus to a place of the desk."""

    def leave_text(self) -> None:
        """Bring the focus from a text that is typed in to the list or tree beside it."""

    def go_to(
        self, key: "DocumentKey", path: "tuple[Key, ...]" = (), *, was_there: bool = False
    ) -> None:
        """Read a document, listed or not, and go to it, or to the value at a path in it.

        With `was_there`, it is said if the document is gone.
        """

    def refresh_desk(self) -> None:
        """Read anew what is shown."""

    def refresh_namespaces(self) -> None:
        """Read the namespaces anew."""

    async def copy_out(self, text: str) -> None:
        """Copy a text to the clipboard, and say which way it went."""

    async def copy_unsaid(self, text: str) -> "CopyOutcome":
        """Copy a text to the clipboard, and return which way it went, unsaid."""

    async def copy_route(self) -> "ClipboardRoute":
        """Return the route that copies take here."""

    async def edit_outside(self, path: "Path", handle: int) -> "EditorEnd":
        """Run the user's own editor on a file, in this terminal, until it ends.

        It inherits the open file `handle`. Raises NoEditorError.
        """

    def open_start(self, start: "Start") -> None:
        """Open another profile in the place of this one."""

    async def command(self, name: str) -> None:
        """Run another command, by the name of its module, as its key does."""

    async def request(self, request: "Request") -> None:
        """Have the command of a request run, on what that is about."""
