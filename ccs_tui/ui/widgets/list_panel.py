"""A panel around a list: `/` filters it by what is typed, `s` sorts it by a column."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from ccs_tui.ui.widgets.list_sort import ListSort
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from ccs_tui.ui.widgets.filter_field import FilterField
    from ccs_tui.ui.widgets.held_letters import HeldLetters
    from ccs_tui.ui.widgets.line_field import LineField


class ListPanel(Panel):
    """A panel with one `RowList`, and over it a `FilterField` from the first filter on.

    `filter_columns` names the columns in which matches are marked, None for the first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="panel.filter", key_display="/"),
        Binding(
            "s",
            "sort",
            "Sort by the next column, or down",
            id="panel.sort",
            show=False,
        ),
    ]

    filter_columns: Collection[str] | None = None
    order = ListSort()
    """The sort of the rows."""
    letters: "HeldLetters | None" = None
    """The letters that are no commands, where there can be such."""
    _field: "FilterField | None" = None
    left_row: Any = None
    """The row that the cursor was on, while a filter leaves none."""
    is_filtered = False
    """True if there is a filter, also an empty one that is about to be typed."""

    @property
    def rows(self) -> RowList[Any]:
        """The list."""
        return self.query_one(RowList)

    @abstractmethod
    def filter_text(self, key: Any) -> str:
        """Return the text of a row in which a filter searches."""

    @property
    def sort_keys(self) -> Mapping[str, Callable[[Any], Any]]:
        """The keys that rows are sorted by, for each column by which one can sort, in their order.

        Where a key is None the value is not known; such rows come last both ways.
        """
        return {}

    @abstractmethod
    def show_count(self) -> None:
        """Show how many rows there are, how many the filter left, and how many are marked."""

    def count_parts(self, count: str) -> list[tuple[str, str]]:
        """Return a count for the title line: `1,204`, or `3 marked · 37 of 1,204`.

        Marked rows that the filter hides count, too.
        """
        marked = len(self.rows.marked)
        parts = [(f"{marked:,} marked", "$accent"), (" · ", "$muted")] if marked else []
        if not self.rows.state.rows.query:
            return [*parts, (count, "$muted")]
        more = "+" if self.rows.state.searching else ""
        # No row has the typed text as it stands, so the rows are shown that have its characters in
        # order.
        fuzzy = " fuzzy" if self.rows.state.rows.ranked else ""
        return [
            *parts,
            (f"{self.rows.state.rows.match_count:,}{more}{fuzzy}", "$warning"),
            (f" of {count}", "$muted"),
        ]

    @property
    def sorted_by(self) -> str | None:
        """The column that the rows are sorted by, None if they stand as they came."""
        return self.order.column

    def sort(self, column: str | None, reverse: bool = False) -> None:
        """Sort the rows by a column, None for the order that they came in."""
        self.order = ListSort(column, reverse)
        key = None if column is None else self.order.key(self.sort_keys[column])
        self.put_in_order(key, reverse, column)

    def put_in_order(
        self, key: Callable[[Any], Any] | None, reverse: bool, column: str | None
    ) -> None:
        """Put the rows into the order of `key`, None for their order of arrival."""
        self.rows.sort(key, reverse, column)

    def on_key(self, event: events.Key) -> None:
        """Say of a letter that is no command why it does nothing."""
        if self.letters is not None and (why := self.letters.why_not(event)) is not None:
            event.stop()
            self.notify(why, severity="warning", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: rows are sorted where there is a column to sort by."""
        if action == "sort" and not (self.sort_keys and self.rows.keys):
            return False
        return super().check_action(action, parameters)

    def action_sort(self) -> None:
        """Sort the other way round, or by the next column; after the last, not at all."""
        order = self.order.next(self.sort_keys)
        self.sort(order.column, order.reverse)
        begin_at_the_top(self.rows)

    @on(RowList.HeaderClicked)
    def _header_clicked(self, event: RowList.HeaderClicked) -> None:
        event.stop()
        if event.column in self.sort_keys:
            order = self.order.clicked(event.column)
            self.sort(order.column, order.reverse)
            begin_at_the_top(self.rows)

    async def action_filter(self) -> None:
        """Let the user type a filter."""
        if self._field is None:
            from ccs_tui.ui.widgets.filter_field import FilterField

            self._field = FilterField()
            await self.mount(self._field, before=self.rows)
        self._field.display = self.is_filtered = True
        self._field.focus()
        self.screen.refresh_bindings()
        # The texts are read before the query is typed, so that its first key need not wait.
        self.rows.state.rows.prepare(self.filter_text)

    def clear_filter(self) -> bool:
        """Take the filter away; False if there was none."""
        field = self._field
        if field is None or not self.is_filtered:
            return False
        if field.has_focus:
            self.rows.focus()
        field.value = ""
        field.display = self.is_filtered = False
        # This happens at once, since the caller looks for a row that the filter hid.
        _set_filter(self, "")
        self.screen.refresh_bindings()
        return True

    def on_input_changed(self, event: "LineField.Changed") -> None:
        """Take the typed text as the filter."""
        event.stop()
        # A space at an end looks for nothing, and would only make the match a fuzzy one.
        _set_filter(self, event.value.strip() or event.value)

    @on(RowList.Filtered)
    @on(RowList.Highlighted)
    @on(RowList.MarksChanged)
    def _other_rows(
        self, event: RowList.Filtered | RowList.Highlighted | RowList.MarksChanged
    ) -> None:
        if not isinstance(event, RowList.Highlighted):
            event.stop()
            self.show_count()
        if not isinstance(event, RowList.Filtered):
            self.screen.refresh_bindings()

    def on_input_submitted(self, event: "LineField.Submitted") -> None:
        """Go to the rows that the filter left, or take an empty filter away."""
        event.stop()
        self.rows.focus()
        if not event.value:
            self.clear_filter()


def begin_at_the_top(rows: RowList[Any], at: object = None) -> None:
    """Put the cursor on the row `at`, or that is the first by now, unless one was chosen before."""
    with rows.changing() as state:
        if not (state.placed or state.marks.held):
            state.go_to(state.nearest(max(0, state.rows.index(at, 0))))
            state.placed = False


def _set_filter(panel: ListPanel, query: str) -> None:
    """Show what a filter leaves; the cursor goes back to its row where it left nothing."""
    at = panel.rows.cursor_key
    if at is not None:
        panel.left_row = at
    panel.rows.set_filter(query, panel.filter_text, panel.filter_columns)
    if at is None and not query:
        panel.rows.move_cursor(panel.left_row)
    panel.show_count()
