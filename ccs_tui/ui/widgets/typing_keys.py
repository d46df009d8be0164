"""The keys of the document panel, and what those do that need its cursor."""

from collections.abc import Callable
from typing import Protocol

from textual.binding import Binding

from ccs_tui.model.names import reserved_problem
from ccs_tui.model.open_document import OpenDocument, StaleEditError
from ccs_tui.model.tree import UndoStep
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_tree import JsonTree
from ccs_tui.ui.widgets.value_pane import ValuePane

KEYS = [
    Binding("e", "document('edit')", "Edit", id="document.edit"),
    Binding(
        "W", "document('edit_whole')", "Edit the whole document", id="document.whole", show=False
    ),
    Binding("ctrl+u", "document('undo')", "Undo typing", id="document.undo", show=False),
    Binding(
        "semicolon",
        "hide_hint",
        "Hide such hints for good",
        id="document.hint",
        key_display=";",
        show=False,
    ),
    Binding("ctrl+r,ctrl+y", "document('redo')", "Redo typing", id="document.redo", show=False),
]
"""The keys of the panel; those of its list are beside them."""


class TypedPanel(Protocol):
    """The panel, as far as these keys need it."""

    document: OpenDocument | None
    pane: ValuePane

    @property
    def rows(self) -> JsonTree:
        """The values of the document in rows."""

    @property
    def selected(self) -> str | None:
        """The property under the cursor."""

    def go_to(self, name: str) -> None:
        """Bring the cursor to a property."""


class TypingKeys:
    """Edits the document that a panel shows, and moves that panel's cursor along."""

    def __init__(self, panel: TypedPanel) -> None:
        self._panel = panel

    def begin(self) -> None:
        """Edit the value under the cursor as JSON, or go to its text if that is no JSON."""
        pane = self._panel.pane
        if pane.holds():
            return
        pane.unseal()
        if pane.raw is not None or (pane.node is not None and not pane.editor.read_only):
            pane.editor.focus()
            pane.select_scalar()
        else:
            self._is_reserved()

    def undo(self) -> None:
        """Take back the last edit of this document."""
        self._walk(OpenDocument.undo, "There is no typing to undo.")

    def redo(self) -> None:
        """Do again what was taken back."""
        self._walk(OpenDocument.redo, "There is no typing to redo.")

    def _walk(self, walk: Callable[[OpenDocument], UndoStep | None], else_say: str) -> None:
        panel = self._panel
        if panel.document is None or panel.pane.holds():
            return
        panel.pane.take_typed()
        try:
            step = walk(panel.document)
        except StaleEditError as error:
            self._say(str(error))
            return
        if step is None:
            self._say(else_say)
        elif panel.selected != step[-1].name:
            panel.go_to(step[-1].name)

    def _is_reserved(self) -> bool:
        """Say that the document can't be edited, where its namespace is reserved."""
        document = self._panel.document
        why = None if document is None else reserved_problem(document.key.namespace)
        if why is not None:
            self._say(why)
        return why is not None

    def _say(self, sentence: str) -> None:
        self._panel.pane.notify(visible(sentence), severity="warning", markup=False)
