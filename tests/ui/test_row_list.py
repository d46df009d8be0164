"""The list, by real keys and clicks, and against a naive model of what it should show."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip

from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.part_styles import part_style
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.columns import place as place_columns
from ccs_tui.ui.widgets.row_list.messages import ListMessage
from ccs_tui.ui.widgets.row_list.row_filter import BLOCK
from ccs_tui.ui.widgets.row_list.scroll_bar import thumb
from ccs_tui.ui.widgets.row_list.state import SLICES_AT_ONCE, ListState, Move
from ccs_tui.ui.widgets.row_list.view import top_for
from tests.examples import examples

pytestmark = pytest.mark.frames  # it counts what is drawn

IDS = [f"{number:04x}-session" for number in range(200)]
COLUMNS = (
    Column("session", "session", crop="middle"),
    Column("size", "size", width=6, align="right"),
)


class Spy(RowList[str]):
    """A list that notes what is asked of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.drawn = Counter[str]()
        self.regions: list[Region] = []
        self.texts: dict[str, str] = {}
        self.sizes: dict[str, str] = {}
        super().__init__(*args, **kwargs)

    def cells_of(self, key: str) -> Sequence[Cell | str]:
        self.drawn[key] += 1
        return [Cell(self.texts.get(key, key)), Cell(self.sizes.get(key, "1.2k"), "dim")]

    def refresh(self, *regions: Region, **options: Any) -> Any:
        self.regions += regions
        return super().refresh(*regions, **options)

    def forget(self) -> None:
        self.drawn.clear()
        self.regions.clear()

    def line(self, y: int) -> str:
        return self.strip(y).text

    def strip(self, y: int) -> Strip:
        super().refresh()
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    @property
    def lines(self) -> list[str]:
        return [self.line(y).rstrip() for y in range(self.size.height)]


class ListApp(App[None]):
    """A screen with nothing but a list, or a list and a field to take the focus away."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rows: Sequence[str] = (), **options: Any) -> None:
        super().__init__()
        self.messages: list[ListMessage] = []
        columns = options.pop("columns", COLUMNS)
        self.rows: Spy = Spy(columns, lambda key: self.rows.cells_of(key), **options)
        self.rows.set_rows(rows)
        self.escaped = 0

    def compose(self) -> ComposeResult:
        yield self.rows

    def key_escape(self) -> None:
        self.escaped += 1

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        self.messages.append(message)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        self.messages.append(message)

    def on_row_list_marks_changed(self, message: RowList.MarksChanged) -> None:
        self.messages.append(message)

    def on_row_list_in_view(self, message: RowList.InView) -> None:
        self.messages.append(message)

    def on_row_list_filtered(self, message: RowList.Filtered) -> None:
        self.messages.append(message)

    def on_row_list_header_clicked(self, message: RowList.HeaderClicked) -> None:
        self.messages.append(message)

    def of(self, kind: type[ListMessage]) -> list[Any]:
        return [message for message in self.messages if type(message) is kind]


def view(rows: Spy) -> tuple[int, list[str]]:
    return rows.scroll_offset.y, list(rows.keys_in_view())


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


# What is shown


async def test_rows_are_laid_out_in_columns_under_a_header() -> None:
    app = ListApp(["3f2c9d1e-7b0a-4c5d-8e9f-0a1b2c3d4e5f", "__default__"])
    async with app.run_test(size=(30, 5)):
        app.rows.sizes["__default__"] = "782k!"
        assert app.rows.lines == [
            "  session                size",
            "▌ 3f2c9d1e-…b2c3d4e5f    1.2k",
            "  __default__           782k!",
            "",
            "",
        ]


async def test_only_what_is_in_view_is_drawn() -> None:
    app = ListApp([f"{number:06}" for number in range(100_000)])
    async with app.run_test(size=(40, 20)):
        assert len(app.rows.drawn) == 19
        assert len(app.rows.keys) == 100_000


@pytest.mark.parametrize("width", [1, 2, 3, 9, 20, 33, 80])
async def test_hostile_data_stays_in_its_column(width: int) -> None:
    hostile = [
        *("\x1b[31mred\x1b[0m", "[bold]markup[/]", "tab\tnew\nline", "rlo\u202egnp", "\x00\x9b"),
        *("日本語テキスト日本語テキスト", "e\u0301" * 40, "\u0301" * 9, "👩\u200d💻" * 9, "✈️" * 30),
        *("🇮🇱🇮", "\ud800", "हिन्दी", "zero\u200bwidth", "x" * 100_000, "ש" * 50, "한글" * 20),
    ]
    app = ListApp(hostile, columns=(*COLUMNS, Column("value", width=7)))
    async with app.run_test(size=(width, 20)) as pilot:
        app.rows.sizes.update((key, key) for key in hostile)
        await press(pilot, "space", "down")
        for y in range(20):
            strip = app.rows.strip(y)
            assert strip.cell_length == width
            assert sum(cell_len(segment.text) for segment in strip) == width
            assert visible(strip.text) == strip.text
        app.save_screenshot("/dev/null")


async def test_markup_is_text() -> None:
    app = ListApp(["[red]not red[/]"])
    async with app.run_test(size=(40, 5)):
        assert "[red]not red[/]" in app.rows.line(1)


async def test_the_header_stays_while_rows_scroll() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "end")
        assert app.rows.lines[0].split() == ["session", "size"]
        assert app.rows.lines[-1].startswith("▌ " + IDS[-1])


async def test_without_titles_there_is_no_header() -> None:
    app = ListApp(["one"], columns=[Column("name")])
    async with app.run_test(size=(20, 3)):
        assert app.rows.lines == ["▌ one", "", ""]


async def test_columns_hide_by_priority_when_it_is_narrow() -> None:
    columns = [
        Column("name", "name", minimum=8),
        Column("size", "size", width=6, priority=-1),
        Column("left", "left", width=6),
    ]
    app = ListApp(["key"], columns=columns)
    async with app.run_test(size=(40, 3)) as pilot:
        assert app.rows.lines[0].split() == ["name", "size", "left"]
        await pilot.resize_terminal(25, 3)
        await pilot.pause()
        assert app.rows.lines[0].split() == ["name", "left"]
        await pilot.resize_terminal(12, 3)
        await pilot.pause()
        assert app.rows.lines[0].split() == ["name"]


@pytest.mark.parametrize(
    ("width", "lies"),
    [
        (41, [(0, 15), (17, 14), (33, 8)]),
        (40, [(0, 14), (16, 14), (32, 8)]),
        (27, [(0, 8), (10, 7), (19, 8)]),
        (24, [(0, 8), (10, 4), (16, 8)]),
        (23, [(0, 13), (15, 8)]),
        (3, [(0, 3)]),
        (0, [(0, 0)]),
        (-2, [(0, 0)]),
    ],
)
def test_columns_share_what_is_left(width: int, lies: list[tuple[int, int]]) -> None:
    columns = [Column("a", minimum=8), Column("b", minimum=4, priority=-1), Column("c", width=8)]
    assert [(place.x, place.width) for place in place_columns(columns, width)] == lies


async def test_empty_says_why() -> None:
    app = ListApp(
        empty="No sessions yet. n creates one.", no_match="Nothing matches. esc clears the filter."
    )
    async with app.run_test(size=(21, 5)) as pilot:
        assert app.rows.lines == ["", "  No sessions yet.", "  n creates one.", "", ""]
        app.rows.empty = "Reading …"
        await pilot.pause()
        assert app.rows.lines[1] == "  Reading …"
        app.rows.set_rows(IDS)
        app.rows.set_filter("nowhere")
        await pilot.pause()
        assert "session" in app.rows.lines[0]
        said = " ".join(" ".join(app.rows.lines[2:]).split())
        assert said == "Nothing matches. esc clears the filter."


async def test_a_title_shows_the_order() -> None:
    app = ListApp(["b", "a", "c"])
    async with app.run_test(size=(30, 5)) as pilot:
        app.rows.sort(str, column="session")
        await pilot.pause()
        assert app.rows.lines[0].split() == ["session▴", "size"]
        assert list(app.rows.visible_keys) == ["a", "b", "c"]
        app.rows.sort(str, reverse=True, column="session")
        assert app.rows.lines[0].split() == ["session▾", "size"]
        assert list(app.rows.visible_keys) == ["c", "b", "a"]
        app.rows.sort(None)
        assert app.rows.lines[0].split() == ["session", "size"]
        assert list(app.rows.visible_keys) == ["b", "a", "c"]
        assert app.rows.cursor_key == "b"


# The cursor


@pytest.mark.parametrize(
    ("keys", "index"),
    [
        (["down"], 1),
        (["j", "j", "k"], 1),
        (["up"], 0),
        (["end"], 199),
        (["end", "down"], 199),
        (["end", "up", "up"], 197),
        (["pagedown"], 9),
        (["pagedown", "pagedown", "pageup"], 9),
        (["end", "pageup"], 190),
        (["end", "pagedown"], 199),
        (["down", "home"], 0),
    ],
)
async def test_keys_move_the_cursor(keys: list[str], index: int) -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, *keys)
        assert app.rows.cursor_key == IDS[index]
        assert app.rows.cursor_key in app.rows.keys_in_view()
        assert app.of(RowList.Highlighted)[-1].key == IDS[index]


async def test_a_page_keeps_the_cursor_on_its_line() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "down", "down", "pagedown")
        assert view(app.rows)[0] == 9
        assert app.rows.cursor_key == IDS[11]


async def test_a_move_draws_two_rows_and_says_so_once() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        app.rows.forget()
        app.messages.clear()
        await press(pilot, "down")
        assert app.rows.drawn == {IDS[0]: 1, IDS[1]: 1}
        assert app.messages == [RowList.Highlighted(app.rows, IDS[1])]


async def test_no_move_draws_and_says_nothing() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        app.rows.forget()
        app.messages.clear()
        await press(pilot, "up", "home", "pageup")
        assert not app.rows.drawn
        assert not app.messages


async def test_the_cursor_jumps_over_rows_that_can_not_be_selected() -> None:
    keys = ["-head", "airlineBot", "-reserved", "-more", "conversation", "-end"]
    app = ListApp(keys, selectable=lambda key: not key.startswith("-"))
    async with app.run_test(size=(40, 5)) as pilot:
        assert app.rows.cursor_key == "airlineBot"
        await press(pilot, "down")
        assert app.rows.cursor_key == "conversation"
        await press(pilot, "down")
        assert app.rows.cursor_key == "conversation"
        await press(pilot, "end")
        assert list(app.rows.keys_in_view()) == keys[2:]
        await press(pilot, "up")
        assert app.rows.cursor_key == "airlineBot"
        assert view(app.rows)[0] == 0, "the head above the first row is in view again"
        await press(pilot, "pagedown", "space", "asterisk")
        assert app.rows.marked == {"airlineBot", "conversation"}
        await pilot.click(RowList, offset=(5, 1))
        assert app.rows.cursor_key == "conversation"


async def test_with_no_row_to_select_there_is_no_cursor() -> None:
    app = ListApp(["-a", "-b"], selectable=lambda _: False)
    async with app.run_test(size=(40, 5)) as pilot:
        await press(pilot, "down", "end", "enter", "space", "v", "shift+down")
        assert app.rows.cursor_key is None
        assert not app.of(RowList.Chosen)
        assert not app.rows.marked


async def test_enter_opens_the_row() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 20)) as pilot:
        await press(pilot, "down", "enter")
        assert app.of(RowList.Chosen) == [RowList.Chosen(app.rows, IDS[1])]


async def test_a_cursor_that_leaves_the_view_takes_it_a_third_of_a_page_on() -> None:
    """Each time that the view moves all its rows are sent, as if over a slow line."""
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        tops = []
        for _ in range(24):
            await pilot.press("down")
            tops.append(app.rows.state.top)
        assert app.rows.state.page == 9
        assert sorted(set(tops)) == [0, 4, 8, 12, 16]
        assert app.rows.cursor_key == IDS[24]
        for _ in range(24):
            await pilot.press("up")
            assert 0 <= app.rows.state.cursor - app.rows.state.top < 9
        assert app.rows.state.top == 0


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 40))
def test_the_view_that_a_cursor_leaves_has_it_afterwards(cursor: int, top: int, page: int) -> None:
    moved = top_for(cursor, top, page)
    assert moved <= cursor < moved + page
    assert (moved == top) == (top <= cursor < top + page)


async def test_move_cursor_brings_a_row_into_view() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.move_cursor(IDS[100])
        await pilot.pause()
        assert app.rows.cursor_key == IDS[100]
        assert IDS[100] in app.rows.keys_in_view()
        app.rows.move_cursor("not here")
        assert app.rows.cursor_key == IDS[100]


async def test_a_cursor_that_was_moved_before_the_first_paint_is_in_view() -> None:
    app = ListApp(IDS)
    app.rows.move_cursor(IDS[150])
    async with app.run_test(size=(40, 10)):
        assert IDS[150] in app.rows.keys_in_view()
        assert app.of(RowList.Highlighted) == [RowList.Highlighted(app.rows, IDS[150])]


# The mouse


async def test_a_click_selects_and_a_double_click_opens() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(RowList, offset=(5, 4))
        assert app.rows.cursor_key == IDS[3]
        assert not app.of(RowList.Chosen)
        await pilot.click(RowList, offset=(5, 6), times=2)
        await pilot.pause()
        assert app.of(RowList.Chosen) == [RowList.Chosen(app.rows, IDS[5])]


async def test_a_click_below_the_last_row_does_nothing() -> None:
    app = ListApp(IDS[:3])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(RowList, offset=(5, 8))
        assert app.rows.cursor_key == IDS[0]


async def test_a_click_on_a_title_is_told() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(RowList, offset=(4, 0))
        await pilot.click(RowList, offset=(36, 0))
        await pilot.pause()
        assert [message.column for message in app.of(RowList.HeaderClicked)] == ["session", "size"]
        assert app.rows.cursor_key == IDS[0]


async def test_clicks_with_ctrl_and_shift_mark() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(RowList, offset=(5, 2), control=True)
        assert app.rows.marked == {IDS[1]}
        await pilot.click(RowList, offset=(5, 4), shift=True)
        assert app.rows.marked == {*IDS[1:4]}
        await pilot.click(RowList, offset=(5, 3), control=True)
        assert app.rows.marked == {IDS[1], IDS[3]}


def wheel(rows: Spy, kind: type[events.MouseEvent]) -> None:
    rows.post_message(kind(rows, 5, 5, 0, 0, 0, False, False, False))


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        for _ in range(10):
            wheel(app.rows, events.MouseScrollDown)
        await pilot.pause()
        top, keys = view(app.rows)
        assert top >= 10
        assert app.rows.cursor_key == IDS[0]
        assert app.of(RowList.InView)[-1].keys == keys
        wheel(app.rows, events.MouseScrollUp)
        await pilot.pause()
        assert view(app.rows)[0] < top
        await press(pilot, "down")
        assert app.rows.cursor_key == IDS[1]
        assert IDS[1] in app.rows.keys_in_view()


async def test_nothing_is_animated() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.scroll_to(y=100, duration=5)
        assert view(app.rows)[0] == 100
        await press(pilot, "pagedown")
        assert not app.animator.is_being_animated(app.rows, "scroll_y")


async def test_the_scroll_bar_shows_where_the_view_is() -> None:
    app = ListApp(IDS[:18])
    async with app.run_test(size=(30, 10)) as pilot:
        assert [line[-1:] == "▐" for line in app.rows.lines[1:]] == [True] * 4 + [False] * 5
        await press(pilot, "end", "up")
        assert [line[-1:] == "▐" for line in app.rows.lines[1:]] == [False] * 5 + [True] * 4
        app.rows.set_rows(IDS[:9])
        assert not any("▐" in line for line in app.rows.lines)


@given(page=st.integers(1, 60), hidden=st.integers(1, 100_000), data=st.data())
def test_the_thumb_is_at_an_end_only_when_the_view_is(
    page: int, hidden: int, data: st.DataObject
) -> None:
    top = data.draw(st.integers(0, hidden))
    lies = thumb(page, page + hidden, top)
    assert 0 <= lies.start < lies.stop <= page
    assert len(lies) == len(thumb(page, page + hidden, 0))
    if page - len(lies) >= 2:
        assert (lies.start == 0) == (top == 0)
        assert (lies.stop == page) == (top == hidden)
    assert not thumb(page, page, 0)


async def test_the_scroll_bar_can_be_dragged() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 11)) as pilot:
        await pilot.mouse_down(RowList, offset=(39, 10))
        await pilot.pause()
        assert view(app.rows)[0] == 190
        await pilot.hover(RowList, offset=(20, 1))
        await pilot.pause()
        assert view(app.rows)[0] == 0
        await pilot.hover(RowList, offset=(20, 5))
        await pilot.mouse_up(RowList, offset=(20, 5))
        middle, _ = view(app.rows)
        assert 60 < middle < 130
        await pilot.hover(RowList, offset=(20, 9))
        await pilot.click(RowList, offset=(39, 5))
        assert view(app.rows)[0] == middle
        assert app.rows.cursor_key == IDS[0]


# Rows that come and go


async def test_a_page_that_comes_moves_neither_cursor_nor_view() -> None:
    app = ListApp(IDS[:100])
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "end", "up", "up")
        before = view(app.rows)
        app.rows.forget()
        app.rows.add_rows(IDS[100:])
        await pilot.pause()
        assert view(app.rows) == before
        assert app.rows.cursor_key == IDS[97]
        thumbs = [Region(39, 5, 1, 1), Region(39, 9, 1, 1)]
        assert app.rows.regions == thumbs, "only where the thumb came and went is repainted"
        await press(pilot, "end")
        assert app.rows.cursor_key == IDS[-1]


async def test_a_list_can_be_as_high_as_its_rows() -> None:
    app = ListApp(IDS[:3])
    app.rows.styles.height = "auto"
    async with app.run_test(size=(40, 10)) as pilot:
        assert app.rows.size.height == 4
        app.rows.add_rows(IDS[3:5])
        await pilot.pause()
        assert app.rows.size.height == 6
        assert "▐" not in "".join(app.rows.lines)


async def test_a_message_is_from_its_list() -> None:
    app = ListApp(IDS, id="sessions")
    async with app.run_test(size=(40, 10)) as pilot:
        heard: list[str] = []

        class Panel(Vertical):
            @on(RowList.Chosen, "#sessions")
            def heard(self, event: RowList.Chosen) -> None:
                heard.append(event.key)

            @on(RowList.Chosen, "#others")
            def not_heard(self) -> None:
                raise AssertionError

        await app.mount(panel := Panel())
        await panel.mount(
            rows := RowList[str](COLUMNS, lambda key: [key], id="sessions", empty="nothing")
        )
        rows.set_rows(["one"])
        rows.focus()
        await press(pilot, "enter")
        assert heard == ["one"]
        assert rows.empty == "nothing"


async def test_a_page_sorted_in_above_moves_neither_cursor_nor_view() -> None:
    app = ListApp(IDS[100:])
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.sort(str)
        await press(pilot, *["down"] * 20)
        top, keys = view(app.rows)
        app.rows.add_rows(IDS[:100])
        await pilot.pause()
        assert view(app.rows) == (top + 100, keys)
        assert app.rows.cursor_key == IDS[120]


async def test_other_rows_keep_the_cursor_on_its_row_and_line() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, *["down"] * 20)
        top, _ = view(app.rows)
        app.rows.set_rows(IDS[15:])
        await pilot.pause()
        assert app.rows.cursor_key == IDS[20]
        assert view(app.rows)[0] == top - 15 or view(app.rows)[0] == 0


async def test_a_cursor_row_that_left_gives_way_to_the_next() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "down", "down")
        app.rows.set_rows([key for key in IDS if key != IDS[2]])
        await pilot.pause()
        app.rows.set_rows(IDS[:1])
        app.rows.set_rows([])
        await pilot.pause()
        told = [message.key for message in app.of(RowList.Highlighted)]
        assert told == [IDS[0], IDS[1], IDS[2], IDS[3], IDS[0], None]
        assert app.rows.cursor_key is None


async def test_a_view_that_was_scrolled_away_from_the_cursor_stays() -> None:
    app = ListApp(IDS[50:])
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.scroll_to(y=30)
        await pilot.pause()
        _, keys = view(app.rows)
        app.rows.set_rows(IDS)
        await pilot.pause()
        assert view(app.rows) == (80, keys)
        assert app.rows.cursor_key == IDS[50]


async def test_a_shorter_list_leaves_no_blank_view() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "end")
        app.rows.set_rows(IDS[:20])
        await pilot.pause()
        assert list(app.rows.keys_in_view()) == IDS[11:20]


async def test_what_is_in_view_is_told_once_for_many_changes() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        app.messages.clear()
        for key in IDS[:50]:
            app.rows.move_cursor(key)
        await pilot.pause()
        (told,) = app.of(RowList.InView)
        assert told == RowList.InView(app.rows, IDS[44:53])
        await pilot.resize_terminal(40, 5)
        await pilot.pause()
        assert app.of(RowList.InView)[-1].keys == list(app.rows.keys_in_view())
        assert len(app.rows.keys_in_view()) == 4


async def test_resizing_keeps_the_cursor_in_view() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 30)) as pilot:
        await press(pilot, *["down"] * 25)
        for size in ((30, 8), (1, 1), (3, 2), (120, 60), (40, 8)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert app.rows.cursor_key == IDS[25]
        assert IDS[25] in app.rows.keys_in_view()


# Repainting


async def test_a_row_is_repainted_alone_and_only_in_view() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.forget()
        app.rows.refresh_rows((IDS[3],))
        app.rows.refresh_rows([IDS[150], "not here"])
        await pilot.pause()
        assert app.rows.drawn == {IDS[3]: 1}


async def test_a_column_is_repainted_alone() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.forget()
        app.rows.refresh_column("size")
        app.rows.refresh_column("not here")
        assert app.rows.regions == [Region(33, 1, 6, 9)]
        await pilot.pause()
        assert set(app.rows.drawn) == {*IDS[:9]}


# The filter


async def test_a_filter_shows_what_has_the_query_and_marks_it() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "down", "down")
        app.rows.set_filter("C7")
        await pilot.pause()
        assert app.rows.state.rows.query == "C7"
        assert list(app.rows.visible_keys) == [IDS[0xC7]]
        assert app.rows.state.rows.match_count == 1
        assert not app.rows.state.rows.ranked
        assert app.rows.cursor_key == IDS[0xC7]
        match = part_style(app.rows, "row-list--match")
        marked = [s.text for s in app.rows.strip(1) if s.style and s.style.underline]
        assert match.underline
        assert marked == ["c7"]
        app.rows.set_filter("")
        await pilot.pause()
        assert app.rows.cursor_key == IDS[0xC7], "the row that was found stays"
        assert IDS[0xC7] in app.rows.keys_in_view()
        assert app.rows.state.rows.match_count == len(IDS)


async def test_a_filter_looks_where_it_is_told() -> None:
    app = ListApp(["a", "b"])
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.sizes["b"] = "7"
        app.rows.set_filter("7", lambda key: app.rows.sizes.get(key, ""), columns=["size"])
        await pilot.pause()
        assert list(app.rows.visible_keys) == ["b"]
        assert [s.text for s in app.rows.strip(1) if s.style and s.style.underline] == ["7"]
        app.rows.set_filter("7b")
        assert list(app.rows.visible_keys) == []


async def test_without_a_substring_match_the_best_subsequences_are_shown() -> None:
    app = ListApp(["orderxbaseflowx", "order-booking-flow", "other"])
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_filter("obf")
        await pilot.pause()
        assert list(app.rows.visible_keys) == ["order-booking-flow", "orderxbaseflowx"]
        assert app.rows.state.rows.ranked
        marked = [s.text for s in app.rows.strip(1) if s.style and s.style.underline]
        assert marked == ["o", "b", "f"]


async def test_a_match_that_would_be_cut_away_is_in_view() -> None:
    app = ListApp(["3f2c9d1e-7b0a-4c5d-8e9f-0a1b2c3d4e5f"])
    async with app.run_test(size=(30, 5)) as pilot:
        app.rows.set_filter("4c5d")
        await pilot.pause()
        assert app.rows.line(1).split()[1] == "3f2c9d…4c5d…c3d4e5f"


async def test_texts_are_read_once_when_a_filter_is_prepared_or_begins() -> None:
    app = ListApp(IDS[:3])
    read: list[str] = []

    def text_of(key: str) -> str:
        read.append(key)
        return key

    async with app.run_test(size=(40, 10)):
        app.rows.state.rows.prepare(text_of)
        assert read == IDS[:3]
        app.rows.add_rows(IDS[3:4])
        app.rows.set_filter("0", text_of)
        app.rows.set_filter("00", lambda key: text_of(key))
        assert read == IDS[:4]
        app.rows.set_filter("")
        app.rows.set_filter("00", text_of)
        assert read == IDS[:4] * 2


async def test_a_match_that_is_cut_away_all_the_same_marks_the_cut() -> None:
    app = ListApp(["a" + "x" * 40 + "-b-" + "y" * 40 + "c"])
    async with app.run_test(size=(30, 5)) as pilot:
        app.rows.set_filter("abc")
        await pilot.pause()
        marked = [s.text for s in app.rows.strip(1) if s.style and s.style.underline]
        assert marked == ["a", "…", "c"]


async def test_a_combining_mark_is_marked_with_its_character() -> None:
    app = ListApp(["ne\u0301e"])
    async with app.run_test(size=(30, 5)) as pilot:
        app.rows.set_filter("ne")
        await pilot.pause()
        marked = [s.text for s in app.rows.strip(1) if s.style and s.style.underline]
        assert marked == ["ne\u0301"]


async def test_rows_that_come_are_filtered_too() -> None:
    app = ListApp(IDS[:100])
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_filter("f")
        await press(pilot, "down", "down")
        app.rows.add_rows(IDS[100:])
        await pilot.pause()
        assert list(app.rows.visible_keys) == [key for key in IDS if "f" in key]
        assert app.rows.cursor_key == IDS[0x2F]
        app.rows.set_rows(IDS[:20])
        await pilot.pause()
        assert list(app.rows.visible_keys) == [IDS[15]]


async def test_a_long_search_goes_on_between_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccs_tui.ui.widgets.row_list.row_filter.BLOCK", 1)
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_filter("0fs")
        assert app.rows.visible_keys == IDS, "not searched to the end yet"
        assert not app.of(RowList.Filtered)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.rows.state.rows.ranked
        assert len(app.of(RowList.Filtered)) == 1
        found = list(app.rows.visible_keys)
        assert set(found) == {key for key in IDS if "f" in key[1:4]}
        assert app.rows.cursor_key == found[0]


async def test_the_first_matches_are_shown_while_the_search_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ccs_tui.ui.widgets.row_list.row_filter.BLOCK", 20)
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "end")
        app.rows.set_filter("ses")
        assert (app.rows.visible_keys, app.rows.state.searching) == (IDS[:20], True)
        assert not app.of(RowList.Filtered)
        app.rows.move_cursor(IDS[15])
        top, keys = view(app.rows)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert (app.rows.visible_keys, app.rows.state.searching) == (IDS, False)
        assert app.rows.cursor_key == IDS[15]
        assert view(app.rows) == (top, keys)
        assert len(app.of(RowList.Filtered)) == 1
        app.rows.set_filter("0")
        await press(pilot, "end")
        assert app.rows.cursor_key == IDS[-1], "the last of all matches"


async def test_rows_that_left_are_gone_before_the_search_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ccs_tui.ui.widgets.row_list.row_filter.BLOCK", 1)
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_filter("c7")
        await app.workers.wait_for_complete()
        await press(pilot)
        assert app.rows.cursor_key == IDS[0xC7]
        app.rows.set_rows(IDS[:100])
        assert list(app.rows.visible_keys) == []
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert list(app.rows.visible_keys) == []
        assert app.of(RowList.Highlighted)[-1].key is None


async def test_only_the_last_of_many_searches_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccs_tui.ui.widgets.row_list.row_filter.BLOCK", 1)
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        for query in ("0", "0f", "0fs", "0fsn", "c7n"):
            app.rows.set_filter(query)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.rows.visible_keys == [IDS[0xC7]]
        assert len(app.of(RowList.Filtered)) == 1


async def test_enter_waits_for_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccs_tui.ui.widgets.row_list.row_filter.BLOCK", 1)
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.set_filter("c7n")
        app.rows.action_choose()
        await pilot.pause()
        assert [message.key for message in app.of(RowList.Chosen)] == [IDS[0xC7]]


# Marks


async def test_space_marks_and_goes_on() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "space", "down", "space")
        assert app.rows.marked == {IDS[0], IDS[2]}
        assert app.rows.cursor_key == IDS[3]
        assert [line[:4] for line in app.rows.lines[1:5]] == [" • 0", "   0", " • 0", "▌  0"]
        await press(pilot, "up", "space", "home", "space")
        assert app.rows.marked == set()
        assert app.rows.lines[3].startswith("  0")
        assert len(app.of(RowList.MarksChanged)) == 4


async def test_shift_marks_a_range_that_shrinks_again() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "end", "space", "home", "down")
        await press(pilot, "shift+down", "shift+down", "shift+down", "shift+up")
        assert app.rows.marked == {*IDS[1:4], IDS[-1]}
        await press(pilot, "up", "shift+up")
        assert app.rows.marked == {*IDS[1:4], IDS[-1]}
        await press(pilot, "shift+pagedown")
        assert app.rows.marked == {*IDS[1:11], IDS[-1]}
        await press(pilot, "shift+end")
        assert app.rows.marked == {*IDS[1:]}
        await press(pilot, "shift+home")
        assert app.rows.marked == {*IDS[0:4], IDS[-1]}


async def test_v_marks_a_range_with_any_move() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "v", "j", "j", "v", "j", "j")
        assert app.rows.marked == {*IDS[:3]}
        await press(pilot, "v", "pagedown")
        assert app.rows.marked == {*IDS[:3], *IDS[4:14]}
        await press(pilot, "escape")
        assert app.rows.marked == {*IDS[:3]}, "escape takes back the range that is being marked"
        await press(pilot, "v", "j", "space", "j")
        assert app.rows.marked == {*IDS[:3], *IDS[13:15]}


async def test_escape_clears_marks_and_else_is_left_to_others() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "space", "space", "escape")
        assert app.rows.marked == set()
        assert app.escaped == 0
        await press(pilot, "escape")
        assert app.escaped == 1


async def test_all_that_the_filter_shows_can_be_marked() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "space")
        app.rows.set_filter("7")
        await press(pilot, "asterisk")
        shown = {key for key in IDS if "7" in key}
        assert app.rows.marked == shown | {IDS[0]}
        await press(pilot, "asterisk")
        assert app.rows.marked == {IDS[0]}


async def test_rows_marked_by_others_are_repainted_alone() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        app.rows.mark(IDS[2:4])
        await press(pilot)
        app.rows.forget()
        app.rows.mark(IDS[3:6])
        await press(pilot)
        assert app.rows.drawn == {IDS[2]: 1, IDS[4]: 1, IDS[5]: 1}
        app.rows.mark(())
        assert app.rows.marked == set()


async def test_rows_that_left_are_not_marked_any_more() -> None:
    app = ListApp(IDS)
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "space", "space", "v")
        app.messages.clear()
        app.rows.set_rows(IDS[1:])
        await pilot.pause()
        assert app.rows.marked == {*IDS[1:3]}
        assert len(app.of(RowList.MarksChanged)) == 1


# Against a naive model

KEYS = [f"{'-' if number % 7 == 3 else ''}{number:02x}" for number in range(40)]
some_keys = st.lists(st.sampled_from(KEYS), unique=True, max_size=12)
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["set", "add"]), some_keys),
        st.tuples(st.just("sort"), st.sampled_from([None, "up", "down"])),
        st.tuples(st.just("filter"), st.sampled_from(["", "", "1", "2", "02", "20", "-"])),
        st.tuples(
            st.sampled_from(["down", "up", "home", "end", "pagedown", "pageup", "space"]),
            st.none(),
        ),
    ),
    max_size=25,
)


class Model:
    """The rows, the order, the filter, the cursor and the marks, in the plainest way."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.order: str | None = None
        self.query = ""
        self.cursor: str | None = None
        self.index = -1
        self.marked: set[str] = set()

    @property
    def shown(self) -> list[str]:
        keys = self.keys
        if self.order is not None:
            keys = sorted(keys, reverse=self.order == "down")
        plain = [key for key in keys if self.query in key]
        loose = [key for key in keys if is_subsequence(self.query, key)]
        return plain or sorted(loose, key=len)

    def selectable(self, from_: int) -> str | None:
        shown = self.shown
        after = [key for key in shown[from_:] if key[0] != "-"]
        before = [key for key in shown[:from_] if key[0] != "-"]
        return after[0] if after else before[-1] if before else None

    def apply(self, step: str, argument: Any, page: int) -> None:
        to_first = False
        if step == "set":
            self.keys = list(argument)
            self.marked &= set(argument)
        elif step == "add":
            self.keys += [key for key in argument if key not in self.keys]
        elif step == "sort":
            self.order = argument
        elif step == "filter":
            to_first = argument not in {"", self.query}
            self.query = argument
        elif step == "space" and self.cursor is not None:
            self.marked ^= {self.cursor}
            step = "down"
        shown = self.shown
        if to_first or self.cursor not in shown:
            self.cursor = self.selectable(
                0 if to_first else max(0, min(self.index, len(shown) - 1))
            )
        if self.cursor is not None:
            self.cursor = self.moved(step, page)
        self.index = -1 if self.cursor is None else shown.index(self.cursor)

    def moved(self, step: str, page: int) -> str | None:
        shown, cursor = self.shown, self.shown.index(self.cursor)  # type: ignore[arg-type]
        stops = [at for at, key in enumerate(shown) if key[0] != "-"]
        target = {
            "down": cursor + 1,
            "up": cursor - 1,
            "home": 0,
            "end": len(shown) - 1,
            "pagedown": cursor + page,
            "pageup": cursor - page,
        }.get(step)
        if target is None:
            return self.cursor
        if target > cursor:
            target = min(target, len(shown) - 1)
            at = next((at for at in stops if at >= target), stops[-1])
        else:
            target = max(target, 0)
            at = next((at for at in reversed(stops) if at <= target), stops[0])
        return shown[at]


def is_subsequence(query: str, text: str) -> bool:
    rest = iter(text)
    return all(character in rest for character in query)


MOVES: dict[str, Move] = {
    "down": "down",
    "up": "up",
    "home": "first",
    "end": "last",
    "pagedown": "page_down",
    "pageup": "page_up",
}


def apply(rows: Spy, step: str, argument: Any) -> None:
    match step:
        case "set":
            rows.set_rows(argument)
        case "add":
            rows.add_rows([key for key in argument if key not in rows.keys])
        case "sort":
            rows.sort(None if argument is None else str, argument == "down")
        case "filter":
            rows.set_filter(argument)
        case "space":
            rows.action_mark()
        case key:
            rows.action_move(MOVES[key])


def assert_same(state: ListState[str], model: Model) -> None:
    assert list(state.rows.arrived) == model.keys
    if not state.rows.ranked:
        assert list(state.rows.shown) == model.shown
    assert set(state.rows.shown) == set(model.shown)
    assert state.rows.match_count == len(model.shown)
    assert state.cursor_key == model.cursor
    assert set(state.marks) == model.marked


def change(state: ListState[str], step: str, argument: Any) -> None:
    match step:
        case "set":
            state.replace(argument)
        case "add":
            state.add([key for key in argument if key not in state.rows.arrived])
        case "sort":
            state.sort(None if argument is None else str, argument == "down")
        case "filter":
            state.filter(argument)
        case "space":
            state.mark()
        case key:
            state.move(MOVES[key])


@given(steps)
def test_rows_cursor_filter_order_and_marks_agree_with_a_naive_model(
    steps: list[tuple[str, Any]],
) -> None:
    state, model = ListState[str](lambda key: key[0] != "-"), Model()
    for step, argument in steps:
        change(state, step, argument)
        model.apply(step, argument, page=1)
        assert_same(state, model)


@settings(max_examples=examples(30), deadline=None)
@given(steps)
async def test_the_view_stays_where_it_was(steps: list[tuple[str, Any]]) -> None:
    app = ListApp(selectable=lambda key: key[0] != "-")
    rows, model = app.rows, Model()
    async with app.run_test(size=(30, 7)) as pilot:
        for step, argument in steps:
            in_view = rows.cursor_key in rows.keys_in_view()
            line = rows.visible_keys.index(rows.cursor_key) - view(rows)[0] if in_view else None
            before, top_key = rows.cursor_key, next(iter(rows.keys_in_view()), None)
            apply(rows, step, argument)
            await pilot.pause()
            model.apply(step, argument, page=6)
            assert_same(rows.state, model)
            top, keys = view(rows)
            assert 0 <= top <= max(0, len(model.shown) - 6)
            if in_view or step not in {"set", "add", "sort", "filter"}:
                assert rows.cursor_key is None or rows.cursor_key in keys
            if step in {"add", "set", "sort"} and before == rows.cursor_key and line is not None:
                at = model.shown.index(str(before))
                assert at - top == max(at - max(0, len(model.shown) - 6), min(line, at))
            elif step in {"add", "sort"} and top_key in model.shown and line is None:
                at = model.shown.index(top_key)
                assert top == min(at, max(0, len(model.shown) - 6))
        told = [message.key for message in app.of(RowList.Highlighted)]
        assert all(one != other for one, other in pairwise(told))
        assert (told or [None])[-1] == model.cursor


def test_the_slices_done_at_once_are_a_hundred_thousand_rows() -> None:
    assert SLICES_AT_ONCE * BLOCK >= 100_000
