"""What is shown of a document: its values in rows, the text of one of them, and sizes."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from textual.app import ComposeResult

from ccs_tui.model.document import Document
from ccs_tui.model.expiry import format_duration
from ccs_tui.model.json_text import JsonText, pretty
from ccs_tui.model.tree import Node, Value, format_path
from ccs_tui.ui.widgets.document_state import changes_parts, expiry_parts
from ccs_tui.ui.widgets.json_editor import JsonEditor
from ccs_tui.ui.widgets.json_tree import JsonTree
from ccs_tui.ui.widgets.json_tree.cells import value_order
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.ui.widgets.size_gauge import SizeGauge
from ccs_tui.ui.widgets.value_pane import ValuePane
from ccs_tui.workspace.working_copy import PropertyState, WorkingCopy

STATE_MARKS = {
    PropertyState.UNCHANGED: Cell(""),
    PropertyState.CHANGED: Cell("~", "warning"),
    PropertyState.ADDED: Cell("+", "good"),
    PropertyState.REMOVED: Cell("-", "alarm"),
    PropertyState.INVALID: Cell("!", "alarm"),
}

RAW_SHOWN = 100_000
"""The characters that are shown of a document that can't be read, which may have any number."""


class DocumentView(ListPanel):
    """A tree of the values of a working copy, and below it the text of the one under the cursor."""

    filter_columns = ("name",)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Document", id=id)
        # Kept, and not asked for: a draft is made of them also when the screen is gone already.
        self._tree = JsonTree(self._mark_of, begin=self.begin_typing, id="properties")
        self._pane = ValuePane(id="value")
        self.may_write: Callable[[str], bool] = lambda _: True
        """Whether a namespace can be written to."""
        self._copy: WorkingCopy | None = None
        self._raw: str | None = None
        self._shown: Node | None = None
        self._origin: JsonText | None = None
        """The stored value that what is typed below begins from: of the property shown there."""
        self._typing = object()
        self._note = ""
        self._draft_note = ""
        self._now: datetime | None = None
        self._state_text: tuple[tuple[str, str], ...] | None = None
        self._stale_since: datetime | None = None

    def compose(self) -> ComposeResult:
        yield self._tree
        yield self._pane
        yield SizeGauge(id="gauge")

    def on_mount(self) -> None:
        self.show_nothing("Choose a session to see its document.")

    def on_resize(self) -> None:
        """Say of the expiry what there is room for."""
        if self._now is not None:
            self.tick(self._now)

    @abstractmethod
    def keep_typed(self) -> None:
        """Put what stands in the editor into the working copy."""

    @abstractmethod
    def begin_typing(self, node: Node) -> Callable[[Value], bool]:
        """Note what the typing of a value over the tree begins from; see `json_tree.editing`."""

    @property
    def rows(self) -> JsonTree:
        """The tree."""
        return self._tree

    @property
    def pane(self) -> ValuePane:
        """The text of the value under the cursor."""
        return self._pane

    @property
    def editor(self) -> JsonEditor:
        """The editor of that text."""
        return self.pane.editor

    @property
    def copy(self) -> WorkingCopy | None:
        """The working copy shown."""
        return self._copy

    @property
    def selected_node(self) -> Node | None:
        """The value under the cursor."""
        return self.rows.cursor_key if self._copy else None

    @property
    def selected(self) -> str | None:
        """The property under the cursor, or that the value there lies in."""
        node = self.selected_node
        return None if node is None else str(node.top.key)

    def show(self, copy: WorkingCopy, now: datetime) -> None:
        """Show a working copy, or what became of the one that is shown."""
        self.keep_typed()
        same = self._copy is not None and self._copy.key == copy.key
        at = self.rows.cursor_key
        self._copy, self._raw = copy, None
        self._stale_since = None
        self.set_title(copy.key.label)
        self.rows.empty = self._why_empty(copy.base)
        self._show_values()
        if not same and self.rows.cursor_key is not at:
            self.rows.action_move("first")
        self._show_node(self.selected_node, again=True)
        self.tick(now)

    def show_nothing(self, sentence: str) -> None:
        """Show no document, and say why. What was typed stays in its working copy."""
        self.keep_typed()
        self._copy = self._raw = None
        self._state_text = None
        self.set_title("Document")
        self.set_state()
        self.rows.empty = sentence
        self.rows.show({}, (), 0)
        self._show_node(None, again=True)
        self.query_one(SizeGauge).show(None)

    def show_unreadable(self, label: str, sentence: str, raw: str) -> None:
        """Show a document that is no JSON as it came, as much of it as an editor is for."""
        self.show_nothing(sentence)
        self.set_title(label)
        self.set_state(("unreadable", "$error"))
        self._raw = raw[:RAW_SHOWN]
        which = f"the first {RAW_SHOWN:,} of " if len(raw) > RAW_SHOWN else ""
        self.pane.show(self._raw, read_only=True)
        self.pane.show_title(
            ("as it came", "bold $foreground"), (f"  {which}{len(raw):,} characters", "$muted")
        )

    @property
    def raw(self) -> str | None:
        """The text of the document that can't be read, if one is shown, or its beginning."""
        return self._raw

    def show_access(self) -> None:
        """Say what can be done with the document, as it is now."""
        if self._copy is not None:
            self.rows.empty = self._why_empty(self._copy.base)
            if self._now is not None:
                self.tick(self._now)

    def _why_empty(self, document: Document) -> str:
        may_write = self.may_write(document.key.namespace)
        if document.exists:
            return f"The document is empty.{' n adds a property.' if may_write else ''}"
        advice = " n adds a property, and saving makes it." if may_write else ""
        return f"There is no such document.{advice}"

    def _show_values(self) -> None:
        if self._copy is not None:
            self.rows.show(self._copy.values(), self._copy.removed, self._copy.size)

    def _show_node(self, node: Node | None, *, again: bool = False) -> None:
        if node is self._shown and not again:
            return
        self.keep_typed()
        if node is not self._shown:
            self._typing = object()
        self._shown = node
        if node is None or self._copy is None:
            self.pane.hide()
            return
        self._origin = self._copy.origin(str(node.top.key))
        typed_here = self.editor.has_focus and self.pane.holds(
            self.rows.model.drafts.get(node) or node.text
        )
        if not typed_here:
            removed = node.top.key in self._copy.removed
            self.pane.show(self.text_of(node), read_only=removed)
        self._show_node_title()
        self._show_sizes()

    def text_of(self, node: Node) -> str:
        """Return a value as text to edit: as it was typed, or else indented."""
        model = self.rows.model
        if node.parent is model.document and self._copy is not None:
            return self._copy.text(str(node.key))
        draft = model.drafts.get(node)
        return draft.text if draft is not None else pretty(node.text)

    def _show_node_title(self) -> None:
        node, copy = self._shown, self._copy
        if node is None or copy is None:
            return
        draft = self.rows.model.drafts.get(node)
        kind = "?" if draft is not None else node.kind
        size = node.size + (draft.size - node.length if draft is not None else 0)
        state = copy.state(str(node.top.key)).value if node.parent is node.top.parent else ""
        self.pane.show_title(
            (format_path(node.keys), "bold $foreground"),
            (f"  {kind}  {size:,}", "$muted"),
            (f"  {state}" if state else "", "$warning"),
        )

    def _show_sizes(self) -> None:
        copy, node = self._copy, self._shown
        if copy is None:
            return
        size, exact = copy.size, not self.rows.model.drafts
        pending = self.pane.pending_size if node is not None else None
        if pending is not None and node is not None:
            draft = self.rows.model.drafts.get(node)
            size += pending - (node.length if draft is None else draft.size)
            exact = exact and self.pane.problem is None
        self.query_one(SizeGauge).show(size, exact=exact, delta=size - copy.base.size)

    def tick(self, now: datetime) -> None:
        """Let the remaining time go on."""
        self._now = now
        if self._copy is None:
            return
        notes = [
            part
            for note in (self._note, self._draft_note)
            if note
            for part in ((note, "$warning"), ("  ", ""))
        ]
        parts = [*notes, *changes_parts(self._copy)]
        if self._stale_since is not None:
            stale = int((now - self._stale_since).total_seconds())
            parts.append((f"stale {format_duration(stale)}", "$error"))
        else:
            may_write = self.may_write(self._copy.key.namespace)
            parts += expiry_parts(self._copy, now, self.outer_size.width, may_write=may_write)
        if tuple(parts) != self._state_text:
            self._state_text = tuple(parts)
            self.set_state(*parts)

    def show_draft_note(self, note: str) -> None:
        """Say that there is a draft of this document; empty if there is none."""
        self._draft_note = note
        if self._now is not None:
            self.tick(self._now)

    def show_stale(self, now: datetime) -> None:
        """Say that the last reading failed, and since when what is shown may be old."""
        self._stale_since = self._stale_since or now
        self.tick(now)

    def filter_text(self, key: Node) -> str:
        """Return what a filter looks in: the path."""
        return format_path(key.keys)

    @property
    def sort_keys(self) -> Mapping[str, Callable[[Node], Any]]:
        """What tells properties apart; what is in them stays in its order."""
        return {
            "name": lambda node: str(node.key).casefold(),
            "type": lambda node: node.kind,
            "size": lambda node: node.size,
            "value": value_order,
        }

    def show_count(self) -> None:
        """Show how many properties a filter left; without one they are not counted."""
        self._state_text = None

    def _mark_of(self, name: str) -> Cell:
        copy = self._copy
        return STATE_MARKS[copy.state(name)] if copy is not None else Cell("")
