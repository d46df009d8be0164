"""The panel of a document: its values in rows, the text of one of them, and how it stands."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from ccs_tui.model.changes import Edit
from ccs_tui.model.open_document import DocumentView, OpenDocument, TypedValue
from ccs_tui.model.place_hints import KnownPlace
from ccs_tui.model.tree import Node, format_path
from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.text import Crop
from ccs_tui.ui.widgets.document_state import DocumentState, StateLine
from ccs_tui.ui.widgets.hint_line import HintLine
from ccs_tui.ui.widgets.json_tree import JsonTree
from ccs_tui.ui.widgets.json_tree.cells import value_order
from ccs_tui.ui.widgets.json_tree.row_editor import RowEditor
from ccs_tui.ui.widgets.json_tree.search import TreeSearch
from ccs_tui.ui.widgets.large_editors import LargeEditors
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.ui.widgets.size_gauge import SizeGauge
from ccs_tui.ui.widgets.typing_keys import KEYS, TypingKeys
from ccs_tui.ui.widgets.value_pane import ValuePane
from ccs_tui.workspace.empty_places import CHOOSE

ROOM_FOR_PLACE = 24
"""The lines of the panel from which on it has a hint on the place, too."""


class _View(DocumentView):
    """A panel as the document knows it."""

    def __init__(self, panel: "DocumentPanel") -> None:
        self._panel = panel

    def document_changed(self, names: frozenset[str] | None) -> None:
        self._panel.show_changes(names)

    def take_typed(self) -> None:
        self._panel.take_typed()

    def typed(self) -> Mapping[str, Edit]:
        return self._panel.pane.typed()

    def typing_changed(self) -> None:
        self._panel.show_typing()


class DocumentPanel(ListPanel):
    """Shows an open document as a tree of its values, and below it the text of one of them.

    It is a view of the document, and edits it. What is too large for it is edited in `editors`.
    """

    BINDINGS = [*KEYS]

    called = "the document (3)"
    title_crop: Crop = "middle"  # it is an id
    filter_columns = ("name",)

    @quick_message
    class CommandWanted(Message):
        """A command is to be run on the document."""

        name: str

    def __init__(self, editors: LargeEditors, *, id: str | None = None) -> None:
        super().__init__("Document", id=id)
        self.document: OpenDocument | None = None
        """The document shown."""
        # The tree is kept, and not queried: a draft is made of it even when the screen is gone.
        self._tree = JsonTree(
            search=TreeSearch, editing=lambda tree: RowEditor(tree, editors), id="properties"
        )
        self.pane = ValuePane(id="value")
        self._tree.held, self.editor = self.pane.holds, self.pane.editor
        gauge = SizeGauge(id="gauge")
        self._gauge = gauge
        self._state_line = StateLine(id="document-state")
        self.hint = HintLine(id="hint")
        self.place: Callable[[], KnownPlace | None] = lambda: None
        """Returns the place that one is at, for hints."""
        self.state = DocumentState(self, self._state_line, gauge)
        self.typing_keys = TypingKeys(self)
        self._view = _View(self)

    def compose(self) -> ComposeResult:
        yield self._state_line
        yield self._tree
        yield self.pane
        yield self.hint
        yield self._gauge

    def on_mount(self) -> None:
        if self.query(SizeGauge):  # else the program ends before its parts are there
            self.show_nothing(CHOOSE)

    @property
    def rows(self) -> JsonTree:
        """The tree."""
        return self._tree

    @property
    def selected_node(self) -> Node | None:
        """The value under the cursor."""
        return self.rows.cursor_key if self.document else None

    @property
    def selected(self) -> str | None:
        """The property under the cursor, or that the value there lies in."""
        node = self.selected_node
        return None if node is None else str(node.top.key)

    # What is shown

    def show(self, document: OpenDocument) -> None:
        """Show an open document, anew if it is shown already."""
        self._look_at(document)
        self.set_title(document.key.label)
        self.rows.empty = self.state.why_empty()
        self.rows.show(document)
        self.pane.show(document, self.selected_node)
        self.show_size()
        self.show_hint()
        self.state.tick()

    def show_typing(self) -> None:
        """Show what is typed over a row in the text below as well, and in the size."""
        if self.is_attached:
            self.pane.show_over(self._over_a_row)
        self.show_size()

    @property
    def _over_a_row(self) -> TypedValue | None:
        return None if self.rows.editing is None else self.rows.editing.typed

    def show_size(self) -> None:
        """Show the document's size, with what is typed in its rows and below."""
        over = self._over_a_row
        self.state.show_size(self.pane, None if over is None else over.growth)

    def show_hint(self) -> None:
        """Show the hint on the value under the cursor, or its place, by the time it is now."""
        place = self.place()
        if place is not None and self.document is not None and self.size.height < ROOM_FOR_PLACE:
            place = KnownPlace(place.now)  # the values need all the lines
        self.hint.show(self.document, self.pane.node, place)

    def action_hide_hint(self) -> None:
        """Switch the hint that is shown off, for good."""
        self.hint.switch_off()

    def show_nothing(self, sentence: str) -> None:
        """Show no document, and say why. Typed text stays in its document."""
        self._look_at(None)
        self.set_title("Document")
        self.rows.empty = sentence
        self.rows.show(None)
        self.pane.show(None, None)
        self.show_hint()

    def show_unreadable(self, label: str, sentence: str, raw: str) -> None:
        """Show a document that is no JSON as it came."""
        self.show_nothing(sentence)
        self.set_title(label)
        self.set_state(("unreadable", "$error"))
        self.pane.show_raw(raw)

    def show_access(self) -> None:
        """Renew the advice on the document, as its access is now."""
        if self.document is not None:
            self.rows.empty = self.state.why_empty()
            self.state.tick()

    def _look_at(self, document: OpenDocument | None) -> None:
        """Be a view of this document, and of no other."""
        self.take_typed()
        if self.document is not None:
            self.document.views.remove(self._view)
        if document is not None:
            document.views.append(self._view)
        self.document = document
        self.state.begin(document)

    def show_changes(self, names: frozenset[str] | None) -> None:
        """Show what a document tells of itself, as `DocumentView.document_changed` has it."""
        if self.document is None or not self.is_attached:
            return
        self.state.show_reading()
        self.rows.empty = self.state.why_empty()
        if names is None or names:
            self.rows.show_changes(names)
            if not self.pane.is_taking:
                self.pane.show(self.document, self.selected_node)
        self.show_typing()
        self.show_hint()
        self.state.tick()

    # What is typed

    def take_typed(self) -> None:
        """Give the document the text that was typed below, as far as it is not in it yet."""
        self.pane.take_typed()

    @on(ValuePane.Left)
    def _left_editor(self, event: ValuePane.Left) -> None:
        event.stop()
        self.rows.focus()

    # What the rows say

    @on(RowList.Highlighted)
    @on(RowList.Chosen)
    def _on_row(self, event: RowList.Highlighted | RowList.Chosen) -> None:
        event.stop()
        chosen = isinstance(event, RowList.Chosen)
        if event.key is not self.pane.node and (chosen or event.key is self.selected_node):
            self.pane.show(self.document, event.key)
            self.show_size()
            self.show_hint()
        if chosen:
            self.typing_keys.begin()

    @on(JsonTree.Sought)
    def _sought(self, event: JsonTree.Sought) -> None:
        event.stop()
        self.state.show_search(event.note)

    @on(JsonTree.Hidden)
    def _hidden_by_filter(self, event: JsonTree.Hidden) -> None:
        event.stop()
        self.clear_filter()
        self.rows.move_cursor(event.node)

    @on(JsonTree.PropertyWanted)
    def _property_wanted(self, event: JsonTree.PropertyWanted) -> None:
        event.stop()
        self.post_message(self.CommandWanted("new"))

    def filter_text(self, key: Node) -> str:
        """Return the text for a filter: the path."""
        return format_path(key.keys)

    @property
    def sort_keys(self) -> Mapping[str, Callable[[Node], Any]]:
        """The keys by which properties are sorted; the values in them stay in their order."""
        return {
            "name": lambda node: str(node.key).casefold(),
            "type": lambda node: node.kind,
            "size": lambda node: node.size,
            "value": value_order,
        }

    def show_count(self) -> None:
        """Show how many properties a filter left; without one they are not counted."""
        self.state.forget_shown()

    # What is done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: `/` is typed in the editor, which undoes itself."""
        undoes = action == "document" and parameters in (("undo",), ("redo",))
        hides_nothing = action == "hide_hint" and not self.hint.says
        if hides_nothing or ((action == "filter" or undoes) and self.editor.has_focus):
            return False
        return super().check_action(action, parameters)

    def action_document(self, what: Literal["edit", "edit_whole", "undo", "redo"]) -> None:
        """Edit the value under the cursor or the whole document, or take edits back."""
        keys = self.typing_keys
        actions: dict[str, Callable[[], object]] = {
            "edit": keys.begin,
            "edit_whole": lambda: self.post_message(self.CommandWanted("edit_whole")),
            "undo": keys.undo,
            "redo": keys.redo,
        }
        actions[what]()

    def go_to(self, name: str) -> None:
        """Bring the cursor to a property."""
        node = self.document.tree.property(name) if self.document is not None else None
        if node is not None:
            self.rows.move_cursor(node)
            self.pane.show(self.document, node)
            self.show_size()

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to the problem in a property's text."""
        drafts = self.document.tree.not_json if self.document is not None else ()
        self.go_to(name)
        draft = next((node for node in drafts if node.top.key == name), None)
        if draft is not None:
            self.rows.reveal(draft)
            self.pane.show(self.document, draft)
        self.editor.focus()
        self.editor.show_problem()
