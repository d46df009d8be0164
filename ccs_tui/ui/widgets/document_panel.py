"""A document: its properties as a tree, and the text of the value under the cursor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message

from ccs_tui.model.document import Document
from ccs_tui.model.expiry import format_duration
from ccs_tui.model.json_text import JsonText, pretty
from ccs_tui.model.tree import Change, Draft, Node, Step, Value, edits, format_path
from ccs_tui.ui.widgets.document_state import changes_parts, expiry_parts
from ccs_tui.ui.widgets.json_editor import JsonEditor
from ccs_tui.ui.widgets.json_tree import JsonTree
from ccs_tui.ui.widgets.list_panel import FilterField, ListPanel
from ccs_tui.ui.widgets.row_list import Cell, RowList
from ccs_tui.ui.widgets.size_gauge import SizeGauge
from ccs_tui.ui.widgets.value_pane import Typed, ValuePane
from ccs_tui.workspace.working_copy import Edit, PropertyState, WorkingCopy

if TYPE_CHECKING:
    from textual.timer import Timer

JSON_NULL = JsonText("null")
TAKEN_AT_ONCE = 50_000
"""What is typed into a property of up to so many characters is in the tree at each key."""
TAKEN_AFTER = 0.15
"""Seconds without a key after which what was typed into a longer one is."""
STATE_MARKS = {
    PropertyState.UNCHANGED: Cell(""),
    PropertyState.CHANGED: Cell("~", "warning"),
    PropertyState.ADDED: Cell("+", "good"),
    PropertyState.REMOVED: Cell("-", "alarm"),
    PropertyState.INVALID: Cell("!", "alarm"),
}


class DocumentPanel(ListPanel):
    """Shows a working copy and edits it; the screen saves it.

    The tree and the text below it are two views of the same values: an edit in one is put into the
    working copy, and shown in the other.
    """

    filter_columns = ("name",)

    BINDINGS = [
        Binding("e", "edit", "Edit", id="document.edit"),
        Binding("z", "restore", "Take back", id="document.restore", show=False),
        Binding("ctrl+u", "undo", "Undo", id="document.undo", show=False),
        Binding("ctrl+r,ctrl+y", "redo", "Redo", id="document.redo", show=False),
    ]

    @dataclass
    class Edited(Message):
        """What is typed changed the working copy shown."""

        copy: WorkingCopy

    @dataclass
    class PropertyWanted(Message):
        """Another property is to be added."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Document", id=id)
        self._copy: WorkingCopy | None = None
        self._shown: Node | None = None
        self._typing = object()
        self._note = ""
        self._now: datetime | None = None
        self._later: Timer | None = None
        self._state_text: tuple[tuple[str, str], ...] | None = None
        self._stale_since: datetime | None = None

    def compose(self) -> ComposeResult:
        yield FilterField()
        yield JsonTree(self._mark_of, id="properties")
        yield ValuePane(id="value")
        yield SizeGauge(id="gauge")

    def on_mount(self) -> None:
        super().on_mount()
        self.show_nothing("Choose a session to see its document.")

    # ── what is shown ──────────────────────────────────────────────────────────────────────────

    @property
    def rows(self) -> JsonTree:
        """The tree."""
        return self.query_one(JsonTree)

    @property
    def pane(self) -> ValuePane:
        """The text of the value under the cursor."""
        return self.query_one(ValuePane)

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
        self._copy = copy
        self._stale_since = None
        self.set_title(copy.key.label)
        self.rows.empty = self._why_empty(copy.base)
        self._show_values()
        if not same and self.rows.cursor_key is not at:
            self.rows.action_first()
        self._show_node(self.selected_node, again=True)
        self.tick(now)

    def show_nothing(self, sentence: str) -> None:
        """Show no document, and say why. What was typed stays in its working copy."""
        self.keep_typed()
        self._copy = None
        self._state_text = None
        self.set_title("Document")
        self.set_state()
        self.rows.empty = sentence
        self.rows.show({}, (), 0)
        self._show_node(None, again=True)
        self.query_one(SizeGauge).show(None)

    @staticmethod
    def _why_empty(document: Document) -> str:
        if document.exists:
            return "The document is empty. n adds a property."
        return "There is no such document. n adds a property, and saving makes it."

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
        note = [(self._note, "$warning"), ("  ", "")] if self._note else []
        parts = [*note, *changes_parts(self._copy)]
        if self._stale_since is not None:
            stale = int((now - self._stale_since).total_seconds())
            parts.append((f"stale {format_duration(stale)}", "$error"))
        else:
            parts += expiry_parts(self._copy.base, now, self.outer_size.width)
        if tuple(parts) != self._state_text:
            self._state_text = tuple(parts)
            self.set_state(*parts)

    def show_stale(self, now: datetime) -> None:
        """Say that the last reading failed, and since when what is shown may be old."""
        self._stale_since = self._stale_since or now
        self.tick(now)

    def filter_text(self, key: Node) -> str:
        """Return what a filter looks in: the path."""
        return format_path(key.keys)

    def show_count(self) -> None:
        """Show how many properties a filter left; without one they are not counted."""
        self._state_text = None

    def _mark_of(self, name: str) -> Cell:
        copy = self._copy
        return STATE_MARKS[copy.state(name)] if copy is not None else Cell("")

    # ── what the tree says ─────────────────────────────────────────────────────────────────────

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        if event.key is self.selected_node:
            self._show_node(event.key)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self._show_node(event.key)
        self.action_edit()

    @on(JsonTree.Edited)
    def _edited_in_tree(self, event: JsonTree.Edited) -> None:
        event.stop()
        if self._copy is None:
            return
        for change in event.step:
            self._copy.put(change.name, change.after)
        self._copy.history.record(event.step)
        self._after_edit()

    @on(JsonTree.Sought)
    def _sought(self, event: JsonTree.Sought) -> None:
        event.stop()
        self._note = event.note
        if self._now is not None:
            self.tick(self._now)

    @on(JsonTree.Hidden)
    def _hidden_by_filter(self, event: JsonTree.Hidden) -> None:
        event.stop()
        self.clear_filter()
        self.rows.move_cursor(event.node)

    @on(JsonTree.PropertyWanted)
    def _property_wanted(self, event: JsonTree.PropertyWanted) -> None:
        event.stop()
        self.post_message(self.PropertyWanted())

    # ── what is typed below ────────────────────────────────────────────────────────────────────

    @on(ValuePane.Changed)
    def _typed(self, event: ValuePane.Changed) -> None:
        event.stop()
        if self._later is not None:
            self._later.stop()
            self._later = None
        if self._shown is None or self._shown.top.length <= TAKEN_AT_ONCE:
            self._take(now=False)
        elif self.editor.document.length <= TAKEN_AT_ONCE:
            self._later = self.set_timer(TAKEN_AFTER, self.keep_typed)
        elif event.state.checked:
            # It is checked when the keys rest.
            self._take(now=False)
        self._show_sizes()

    @on(ValuePane.Left)
    def _left_editor(self, event: ValuePane.Left) -> None:
        event.stop()
        self.rows.focus()

    def keep_typed(self) -> None:
        """Put what stands in the editor into the working copy."""
        self._take(now=True)

    def _take(self, *, now: bool) -> None:
        copy, node = self._copy, self._shown
        typed = self.pane.take(now=now) if copy is not None and node is not None else None
        if copy is None or node is None or typed is None:
            return
        step = self._put_typed(node, typed)
        for change in step:
            if node.parent is self.rows.model.document and not isinstance(typed.value, Draft):
                copy.edit(change.name, Edit(typed.text, len(typed.value), value=typed.value))
            else:
                copy.put(change.name, change.after)
        copy.history.record(step, self._typing)
        self.rows.document_size = copy.size
        self.rows.show_changes()
        self._tell_edited()

    def _put_typed(self, node: Node, typed: Typed) -> Step:
        try:
            if isinstance(typed.value, Draft):
                return edits.set_draft(self.rows.model, node, typed.value).changes
            return edits.set_value(self.rows.model, node, typed.value).changes
        except edits.EditError as error:
            self.notify(str(error), severity="warning", markup=False)
            return ()

    def _after_edit(self) -> None:
        """Show what an edit that was not typed below made of the working copy."""
        self._show_values()
        self._show_node(self.selected_node, again=True)
        self._tell_edited()

    def _tell_edited(self) -> None:
        self._show_node_title()
        self._show_sizes()
        self._state_text = None
        if self._copy is not None:
            self.post_message(self.Edited(self._copy))

    # ── what is done ───────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: `/` is a character in the editor."""
        if action == "filter" and self.editor.has_focus:
            return False
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Edit the value under the cursor as JSON."""
        if self._shown is not None and not self.editor.read_only:
            self.editor.focus()

    def add_property(self, name: str) -> None:
        """Add a property with the value null, and edit it."""
        self._change(lambda copy: copy.put(name, JSON_NULL))
        self._go_to(name)
        self.editor.focus()
        self.editor.select_all()

    def remove_property(self, name: str) -> None:
        """Remove a property at the next save."""
        self._change(lambda copy: copy.remove(name))

    def action_restore(self) -> None:
        """Take back what was done to the property under the cursor."""
        name = self.selected
        if name is not None:
            self._change(lambda copy: copy.restore(name))

    def action_undo(self) -> None:
        """Take back the last edit of this document."""
        if self._copy is not None:
            self.keep_typed()
            self._walk(self._copy.history.undo(), "There is no edit to take back.")

    def action_redo(self) -> None:
        """Do again what was taken back."""
        if self._copy is not None:
            self._walk(self._copy.history.redo(), "There is nothing to do again.")

    def _walk(self, step: Step | None, else_say: str) -> None:
        if step is None or self._copy is None:
            self.notify(else_say, markup=False)
            return
        now = _values_of(self._copy)
        stale = [change.name for change in step if now.get(change.name) != change.before]
        if stale:
            self.notify(
                f"{stale[0]} was changed since by others, so that edit stays.",
                severity="warning",
                markup=False,
            )
            return
        for change in step:
            self._copy.put(change.name, change.after)
        self._after_edit()
        if self.selected != step[-1].name:
            self._go_to(step[-1].name)

    def _change(self, change: Callable[[WorkingCopy], None]) -> None:
        """Do something to the working copy, so that it can be taken back."""
        if self._copy is None:
            return
        self.keep_typed()
        before = _values_of(self._copy)
        change(self._copy)
        after = _values_of(self._copy)
        self._copy.history.record(
            tuple(
                Change(name, before.get(name), after.get(name))
                for name in {**before, **after}
                if before.get(name) != after.get(name)
            )
        )
        self._after_edit()

    def _go_to(self, name: str) -> None:
        node = next((node for node in self.rows.model.properties if node.key == name), None)
        if node is not None:
            self.rows.move_cursor(node)
            self._show_node(node)

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to what is wrong in a property's text."""
        self._go_to(name)
        draft = next((node for node in self.rows.model.drafts if node.top.key == name), None)
        if draft is not None:
            self.rows.reveal(draft)
            self._show_node(draft)
        self.editor.focus()
        self.editor.show_problem()


def _values_of(copy: WorkingCopy) -> dict[str, Value | None]:
    """Return what each property will have, None for one that will be removed."""
    return {name: None if name in copy.removed else value for name, value in copy.values().items()}
