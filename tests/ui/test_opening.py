"""The start over a slow connection: a key that comes before its place waits, or says so."""

import asyncio
import re
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from ccs_tui.model.expiry import Clock
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.keys import MOVEMENT
from ccs_tui.ui.screens.explorer import panels
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.start import Start
from ccs_tui.workspace.workspace import Workspace
from tests.ui.conftest import Service, flat, ready, screen_of, shown, until

SIZE = (140, 40)

STAGES = {
    "opening": "",
    "login": "/v2/authenticate/login",
    "namespaces": "/v1/account/le1",
    "sessions": "session-ids",
    "documents": "/v2/context/document",
}
"""What is held back, by the end of its path."""

LEAVING = {"q", "ctrl+c"}


class Held:
    """A start of the explorer in which one kind of answer is held back until it is let go."""

    def __init__(self, service: Service, stage: str) -> None:
        self._stage = stage
        self.go_on, self.reached = asyncio.Event(), asyncio.Event()
        service.before = self._before
        self._start = service.start()
        self.app = CcsApp(Start("connecting", self._open), service.clock)

    async def _wait(self) -> None:
        self.reached.set()
        await self.go_on.wait()

    async def _open(self, clock: Clock) -> Workspace:
        if self._stage == "opening":
            await self._wait()
        return await self._start.open(clock)

    async def _before(self, scope: dict[str, Any]) -> None:
        held = STAGES[self._stage]
        path = scope["path"]
        if held and (path.endswith(held) or (self._stage == "documents" and held in path)):
            await self._wait()


def keys_of(screen: ExplorerScreen) -> list[str]:
    """Return a key of every action under the focus, but those that only move about or leave."""
    keys = {
        (active.node, active.binding.action): key
        for key, active in screen.active_bindings.items()
        if active.binding.id and not re.match(MOVEMENT, active.binding.id) and key not in LEAVING
    }
    return ["enter", "enter", "right", "down", *keys.values(), "enter"]


@pytest.mark.sample(each=6)
@pytest.mark.parametrize(
    ("stage", "panel_waits"), [*((stage, True) for stage in STAGES), ("documents", False)]
)
async def test_every_key_at_every_stage_of_the_start(
    service: Service, stage: str, panel_waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "FIRST_LISTING_SECONDS", 3600.0 if panel_waits else 0.0)
    held = Held(service, stage)
    async with held.app.run_test(size=SIZE, notifications=True) as pilot:
        screen = screen_of(pilot)
        await held.reached.wait()
        for key in keys_of(screen):
            await pilot.press(key)
            while pilot.app.screen is not screen or isinstance(screen.focused, Input):
                await pilot.press("escape")
        held.go_on.set()
        if not panel_waits:
            await until(pilot, lambda: screen.is_open)
        assert pilot.app.is_running
        assert "A bug of" not in flat(shown(pilot))


async def test_enter_twice_goes_to_the_document_once_it_is_there(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "FIRST_LISTING_SECONDS", 3600.0)
    held = Held(service, "sessions")
    async with held.app.run_test(size=SIZE, notifications=True) as pilot:
        screen = screen_of(pilot)
        await held.reached.wait()
        await until(pilot, lambda: screen.namespaces.selected)
        await pilot.press("enter")
        assert screen.sessions.is_active
        await pilot.press("enter")
        assert screen.sessions.is_active
        held.go_on.set()
        await ready(pilot)
        await until(pilot, lambda: screen.document.is_active)


async def test_who_goes_elsewhere_meanwhile_is_left_there(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "FIRST_LISTING_SECONDS", 3600.0)
    held = Held(service, "sessions")
    async with held.app.run_test(size=SIZE, notifications=True) as pilot:
        screen = screen_of(pilot)
        await held.reached.wait()
        await until(pilot, lambda: screen.namespaces.selected)
        await pilot.press("3", "1")
        held.go_on.set()
        await ready(pilot)
        assert screen.namespaces.is_active


async def test_a_key_that_works_later_says_so(service: Service) -> None:
    held = Held(service, "opening")
    async with held.app.run_test(size=SIZE, notifications=True) as pilot:
        await held.reached.wait()
        await pilot.press("n")
        await until(pilot, lambda: "Still opening: n works in a moment." in flat(shown(pilot)))
        await pilot.press("2")
        await until(pilot, lambda: "Go to" in shown(pilot).splitlines()[-1])
        assert "esc" not in shown(pilot).splitlines()[-1]
        held.go_on.set()
        await ready(pilot)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("stage", ["opening", "namespaces", "sessions", "documents"])
async def test_what_is_pasted_behind_g_is_a_goal_also_while_it_opens(
    service: Service, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccs_tui.ui.terminal.typed_ahead.PATIENCE_TURNS", 1_000_000)
    monkeypatch.setattr(panels, "FIRST_LISTING_SECONDS", 3600.0)
    held = Held(service, stage)
    async with held.app.run_test(size=SIZE, notifications=True) as pilot:
        await held.reached.wait()
        for event in (events.Key("g", "g"), events.Paste("daisy:chain:1")):
            pilot.app.post_message(event)
        await until(pilot, lambda: any(one.group == "commands" for one in pilot.app.workers))
        assert "Still opening" not in flat(shown(pilot))
        held.go_on.set()
        await until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, GoToDialog)
                and [each.value for each in pilot.app.screen.query(Input)] == ["daisy:chain:1"]
            ),
        )


@pytest.mark.matrix
@pytest.mark.parametrize("key", sorted(LEAVING))
@pytest.mark.parametrize("stage", STAGES)
async def test_one_can_leave_at_every_stage(service: Service, stage: str, key: str) -> None:
    held = Held(service, stage)
    async with held.app.run_test(size=SIZE) as pilot:
        await held.reached.wait()
        await pilot.press(key)
        await until(pilot, lambda: not pilot.app.is_running or pilot.app._exit)
        held.go_on.set()
