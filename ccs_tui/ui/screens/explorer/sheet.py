"""The document's panel as the commands know it: what they do to it at its cursor."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.model.tree import Node
    from ccs_tui.ui.widgets.document_panel import DocumentPanel


class PanelSheet:
    """The sheet of the commands' port, over the panel of the document."""

    def __init__(self, panel: "DocumentPanel") -> None:
        self._panel = panel

    @property
    def raw(self) -> str | None:
        """The text of a document that could not be read, as it came."""
        return self._panel.pane.raw

    def add_property(self, name: str) -> None:
        """Add a property with the value null, and edit it."""
        self._panel.edits.add_property(name)

    def remove_value(self) -> bool:
        """Remove the value under the cursor at once; False if it is a property."""
        return self._panel.rows.editing.remove(self._panel.rows.cursor_key)

    def remove_property(self, name: str) -> None:
        """Remove a property at the next save."""
        self._panel.edits.remove_property(name)

    def restore(self) -> None:
        """Take back what was done to the property under the cursor."""
        self._panel.edits.restore()

    def go_to_property(self, name: str) -> None:
        """Bring the cursor to a property."""
        self._panel.go_to(name)
        self._panel.rows.focus()

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to the problem in a property's text."""
        self._panel.show_problem_in(name)

    def edit_large(self, node: "Node") -> None:
        """Edit a value in a large editor."""
        self._panel.rows.editing.open_value(node)

    def edit_whole(self) -> None:
        """Edit the whole document as JSON; what was typed of it before is typed on."""
        self._panel.edits.edit_whole()

    def take_up_whole(self, document: "OpenDocument", text: str, began: str) -> None:
        """Put the text of a whole document over the open one."""
        self._panel.edits.take_up_whole(document, text, began)
