"""The place of messages: beside a dialog and above the counter, and not over them."""

import pytest
from textual.widgets._toast import Toast

from ccs_tui.ui.widgets.size_gauge import SizeGauge
from tests.ui.conftest import Service, ready, until
from tests.ui.dialogs import DialogApp
from tests.ui.dialogs_shown import SHOWN

SIZES = [(80, 24), (140, 40)]
SENTENCE = "intent is not JSON: unexpected text after the value, line 3, column 14. " * 2


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
