"""`s` sorts a list by its next column, `S` the other way round; a click on a title as well."""

import asyncio
from typing import Any

import pytest

from ccs_tui.ui.views.expiries import ExpiriesPanel, ExpiriesScreen
from ccs_tui.ui.views.summary import SummaryScreen
from ccs_tui.ui.widgets.list_panel import ListPanel
from tests.ui.conftest import SESSIONS, Service, flat, ready, shown, until, until_shown

WIDE = (140, 40)


def keys(panel: ListPanel) -> list[Any]:
    return list(panel.rows.visible_keys)


@pytest.mark.slow
async def test_sessions_are_sorted_by_id_size_and_expiry(service: Service) -> None:
    service.put(SESSIONS[2], {"intent": "x" * 5_000}, 60)
    service.put(SESSIONS[5], {"intent": "x" * 9_000}, 90)
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        sessions = screen.sessions
        await until(pilot, lambda: len(sessions.sessions) == 151)
        as_it_came = keys(sessions)
        await until(pilot, lambda: "9.0k" in shown(pilot))
        await pilot.press("2", "s")
        assert keys(sessions) == ["", "__default__", *SESSIONS]
        await pilot.press("s")
        assert keys(sessions) == [*reversed(SESSIONS), "__default__", ""]
        assert "session▾" in shown(pilot)
        may_go_on = asyncio.Event()
        service.before = lambda _: may_go_on.wait()
        await pilot.press("s")  # What was not in view yet is not known, and comes last.
        known = keys(sessions).index(SESSIONS[5])
        assert keys(sessions).index(SESSIONS[2]) == known - 1
        assert known < len(as_it_came) - 50
        assert "size▴" in shown(pilot)
        may_go_on.set()
        await pilot.press("s")
        assert keys(sessions)[:2] == [SESSIONS[5], SESSIONS[2]]
        await pilot.press("s")
        assert keys(sessions)[:2] == [SESSIONS[2], SESSIONS[5]]
        await pilot.press("s", "s")
        assert keys(sessions) == as_it_came
        assert sessions.sorted_by is None


async def test_a_column_without_room_is_named_where_the_rows_are_sorted_by_it(
    service: Service,
) -> None:
    service.put("3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18", {"a": 1}, 60)
    async with service.explorer().run_test(size=(80, 24), notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("2", "s", "s", "s")
        await until_shown(pilot, "· by size▴", "To sort by size 1")
        await pilot.press("s")
        await until_shown(pilot, "· by size▾")
        # Where the column has room, its title says it.
        await pilot.press("Z")
        await until(pilot, lambda: "· by size" not in shown(pilot) and "size▾" in shown(pilot))


async def test_what_becomes_known_is_sorted_in_at_the_next_tick(service: Service) -> None:
    service.put(SESSIONS[149], {"intent": "x" * 5_000})
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        sessions = screen.sessions
        await until(pilot, lambda: len(sessions.sessions) == 151)
        sessions.sort("size", reverse=True)
        assert keys(sessions)[-1] == SESSIONS[149]
        async for summary in screen.desk.workspace.summarise("airlineBot", [SESSIONS[149]]):
            screen.desk.take_summary(summary)
        sessions.tick(service.clock.now)
        assert keys(sessions)[0] == SESSIONS[149]


async def test_a_click_on_a_title_sorts_and_turns(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        sessions = screen.sessions
        await until(pilot, lambda: len(sessions.sessions) == 151)
        rows = sessions.rows
        await pilot.click(rows, offset=(8, 0))
        assert sessions.sorted_by == "session"
        await pilot.click(rows, offset=(8, 0))
        assert keys(sessions)[0] == SESSIONS[-1]


async def test_namespaces_are_sorted_with_what_is_below_them(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        await pilot.press("1", "right", "s", "s")

        def names() -> list[tuple[str, str | None]]:
            return [(n.namespace, n.session) for n in keys(screen.namespaces) if n.namespace][:4]

        below = [("airlineBot", None), ("airlineBot", None), ("airlineBot", "__default__")]
        assert names() == [("orders", None), *below]
        assert "2 name▾" in shown(pilot)
        await pilot.press("s")  # Only one has a TTL.
        assert names() == [*below, ("orders", None)]
        assert screen.namespaces.selected == "airlineBot"


async def test_the_ttl_view_is_sorted_by_any_column(service: Service) -> None:
    service.put(SESSIONS[7], {"intent": "x" * 5_000}, 9_000)
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExpiriesScreen))
        panel = pilot.app.screen.query_one(ExpiriesPanel)
        await until(pilot, lambda: len(panel.rows.keys) == 152)
        assert keys(panel)[-1] == SESSIONS[7]
        await pilot.press("s", "s", "s", "s")
        assert keys(panel)[0] == SESSIONS[7]
        assert "size▾" in shown(pilot)
        await pilot.press("s")
        assert keys(panel)[-1] == SESSIONS[7]


@pytest.mark.parametrize("is_chosen", [False, True])
async def test_who_sorts_sees_what_comes_first_unless_a_row_was_chosen(
    service: Service, *, is_chosen: bool
) -> None:
    for number, session in enumerate(SESSIONS[:40]):
        service.put(session, {f"p{number:02}": number})
    service.put(SESSIONS[41], {"p05": "odd"})
    async with service.explorer().run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await pilot.press("2", "S")
        await until(pilot, lambda: isinstance(pilot.app.screen, SummaryScreen))
        view = pilot.app.screen
        assert isinstance(view, SummaryScreen)
        await until(pilot, lambda: view.summary.is_complete and not view.is_reading)
        rows = view.panel.rows
        await until(pilot, lambda: len(rows.keys) > 40)
        if is_chosen:
            await pilot.press("down", "up")
        before = rows.cursor_key
        await pilot.press("s")
        assert before != rows.visible_keys[0] == ("p05",)
        assert rows.cursor_key == (before if is_chosen else ("p05",))
        assert (rows.keys_in_view()[0] == ("p05",)) is not is_chosen


@pytest.mark.slow
async def test_the_ttl_view_acts_on_no_document_that_came_under_the_cursor(
    service: Service,
) -> None:
    service.put(SESSIONS[20], {"a": 1}, 3_600)
    service.put(SESSIONS[140], {"a": 1}, 60)
    may_go_on = asyncio.Event()

    async def before(call: dict[str, Any]) -> None:
        if SESSIONS[140] in call["path"]:
            await may_go_on.wait()

    service.before = before
    async with service.explorer().run_test(size=WIDE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExpiriesScreen))
        panel = pilot.app.screen.query_one(ExpiriesPanel)
        await until(pilot, lambda: panel.rows.cursor_key == SESSIONS[20])
        for key in ("x", "enter"):
            await pilot.press(key)
            await until(pilot, lambda: "Documents are still being read" in flat(shown(pilot)))
        # Who chose a row keeps it, also the first.
        await pilot.press("home", "x")
        await until(pilot, lambda: f"When should {SESSIONS[20]} expire?" in flat(shown(pilot)))
        may_go_on.set()
        await pilot.press("escape")
        await until(pilot, lambda: keys(panel)[0] == SESSIONS[140])
        assert panel.rows.cursor_key == SESSIONS[20]


async def test_properties_are_sorted_with_what_is_open_in_them(service: Service) -> None:
    properties = {"b": {"z": 1, "y": 2}, "a": 10, "c": 9, "d": "x" * 50}
    service.put("new", properties)
    async with service.explorer().run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        sessions, document = screen.sessions, screen.document
        await until(pilot, lambda: len(sessions.sessions) == 152)
        await pilot.press("2")
        sessions.rows.move_cursor("new")
        await pilot.press("enter")
        await until(pilot, lambda: document.document and document.document.key.session == "new")

        def names() -> str:
            return " ".join(str(node.key) for node in document.rows.visible_keys)

        assert names() == "b a c d"
        await pilot.press("space", "s")
        assert names() == "a b z y c d"
        assert document.selected == "b"
        await pilot.press("s")
        assert names() == "d c b z y a"
        await pilot.press("s", "s", "s")
        assert names() == "c a b z y d"
        await pilot.press("s", "s")  # by value: numbers as such
        assert names() == "c a b z y d"
        await pilot.press("s", "s")
        assert names() == "b z y a c d"
