"""The document's panel as the commands know it: its cursor, and the focus in it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccs_tui.model.tree import Node
    from ccs_tui.ui.widgets.document_panel import DocumentPanel


class PanelCursor:
    """The document cursor of the commands' port, in the panel of the document."""

    def __init__(self, panel: "DocumentPanel") -> None:
        self._panel = panel

    @property
    def raw(self) -> str | None:
        """The text of a document that could not be read, as it came."""
        return self._panel.pane.raw

    def go_to(self, node: "Node") -> None:
        """Bring the cursor to a value."""
        self._panel.rows.move_cursor(node)

    def go_to_property(self, name: str) -> None:
        """Bring the cursor to a property."""
        self._panel.go_to(name)
        self._panel.rows.focus()

    def edit_text(self, name: str) -> None:
        """Go to the text of a property, all of which is selected."""
        self._panel.go_to(name)
        self._panel.editor.focus()
        self._panel.editor.select_all()

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to the problem in a property's text."""
        self._panel.show_problem_in(name)

    def edit_large(self, node: "Node") -> None:
        """Edit a value in a large editor."""
        if (editing := self._panel.rows.editing) is not None:
            editing.change("open", node)
