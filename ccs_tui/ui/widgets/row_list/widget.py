"""The widget of a list: takes keys and the mouse, and repaints what a change made different."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, Literal, TypeAlias

from textual import events, work
from textual.actions import SkipAction
from textual.binding import Binding, BindingsMap, BindingType
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ccs_tui.ui.widgets.row_list import messages
from ccs_tui.ui.widgets.row_list.canvas import ListCanvas
from ccs_tui.ui.widgets.row_list.columns import Cell, Column
from ccs_tui.ui.widgets.row_list.keys import CHOOSING, MARKING, MOVING, UNMARKING
from ccs_tui.ui.widgets.row_list.list_styles import LIST_STYLES
from ccs_tui.ui.widgets.row_list.painter import ColumnPainter, Painter
from ccs_tui.ui.widgets.row_list.search import search_between_keys
from ccs_tui.ui.widgets.row_list.state import SLICES_AT_ONCE, K, ListState, Move


class RowList(ScrollView, Generic[K], can_focus=True):
    """A list of rows in columns, with a cursor, a filter, an order and marks.

    A row is a hashable key, not None and each in the list once. Only rows for which `selectable` is
    true take the cursor and marks. `cells` is asked for the content of a row when it is drawn,
    unless there is another `painter`. `empty` is shown when there are no rows, and `no_match` when
    the filter leaves none; both say why, and which key helps. `keys` are those it listens to, None
    for all: where no row is marked, they are fewer.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [*MOVING, *CHOOSING, *MARKING, *UNMARKING]
    DEFAULT_CSS = LIST_STYLES

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
        no_match: str = "Nothing matches. esc clears the filter.",
        selectable: Callable[[K], bool] | None = None,
        painter: Painter[K] | None = None,
        keys: Sequence[Binding] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        if keys is not None:
            self._bindings = BindingsMap(keys)  # Textual has public ones of a class only
        self.state: ListState[K] = ListState(selectable)
        self.columns = ColumnPainter(columns, cells, changed=self.refresh)
        self.canvas = ListCanvas(
            self, self.state, painter or self.columns, empty=empty, no_match=no_match
        )
        self._page_before = 0
        """The rows that were in view before the list was resized."""

    # What there is

    @property
    def keys(self) -> Sequence[K]:
        """All rows, in the order they came."""
        return self.state.rows.arrived

    @property
    def visible_keys(self) -> Sequence[K]:
        """The rows that are shown: filtered and sorted."""
        return self.state.rows.shown

    @property
    def cursor_key(self) -> K | None:
        """The row the cursor is on, None if there is none."""
        return self.state.cursor_key

    @property
    def marked(self) -> set[K]:
        """The marked rows, also those that the filter hides."""
        return set(self.state.marks)

    @property
    def empty(self) -> str:
        """The text that is shown when there are no rows."""
        return self.canvas.empty

    @empty.setter
    def empty(self, text: str) -> None:
        """Show another text where there are no rows."""
        self.canvas.empty = text

    # Rows, order, filter, marks

    def set_rows(self, keys: Sequence[K]) -> None:
        """Show other rows. The cursor stays on its row where that is still there, and in place.

        Rows that left are not marked any more.
        """
        with self.changing():
            self.state.replace(keys)

    def add_rows(self, keys: Sequence[K]) -> None:
        """Add rows that came. Neither the cursor's row nor the view moves."""
        with self.changing():
            self.state.add(keys)

    def sort(
        self, key: Callable[[K], Any] | None, reverse: bool = False, column: str | None = None
    ) -> None:
        """Order the rows by `key`, None for the order they came in; the cursor keeps its row.

        With the name of a `column`, its title shows the direction.
        """
        self.columns.sorted_by = (column, reverse)
        with self.changing():
            self.state.sort(key, reverse)

    def set_filter(
        self,
        query: str,
        text_of: Callable[[K], str] | None = None,
        columns: Collection[str] | None = None,
    ) -> None:
        """Show only the rows that match `query`, as `ListState.filter` says.

        Matches are marked in `columns`, by default the first without a fixed width, None for those
        of the last call. `Filtered` is posted when all matches are found.
        """
        if columns is not None:
            self.columns.matched_in = frozenset(columns)
        with self.changing():
            self.state.filter(query, text_of)

    def mark(self, keys: Collection[K]) -> None:
        """Mark exactly these rows."""
        with self.changing():
            self.state.marks.replace(keys)

    def move_cursor(self, key: K) -> None:
        """Put the cursor on a row and scroll it into view; nothing if the row is not shown."""
        with self.changing() as state:
            index = state.rows.index(key, state.cursor)
            if index >= 0:
                state.go_to(index)

    # Keys

    def action_move(self, move: Move, marking: bool = False) -> None:
        """Move the cursor; `marking` marks the rows from where that began."""
        with self.changing() as state:
            if marking:
                state.extend(lambda: state.move(move))
            else:
                state.move(move)

    def action_mark(self, rows: Literal["one", "all", "range"] = "one") -> None:
        """Mark the row under the cursor, all that are shown, or a range that begins here."""
        with self.changing() as state:
            {"one": state.mark, "all": state.mark_all, "range": state.mark_range}[rows]()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: on a row, and to clear marks, where there are some."""
        row, marks = self.cursor_key is not None or self.state.searching, self.state.marks
        works = {"choose": row, "mark": row, "unmark": bool(marks or marks.held)}.get(action, True)
        return works and super().check_action(action, parameters)

    def action_unmark(self) -> None:
        """Take back the range that is being marked, else all marks; without any, do nothing."""
        with self.changing() as state:
            if not state.unmark():
                raise SkipAction

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        with self.changing() as state:
            state.finish_search()
        if self.cursor_key is not None:
            self.post_message(self.Chosen(self, self.cursor_key))

    # What is in view, painted when it is looked at

    def keys_in_view(self) -> Sequence[K]:
        """Return the rows that can be seen now, from the top."""
        return self.canvas.keys_in_view

    @property
    def allow_vertical_scroll(self) -> bool:
        """True if the wheel scrolls: where not all rows are in view."""
        return self.max_scroll_y > 0 and not self.is_disabled

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: Any) -> None:
        """Scroll at once: an animation sends each of its frames to the terminal."""
        if self.is_running:
            super().scroll_to(x, y, **(options | {"animate": False, "force": True}))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint, and tell which rows came into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.canvas.tell_in_view()

    def refresh_rows(self, keys: Collection[K]) -> None:
        """Repaint those of the rows that are in view: their cells changed."""
        self.canvas.repaint_rows(keys)

    def refresh_column(self, name: str) -> None:
        """Repaint a column's cells in view, and nothing else."""
        self.canvas.repaint_column(self.columns.place_of(name))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in `crop`, with the columns where the list's width puts them."""
        self.columns.place_columns(self.size.width, with_marks=bool(self.state.marks))
        with self.canvas.painting():
            return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the view."""
        return self.canvas.paint(y)

    def notify_style_update(self) -> None:
        """Take note of other styles."""
        super().notify_style_update()
        self.canvas.renew_styles()

    # What a change made different

    @contextmanager
    def changing(self) -> Iterator[ListState[K]]:
        """Give the state to be changed within the context; then show the differences."""
        state = self.state
        if self.is_running:
            window, state.at_once = self.canvas.window, SLICES_AT_ONCE
            state.top, state.page = window.top, window.page
        before, was_searching = state.view(), state.searching
        try:
            yield state
        finally:
            if self.is_running:
                self.canvas.show(before)
                if state.searching and not was_searching:
                    self._search_between_keys()

    @work(group="row-list-search", exclusive=True)
    async def _search_between_keys(self) -> None:
        await search_between_keys(self.state, self.changing)

    def on_mount(self) -> None:
        """Begin with the rows that were given before."""
        with self.changing() as state:
            state.afresh = True

    def on_resize(self) -> None:
        """Keep the cursor in view if it was."""
        top, cursor = self.scroll_offset.y, self.state.cursor
        if not self._page_before or top <= cursor < top + self._page_before:
            with self.changing() as state:
                state.show_cursor()
        self._page_before = self.canvas.window.page
        self.canvas.tell_in_view()

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row, open it on a double click; mark with ctrl or shift."""
        offset = event.get_content_offset(self)
        if offset is None or self.canvas.is_on_scroll_bar(offset):
            return
        index = self.canvas.window.row_at(offset.y)
        if offset.y < self.canvas.header:
            if (column := self.columns.column_at(offset.x)) is not None:
                self.post_message(self.HeaderClicked(self, column))
        elif self.state.selectable_in(index, index):
            with self.changing() as state:
                state.click(index, extends=event.shift, toggles=event.ctrl)
            if event.chain == 2 and not (event.shift or event.ctrl):
                self.action_choose()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag the scroll bar."""
        offset = event.get_content_offset(self)
        if offset is not None and self.canvas.is_on_scroll_bar(offset):
            self.capture_mouse()
            self.canvas.drag_to(offset.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scroll bar."""
        if self.app.mouse_captured is self:
            self.canvas.drag_to(event.get_content_offset_capture(self).y)

    def on_mouse_up(self) -> None:
        """Let the scroll bar go."""
        self.release_mouse()
