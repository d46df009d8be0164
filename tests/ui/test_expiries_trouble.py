"""The TTL view while the service fails: no row is lost, and what failed is said and read again."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from ccs_tui.ui.views.expiries import ExpiriesScreen
from tests.ui.conftest import SESSIONS, Service, opened, ready, shown, until, until_shown

SIZE = (80, 24)
Before = Callable[[dict[str, Any]], Awaitable[None]]


def failing(*parts: str) -> Before:
    """A fault that refuses the calls whose path has one of these parts."""

    async def fail(scope: dict[str, Any]) -> None:
        if any(part in scope["path"] for part in parts):
            raise httpx.ConnectError("refused")

    return fail


async def the_view(pilot: Pilot[None]) -> ExpiriesScreen:
    """Open the TTL view, and wait until all was read."""
    await pilot.press("2", "t")
    await until(pilot, lambda: isinstance(pilot.app.screen, ExpiriesScreen))
    view = pilot.app.screen
    assert isinstance(view, ExpiriesScreen)
    await until(pilot, lambda: "unread" not in shown(pilot) and bool(view.rows.keys))
    return view


@pytest.mark.usefixtures("few_sessions")
async def test_expiries_are_read_again_after_a_list_that_could_not_be_read(
    service: Service,
) -> None:
    service.before = failing("session-ids")
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await until_shown(pilot, "(namespace document)")
        view = await the_view(pilot)
        await until_shown(pilot, "1+ · not all", "r tries again")
        # The listing fails again while the row of before is painted.
        await pilot.press("r")
        await until(pilot, lambda: "unread" not in shown(pilot) and bool(view.rows.keys))
        service.before = None
        await pilot.press("r")
        await until_shown(pilot, SESSIONS[0])
        assert len(view.rows.keys) == 14


@pytest.mark.usefixtures("few_sessions")
async def test_what_could_not_be_read_is_said_and_read_again_by_itself(service: Service) -> None:
    service.before = failing(SESSIONS[0], SESSIONS[2])
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        view = await the_view(pilot)
        await until_shown(pilot, "2 could not be read", "service.invalid broke", "f Read failed")
        service.before = None
        asked = len(service.requests)
        await pilot.press("f")
        await until_shown(pilot, "Every document could be read.")
        assert "could not be read" not in shown(pilot)
        assert len(service.requests) == asked + 2
        assert len(view.rows.keys) == 14


@pytest.mark.usefixtures("few_sessions")
async def test_the_reason_stands_below_the_list_for_the_row_under_the_cursor(
    service: Service,
) -> None:
    service.before = failing(SESSIONS[0])
    async with service.explorer().run_test(size=SIZE) as pilot:
        await ready(pilot)
        view = await the_view(pilot)
        await until_shown(pilot, "1 could not be read")
        reason = f"Reading the document le1:airlineBot:{SESSIONS[0]} failed"
        pilot.app.clear_notifications()
        await until(pilot, lambda: reason not in shown(pilot))
        await pilot.press("end")
        await until(pilot, lambda: view.rows.cursor_key == SESSIONS[0])
        await until_shown(pilot, reason, "service.invalid broke")
        await pilot.press("home")
        await until(pilot, lambda: reason not in shown(pilot))


@pytest.mark.usefixtures("few_sessions")
async def test_a_document_whose_second_reading_fails_stays_in_the_list(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        view = await the_view(pilot)
        service.before = failing(SESSIONS[0])
        await view._read_some([SESSIONS[0], SESSIONS[1]])
        assert view.rows.keys[-1] == SESSIONS[0]
        assert len(view.rows.keys) == 14
        await until_shown(pilot, "1 could not be read")
        # It comes after all others, also once they are put in order again.
        await view._read_some([SESSIONS[1]])
        assert view.rows.keys[-1] == SESSIONS[0]
