"""The title line on the screens over the explorer: where one is stays in view."""

import pytest

from ccs_tui.model.profile import Environment
from ccs_tui.ui.widgets.title_bar import TitleBar
from tests.ui.conftest import Service, ready, shown, until


@pytest.mark.sample(each=4)
@pytest.mark.parametrize(
    ("key", "view"),
    [
        ("t", "Expiry ·"),
        ("U", "Journal ·"),
        ("O", "Drafts"),
        ("L", "Requests"),
        ("ctrl+f", "Search ·"),
        ("S", "Summary ·"),
        ("P", "Recordings"),
        ("C", "Conversation"),
    ],
)
async def test_a_view_says_where_one_is_and_what_may_be_written(
    service: Service, key: str, view: str
) -> None:
    app = service.explorer({"environment": Environment.PRODUCTION})
    async with app.run_test(size=(100, 24)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "end")
        title = shown(pilot).splitlines()[0]
        assert "PRODUCTION" in title
        assert "READ-ONLY" in title
        await pilot.press(key)
        await until(pilot, lambda: view in shown(pilot))
        await until(pilot, lambda: shown(pilot).splitlines()[0] == title)
        # What becomes different meanwhile is shown there as well.
        heading = screen.query_one(TitleBar).heading
        heading.show_access("WRITABLE", "4:59")
        await until(pilot, lambda: "WRITABLE 4:59" in shown(pilot).splitlines()[0])
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: len(heading.bars) == 1)
        assert list(heading.bars) == [screen.query_one(TitleBar)]
