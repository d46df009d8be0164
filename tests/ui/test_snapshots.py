"""What a person would look at. After a wanted change: `pytest tests/ui -n 0 --snapshot-update`."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.model.profile import Environment
from ccs_tui.model.size import LIMIT
from ccs_tui.ui.app import CcsApp
from tests.ui.conftest import Service, open_session, ready, shown, until

SnapCompare = Callable[..., bool]
WIDE, SMALL, NARROW = (140, 40), (80, 24), (60, 20)


async def explorer(pilot: Pilot[None]) -> None:
    screen = await ready(pilot)
    await until(pilot, lambda: len(screen.sessions.sessions) == 151)
    # No size and no expiry is still to come.
    await until(pilot, lambda: "  ·" not in shown(pilot))


async def tree(pilot: Pilot[None]) -> None:
    await explorer(pilot)
    await pilot.press("3", "down", "right", "ctrl+f", "s", "e", "a", "enter", "escape")
    await until(pilot, lambda: "1 of 1" in shown(pilot))


async def invalid(pilot: Pilot[None]) -> None:
    await explorer(pilot)
    await pilot.press("3", "e", "end", "backspace")
    await until(pilot, lambda: "not JSON" in shown(pilot))


async def near_the_limit(pilot: Pilot[None]) -> None:
    await explorer(pilot)
    screen = await ready(pilot)
    await open_session(pilot, screen, "session-003", query="session-003")
    await until(pilot, lambda: "near the limit" in shown(pilot))


async def expiries(pilot: Pilot[None]) -> None:
    await explorer(pilot)
    await pilot.press("t")
    await until(pilot, lambda: "152 · local" in shown(pilot))


async def deleting(pilot: Pilot[None]) -> None:
    await explorer(pilot)
    await pilot.press("1", "d")
    await until(pilot, lambda: "Type airlineBot" in shown(pilot))


async def helping(pilot: Pilot[None]) -> None:
    await explorer(pilot)
    await pilot.press("question_mark")
    await until(pilot, lambda: "Keys" in shown(pilot))


STATES = [
    (explorer, WIDE),
    (explorer, SMALL),
    (explorer, NARROW),
    (tree, WIDE),
    (tree, SMALL),
    (invalid, WIDE),
    (near_the_limit, WIDE),
    (expiries, SMALL),
    (deleting, SMALL),
    (helping, SMALL),
]


@pytest.mark.sample(each=3)
@pytest.mark.parametrize(
    ("state", "size"), STATES, ids=[f"{s.__name__}-{w}x{h}" for s, (w, h) in STATES]
)
def test_state(
    snap_compare: SnapCompare,
    service: Service,
    state: Callable[[Pilot[Any]], Awaitable[None]],
    size: tuple[int, int],
) -> None:
    service.put("session-003", {"transcript": "x" * (LIMIT - 20_000)}, 600)
    assert snap_compare(service.explorer(), terminal_size=size, run_before=state)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("unlocked", [False, True], ids=["locked", "writable"])
def test_production(snap_compare: SnapCompare, service: Service, unlocked: bool) -> None:
    async def state(pilot: Pilot[None]) -> None:
        await explorer(pilot)
        if unlocked:
            await pilot.press("f6", "l", "e", "1", "enter")
            await until(pilot, lambda: "WRITABLE" in shown(pilot))

    app = service.explorer({"environment": Environment.PRODUCTION})
    assert snap_compare(app, terminal_size=SMALL, run_before=state)


def test_first_screen(snap_compare: SnapCompare) -> None:
    assert snap_compare(CcsApp(), terminal_size=SMALL)
