"""What is sent paints the same screen as what Textual would have sent, in fewer bytes."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import ClassVar

import pyte
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size
from textual import events, messages
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Input, OptionList, Static, TextArea

from ccs_tui.ui.terminal.changed_cells import (
    SYNC_END,
    SYNC_START,
    ChangedCellsApp,
    ChangedCellsDriver,
    PaintedScreen,
)
from tests.examples import examples

WIDTH, HEIGHT = 40, 12


class Terminal:
    """A terminal emulator that knows nothing of what is tested here."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self.screen)
        self._stream.feed("\x1b[?7l")

    def feed(self, data: str) -> None:
        # A terminal in its usual mode takes the line feed that programs write as a new line.
        self._stream.feed(data.replace("\n", "\r\n"))

    def resize(self, width: int, height: int, filler: str) -> None:
        """Take a size, and show what nobody asked for."""
        self.screen.resize(height, width)
        self._stream.feed("\x1b[0m")
        for row in range(height):
            self._stream.feed(f"\x1b[{row + 1};1H{filler * width}")

    def cells(self) -> list[list[pyte.screens.Char]]:
        """Return what shows in every cell: the glyph and its style."""
        return [
            [_shown(self.screen.buffer[y][x]) for x in range(self.screen.columns)]
            for y in range(self.screen.lines)
        ]

    def text(self) -> str:
        return "\n".join(
            "".join(self.screen.buffer[y][x].data for x in range(self.screen.columns))
            for y in range(self.screen.lines)
        )


def _shown(cell: pyte.screens.Char) -> pyte.screens.Char:
    """Return a cell without what nobody sees: on a blank, the colour of the glyph."""
    if cell.data.isspace() and not (cell.underscore or cell.strikethrough or cell.reverse):
        return pyte.screens.Char(" ", bg=cell.bg)
    return cell


class Pair:
    """Two terminals: one is sent what Textual writes, the other what is left of it."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.stock, self.ours = Terminal(width, height), Terminal(width, height)
        self.painted = PaintedScreen()
        self.painted.resize(width, height)

    def write(self, frame: str) -> str:
        changes = self.painted.changes(frame)
        self.stock.feed(frame)
        self.ours.feed(changes)
        return changes

    def check(self) -> None:
        if self.ours.screen.buffer != self.stock.screen.buffer:
            assert self.ours.text() == self.stock.text()
            assert self.ours.cells() == self.stock.cells()


def at(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"


# --- Frames -------------------------------------------------------------------------------------

GLYPHS = [
    *"abcxyz   ...", "é", "─", "…", "字", "語", "한", "😀", "ש", "ع",
    "e\u0301", "👨\u200d👩", "❤\ufe0f", "ก\u0e33", "\u1112\u1161", "\U0001fae0", "\u0301",
]  # fmt: skip
STYLES = [
    "", "1", "31", "1;31", "44", "31;44", "3;4;38;2;1;2;3;48;2;4;5;6", "38;2;1;2;3;48;2;7;7;7",
    "7", "5;9", "38;5;100", "48;5;3", "90;107", "39;49",
]  # fmt: skip


@st.composite
def strips(draw: st.DrawFn) -> str:
    """Return text in styles at a place, as wide as fits there."""
    x, y = draw(st.integers(0, WIDTH - 1)), draw(st.integers(0, HEIGHT - 1))
    parts = [at(x, y)]
    for style, glyphs in draw(
        st.lists(
            st.tuples(st.sampled_from(STYLES), st.lists(st.sampled_from(GLYPHS), max_size=12)),
            max_size=4,
        )
    ):
        text = "".join(glyphs)
        if len(parts) == 1:
            # A mark with nothing before it would join what is left of the strip, each time anew.
            text = text.lstrip("\u0301")
        if cell_len(text) > WIDTH - x:
            text = set_cell_size(text, WIDTH - x)
        x += cell_len(text)
        if text:
            parts.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
    return "".join(parts)


frames = st.lists(strips(), min_size=1, max_size=6).map("".join).map(lambda f: f + at(3, 3))


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(frames, min_size=1, max_size=6))
def test_any_frames_give_the_same_screen(sequence: list[str]) -> None:
    pair = Pair()
    for frame in sequence:
        pair.write(frame)
        pair.check()
        cursor, stock = pair.ours.screen.cursor, pair.stock.screen.cursor
        assert (cursor.x, cursor.y) == (stock.x, stock.y)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STYLES), st.text("ab", max_size=6)), max_size=12))
def test_the_shortest_change_of_style_gives_the_same_style(
    runs: list[tuple[str, str]],
) -> None:
    pair = Pair(200, 1)
    pair.write(at(0, 0) + "".join(f"\x1b[0;{style}m{text}" for style, text in runs))
    pair.check()


def test_a_frame_that_changes_nothing_sends_nothing() -> None:
    pair = Pair()
    frame = f"{at(0, 0)}\x1b[31mabc\x1b[0m字 e\u0301\n{at(0, 1)}{' ' * WIDTH}{at(5, 5)}"
    assert pair.write(frame) != ""
    assert pair.write(frame) == ""


def test_only_the_changed_cells_are_sent() -> None:
    pair = Pair()
    pair.write(f"{at(0, 0)}\x1b[31mexpires in 43s\x1b[0m{at(0, 0)}")
    changes = pair.write(f"{at(0, 0)}\x1b[31mexpires in 42s\x1b[0m{at(0, 0)}")
    assert changes == f"{at(12, 0)}\x1b[31m2\x1b[m{at(0, 0)}"


def test_what_did_not_change_between_two_cells_is_jumped_over_if_that_is_shorter() -> None:
    pair = Pair()
    pair.write(f"{at(0, 0)}a----b--------------c{at(0, 0)}")
    changes = pair.write(f"{at(0, 0)}A----B--------------C{at(0, 0)}")
    assert changes == f"{at(0, 0)}A----B\x1b[14CC{at(0, 0)}"


def test_a_blank_needs_no_colour_of_its_own() -> None:
    pair = Pair()
    frame = f"{at(0, 0)}\x1b[31;44mabc\x1b[0m\x1b[1;32;44m   \x1b[0m\x1b[4;32;44m \x1b[0m{at(0, 0)}"
    assert pair.write(frame) == f"{at(0, 0)}\x1b[31;44mabc   \x1b[4;32m \x1b[m{at(0, 0)}"
    pair.check()


def test_a_blank_that_looks_as_before_is_not_sent_again() -> None:
    """Whatever colour the text has in which it stands."""
    pair = Pair()
    pair.write(f"{at(0, 0)}\x1b[31;44m0.21{' ' * 20}\x1b[0m{at(0, 0)}")
    changes = pair.write(
        f"{at(0, 0)}\x1b[1;32;44mnull\x1b[0m\x1b[3;33;44m{' ' * 20}\x1b[0m{at(0, 0)}"
    )
    assert changes == f"{at(0, 0)}\x1b[1;32;44mnull\x1b[m{at(0, 0)}"
    pair.check()


def test_an_attribute_is_taken_away_without_the_colours() -> None:
    pair = Pair()
    colours = "38;2;1;2;3;48;2;4;5;6"
    bold, plain = f"\x1b[1;4;{colours}mname\x1b[0m", f"\x1b[4;{colours}mtype\x1b[0m"
    changes = pair.write(f"{at(0, 0)}{bold}{plain}{at(0, 0)}")
    assert changes == f"{at(0, 0)}\x1b[1;4;{colours}mname\x1b[22mtype\x1b[m{at(0, 0)}"
    pair.check()


def test_half_a_wide_glyph_is_not_left_as_it_was() -> None:
    """What the terminal makes of the other half is not known."""
    pair = Pair()
    pair.write(f"{at(0, 0)}字123456字{at(0, 0)}")
    pair.write(f"{at(1, 0)}x123456y{at(0, 0)}")
    changes = pair.write(f"{at(0, 0)} x123456y {at(0, 0)}")
    assert changes == f"{at(0, 0)} \x1b[8C {at(0, 0)}"


def test_a_frame_that_only_moves_the_cursor_sends_only_that() -> None:
    pair = Pair()
    pair.write(f"{at(0, 0)}abc{at(0, 0)}")
    assert pair.write(f"{at(0, 0)}abc{at(2, 0)}") == at(2, 0)


def test_the_rest_of_a_strip_is_sent_whole_from_the_first_uncertain_glyph_on() -> None:
    """A terminal may think that the family is as wide as four faces, or as one."""
    pair = Pair()
    pair.write(f"{at(0, 0)}ab👨\u200d👩cd|{at(0, 0)}")
    changes = pair.write(f"{at(0, 0)}ab👨\u200d👩cx|{at(0, 0)}")
    assert changes == f"{at(2, 0)}\x1b[m👨\u200d👩cx|\x1b[m{at(0, 0)}"


def test_what_is_right_of_an_uncertain_glyph_is_sent_again_with_it() -> None:
    """It may have been overwritten: the terminal's glyph may be wider than was thought."""
    pair = Pair()
    pair.write(f"{at(0, 0)}👍\U0001f3fd a{at(20, 0)}|{at(0, 0)}")
    assert "|" in pair.write(f"{at(0, 0)}👍\U0001f3fd b{at(20, 0)}|{at(0, 0)}")
    assert pair.write(f"{at(0, 0)}👍\U0001f3fd b{at(20, 0)}|{at(0, 0)}") == ""


@pytest.mark.parametrize("stray", ["\t", "\r", "\x07", "\x9b2J", "\x1b[2J", "\x1b[5;5r", "\x1b7"])
def test_what_is_not_understood_is_passed_on_and_all_is_sent_anew(stray: str) -> None:
    painted = PaintedScreen()
    painted.resize(WIDTH, HEIGHT)
    known, strange = f"{at(0, 0)}abc{at(0, 0)}", f"{at(0, 3)}abc{stray}def{at(0, 0)}"
    painted.changes(known)
    assert painted.changes(known) == ""
    assert painted.changes(strange) == strange
    assert painted.changes(known) == known


@pytest.mark.parametrize(
    "harmless",
    ["\x07", "\x1b]52;c;YWJj\x07", "\x1b]22;pointer\x07", "\x1b]0;title\x1b\\",
     "\x1b[?1003h\x1b[?1006h", "\x1b[?25l", "\x1b[>25u", "\x1b[<u", "\x1b[?2048$p"],
)  # fmt: skip
def test_what_paints_nothing_is_passed_on_and_forgets_nothing(harmless: str) -> None:
    painted = PaintedScreen()
    painted.resize(WIDTH, HEIGHT)
    frame = f"{at(0, 0)}abc{at(0, 0)}"
    painted.changes(frame)
    assert painted.changes(harmless) == harmless
    assert painted.changes(frame) == ""


@pytest.mark.parametrize("clearing", ["\x1b[?1049h", "\x1b[?1049l", "\x1b[2J", "text", "\x1bc"])
def test_what_clears_the_screen_makes_it_unknown(clearing: str) -> None:
    painted = PaintedScreen()
    painted.resize(WIDTH, HEIGHT)
    frame = f"{at(0, 0)}abc{at(0, 0)}"
    painted.changes(frame)
    assert painted.changes(clearing) == clearing
    assert painted.changes(frame) == frame


def test_nothing_outside_of_the_terminal_is_sent() -> None:
    pair = Pair()
    frame = f"{at(WIDTH - 2, 0)}abcdef{at(0, HEIGHT)}abc{at(WIDTH, 1)}abc{at(0, 0)}"
    assert pair.write(frame) == f"{at(WIDTH - 2, 0)}ab{at(0, 0)}"


# --- A whole app --------------------------------------------------------------------------------


def is_frame(data: str) -> bool:
    return data.startswith("\x1b[") and data[2].isdigit()


class Wire(HeadlessDriver):
    """A driver that sends to the emulated terminal what it is asked to send."""

    @property
    def is_headless(self) -> bool:
        return False

    @property
    def can_suspend(self) -> bool:
        return True

    def start_application_mode(self) -> None:
        self.write("\x1b[?1049h")  # as the drivers of terminals do
        super().start_application_mode()

    def write(self, data: str) -> None:
        assert isinstance(self._app, Sample)
        self._app.sent += data
        frame = data.removeprefix(SYNC_START).removesuffix(SYNC_END)
        if is_frame(frame):
            self._app.ours.feed(frame)


class Stock(Driver):
    """Stands before the driver under test, and shows the other terminal what Textual writes."""

    under_test: ClassVar[type[Driver]]

    def write(self, data: str) -> None:
        app = self._app
        assert isinstance(app, Sample)
        app.stock_bytes += len(data.encode())
        self.under_test.write(self, data)
        if is_frame(data):
            app.stock.feed(data)
            app.frames += 1
            if again := app.painted.changes(data):
                app.differences.append(f"not understood, or not remembered: {again!r}")
        if data == SYNC_END:
            app.compare()


class OnWire(App[None]):
    def get_driver_class(self) -> type[Driver]:
        return Wire


class Asking(ModalScreen[None]):
    CSS = """
    Asking { align: center middle; }
    Asking Static { width: 20; height: 4; border: round red; }
    """
    BINDINGS = [Binding("escape", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        yield Static("Delete 3 sessions? 字字 é")


TEXTS = [
    "plain",
    "字字字字 wide 한국",
    "e\u0301 combining and 👨\u200d👩 joined",
    "[b]bold[/b] [i]italic[/i] [u]line[/u] [reverse]reverse[/]",
    "[red]red[/] [on blue]blue[/] [link='https://example.org']link[/link]",
    "x" * 200,
    "",
    "a\nb\nc",
]


class Sample(ChangedCellsApp[None], OnWire):
    BINDINGS = [Binding("ctrl+l", "repaint", priority=True)]
    CSS = """
    Screen { layers: below above; }
    #box { layer: above; width: 16; height: 3; background: $accent 60%; border: heavy green; }
    Horizontal > * { width: 1fr; height: 8; }
    VerticalScroll { height: 6; }
    """

    def __init__(self, width: int = 60, height: int = 24) -> None:
        super().__init__()
        self.stock, self.ours = Terminal(width, height), Terminal(width, height)
        self.sent = ""
        self.stock_bytes = self.frames = 0
        self.comparing = True
        self.differences: list[str] = []

    @property
    def painted(self) -> PaintedScreen:
        return self._painted

    def get_driver_class(self) -> type[Driver]:
        base = super().get_driver_class()
        return type("Both", (Stock, base), {"under_test": base})

    def on_mount(self) -> None:
        self.post_message(messages.TerminalSupportsSynchronizedOutput())

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield OptionList(*(f"option {n} 字" for n in range(40)))
            yield TextArea('{\n  "é": "字字 👍",\n  "long": "' + "y" * 90 + '"\n}')
            yield DataTable()
        yield Input("typed 語")
        with VerticalScroll():
            for n in range(30):
                yield Static(f"{n} " + TEXTS[n % len(TEXTS)])
        yield Static("box 字", id="box")
        yield Footer()

    def compare(self) -> None:
        if self.comparing and self.stock.cells() != self.ours.cells():
            self.differences.append(f"{self.stock.text()}\n---\n{self.ours.text()}")


@contextmanager
def disturbed(app: Sample, width: int, height: int) -> Iterator[None]:
    """Write over both terminals; what they show is compared again after the block.

    Until the app has heard of it, its frames are for another size or another screen.
    """
    app.comparing = False
    for terminal in (app.stock, app.ours):
        terminal.resize(width, height, "#")
    yield
    app.comparing = True
    app.compare()


async def until_painted(app: Sample, pilot: Pilot[object]) -> None:
    """Wait until the app has painted over what disturbed the terminals."""
    deadline = monotonic() + 30
    while "\n#" in f"\n{app.stock.text()}":
        assert monotonic() < deadline, f"never painted again:\n{app.stock.text()}"
        await pilot.pause(0.005)


Operation = Callable[[Sample, Pilot[object], int], Awaitable[None]]


KEYS = [
    "down", "up", "right", "left", "pagedown", "end", "home", "tab", "shift+tab", "enter", "space",
    "a", "z", "backspace",
]  # fmt: skip


async def press(app: Sample, pilot: Pilot[object], n: int) -> None:
    await pilot.press(*[KEYS[n % len(KEYS)]] * (n % 3 + 1))


async def move_the_box(app: Sample, pilot: Pilot[object], n: int) -> None:
    app.query_one("#box").styles.offset = (n % 55, n % 23)


async def change_the_box(app: Sample, pilot: Pilot[object], n: int) -> None:
    app.query_one("#box", Static).update(TEXTS[n % len(TEXTS)])


async def hide_or_show_the_box(app: Sample, pilot: Pilot[object], n: int) -> None:
    app.query_one("#box").display = bool(n % 2)


async def ask(app: Sample, pilot: Pilot[object], n: int) -> None:
    if len(app.screen_stack) == 1:
        app.push_screen(Asking())
    else:
        app.pop_screen()


async def notify(app: Sample, pilot: Pilot[object], n: int) -> None:
    app.notify(TEXTS[n % 3], timeout=0.1 if n % 2 else 5)


async def change_theme(app: Sample, pilot: Pilot[object], n: int) -> None:
    themes = sorted(app.available_themes)
    app.theme = themes[n % len(themes)]


async def scroll(app: Sample, pilot: Pilot[object], n: int) -> None:
    app.query_one(VerticalScroll).scroll_to(y=n % 40, animate=False)


async def add_rows(app: Sample, pilot: Pilot[object], n: int) -> None:
    table = app.query_one(DataTable)
    if not table.columns:
        table.add_columns("name", "字")
    table.add_row(TEXTS[n % 4], str(n))


async def edit(app: Sample, pilot: Pilot[object], n: int) -> None:
    app.query_one(TextArea).insert(TEXTS[n % 4][:9])


async def hover(app: Sample, pilot: Pilot[object], n: int) -> None:
    await pilot.hover(offset=(n % app.size.width, n % app.size.height))


async def click(app: Sample, pilot: Pilot[object], n: int) -> None:
    await pilot.click(offset=(n % app.size.width, n % app.size.height))


async def resize(app: Sample, pilot: Pilot[object], n: int) -> None:
    width, height = 30 + n % 50, 8 + n % 25
    with disturbed(app, width, height):
        await pilot.resize_terminal(width, height)
        await until_painted(app, pilot)


async def suspend(app: Sample, pilot: Pilot[object], n: int) -> None:
    with disturbed(app, *app.size):
        with app.suspend():
            pass
        await until_painted(app, pilot)


async def repaint(app: Sample, pilot: Pilot[object], n: int) -> None:
    with disturbed(app, *app.size):
        await pilot.press("ctrl+l")
        await until_painted(app, pilot)


async def wait(app: Sample, pilot: Pilot[object], n: int) -> None:
    app.query_one(DataTable).loading = bool(n % 2)


OPERATIONS: list[Operation] = [
    press, move_the_box, change_the_box, hide_or_show_the_box, ask, notify, change_theme, scroll,
    add_rows, edit, hover, click, resize, suspend, repaint, wait,
]  # fmt: skip


@settings(
    max_examples=examples(8),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 999)), min_size=5, max_size=20)
)
def test_any_use_of_an_app_gives_the_same_screen(uses: list[tuple[Operation, int]]) -> None:
    app = Sample()

    async def use(pilot: Pilot[object]) -> None:
        await pilot.pause()
        for operation, n in uses:
            await operation(app, pilot, n)
            await pilot.pause()
            assert app.differences == [], operation.__name__
        app.exit()

    asyncio.run(app.run_async(size=(60, 24), auto_pilot=use))
    assert app.frames > 1
    assert len(app.sent.encode()) < app.stock_bytes


async def bytes_for(app: Sample, *keys: str) -> int:
    """Return what a key sends, the least of a few, without the brackets."""
    costs: list[int] = []

    async def use(pilot: Pilot[object]) -> None:
        await pilot.pause()
        for key in keys:
            before = len(app.sent.encode())
            await pilot.press(key)
            await pilot.pause()
            costs.append(len(app.sent.encode()) - before)
        app.exit()

    await app.run_async(size=(120, 40), auto_pilot=use)
    return max(costs[1:])


@pytest.mark.slow
async def test_moving_the_cursor_in_a_list_costs_few_bytes() -> None:
    assert await bytes_for(Sample(120, 40), *["down"] * 5) <= 400


@pytest.mark.slow
async def test_typing_costs_few_bytes() -> None:
    assert await bytes_for(Sample(120, 40), "tab", "a", "b", "c") <= 400


async def test_a_frame_goes_out_in_one_piece_or_not_at_all_and_a_long_one_in_brackets() -> None:
    written: list[str] = []

    class Keeping(Wire):
        def write(self, data: str) -> None:
            written.append(data)

    class Keeper(App[None]):
        pass

    painted = PaintedScreen()
    painted.resize(WIDTH, HEIGHT)
    driver_class = type("D", (ChangedCellsDriver, Keeping), {"base": Keeping, "painted": painted})
    driver = driver_class(Keeper())
    short = f"{at(0, 0)}abc{at(0, 0)}"
    long = "".join(f"{at(0, y)}{y:>{WIDTH}}" for y in range(HEIGHT)) * 2 + at(0, 0)
    for frame in (short, short, long):
        for data in (SYNC_START, frame, SYNC_END):
            driver.write(data)
    driver.write("\x07")
    first, second, bell = written
    assert first == short
    assert second.startswith(SYNC_START)
    assert second.endswith(SYNC_END)
    assert bell == "\x07"


async def test_after_a_suspension_the_whole_screen_is_sent() -> None:
    app = Sample()

    async def use(pilot: Pilot[object]) -> None:
        await pilot.pause()
        await suspend(app, pilot, 0)
        assert "plain" in app.ours.text()
        app.exit()

    await app.run_async(size=(60, 24), auto_pilot=use)
    assert app.differences == []


@pytest.mark.slow
async def test_ctrl_l_paints_all_again_under_a_dialog_too() -> None:
    app = Sample()

    async def use(pilot: Pilot[object]) -> None:
        await pilot.pause()
        await ask(app, pilot, 0)
        await pilot.pause()
        await repaint(app, pilot, 0)
        assert "Delete 3 sessions?" in app.ours.text()
        app.exit()

    await app.run_async(size=(60, 24), auto_pilot=use)
    assert app.differences == []


async def test_a_terminal_that_comes_back_to_its_size_is_painted_again() -> None:
    """What it showed was moved or cut on the way; Textual alone would leave it so."""
    app = Sample()

    async def use(pilot: Pilot[object]) -> None:
        await pilot.pause()
        with disturbed(app, 60, 24):
            app.post_message(events.Resize(app.size, app.size))
            await until_painted(app, pilot)
        app.exit()

    await app.run_async(size=(60, 24), auto_pilot=use)
    assert app.differences == []


# --- What of Textual this stands on ---------------------------------------------------------------


def test_textual_brackets_its_frames_so() -> None:
    from textual import _ansi_sequences

    assert (SYNC_START, SYNC_END) == (_ansi_sequences.SYNC_START, _ansi_sequences.SYNC_END)


class Compared(ChangedCellsApp[None], App[None]):
    """An app of this layer alone."""


def test_the_driver_of_this_platform_is_the_one_behind_it() -> None:
    """An app asks `get_driver_class` for it, and every byte passes through its `write`."""
    app = Compared()
    stock = App[None]().driver_class
    assert issubclass(app.driver_class, stock)
    assert app.driver_class.write is ChangedCellsDriver.write
    assert list(inspect.signature(stock.write).parameters) == ["self", "data"]


async def test_a_resize_reaches_this_app_also_if_a_subclass_listens() -> None:
    class Listening(Sample):
        def on_resize(self, event: events.Resize) -> None:
            pass

    app = Listening()

    async def use(pilot: Pilot[object]) -> None:
        await pilot.pause()
        await resize(app, pilot, 7)
        assert app.painted.size == app.size
        app.exit()

    await app.run_async(size=(60, 24), auto_pilot=use)
    assert app.differences == []
