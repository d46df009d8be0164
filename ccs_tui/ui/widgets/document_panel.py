"""A document: its properties, and the editor for the one under the cursor."""

from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Label

from ccs_tui.model.document import Document
from ccs_tui.model.expiry import (
    HOUR,
    format_duration,
    format_remaining,
    format_when,
    remaining_seconds,
)
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.size import format_size
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_editor import JsonEditor
from ccs_tui.ui.widgets.list_panel import FilterField, ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.session_panel import EXPIRES_SOON
from ccs_tui.ui.widgets.size_gauge import SizeGauge
from ccs_tui.workspace.working_copy import Edit, PropertyState, WorkingCopy

PREVIEW_CHARACTERS = 200
JSON_NULL = JsonText("null")
STATE_MARKS = {
    PropertyState.UNCHANGED: Cell(""),
    PropertyState.CHANGED: Cell("~", "warning"),
    PropertyState.ADDED: Cell("+", "good"),
    PropertyState.REMOVED: Cell("-", "alarm"),
    PropertyState.INVALID: Cell("!", "alarm"),
}


class DocumentPanel(ListPanel):
    """Shows a working copy and types into it; the screen saves it."""

    filter_columns = ("name",)

    BINDINGS = [
        Binding("e", "edit", "Edit", id="document.edit"),
        Binding("z", "restore", "Take back", id="document.restore", show=False),
    ]

    @dataclass
    class Edited(Message):
        """What is typed changed the working copy shown."""

        copy: WorkingCopy

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Document", id=id)
        self._copy: WorkingCopy | None = None
        self._shown: str | None = None
        self._state_text: tuple[tuple[str, str], ...] | None = None

    def compose(self) -> ComposeResult:
        yield FilterField()
        yield RowList(
            [
                Column("state", width=1, priority=3),
                Column("name", "name", width=18, priority=3, gap=0),
                Column("type", "type", width=7),
                Column("size", "size", width=5, align="right", priority=1, gap=1),
                Column("value", "value", minimum=16, priority=3),
            ],
            self._cells,
            id="properties",
        )
        yield Label(id="property-title")
        yield JsonEditor(id="editor")
        yield Label(id="problem")
        yield SizeGauge(id="gauge")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#problem").display = False
        self.show_nothing("Choose a session to see its document.")

    # ── what is shown ──────────────────────────────────────────────────────────────────────────

    @property
    def editor(self) -> JsonEditor:
        """The editor of the chosen property."""
        return self.query_one(JsonEditor)

    @property
    def copy(self) -> WorkingCopy | None:
        """The working copy shown."""
        return self._copy

    @property
    def selected(self) -> str | None:
        """The property under the cursor."""
        return self.rows.cursor_key if self._copy else None

    def show(self, copy: WorkingCopy, now: datetime) -> None:
        """Show a working copy, or what became of the one that is shown."""
        self.keep_typed()
        same = self._copy is not None and self._copy.key == copy.key
        selected = self.selected if same else None
        typed_in = self.editor.has_focus and same
        self._copy = copy
        self.set_title(copy.key.label)
        self.rows.empty = self._why_empty(copy.base)
        self.rows.set_rows(list(copy.names()))
        if not same:
            self._shown = None
            self.rows.action_first()
        if selected is not None and selected in copy:
            self.rows.move_cursor(selected)
        if typed_in and self._shown == self.selected:
            self._show_property_title()
        else:
            self._show_property(self.selected, again=True)
        self._show_sizes()
        self.tick(now)

    def show_nothing(self, sentence: str) -> None:
        """Show no document, and say why. What was typed stays in its working copy."""
        self.keep_typed()
        self._copy = None
        self._state_text = None
        self.set_title("Document")
        self.set_state()
        self.rows.empty = sentence
        self.rows.set_rows([])
        self._show_property(None, again=True)
        self.query_one(SizeGauge).show(None)

    @staticmethod
    def _why_empty(document: Document) -> str:
        if document.exists:
            return "The document is empty. n adds a property."
        return "There is no such document. n adds a property, and saving makes it."

    def _show_property(self, name: str | None, *, again: bool = False) -> None:
        if name == self._shown and not again:
            return
        self.keep_typed()
        self._shown = name
        editor = self.editor
        title = self.query_one("#property-title", Label)
        if name is None or self._copy is None:
            editor.load("", read_only=True)
            title.update("")
            editor.display = title.display = False
            self._show_problem()
            return
        editor.display = title.display = True
        removed = self._copy.state(name) is PropertyState.REMOVED
        editor.load(self._copy.text(name), read_only=removed)
        self._show_property_title()
        self._show_problem()

    def _show_property_title(self) -> None:
        if self._copy is None or self._shown is None:
            return
        state = self._copy.state(self._shown).value
        kind, _ = self._copy.preview(self._shown, 1)
        self.query_one("#property-title", Label).update(
            Content.assemble(
                (visible(self._shown), "bold $foreground"),
                (f"  {kind}  {self._copy.property_size(self._shown):,}", "$muted"),
                (f"  {state}" if state else "", "$warning"),
            )
        )

    def _show_problem(self) -> None:
        label = self.query_one("#problem", Label)
        problem = self.editor.state.problem if self._shown is not None else None
        label.display = problem is not None
        if problem is not None:
            label.update(
                Content.assemble(("not JSON  ", "bold $error"), (visible(str(problem)), "$error"))
            )

    def _show_sizes(self) -> None:
        if self._copy is None:
            return
        exact = self._shown is None or self.editor.state.problem is None
        size = self._copy.size
        delta = size - self._copy.base.size
        self.query_one(SizeGauge).show(size, exact=exact, delta=delta)

    def tick(self, now: datetime) -> None:
        """Let the remaining time go on."""
        if self._copy is None:
            return
        parts = [*self._changes_part(self._copy), *self._expiry_parts(self._copy.base, now)]
        if tuple(parts) != self._state_text:
            self._state_text = tuple(parts)
            self.set_state(*parts)

    @staticmethod
    def _changes_part(copy: WorkingCopy) -> list[tuple[str, str]]:
        count = copy.change_count
        return [(f"{count} unsaved", "bold $warning"), ("  ", "")] if count else []

    def _expiry_parts(self, document: Document, now: datetime) -> list[tuple[str, str]]:
        if not document.exists:
            return [("not on the service", "$warning")]
        if document.expires_at is None:
            return [("expiry unknown", "$muted")]
        seconds = remaining_seconds(document.expires_at, now)
        if not seconds:
            return [("expired", "bold $error")]
        style = "$error" if seconds < EXPIRES_SOON else "$warning" if seconds < HOUR else "$muted"
        if self.outer_size.width < 60:
            return [(f"expires in {format_remaining(seconds)}", style)]
        when = format_when(document.expires_at, now)
        return [(f"expires {when} ", "$muted"), (f"in {format_duration(seconds)}", style)]

    def filter_text(self, key: str) -> str:
        """Return what a filter looks in: the name."""
        return key

    def show_count(self) -> None:
        """Show how many properties a filter left; without one they are not counted."""
        self._state_text = None

    def _cells(self, name: str) -> list[Cell]:
        copy = self._copy
        if copy is None or name not in copy:
            return [Cell("")] * 5
        state = copy.state(name)
        kind, preview = copy.preview(name, PREVIEW_CHARACTERS)
        removed = state is PropertyState.REMOVED
        size = Cell("–" if removed else format_size(copy.property_size(name)), "dim")
        value = Cell("removed at the next save" if removed else preview, "dim")
        return [STATE_MARKS[state], Cell(name, "dim" if removed else ""), Cell(kind, "dim"),
                size, value]  # fmt: skip

    # ── what is done ───────────────────────────────────────────────────────────────────────────

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        if event.key == self.selected:
            self._show_property(event.key)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self._show_property(event.key)
        self.action_edit()

    @on(JsonEditor.StateChanged)
    def _typed(self, event: JsonEditor.StateChanged) -> None:
        event.stop()
        self.keep_typed()
        self._show_problem()
        self._show_sizes()

    @on(JsonEditor.Left)
    def _left_editor(self, event: JsonEditor.Left) -> None:
        event.stop()
        self.rows.focus()

    def keep_typed(self) -> None:
        """Put what stands in the editor into the working copy."""
        copy, name, editor = self._copy, self._shown, self.editor
        if copy is None or name is None or editor.read_only or name not in copy:
            return
        text = editor.text
        if text == copy.text(name):
            return
        copy.edit(name, Edit(text, editor.state.size, editor.state.problem))
        self._after_edit(name)

    def _after_edit(self, name: str) -> None:
        if self._copy is None:
            return
        self.rows.refresh_row(name)
        self._show_property_title()
        self._show_sizes()
        self._state_text = None
        self.post_message(self.Edited(self._copy))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: `/` is a character in the editor."""
        if action == "filter" and self.editor.has_focus:
            return False
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Edit the property under the cursor."""
        if self._shown is not None and not self.editor.read_only:
            self.editor.focus()

    def add_property(self, name: str) -> None:
        """Add a property with the value null, and edit it."""
        if self._copy is None:
            return
        self._copy.add(name, JSON_NULL)
        self.rows.set_rows(list(self._copy.names()))
        self.rows.move_cursor(name)
        self._show_property(name, again=True)
        self._after_edit(name)
        self.editor.focus()
        self.editor.select_all()

    def remove_property(self, name: str) -> None:
        """Remove a property at the next save."""
        if self._copy is None:
            return
        self._copy.remove(name)
        self.rows.set_rows(list(self._copy.names()))
        self._show_property(self.selected, again=True)
        self._after_edit(name)

    def action_restore(self) -> None:
        """Take back what was done to the property under the cursor."""
        name = self.selected
        if self._copy is None or name is None:
            return
        self._copy.restore(name)
        self.rows.set_rows(list(self._copy.names()))
        self._show_property(self.selected, again=True)
        self._after_edit(name)

    def show_problem_in(self, name: str) -> None:
        """Bring the cursor to what is wrong in a property's text."""
        self.rows.move_cursor(name)
        self._show_property(name)
        self.editor.focus()
        self.editor.show_problem()
