"""Marked documents: counted in the title, kept while they are there, cleared by escape."""

import pytest
from textual.pilot import Pilot

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.views.expiries import ExpiriesScreen
from ccs_tui.ui.widgets.session_panel import SessionPanel
from tests.ui.conftest import ACCOUNT, NOON, SESSIONS, Service, ready, shown, type_text, until

WIDE, SMALL = (140, 40), (80, 24)


async def listed(pilot: Pilot[None]) -> SessionPanel:
    """Wait until all sessions are listed, and go to them."""
    screen = await ready(pilot)
    await until(pilot, lambda: len(screen.sessions.sessions) == 151)
    await pilot.press("2")
    return screen.sessions


def title(pilot: Pilot[None]) -> str:
    return next(line for line in shown(pilot).splitlines() if "Sessions" in line)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_marks_are_counted_in_the_title(service: Service, size: tuple[int, int]) -> None:
    async with service.explorer().run_test(size=size) as pilot:
        sessions = await listed(pilot)
        assert sessions.marked == []
        await pilot.press("space", "down", "space", "v", "down", "v")
        await until(pilot, lambda: "4 marked" in title(pilot))
        assert sessions.marked == [None, *SESSIONS[:3]]
        await pilot.press("down", "space")
        await until(pilot, lambda: "5 marked" in title(pilot))


@pytest.mark.slow
async def test_escape_takes_the_marks_before_the_filter(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        sessions = await listed(pilot)
        await pilot.press("slash")
        await type_text(pilot, "session-14")
        await pilot.press("enter", "asterisk")
        await until(pilot, lambda: "10 marked · 10 of 151" in title(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "marked" not in title(pilot))
        assert sessions.rows.state.rows.query == "session-14"
        await pilot.press("escape")
        await until(pilot, lambda: not sessions.rows.state.rows.query)
        assert sessions.is_active


async def test_what_the_filter_hides_stays_marked(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        sessions = await listed(pilot)
        sessions.mark(SESSIONS[:3])
        await pilot.press("slash")
        await type_text(pilot, "session-14")
        await pilot.press("enter")
        await until(pilot, lambda: "3 marked · 10 of 151" in title(pilot))
        assert sessions.marked == SESSIONS[:3]


@pytest.mark.slow
async def test_a_refresh_keeps_the_marks_of_what_is_still_there(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        sessions = await listed(pilot)
        sessions.mark([None, *SESSIONS[:3]])
        service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", SESSIONS[1]))
        await pilot.press("r")
        await until(pilot, lambda: len(sessions.sessions) == 150)
        assert sessions.marked == [None, SESSIONS[0], SESSIONS[2]]
        await until(pilot, lambda: "3 marked" in title(pilot))


async def test_deleted_documents_leave_the_others_marked(service: Service) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        sessions = await listed(pilot)
        sessions.mark([None, *SESSIONS[:4]])
        screen = pilot.app.screen
        assert isinstance(screen, ExplorerScreen)
        for session in (None, *SESSIONS[:2]):
            screen.desk.drop_session(session)
        assert sessions.marked == SESSIONS[2:4]
        assert len(sessions.sessions) == 149
        await until(pilot, lambda: "2 marked · 149" in title(pilot))


async def test_marks_do_not_go_to_another_namespace(service: Service) -> None:
    service.store.upsert(DocumentKey(ACCOUNT, "orders", SESSIONS[0]), {}, None)
    async with service.explorer().run_test(size=WIDE) as pilot:
        sessions = await listed(pilot)
        sessions.mark([None, SESSIONS[0]])
        screen = pilot.app.screen
        assert isinstance(screen, ExplorerScreen)
        screen.port.go_to(DocumentKey(ACCOUNT, "orders", SESSIONS[0]))
        await until(pilot, lambda: sessions.sessions == [SESSIONS[0]])
        assert sessions.marked == []


@pytest.mark.slow
async def test_the_ttl_view_marks_what_was_marked_and_keeps_it(service: Service) -> None:
    service.put(SESSIONS[7], {"intent": "soon"}, 90)
    async with service.explorer().run_test(size=SMALL) as pilot:
        explorer = await ready(pilot)
        marked = [None, SESSIONS[7]]
        every = [None, *SESSIONS]
        view = ExpiriesScreen(explorer.desk.workspace, "airlineBot", every, service.clock, marked)
        pilot.app.push_screen(view)
        await until(pilot, lambda: "2 marked · 151" in shown(pilot))
        assert view.rows.marked == {"", SESSIONS[7]}
        await pilot.press("space")
        await until(pilot, lambda: "1 marked" in shown(pilot))
        await pilot.press("r")
        await until(pilot, lambda: "1 marked · 151 ·" in shown(pilot))
        assert view.rows.marked == {""}
        await pilot.press("escape")
        await until(pilot, lambda: "marked" not in shown(pilot))
        assert pilot.app.screen is view
    assert service.clock.now == NOON


@pytest.mark.parametrize("key", ["1", "2"])
@pytest.mark.parametrize("cleared_by", ["escape", "backspace"])
async def test_a_filter_that_left_nothing_gives_the_cursor_back_to_its_row(
    service: Service, key: str, cleared_by: str
) -> None:
    async with service.explorer().run_test(size=WIDE) as pilot:
        await listed(pilot)
        await pilot.press(key, "down")
        screen = pilot.app.screen
        assert isinstance(screen, ExplorerScreen)
        panel = screen.namespaces if key == "1" else screen.sessions
        before = panel.rows.cursor_key
        await pilot.press("slash", "#")
        await until(pilot, lambda: panel.rows.cursor_key is None)
        await pilot.press(cleared_by)
        await until(pilot, lambda: panel.rows.cursor_key == before)
