"""`u` in the views that delete and set expiries: what was done there is undone there."""

import pytest

from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.views.expiries import ExpiriesScreen
from ccs_tui.ui.views.search import SearchScreen
from tests.ui.conftest import SESSIONS, Service, ready, shown, type_text, until
from tests.ui.flow import said

SIZE = (140, 40)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("view", ["ttl", "search"])
async def test_a_deletion_is_undone_in_the_view_that_did_it(service: Service, view: str) -> None:
    service.put(SESSIONS[7], {"to-be-found": 1}, 90)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("2", "t" if view == "ttl" else "ctrl+f")
        kind = ExpiriesScreen if view == "ttl" else SearchScreen
        await until(pilot, lambda: isinstance(pilot.app.screen, kind))
        if view == "search":
            await until(pilot, lambda: pilot.app.screen.focused is not None)
            await type_text(pilot, "has:to-be-found")
            await pilot.press("enter")
        top = pilot.app.screen
        await until(pilot, lambda: top.query_one("RowList").has_focus)
        await until(pilot, lambda: f"▌ {SESSIONS[7]}" in shown(pilot))
        await pilot.press("d")
        await said(pilot, f"Delete {SESSIONS[7]}?")
        await pilot.press("y")
        await until(pilot, lambda: service.stored(SESSIONS[7]) == {})
        await until(pilot, lambda: pilot.app.screen is top and "u Undo save" in shown(pilot))
        await pilot.press("u")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await pilot.press("enter")
        await until(pilot, lambda: bool(service.stored(SESSIONS[7])))
        assert service.stored(SESSIONS[7])["to-be-found"] == "1"
        if view == "ttl":
            await until(pilot, lambda: pilot.app.screen is top and SESSIONS[7] in shown(pilot))
