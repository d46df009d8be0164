"""A key leaves the mouse to the terminal, so that its own selection works, and says so."""

import sys

import pytest
from textual.events import MouseDown, MouseEvent, MouseMove, MouseScrollDown, MouseUp
from textual.widgets import Static

from ccs_tui.ui.app import MOUSE_OFF, MOUSE_ON
from ccs_tui.ui.keys import keys_of
from tests.benchmarks.terminal import Terminal
from tests.ui.conftest import Service, ready, shown, until
from tests.ui.test_ending_any_time import come
from tests.ui.test_terminal_clean import look_clean

F9 = "\x1b[20~"


def mouse(kind: type[MouseEvent], x: int, y: int) -> MouseEvent:
    return kind(None, x, y, 0, 0, 0, False, False, False, screen_x=x, screen_y=y)


async def test_what_the_key_does_now_is_in_the_help_and_the_footer_while_it_is_off(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        await ready(pilot)

        def offered() -> list[str]:
            return [key.description for key in keys_of(pilot.app.screen) if key.shown == "f9"]

        assert offered() == ["Leave the mouse to the terminal, to select text"]
        assert "Mouse on" not in shown(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: "Mouse on" in shown(pilot).splitlines()[-1])
        assert [note.message for note in pilot.app._notifications] == [MOUSE_OFF]
        assert offered() == ["Mouse on"]
        await pilot.press("e", "f9")
        await until(pilot, lambda: "Mouse on" not in shown(pilot).splitlines()[-1])
        assert [note.message for note in pilot.app._notifications][-1] == MOUSE_ON


@pytest.mark.parametrize("kind", [MouseDown, MouseMove, MouseScrollDown])
@pytest.mark.parametrize("place", [(100, 5), (5, 30), (400, 200)])
async def test_a_mouse_outside_of_the_screen_leaves_the_focus(
    service: Service, kind: type[MouseEvent], place: tuple[int, int]
) -> None:
    """So it is while a terminal gets larger. In a narrow one the panel with the focus is all."""
    async with service.explorer().run_test(size=(60, 20)) as pilot:
        screen = await ready(pilot)
        focused = screen.focused
        assert focused is not None
        await pilot.app.on_event(mouse(kind, *place))
        assert screen.focused is focused


async def test_a_click_on_what_just_went_is_no_bug(service: Service) -> None:
    async with service.explorer().run_test(size=(60, 20)) as pilot:
        screen = await ready(pilot)
        part = Static("to be clicked")
        await screen.mount(part, before=0)
        await until(pilot, lambda: part.region)
        place = part.region.offset
        removed = part.remove()
        await come(lambda: part.parent is None)
        assert screen.get_widget_at(*place)[0] is part
        for kind in (MouseDown, MouseMove, MouseUp):
            await pilot.app.on_event(mouse(kind, *place))
        await removed
        assert screen.focused is not None


@pytest.mark.slow
def test_the_terminal_keeps_its_mouse_until_it_is_taken_back() -> None:
    with Terminal([sys.executable, "-m", "ccs_tui", "demo"]) as terminal:
        terminal.wait_until_shown("airlineBot")
        terminal.wait_until_shown("Filter")
        before = terminal.output.count(b"\x1b[?1003h")
        terminal.send(F9)
        terminal.read_until(b"\x1b[?1003l")
        terminal.wait_until_shown("Mouse on")
        terminal.send("\x1a")
        terminal.wait_until(lambda _: terminal.output.count(b"\x1b[?1049h") == 2)
        terminal.wait_until_shown("Mouse on")
        assert terminal.output.count(b"\x1b[?1003h") == before
        terminal.send(F9)
        terminal.wait_until(lambda _: terminal.output.count(b"\x1b[?1003h") == before + 1)
        terminal.wait_until(lambda screen: "Mouse on" not in screen)
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        look_clean(terminal.output, times=2)
