"""The edits that the document panel has keys for: by property, as a whole, taken back."""

from collections.abc import Callable
from typing import Protocol

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import reserved_problem
from ccs_tui.model.open_document import InvalidEditError, OpenDocument, StaleEditError
from ccs_tui.model.tree import UndoStep
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_tree import JsonTree
from ccs_tui.ui.widgets.large_editors import LargeEditors
from ccs_tui.ui.widgets.save_wanted import SaveWanted
from ccs_tui.ui.widgets.value_pane import ValuePane
from ccs_tui.workspace import whole_document

JSON_NULL = JsonText("null")
EMPTY = "{}"


class EditedPanel(Protocol):
    """The panel, as far as edits need it."""

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

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to the problem in a property's text."""


class DocumentEdits:
    """Edits the document that a panel shows, which is a view of that document."""

    def __init__(self, panel: EditedPanel, editors: LargeEditors) -> None:
        self._panel = panel
        self._editors = editors

    def begin(self) -> None:
        """Edit the value under the cursor as JSON, or go to its text if that is no JSON."""
        pane = self._panel.pane
        if pane.raw is not None or (pane.node is not None and not pane.editor.read_only):
            pane.editor.focus()
            pane.select_scalar()
        else:
            self._is_reserved()

    def add_property(self, name: str) -> None:
        """Add a property with the value null, and edit it."""
        self._change(lambda document: document.put(name, JSON_NULL))
        self._panel.go_to(name)
        self._panel.pane.editor.focus()
        self._panel.pane.editor.select_all()

    def remove_property(self, name: str) -> None:
        """Remove a property at the next save."""
        self._change(lambda document: document.remove(name))

    def restore(self) -> None:
        """Take back what was done to the property under the cursor."""
        name = self._panel.selected
        if name is not None:
            self._change(lambda document: document.restore(name))

    def undo(self) -> None:
        """Take back the last edit of this document."""
        self._walk(OpenDocument.undo, "There is no typing to undo.")

    def redo(self) -> None:
        """Do again what was taken back."""
        self._walk(OpenDocument.redo, "There is no typing to redo.")

    def _walk(self, walk: Callable[[OpenDocument], UndoStep | None], else_say: str) -> None:
        panel = self._panel
        if panel.document is None:
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

    def _change(self, change: Callable[[OpenDocument], None]) -> None:
        """Do something to the document, so that it can be undone."""
        if (document := self._panel.document) is not None and not self._is_reserved():
            self._panel.pane.take_typed()
            document.recorded(lambda: change(document))

    def _say(self, sentence: str) -> None:
        self._panel.pane.notify(visible(sentence), severity="warning", markup=False)

    # As a whole

    def edit_whole(self) -> None:
        """Edit the whole document as JSON, in a large editor."""
        document = self._panel.document
        if document is None or self._is_reserved():
            return
        self._panel.pane.take_typed()
        if (unfinished := document.unfinished) is not None:
            self._ask_whole(document, unfinished.origin or EMPTY, unfinished.text)
            return
        try:
            text = whole_document.text_of(document)
        except InvalidEditError as error:
            self._panel.show_problem_in(error.name)
            self._say(str(error))
            return
        self._ask_whole(document, text)

    def take_up_whole(self, document: OpenDocument, text: str, began: str) -> None:
        """Put the text of a whole document over the open one; a text that is none is shown."""
        if not whole_document.put(document, text, began):
            self._ask_whole(document, began, text)

    def _ask_whole(self, document: OpenDocument, began: str, text: str | None = None) -> None:
        def answered(answer: str | None) -> None:
            document.views.remove(view)
            if answer is not None and not whole_document.put(document, answer, began):
                document.keep_unfinished(Edit(answer, JsonText(began)))
            document.views.tell_typing()

        view = self._editors.edit_whole(
            document,
            began,
            text,
            typing=document.views.tell_typing,
            answered=answered,
            save_wanted=lambda: self._panel.pane.post_message(SaveWanted()),
        )
        document.keep_unfinished(None)
        document.views.append(view)
