"""Sorted means of all: what is not known yet is read, and counted until then."""

import asyncio
from typing import Any

import pytest

from ccs_tui.ui.widgets import panel
from ccs_tui.workspace.place import Place
from tests.ui.conftest import Service, is_waiting, ready, shown, until
from tests.ui.flow import said


async def test_the_largest_is_on_top_though_nobody_saw_it(service: Service) -> None:
    service.put("session-149", {"text": "x" * 5_000})
    go_on = asyncio.Event()

    async def held(scope: dict[str, Any]) -> None:
        if scope["path"].endswith("session-149"):
            await go_on.wait()

    async with service.explorer().run_test(size=(140, 24)) as pilot:
        screen = await ready(pilot)
        service.before = held
        await pilot.press("2", "s", "s", "s")
        await until(pilot, lambda: len(screen.sessions.unknown) == 1)
        screen._shown.tick()
        await until(pilot, lambda: "151 known" in shown(pilot))
        go_on.set()
        await until(pilot, lambda: not screen.sessions.unknown)
        await pilot.press("s")
        screen._shown.tick()
        assert "known" not in shown(pilot)
        assert screen.sessions.rows.visible_keys[0] == "session-149"


@pytest.mark.slow
async def test_escape_ends_the_reading(service: Service) -> None:
    go_on = asyncio.Event()

    async def held(scope: dict[str, Any]) -> None:
        if scope["path"].endswith("session-149"):
            await go_on.wait()

    app = service.explorer()
    async with app.run_test(size=(140, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        service.before = held
        await pilot.press("2", "s", "s", "s")
        await said(pilot, "will be read, by a call for each. esc ends that.")
        await until(pilot, lambda: len(screen.sessions.unknown) == 1)
        await pilot.press("escape")
        await until(pilot, lambda: not is_waiting(screen, Place.SESSIONS))
        assert screen.sessions.unknown == ["session-149"]
        go_on.set()


async def test_the_reading_ends_where_the_list_is_sorted_by_something_else(
    service: Service,
) -> None:
    go_on = asyncio.Event()

    async def held(scope: dict[str, Any]) -> None:
        if scope["path"].endswith("session-149"):
            await go_on.wait()

    async with service.explorer().run_test(size=(140, 24)) as pilot:
        screen = await ready(pilot)
        service.before = held
        await pilot.press("2", "s", "s", "s")
        await until(pilot, lambda: len(screen.sessions.unknown) == 1)
        assert is_waiting(screen, Place.SESSIONS)
        await pilot.press("s", "s", "s")
        assert screen.sessions.sorted_by == "expires"
        assert is_waiting(screen, Place.SESSIONS)
        await pilot.press("s")
        await until(pilot, lambda: not is_waiting(screen, Place.SESSIONS))
        assert screen.sessions.unknown == ["session-149"]
        go_on.set()


async def test_a_list_that_is_read_anew_keeps_its_order_and_reads_what_is_in_view(
    service: Service,
) -> None:
    service.put("session-149", {"text": "x" * 5_000})
    async with service.explorer().run_test(size=(140, 24)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "s", "s", "s", "s")
        await until(pilot, lambda: not screen.sessions.unknown)
        screen._shown.tick()
        await until(pilot, lambda: screen.sessions.rows.visible_keys[0] == "session-149")
        before = [*screen.sessions.rows.visible_keys]
        service.put("new", {"text": "x" * 6_000})
        service.requests.clear()
        await pilot.press("r")
        await said(pilot, "stand where they stood: sorting by size again reads them all")
        await until(pilot, lambda: "new" in screen.sessions.rows.keys)
        await until(pilot, lambda: " not reread" in shown(pilot))
        in_view = screen.sessions.rows.keys_in_view()
        known = screen.sessions._listing.summaries
        await until(pilot, lambda: known.keys() >= {*in_view, "new"})
        await until(pilot, lambda: not is_waiting(screen, Place.SESSIONS))
        screen._shown.tick()
        await until(pilot, lambda: screen.sessions.rows.visible_keys[0] == "new")
        assert [*screen.sessions.rows.visible_keys[1:]] == before
        assert len(service.requests) < 60, "a page or two of ids, and the rows in view"
        # Whoever wants them all sorts again.
        await pilot.press("s", "s", "s", "s", "s")
        screen.sessions.sort("size")
        await until(pilot, lambda: not screen.sessions.unknown)
        assert "not reread" not in shown(pilot)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [(140, 40), (80, 24)])
async def test_what_is_known_is_said_also_of_a_long_wait(
    service: Service, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "WAIT_SHOWN_AFTER", 0.0)
    go_on = asyncio.Event()

    async def held(scope: dict[str, Any]) -> None:
        if scope["path"].endswith("session-149"):
            await go_on.wait()

    async with service.explorer().run_test(size=size) as pilot:
        screen = await ready(pilot)
        service.before = held
        await pilot.press("2", "s", "s", "s")
        await until(pilot, lambda: len(screen.sessions.unknown) == 1)
        screen._shown.tick()
        await until(pilot, lambda: "151 known" in shown(pilot))
        assert is_waiting(screen, Place.SESSIONS)
        assert any(glyph in shown(pilot) for glyph in panel.SPINNER)
        go_on.set()
