"""A text area in which a key costs the same, however long the text is.

What `TextArea` does for all lines at each key is done for one here: the document counts itself, the
layout follows it, and only the rows that changed are painted again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from textual.geometry import Region
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location, Selection

from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.widgets.json_editor import typing_help
from ccs_tui.ui.widgets.json_editor.document import JsonDocument
from ccs_tui.ui.widgets.json_editor.history import BoundedHistory
from ccs_tui.ui.widgets.json_editor.keys import CHANGING, MOVING, SELECTING
from ccs_tui.ui.widgets.json_editor.layout import EditorLayout, Navigator


class LineArea(TextArea, inherit_bindings=False):
    """Edits text line by line, always wrapped, with a cursor that does not blink."""

    BINDINGS = [*MOVING, *SELECTING, *CHANGING]

    selection: Reactive[Selection] = reactive(
        Selection(), init=False, always_update=True, repaint=False
    )

    document: JsonDocument
    wrapped_document: EditorLayout

    @quick_message
    class CopyRequested(Message):
        """`text` was cut or copied, and is to go to the clipboard."""

        area: "LineArea"
        text: str

        @property
        def control(self) -> "LineArea":
            """The area that posted it."""
            return self.area

    def __init__(
        self,
        text: str = "",
        *,
        read_only: bool = False,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(
            read_only=read_only,
            show_line_numbers=True,
            highlight_cursor_line=False,
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.set_reactive(TextArea.cursor_blink, False)
        self.history = BoundedHistory()
        self._copied = ""
        self._height = 0
        self._adopt(text)

    # ── the text ───────────────────────────────────────────────────────────────────────────────

    def load_text(self, text: str) -> None:
        """Show `text`, with a new undo history and the cursor at its start."""
        self.history.clear()
        self._adopt(text)
        if not self.is_mounted:
            return
        self.wrapped_document.wrap(self.wrap_width)
        self.selection = Selection()
        self._refresh_size()
        self.scroll_home(animate=False)
        self.refresh()
        self.post_message(self.Changed(self))
        self.text_changed()

    def on_mount(self) -> None:
        """Tell the state of a text that is there from the start."""
        if self.document.length:
            self.text_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: undoing where there is something to undo."""
        if action == "undo" and not self.history.undo_stack:
            return False
        if action == "redo" and not self.history.redo_stack:
            return False
        return super().check_action(action, parameters)

    def text_changed(self) -> None:
        """Take note that the text changed. Subclasses do more."""

    def _adopt(self, text: str) -> None:
        self.document = JsonDocument(text)
        self.wrapped_document = EditorLayout(self.document)
        self.navigator = Navigator(self.wrapped_document)

    def edit(self, edit: Edit) -> EditResult:
        """Change the text."""
        with self._changing():
            return super().edit(edit)

    def undo(self) -> None:
        """Take back the last edit; text that was typed in one go goes together."""
        with self._changing():
            super().undo()

    def redo(self) -> None:
        """Do the edit again that was taken back."""
        with self._changing():
            super().redo()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self.wrapped_document.take_changes()
        yield
        changes = self.wrapped_document.take_changes()
        if not changes:
            return
        if len(changes) > 1:
            self.refresh()
        else:
            start, stop, moved = changes[0]
            last_visible = self.scroll_offset.y + self.size.height
            self.refresh_rows(start, last_visible if moved else stop)
        self.text_changed()

    # ── what keys do ───────────────────────────────────────────────────────────────────────────

    def put(self, text: str, start: Location, end: Location) -> None:
        """Put `text` in place of what stands between two locations, and the cursor behind it."""
        self.replace(text, start, end, maintain_selection_offset=False)

    def action_cursor_text_start(self, select: bool = False) -> None:
        """Go to the start of the text."""
        self.move_cursor(self.document.start, select=select)

    def action_cursor_text_end(self, select: bool = False) -> None:
        """Go to the end of the text."""
        self.move_cursor(self.document.end, select=select)

    def get_cursor_word_left_location(self) -> Location:
        """Return the start of the word at the left of the cursor."""
        row, column = self.cursor_location
        if column == 0:
            return self.get_cursor_left_location()
        return row, typing_help.word_start(self.document[row], column)

    def get_cursor_word_right_location(self) -> Location:
        """Return the end of the word at the right of the cursor."""
        row, column = self.cursor_location
        line = self.document[row]
        if column == len(line):
            return self.get_cursor_right_location()
        return row, typing_help.word_end(line, column)

    def action_delete_word_right(self) -> None:
        """Delete to the end of the word at the right of the cursor, or the selection."""
        if self.read_only:
            return
        start, end = self.selection
        self.put("", start, self.get_cursor_word_right_location() if start == end else end)

    def action_copy(self) -> None:
        """Copy the selection, or the line if there is none."""
        row = self.cursor_location[0]
        self._copied = self.selected_text or self.document[row] + "\n"
        self.post_message(self.CopyRequested(self, self._copied))

    def action_cut(self) -> None:
        """Copy the selection, or the line if there is none, and delete it."""
        if self.read_only:
            return
        self.action_copy()
        if self.selection.is_empty:
            self.action_delete_line()
        else:
            self.action_delete_left()

    def action_paste(self) -> None:
        """Insert the text that was cut or copied here last."""
        if not self.read_only and self._copied:
            self.put(self._copied, *self.selection)

    @property
    def gutter_width(self) -> int:
        """The cells of the line numbers: three digits at least, so that few edits rewrap all."""
        return max(3 + 2, super().gutter_width) if self.show_line_numbers else 0

    # ── what is painted again ──────────────────────────────────────────────────────────────────

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Return None: `TextArea` would look through the whole text at each move of the cursor."""
        del bracket, search_from
        return None

    def watch_selection(self, before: Selection, after: Selection) -> None:
        """Repaint the rows that the cursor or the selection left or entered."""
        if not self.is_mounted:
            return
        if before.is_empty and after.is_empty:
            self.refresh_at(before.end, after.end)
        else:
            rows = [self._row_of(location) for location in (*before, *after)]
            self.refresh_rows(min(rows), max(rows) + 1)
        if before.end[0] != after.end[0]:
            # The numbers of these rows change, too.
            self.refresh_at((before.end[0], 0), (after.end[0], 0))

    def on_resize(self) -> None:
        """Keep the text in its place when it is wrapped to other rows."""
        top = self.wrapped_document.offset_to_location(self.scroll_offset)
        cursor = self._row_of(self.cursor_location) - self.scroll_offset.y
        self.call_next(self._scroll_back, top, cursor in range(self._height))
        self._height = self.size.height

    def _scroll_back(self, top: Location, with_cursor: bool) -> None:
        self.scroll_to(y=self._row_of(top), animate=False)
        if with_cursor:
            self.scroll_cursor_visible()

    def _row_of(self, location: Location) -> int:
        return self.wrapped_document.location_to_offset(location).y

    def refresh_at(self, *locations: Location) -> None:
        """Repaint the rows that show these locations, as far as they are visible."""
        for row in set(map(self._row_of, locations)):
            self.refresh_rows(row, row + 1)

    def refresh_rows(self, start: int, stop: int) -> None:
        """Repaint the rows `start` to `stop` of the text, as far as they are visible."""
        top = self.scroll_offset.y
        start, stop = max(start, top), min(stop, top + self.size.height)
        if start < stop:
            self.refresh(Region(0, start - top, self.size.width, stop - start))
