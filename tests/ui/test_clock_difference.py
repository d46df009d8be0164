"""The TTL view counts on the service's clock, and says how far this machine's is off."""

import pytest

from ccs_tui.ui.app import CcsApp
from tests.ui.conftest import Service, StoppedClock, flat, ready, save, shown, until, until_shown
from tests.ui.flow import edit_intent

pytestmark = pytest.mark.usefixtures("few_sessions")


@pytest.mark.parametrize(("hours", "said"), [(3, "3 h ahead"), (-1, "1 h behind")])
async def test_the_ttl_view_is_on_the_services_clock(
    service: Service, hours: int, said: str
) -> None:
    machine = StoppedClock()
    machine.advance(hours=hours)
    async with CcsApp(service.start(), machine).run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        await pilot.press("2", "t")
        await until(pilot, lambda: f"your clock is {said}" in flat(shown(pilot)))
        assert "2h 11m" in shown(pilot) or "2h 10m" in shown(pilot)


async def test_clocks_that_agree_are_not_spoken_of(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        await pilot.press("2", "t")
        await until(pilot, lambda: "2h 11m" in shown(pilot))
        assert "your clock" not in shown(pilot)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("hours", [3, -1])
async def test_the_journal_dates_writes_by_the_machines_clock_and_expiries_by_the_services(
    service: Service, hours: int
) -> None:
    machine = StoppedClock()
    machine.advance(hours=hours)
    async with CcsApp(service.start(), machine).run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await save(pilot)
        await until(pilot, lambda: service.stored("session-004")["intent"] == '"rebook!"')
        await until(pilot, lambda: not screen.desk.workspace.writes.is_busy)
        await pilot.press("2", "U")
        await until_shown(
            pilot,
            "Entry 1",
            f"sent     Sun 1 Mar 2026 {12 + hours:02}:00:00",
            "was 14:11, in 2 h 11 m; kept",
        )
