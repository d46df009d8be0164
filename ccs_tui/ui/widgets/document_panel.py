"""The panel of a document: what is edited in its rows or in the text below, and kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.binding import Binding
from textual.message import Message

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.tree import Draft, EditError, Node, Step, Value, edits
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.document_view import DocumentView
from ccs_tui.ui.widgets.json_tree import JsonTree
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.ui.widgets.value_pane import Typed, ValuePane
from ccs_tui.workspace import whole
from ccs_tui.workspace.typed_over import TypedOver
from ccs_tui.workspace.working_copy import (
    InvalidEditError,
    OnScreen,
    StaleEditError,
    WorkingCopy,
)

if TYPE_CHECKING:
    from textual.timer import Timer

    from ccs_tui.ui.dialogs.whole import WholeDialog

JSON_NULL = JsonText("null")
TAKEN_AT_ONCE = 50_000
"""What is typed into a property of up to so many characters is in the tree at each key."""
TAKEN_AFTER = 0.15
"""Seconds without a key after which what was typed into a longer one is."""
OVERTAKEN = (
    "{} was changed by others while you typed. What you typed is an open edit, and saving it shows "
    "both."
)
ELSEWHERE = "What you typed is an open edit of {}, which is not shown any more. O lists it."


class DocumentPanel(DocumentView):
    """Shows a working copy and edits it; the screen saves it.

    The tree and the text below it are two views of the same values: an edit in one is put into the
    working copy, and shown in the other.
    """

    BINDINGS = [
        Binding("e", "edit", "Edit", id="document.edit"),
        Binding("W", "whole", "Edit the whole document", id="document.whole", show=False),
        Binding("z", "restore", "Take back", id="document.restore", show=False),
        Binding("ctrl+u", "undo", "Undo", id="document.undo", show=False),
        Binding("ctrl+r,ctrl+y", "redo", "Redo", id="document.redo", show=False),
    ]

    @dataclass
    class Edited(Message):
        """What is typed changed the working copy shown."""

        copy: WorkingCopy

    @dataclass
    class Typing(Message):
        """Something was typed that is not in the working copy yet."""

        copy: WorkingCopy

    @dataclass
    class PropertyWanted(Message):
        """Another property is to be added."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._later: Timer | None = None
        self._whole: WholeDialog | None = None
        """The dialog in which the whole document is typed, while it is open."""
        self._over: TypedOver | None = None
        """What was last typed over the tree."""

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
        self._copy.put_all(event.step)
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
        self._tell_typing()
        self._show_sizes()

    @on(JsonTree.Typing)
    def _typed_over_tree(self, event: JsonTree.Typing) -> None:
        event.stop()
        if self._over is not None:
            self.post_message(self.Typing(self._current(self._over.copy)))

    def begin_typing(self, node: Node) -> Callable[[Value], bool]:
        """Note what the typing of a value over the tree begins from.

        What this returns takes what was typed where that value is not there as it was any more.
        """
        model, copy = self.rows.model, self._copy
        if copy is None:
            return lambda _: False
        before = model.drafts.get(node) or node.text
        over = self._over = TypedOver(copy, str(node.top.key), model.text_around(node))

        def take(value: Value) -> bool:
            now = self._current(copy)
            there = now is self._copy and model.holds(node)
            if there and (model.drafts.get(node) or node.text) == before:
                return False
            over.put(now, value.text if isinstance(value, Draft) else value)
            self._after_edit_of(now)
            if now is self._copy:
                self._go_to(over.name)
                self._say(OVERTAKEN.format(over.name))
            else:
                self._say(ELSEWHERE.format(copy.key.label))
            return True

        return take

    def _current(self, copy: WorkingCopy) -> WorkingCopy:
        """Return the copy that a document has by now: read anew, it may have another one."""
        return self._copy if self._copy is not None and self._copy.key == copy.key else copy

    def _tell_typing(self) -> None:
        if self._copy is not None:
            self.post_message(self.Typing(self._copy))

    @on(ValuePane.Left)
    def _left_editor(self, event: ValuePane.Left) -> None:
        event.stop()
        self.rows.focus()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Take what was typed when the editor is left: what comes next is another edit."""
        if event.widget is self.editor:
            self.keep_typed()
            self._typing = object()

    def on_screen(self) -> Iterator[OnScreen]:
        """Yield the working copies that are typed into, and what is typed and not in them yet.

        That is not looked at, so that it takes no longer than a key may.
        """
        copy, node = self._copy, self._shown
        if self._whole is not None:
            yield self._whole.on_screen()
        over, typed = self._over, self.rows.editing.being_typed
        if over is not None and typed is not None:
            yield OnScreen(self._current(over.copy), {over.name: over.edit(typed)})
            return
        if copy is None:
            return
        text = self.pane.untaken if node is not None else None
        if node is None or text is None:
            yield OnScreen(copy)
        else:
            edit = Edit(self.rows.model.text_with(node, text), self._origin)
            yield OnScreen(copy, {str(node.top.key): edit})

    def keep_typed(self) -> None:
        """Put what stands in the editor into the working copy."""
        self._take(now=True)

    def _take(self, *, now: bool) -> None:
        copy, node = self._copy, self._shown
        typed = self.pane.take(now=now) if copy is not None and node is not None else None
        if copy is None or node is None or typed is None:
            return
        step = self._put_typed(node, typed)
        copy.put_all(step, self._typing, {str(node.top.key): self._origin})
        if step and node.depth == 0 and not isinstance(typed.value, Draft):
            # As it is spaced, and not only what it says.
            copy.type(str(node.key), typed.text)
        self.rows.cells.document_size = copy.size
        self.rows.show_changes()
        self._tell_edited()

    def _put_typed(self, node: Node, typed: Typed) -> Step:
        try:
            if isinstance(typed.value, Draft):
                return edits.set_draft(self.rows.model, node, typed.value).changes
            return edits.set_value(self.rows.model, node, typed.value).changes
        except EditError as error:
            self._say(str(error))
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
        """Edit the value under the cursor as JSON, or go to the text of what is none."""
        if self.raw is not None or (self._shown is not None and not self.editor.read_only):
            self.editor.focus()

    def action_whole(self) -> None:
        """Edit the whole document as JSON, in a large editor."""
        if self._copy is None:
            return
        self.keep_typed()
        try:
            text = whole.text_of(self._copy)
        except InvalidEditError as error:
            self.show_problem_in(error.name)
            self._say(str(error))
            return
        self._ask_whole(self._copy, text)

    def take_up_whole(self, copy: WorkingCopy, text: str, began: str) -> None:
        """Lay a document that was typed as a whole over one; what is none is shown to be edited."""
        if whole.put(copy, text, began):
            self._after_edit_of(copy)
        else:
            self._ask_whole(copy, began, text)

    def _ask_whole(self, copy: WorkingCopy, began: str, text: str | None = None) -> None:
        from ccs_tui.ui.dialogs.whole import WholeDialog

        def answered(answer: str | None) -> None:
            self._whole = None
            now = self._current(copy)
            if answer is not None and whole.put(now, answer, began):
                self._after_edit_of(now)
            self.post_message(self.Typing(now))

        def typing() -> None:
            self.post_message(self.Typing(copy))

        self._whole = WholeDialog(copy, began, text, typing)
        self.app.push_screen(self._whole, answered)

    def _after_edit_of(self, copy: WorkingCopy) -> None:
        """Show and keep what an edit made of a working copy, which may not be shown any more."""
        if copy is self._copy:
            self._after_edit()
        else:
            self.post_message(self.Edited(copy))

    def add_property(self, name: str) -> None:
        """Add a property with the value null, and edit it."""
        self._change(lambda copy: copy.put(name, JSON_NULL))
        self._go_to(name)
        self.editor.focus()
        self.editor.select_all()

    def remove_value(self) -> bool:
        """Remove the value under the cursor at once; False if it is a property."""
        return self.rows.editing.remove(self.rows.cursor_key)

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
        self._walk(WorkingCopy.undo, "There is no edit to take back.")

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._walk(WorkingCopy.redo, "There is nothing to do again.")

    def _walk(self, walk: Callable[[WorkingCopy], Step | None], else_say: str) -> None:
        if self._copy is None:
            return
        self.keep_typed()
        try:
            step = walk(self._copy)
        except StaleEditError as error:
            self._say(str(error))
            return
        if step is None:
            self._say(else_say)
            return
        self._after_edit()
        if self.selected != step[-1].name:
            self._go_to(step[-1].name)

    def _change(self, change: Callable[[WorkingCopy], None]) -> None:
        """Do something to the working copy, so that it can be taken back."""
        if (copy := self._copy) is not None:
            self.keep_typed()
            copy.recorded(lambda: change(copy))
            self._after_edit()

    def _say(self, sentence: str) -> None:
        self.notify(visible(sentence), severity="warning", markup=False)

    def _go_to(self, name: str) -> None:
        node = next((node for node in self.rows.model.properties if node.key == name), None)
        if node is not None:
            self.rows.move_cursor(node)
            self._show_node(node)

    def go_to_property(self, name: str) -> None:
        """Bring the cursor to a property, and the focus to the list."""
        self._go_to(name)
        self.rows.focus()

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to what is wrong in a property's text."""
        self._go_to(name)
        draft = next((node for node in self.rows.model.drafts if node.top.key == name), None)
        if draft is not None:
            self.rows.reveal(draft)
            self._show_node(draft)
        self.editor.focus()
        self.editor.show_problem()
