"""The TTL view counts on the service's clock, and says how far this machine's is off."""

import pytest

from ccs_tui.ui.app import CcsApp
from tests.ui.conftest import Service, StoppedClock, ready, shown, until
from tests.ui.test_faults import flat


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
