"""The title says of each version what its last answer was."""

import pytest

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import Environment
from ccs_tui.model.secret import Secret
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.widgets.title_bar import WRITABLE, TitleBar
from tests.ui.answers import answer
from tests.ui.conftest import ACCOUNT, Service, flat, ready, shown, until, until_shown
from tests.ui.test_faults import SIZE, down
from tests.ui.test_opening import Held

pytestmark = pytest.mark.usefixtures("few_sessions")


async def test_nothing_is_claimed_before_an_answer(service: Service) -> None:
    held = Held(service, "namespaces")
    async with held.app.run_test(size=SIZE) as pilot:
        await held.reached.wait()
        await pilot.pause()
        assert "v1 …  v2 …" in shown(pilot)
        held.go_on.set()
        await ready(pilot)
        await until(pilot, lambda: "v1 ✓  v2 ✓" in shown(pilot))


async def test_a_refused_key_is_said(service: Service) -> None:
    async with service.explorer(api_key=Secret("wrong")).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "v1 refused  v2 …" in shown(pilot))


async def test_a_refused_login_is_said(service: Service) -> None:
    async with service.explorer(password=Secret("wrong")).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "v1 ✓  v2 refused" in shown(pilot))


async def test_where_v2_refuses_what_v1_can_read_is_read_and_nothing_saved(
    service: Service,
) -> None:
    app = service.explorer(password=Secret("wrong"))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: "session-007" in shown(pilot))
        screen = pilot.app.screen
        assert isinstance(screen, ExplorerScreen)
        await until(pilot, lambda: "refused the user and password (401)" in flat(shown(pilot)))
        screen.port.go_to(DocumentKey(ACCOUNT, "airlineBot", "session-007"))
        await until(pilot, lambda: screen.desk.document)
        await until(pilot, lambda: "Documents are read over v1 meanwhile" in flat(shown(pilot)))
        assert "Documents are read over v1 meanwhile" in flat(shown(pilot))
        document = screen.desk.document
        assert document is not None
        assert set(document.base.properties) == {"intent", "slots"}
        assert "expiry unknown" in shown(pilot)
        document.put("intent", encode("new"))
        before = service.stored("session-007")
        pilot.app.clear_notifications()
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Nothing was sent", "refused the user and password (401)")
        assert service.stored("session-007") == before


async def test_a_service_that_is_gone_is_said_since_when_and_that_it_is_back(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: "v1 ✓  v2 ✓" in shown(pilot))
        service.before = down
        await pilot.press("1", "r")
        await until(pilot, lambda: "v1 unreachable since 12:00" in flat(shown(pilot)))
        await until(pilot, lambda: not screen.desk.waits)
        service.clock.advance(minutes=5)
        await pilot.press("r")
        await pilot.pause()
        await until(pilot, lambda: not screen.desk.waits)
        assert "v1 unreachable since 12:00" in flat(shown(pilot))
        service.before = None
        await pilot.press("r")
        await until(pilot, lambda: "v1 ✓  v2 ✓" in shown(pilot))
        assert screen.is_open


async def test_a_service_that_answers_503_is_not_called_unreachable(service: Service) -> None:
    service.instead = answer(503, b"{}")
    async with service.explorer().run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "v1 answers 503 since 12:00" in flat(shown(pilot)))


async def test_trouble_is_said_also_where_there_is_little_room(
    service: Service,
) -> None:
    """There was no room for the usual words beside WRITABLE: nothing was said at all."""
    service.instead = answer(503, b"{}")
    app = service.explorer({"environment": Environment.PRODUCTION})
    async with app.run_test(size=(70, 24)) as pilot:
        await until(pilot, lambda: "503" in shown(pilot).splitlines()[0])
        heading = pilot.app.screen.query_one(TitleBar).heading
        heading.show_access(WRITABLE, "10:00")
        await until(pilot, lambda: "v1 503  v2 " in shown(pilot).splitlines()[0])
        service.instead, service.before = None, down
        await pilot.press("1", "r")
        await until(pilot, lambda: "v1 away  v2 " in shown(pilot).splitlines()[0])
