"""Where a dialog has more than is in view, its frame says how much, on every small screen."""

from functools import partial
from itertools import count

import pytest
from textual.widget import Widget
from textual.widgets import Button

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.widgets.row_list import RowList
from tests.ui.conftest import Service, ready, until
from tests.ui.screens_with_data import MADE

SMALL = (60, 20)
LONG = "a sentence that is longer than one line of a small screen, by some words "


def below(scrolls: Widget) -> int:
    return round(scrolls.max_scroll_y - scrolls.scroll_y)


def says(dialog: Dialog[object], scrolls: Widget) -> bool:
    """Return whether the frame says what is below, and nothing where nothing is."""
    hint = str(dialog.query(".dialog").first().border_subtitle or "")
    lines = below(scrolls)
    return hint == (f"▾ {lines:,} more" if lines else "")


async def test_the_frame_says_how_much_is_below(service: Service) -> None:
    hinted = 0
    async with service.explorer().run_test(size=SMALL) as pilot:
        await ready(pilot)
        for kind, make in MADE:
            if not issubclass(kind, Dialog):
                continue
            dialog = make(LONG * 4, service, pilot.app)
            assert isinstance(dialog, Dialog)
            await pilot.app.push_screen(dialog)
            await pilot.pause()
            lists = dialog.query(RowList)
            if lists and dialog.query(".dialog"):
                scrolls = lists.first()
                await until(pilot, partial(says, dialog, scrolls))
                if below(scrolls):
                    hinted += 1
                    for _ in count():
                        if not below(scrolls):
                            break
                        await pilot.press("pagedown")
                    await until(pilot, partial(says, dialog, scrolls))
            dialog.dismiss(None)
            await pilot.pause()
    assert hinted >= 3, "the doctor, the help and a review are longer than the screen"


def is_in_view(part: Widget) -> bool:
    """Return whether a part of a dialog can be seen: most of its first line, if it has the room."""
    seen = part.screen.find_widget(part).visible_region
    return bool(seen) and 2 * seen.width >= min(part.region.width, part.screen.size.width)


@pytest.mark.slow
@pytest.mark.parametrize("size", [SMALL, (20, 12)], ids=str)
async def test_every_field_and_button_comes_into_view_with_the_focus(
    service: Service, size: tuple[int, int]
) -> None:
    async with service.explorer().run_test(size=size) as pilot:
        await ready(pilot)
        for kind, make in MADE:
            if not issubclass(kind, Dialog):
                continue
            dialog = make(LONG * 4, service, pilot.app)
            await pilot.app.push_screen(dialog)
            await pilot.pause()
            for part in dialog.focus_chain:
                if size != SMALL and not isinstance(part, Button):
                    continue  # a list has no room there
                part.focus()
                await until(pilot, partial(is_in_view, part), seconds=5)
            dialog.dismiss(None)
            await pilot.pause()
