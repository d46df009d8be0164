"""The painter of a list, without a screen: the parts of a window that a change makes different."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from rich.style import Style
from textual.geometry import Offset, Region

from ccs_tui.ui.widgets.row_list import Column
from ccs_tui.ui.widgets.row_list.list_painter import ListPainter, Window
from ccs_tui.ui.widgets.row_list.painter import ColumnPainter, Styles
from ccs_tui.ui.widgets.row_list.state import ListState

WINDOW = Window(width=20, height=5, header=1, top=0)
STYLES = cast("Styles", type("NoStyles", (), {"of": lambda *_: Style()})())


def painted(rows: int) -> tuple[ListState[int], ListPainter[int]]:
    state: ListState[int] = ListState()
    state.page = WINDOW.page
    state.replace(range(rows))
    columns: ColumnPainter[int] = ColumnPainter(
        [Column("number", "number")], lambda key: [f"row {key}"]
    )
    columns.place_columns(WINDOW.width, with_marks=False)
    return state, ListPainter(state, columns, STYLES, empty="none yet", no_match="no such row")


def line(number: int) -> Region:
    return Region(0, number, WINDOW.width, 1)


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (lambda state: None, []),
        (lambda state: state.move("down"), [line(1), line(2)]),
        (lambda state: state.add([100]), []),
        (lambda state: state.mark(), None),
        (lambda state: state.move("last"), None),
    ],
    ids=["nothing", "the cursor", "a row below", "the column of marks", "other rows"],
)
def test_only_what_looks_different_is_repainted(
    change: Callable[[ListState[int]], Any], parts: list[Region] | None
) -> None:
    state, painter = painted(rows=100)
    before = state.view()
    change(state)
    assert painter.changed(before, state.view(), WINDOW) == parts


def test_another_mark_is_a_line_and_a_longer_list_moves_the_thumb() -> None:
    state, painter = painted(rows=6)
    state.marks.toggle(0)
    before = state.view()
    state.marks.toggle(2)
    assert painter.changed(before, state.view(), WINDOW) == [line(3)]
    before = state.view()
    state.add(range(6, 100))
    assert painter.changed(before, state.view(), WINDOW) == [Region(19, 2, 1, 1)]


def test_rows_that_come_below_others_are_all_that_is_repainted() -> None:
    state, painter = painted(rows=1)
    before = state.view()
    state.add([100, 101])
    assert painter.changed(before, state.view(), WINDOW) == [line(2), line(3)]


def test_the_first_rows_repaint_all() -> None:
    state, painter = painted(rows=0)
    before = state.view()
    state.add([100])
    assert painter.changed(before, state.view(), WINDOW) is None


def test_the_lines_of_a_window() -> None:
    state, painter = painted(rows=2)
    lines = [painter.paint(y, WINDOW).text.rstrip() for y in range(WINDOW.height)]
    assert lines == ["  number", "▌ row 0", "  row 1", "", ""]
    state.filter("x")
    assert painter.paint(2, WINDOW).text.strip() == "no such row"
    state.replace([])
    assert painter.paint(1, WINDOW).text.strip() == "none yet"


def test_a_scroll_bar_is_the_last_column_where_not_all_rows_are_in_view() -> None:
    assert WINDOW.is_on_scroll_bar(Offset(19, 2), total=100)
    assert not WINDOW.is_on_scroll_bar(Offset(19, 0), total=100), "that is the header"
    assert not WINDOW.is_on_scroll_bar(Offset(18, 2), total=100)
    assert not WINDOW.is_on_scroll_bar(Offset(19, 2), total=4)
