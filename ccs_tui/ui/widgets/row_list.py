"""The list that every panel uses: rows drawn when they are looked at, 100,000 as fast as ten.

`RowList` is what keys and the mouse do; it stands on `ChangingRows`, which keeps the cursor on its
row while rows come and go, and that on `RowView`, which draws.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, ClassVar, TypeAlias

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Offset

from ccs_tui.ui.widgets import row_list_messages as messages
from ccs_tui.ui.widgets.row_list_changes import ChangingRows, K
from ccs_tui.ui.widgets.row_list_columns import Cell, Column

__all__ = ["Cell", "Column", "RowList"]


def _hidden(keys: str, action: str, description: str, name: str) -> Binding:
    return Binding(keys, action, description, id=f"list.{name}", show=False)


class RowList(ChangingRows[K], can_focus=True):
    """A list of rows in columns, with a cursor, a filter, an order and marks.

    A row is a hashable key, not None and each in the list once; what is shown of it is asked of
    `cells` when it is drawn. Only rows for which `selectable` is true take the cursor and marks.

    `empty` is shown when there are no rows, `no_match` when the filter leaves none; both say why,
    and which key helps.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _hidden("j,down", "cursor_down", "Down", "down"),
        _hidden("k,up", "cursor_up", "Up", "up"),
        _hidden("pagedown", "page_down", "Page down", "page-down"),
        _hidden("pageup", "page_up", "Page up", "page-up"),
        _hidden("home", "first", "First row", "first"),
        _hidden("end", "last", "Last row", "last"),
        _hidden("enter", "choose", "Open", "choose"),
        _hidden("space", "mark", "Mark", "mark"),
        _hidden("asterisk", "mark_all", "Mark all", "mark-all"),
        _hidden("v", "mark_range", "Mark a range", "mark-range"),
        _hidden("escape", "unmark", "Clear marks", "unmark"),
        _hidden("shift+down", "extend('cursor_down')", "Mark down", "mark-down"),
        _hidden("shift+up", "extend('cursor_up')", "Mark up", "mark-up"),
        _hidden("shift+pagedown", "extend('page_down')", "Mark a page down", "mark-page-down"),
        _hidden("shift+pageup", "extend('page_up')", "Mark a page up", "mark-page-up"),
        _hidden("shift+home", "extend('first')", "Mark to the first", "mark-to-first"),
        _hidden("shift+end", "extend('last')", "Mark to the last", "mark-to-last"),
    ]

    Highlighted: TypeAlias = messages.Highlighted
    Chosen: TypeAlias = messages.Chosen
    MarksChanged: TypeAlias = messages.MarksChanged
    InView: TypeAlias = messages.InView
    Filtered: TypeAlias = messages.Filtered
    HeaderClicked: TypeAlias = messages.HeaderClicked

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[K], Sequence[Cell | str]],
        *,
        empty: str = "",
        no_match: str = "Nothing matches.",
        selectable: Callable[[K], bool] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            columns,
            cells,
            empty=empty,
            no_match=no_match,
            selectable=selectable,
            id=id,
            classes=classes,
        )
        self._extending = False

    # Moving

    def action_cursor_down(self) -> None:
        """Move the cursor to the next row."""
        self._step(self._cursor + 1, 1)

    def action_cursor_up(self) -> None:
        """Move the cursor to the row before."""
        self._step(self._cursor - 1, -1)

    def action_page_down(self) -> None:
        """Move view and cursor a page down."""
        self._finish_search()
        self.scroll_to(y=self.scroll_offset.y + self._page)
        self._step(self._cursor + max(1, self._page), 1)

    def action_page_up(self) -> None:
        """Move view and cursor a page up."""
        self._finish_search()
        self.scroll_to(y=self.scroll_offset.y - self._page)
        self._step(self._cursor - max(1, self._page), -1)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._step(0, -1)
        self.scroll_to(y=0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._finish_search()
        self._step(len(self._rows.shown), 1)
        self.scroll_to(y=len(self._rows.shown))

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        self._finish_search()
        if self._cursor >= 0:
            self.post_message(self.Chosen(self, self.cursor_key))

    # Marking

    def set_rows(self, keys: Sequence[K]) -> None:
        """Show other rows. The cursor stays on its row where that is still there, and in place.

        Rows that left are not marked any more.
        """
        super().set_rows(keys)
        if self._marks:
            self._change_marks(self._marks.keep, self._rows.arrived)

    def mark(self, keys: Collection[K]) -> None:
        """Mark exactly these rows."""
        self._change_marks(self._marks.replace, keys)

    def clear_marks(self) -> None:
        """Take all marks away."""
        self._change_marks(self._marks.replace, ())

    def action_mark(self) -> None:
        """Mark the row under the cursor, or unmark it, and go to the next one; end a range."""
        self._finish_search()
        if self._marks.held:
            self._marks.end()
        elif (key := self.cursor_key) is not None:
            self._change_marks(self._marks.toggle, key)
            self.action_cursor_down()

    def action_mark_all(self) -> None:
        """Mark all rows that are shown, besides those marked already; unmark them if all are."""
        self._finish_search()
        shown = set(self._selectable_in(0, len(self._rows.shown) - 1))
        marked = self.marked
        self._change_marks(
            self._marks.replace, marked - shown if shown <= marked else marked | shown
        )

    def action_mark_range(self) -> None:
        """Begin a range at the cursor that any move extends; the second time, end it."""
        self._finish_search()
        if self._marks.held:
            self._marks.end()
        elif (key := self.cursor_key) is not None:
            self._marks.begin(key, held=True)
            self._change_marks(self._marks.extend, [key])

    def action_extend(self, move: str) -> None:
        """Move the cursor and mark the rows from where that began."""
        self._finish_search()
        if self._begin_range():
            self._extending = True
            getattr(self, f"action_{move}")()
            self._extending = False

    def action_unmark(self) -> None:
        """Take back the range that is being marked, else all marks; without any, do nothing."""
        if self._marks.held:
            self._change_marks(self._marks.cancel)
        elif self._marks:
            self.clear_marks()
        else:
            raise SkipAction

    def _begin_range(self) -> bool:
        """Begin a range at the cursor if there is none; return whether there is one now."""
        if self._marks.anchor is None and (key := self.cursor_key) is not None:
            self._marks.begin(key, held=False)
        return self._marks.anchor is not None

    def _move_to(self, index: int) -> None:
        """Move the cursor, and with it the end of a range that is being marked."""
        super()._move_to(index)
        if self._marks.anchor is None:
            return
        start = self._index(self._marks.anchor, self._cursor)
        if start < 0 or not (self._extending or self._marks.held):
            self._marks.end()
            return
        between = self._selectable_in(min(start, index), max(start, index))
        self._change_marks(self._marks.extend, between)

    def _selectable_in(self, first: int, last: int) -> list[K]:
        keys = self._rows.shown[first : last + 1]
        return [key for key in keys if self._selectable is None or self._selectable(key)]

    def _change_marks(self, change: Callable[..., None], *arguments: Any) -> None:
        before = self.marked
        change(*arguments)
        changed = self.marked ^ before
        if not changed:
            return
        if before and self._marks:
            self.refresh_rows(changed)
        else:
            self.refresh()
        if self.is_running:
            self.post_message(self.MarksChanged(self))

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag the scroll bar."""
        offset = event.get_content_offset(self)
        if offset is not None and self._is_on_scrollbar(offset):
            self.capture_mouse()
            self._drag_to(offset.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scroll bar."""
        if self.app.mouse_captured is self:
            self._drag_to(event.get_content_offset_capture(self).y)

    def on_mouse_up(self) -> None:
        """Let the scroll bar go."""
        self.release_mouse()

    def _is_on_scrollbar(self, offset: Offset) -> bool:
        return bool(self._thumb) and offset.x == self.size.width - 1 and offset.y >= self._header

    def _drag_to(self, y: int) -> None:
        """Scroll so that the middle of the thumb is at a line of the content."""
        room = self._page - len(self._thumb)
        start = y - self._header - len(self._thumb) // 2
        self.scroll_to(y=round(start * self.max_scroll_y / max(1, room)))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row, open it on a double click; mark with ctrl or shift."""
        offset = event.get_content_offset(self)
        if offset is None or self._is_on_scrollbar(offset):
            return
        index = offset.y - self._header + self.scroll_offset.y
        if offset.y < self._header:
            column = self._column_at(offset.x)
            if column is not None:
                self.post_message(self.HeaderClicked(self, column.name))
        elif index < len(self._rows.shown) and self._selectable_in(index, index):
            self._click_row(index, event)

    def _click_row(self, index: int, event: events.Click) -> None:
        self._extending = event.shift and self._begin_range()
        self._move_to(index)
        self._extending = False
        if event.ctrl:
            self._change_marks(self._marks.toggle, self._rows.shown[index])
        elif event.chain == 2 and not event.shift:
            self.action_choose()
