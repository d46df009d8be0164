"""The place of messages: beside a dialog and above the counter, and not over them."""

import asyncio
from functools import partial
from typing import Any

import pytest
from textual.app import App
from textual.widgets._toast import Toast, ToastRack

from ccs_tui.model.json_text import JsonText
from ccs_tui.ui import messages
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.size_gauge import SizeGauge
from tests.ui.conftest import Service, ready, until
from tests.ui.dialogs import DialogApp
from tests.ui.dialogs_shown import SHOWN

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZES = [(80, 24), (140, 40)]
SENTENCE = "intent is not JSON: unexpected text after the value, line 3, column 14. " * 2


@pytest.mark.matrix
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
@pytest.mark.parametrize("name", SHOWN)
async def test_no_message_covers_a_dialog(name: str, size: tuple[int, int]) -> None:
    app = DialogApp(SHOWN[name])
    async with app.run_test(size=size, notifications=True) as pilot:
        app.notify(SENTENCE, markup=False)
        await until(pilot, lambda: bool(app.screen.query(Toast)))
        await pilot.pause()
        toast, dialog = app.screen.query_one(Toast), app.screen.query_one(".dialog")
        assert toast.region.area, "the message is shown"
        assert not toast.region.overlaps(dialog.region)


@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
async def test_no_message_covers_the_counter(service: Service, size: tuple[int, int]) -> None:
    service.put("s1", {"intent": "refund"})
    async with service.explorer().run_test(size=size, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "enter")
        await until(pilot, lambda: screen.query(SizeGauge) and screen.query_one(SizeGauge).display)
        screen.notify(SENTENCE, markup=False)
        await until(pilot, lambda: bool(screen.query(Toast)))
        await pilot.pause()
        toast, counter = screen.query_one(Toast), screen.query_one(SizeGauge)
        assert toast.region.area, "the message is shown"
        assert not toast.region.overlaps(counter.region)


@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
async def test_a_message_of_one_line_covers_nothing_but_the_frame(
    service: Service, size: tuple[int, int]
) -> None:
    service.put("s1", {"intent": "refund"})
    async with service.explorer().run_test(size=size, notifications=True) as pilot:
        screen = await ready(pilot)
        screen.notify("Restored 1 property of 3f2c9d1e-…0e3b6d18 (+1). Expires 16:51, as before.")
        await until(pilot, lambda: bool(screen.query(Toast)))
        await until(pilot, lambda: screen.query_one(Toast).region.y == size[1] - 2)
        toast = screen.query_one(Toast).region
        assert toast.height == 1
        assert "as before." in shown(pilot.app).splitlines()[-2]
        assert toast.right == size[0] - 2, "the corner of the frame stands beside it"


def shown(app: App[Any]) -> str:
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)


@pytest.mark.matrix
@pytest.mark.parametrize("is_over", [False, True], ids=["explorer", "dialog"])
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
async def test_the_newest_of_many_messages_is_seen(
    service: Service, size: tuple[int, int], *, is_over: bool
) -> None:
    service.put("s1", {"intent": "refund"})
    app = service.explorer()
    async with app.run_test(size=size, notifications=True) as pilot:
        await ready(pilot)
        if is_over:
            app.push_screen(ConfirmDialog("Delete s1?", "All of it.", "Delete"))
            await until(pilot, lambda: "Delete s1?" in shown(app))
        for count in range(9):
            app.notify(f"{count}: {SENTENCE}", markup=False, timeout=60)
            await pilot.pause()
        app.notify("yours replaced it.", markup=False, timeout=60)
        await until(pilot, lambda: "yours replaced it." in shown(app))
        if is_over:
            await pilot.press("escape")
            await until(pilot, lambda: "Delete s1?" not in shown(app))
            await until(pilot, lambda: "yours replaced it." in shown(app))


def is_shown(app: CcsApp, sentence: str) -> bool:
    return sentence in shown(app)


async def test_equal_messages_stand_once_and_all_are_listed(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        for sentence in ("Saved it.", "Saved it.", "Copied it."):
            await pilot.press("down")
            app.notify(sentence, timeout=60)
            await until(pilot, partial(is_shown, app, sentence))
        assert "Saved it." not in shown(app), "the newer one is in its place"
        await pilot.press("M")
        await until(pilot, lambda: "Saved it. (2 times)" in shown(app))


@pytest.mark.parametrize("turns", [1, 3])
async def test_a_message_is_seen_once_where_a_dialog_comes_after_a_dialog(
    service: Service, turns: int
) -> None:
    """Textual showed it late on the explorer, over which the second dialog stood by then."""
    app = service.explorer()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        app.push_screen(ConfirmDialog("Delete s1?", "All of it.", "Delete"))
        await until(pilot, lambda: "Delete s1?" in shown(app))
        app.notify("s1 was created by others meanwhile.", timeout=60)
        await until(pilot, lambda: "created by others" in shown(app))
        app.pop_screen()
        for _ in range(turns):
            await asyncio.sleep(0)
        app.push_screen(ConfirmDialog("Delete s2?", "All of it.", "Delete"))
        await until(pilot, lambda: "Delete s2?" in shown(app))
        await until(pilot, lambda: "created by others" in shown(app))
        await pilot.pause()
        assert not screen.query_one(ToastRack).display


async def test_a_message_of_the_moment_ends_as_a_key_opens_a_view_over_it(service: Service) -> None:
    """ "Mark two steps: = compares them" stood over the comparison that = had opened."""
    app = service.explorer()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        app.notify("Mark two of them.")
        await until(pilot, lambda: "Mark two of them." in shown(app))
        app.push_screen(ConfirmDialog("Delete s1?", "All of it.", "Delete"))
        await until(pilot, lambda: "Delete s1?" in shown(app))
        assert "Mark two of them." in shown(app), "what opens by itself may be what it is about"
        await pilot.press("escape")
        await until(pilot, lambda: "Delete s1?" not in shown(app))
        app.notify("Mark two of them.")
        await until(pilot, lambda: "Mark two of them." in shown(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await until(pilot, lambda: "Mark two of them." not in shown(app))


async def test_a_message_of_the_moment_ends_with_the_next_change(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        document = screen.document.document
        assert document is not None
        app.notify("Nothing changed.")
        await until(pilot, lambda: "Nothing changed." in shown(app))
        document.recorded(lambda: document.put("intent", JsonText("7")))
        await until(pilot, lambda: "Nothing changed." not in shown(app))
        app.notify("It could not be read.", severity="error", timeout=60)
        await until(pilot, lambda: "It could not be read." in shown(app))
        document.recorded(lambda: document.put("intent", JsonText("8")))
        await pilot.press("3", "ctrl+s")
        await until(pilot, lambda: "To be sent" in shown(app))
        assert "It could not be read." not in shown(app), "a command began"


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("key", ["ctrl+s", "W"])
async def test_what_is_wrong_with_a_text_is_said_until_the_text_changes(
    service: Service, key: str
) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("3", "e")
        await until(pilot, lambda: screen.document.editor.has_focus)
        await pilot.press("end", "x")
        await until(pilot, lambda: "not JSON" in shown(app))
        if key == "W":
            await pilot.press("escape")
            await until(pilot, lambda: screen.document.rows.has_focus)
        await pilot.press(key)
        await until(pilot, lambda: "Nothing was sent." in shown(app))
        await until(pilot, lambda: screen.document.editor.has_focus)
        await pilot.press("y")
        await until(pilot, lambda: "Nothing was sent." not in shown(app))


async def test_under_a_dialog_a_message_stands_once_and_the_last_line_is_empty(
    service: Service,
) -> None:
    app = service.explorer()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        bar = screen.query_one(KeyBar)
        app.notify("It could not be read.", timeout=60)
        await until(pilot, lambda: "It could not be read." in shown(app))
        app.push_screen(ConfirmDialog("Delete s1?", "All of it.", "Delete"))
        await until(pilot, lambda: "Delete s1?" in shown(app))
        await until(pilot, lambda: not bar.render().plain)
        await until(pilot, lambda: not any(rack.display for rack in screen.query(ToastRack)))
        await pilot.press("escape")
        await until(pilot, lambda: "Sessions" in bar.render().plain)


async def test_why_a_key_did_nothing_is_said_for_a_while(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "enter does nothing here: there is no row." stood in a report that had rows by then."""
    app = service.explorer()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("1", "1")
        await until(pilot, lambda: "the focus is there" in shown(app))
        monkeypatch.setattr(messages, "WHY_SECONDS", 0.01)
        await pilot.press("1")
        await until(pilot, lambda: "the focus is there" not in shown(app))
        assert "? Help" in shown(app)
        assert screen.query_one(KeyBar).display
