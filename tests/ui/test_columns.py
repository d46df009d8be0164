"""Columns of values in the list of sessions: added with `|`, sorted, filtered, and taken away."""

import asyncio
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.ui.dialogs.form import FormDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from tests.ui.conftest import SESSIONS, Service, open_session, ready, save, shown, type_text, until
from tests.ui.flow import said


async def add(pilot: Pilot[None], path: str) -> None:
    """Add a column from the list of sessions, as the first or as another one."""
    await pilot.press("2", "vertical_line")
    await until(pilot, lambda: "Columns of airlineBot" in shown(pilot))
    if not isinstance(pilot.app.screen, FormDialog):
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
    await type_text(pilot, path)
    await pilot.press("enter")


def line(pilot: Pilot[None], session: str) -> str:
    """Return the line of the list that has a session, which no title is."""
    lines = [line for line in shown(pilot).splitlines() if "╭" not in line]
    return next((line for line in lines if f" {session}" in line), "")


def all_read(screen: ExplorerScreen) -> bool:
    columns = screen.desk.columns
    return bool(columns.paths) and not columns.unread(screen.desk.listing.keys)


async def test_a_column_is_added_sorted_filtered_edited_and_taken_away(service: Service) -> None:
    for number, city in enumerate(("BER", "LIS", None)):
        service.put(SESSIONS[number], {"slots": {"from": city}})
    service.put(SESSIONS[3], {"slots": {}})
    service.put(SESSIONS[149], {"slots": {"from": 7}})
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        await add(pilot, "slots.from")
        await until(pilot, lambda: all_read(screen))
        await until(
            pilot, lambda: "slots.from" in shown(pilot) and "TLV" in line(pilot, SESSIONS[4])
        )
        assert "BER" in line(pilot, SESSIONS[0])
        assert "null" in line(pilot, SESSIONS[2])
        assert "–" in line(pilot, SESSIONS[3])
        # The id keeps its room, and what else was there as well.
        assert "2h 11m" in line(pilot, SESSIONS[4])

        await pilot.press("s", "s", "s", "s", "s", "s", "s")
        rows = screen.sessions.rows
        await until(pilot, lambda: "slots.from▴" in shown(pilot))
        assert rows.visible_keys[:4] == [SESSIONS[2], SESSIONS[149], SESSIONS[0], SESSIONS[1]]
        assert rows.visible_keys[-1] == SESSIONS[3]
        await pilot.press("s")
        assert rows.visible_keys[-4:] == [SESSIONS[0], SESSIONS[149], SESSIONS[2], SESSIONS[3]]
        await pilot.press("s")

        await pilot.press("slash")
        await type_text(pilot, "lis")
        await until(pilot, lambda: list(rows.visible_keys) == [SESSIONS[1]])
        await pilot.press("enter", "enter")
        await until(pilot, lambda: screen.document.is_active)

        # A save shows in the column, and so does what another wrote once it is read.
        await pilot.press("down", "right", "down", "enter", "home", "N", "enter")
        await save(pilot)
        await until(pilot, lambda: "  NLIS  " in line(pilot, SESSIONS[1]))

        await pilot.press("2", "vertical_line")
        await until(pilot, lambda: "take slots.from away" in shown(pilot))
        await pilot.press("1")
        await said(pilot, "The column slots.from is taken away.")
        assert rows.columns.place_of("=slots.from") is None
        assert screen.sessions.sorted_by is None
        # No row is found by a value that is not shown any more.
        screen._shown.tick()
        await until(pilot, lambda: not rows.visible_keys)


@pytest.mark.slow
async def test_the_title_says_how_many_were_read_and_a_value_not_read_is_marked(
    service: Service,
) -> None:
    go_on = asyncio.Event()

    async def held(scope: dict[str, Any]) -> None:
        if scope["path"].endswith("session-properties"):
            await go_on.wait()

    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        service.before = held
        await add(pilot, "intent")
        screen._shown.tick()
        await until(pilot, lambda: "of 152 read" in shown(pilot))
        assert "·" in line(pilot, SESSIONS[5])
        await pilot.press("escape")
        await until(pilot, lambda: "cancelled" in shown(pilot))
        go_on.set()
        await pilot.press("r")
        await until(pilot, lambda: all_read(screen))
        screen._shown.tick()
        await until(pilot, lambda: "read" not in shown(pilot).splitlines()[1])


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_path_under_the_cursor_is_offered_and_a_column_without_room_is_told(
    service: Service, size: tuple[int, int]
) -> None:
    session = "3f2c9d1e-7b0a-4c55-9f10-2ab0c4d5e6f7"
    service.put(session, {"intent": "rebook", "slots": {"from": "TLV"}})
    async with service.explorer().run_test(size=size) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, session, query=session[-12:])
        await pilot.press("vertical_line")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await pilot.press("enter")
        await until(pilot, lambda: all_read(screen))
        assert screen.desk.columns.paths == ("intent",)
        await pilot.press("2")
        if size[0] == 80:
            await until(pilot, lambda: "Z: +1 column" in shown(pilot))
            await pilot.press("Z")
        await pilot.press("escape")
        await until(pilot, lambda: "rebook" in line(pilot, session))
        await until(pilot, lambda: "+1 column" not in shown(pilot))
