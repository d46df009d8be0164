"""The explorer in terminals of every size."""

import pytest

from ccs_tui.model.size import LIMIT, level
from ccs_tui.ui.widgets.size_gauge import LEVEL_WORDS, SHORT_WORDS, SizeGauge
from tests.ui.conftest import Service, opened, ready, shown, until


async def test_at_80_by_24_two_columns_show_everything(service: Service) -> None:
    async with service.explorer().run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await until(pilot, lambda: "2h 11m" in shown(pilot))
        text = shown(pilot)
        for part in ("Namespaces", "airlineBot", "30d", "Sessions", "session-000", "intent",
                     '"rebook"', "/ 800,000"):  # fmt: skip
            assert part in text, part


async def test_below_70_columns_one_panel_at_a_time(service: Service) -> None:
    async with service.explorer().run_test(size=(60, 20)) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: "airlineBot" in shown(pilot))
        assert "─ Sessions" not in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "session-000" in shown(pilot))
        assert "─ Namespaces" not in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: '"rebook"' in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "session-000" in shown(pilot) and screen.sessions.is_active)
        await pilot.press("shift+tab")
        await until(pilot, lambda: "─ Namespaces" in shown(pilot))


@pytest.mark.sample(each=4)
@pytest.mark.parametrize("size", [(20, 6), (40, 10), (300, 80), (80, 8)])
async def test_no_size_breaks_it(service: Service, size: tuple[int, int]) -> None:
    async with service.explorer().run_test(size=size) as pilot:
        screen = await ready(pilot)
        await pilot.press("3", "e", "x", "escape", "2", "1", "t")
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: "Expiry" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_resizing_goes_from_one_layout_to_the_next(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        await pilot.press("3")
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: "─ Namespaces" not in shown(pilot) and "intent" in shown(pilot))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "─ Namespaces" in shown(pilot))


@pytest.mark.matrix
@pytest.mark.parametrize("delta", [0, 30_000])
@pytest.mark.parametrize("size", [LIMIT * 81 // 100, LIMIT * 97 // 100, LIMIT + 6_000])
async def test_the_counter_cuts_no_word_at_80_by_24(
    service: Service, size: int, delta: int
) -> None:
    async with service.explorer().run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        screen.query_one(SizeGauge).show(size, delta=delta)
        await until(pilot, lambda: f"{size:,} / {LIMIT:,}" in shown(pilot))
        (line,) = (line for line in shown(pilot).splitlines() if f"{size:,} / " in line)
        assert LEVEL_WORDS[level(size)] in line or SHORT_WORDS[level(size)] in line
        assert "…" not in line
