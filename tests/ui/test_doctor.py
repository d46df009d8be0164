"""The doctor on the screen."""

from tests.ui.conftest import Service, ready, shown, until


async def test_it_examines_and_its_report_is_copied(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: "y copies the report" in shown(pilot))
        text = shown(pilot)
        assert "Doctor" in text
        assert "profile    test, account le1" in text
        await pilot.press("y")
        await until(pilot, lambda: "Sent" in shown(pilot) or "Copied" in shown(pilot))
