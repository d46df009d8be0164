"""README's first five minutes, done by the letter on the demo, at both sizes, step by step."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from ccs_tui.client import ContextServiceClient
from ccs_tui.model.expiry import Clock
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.profile import DEMO, Profile
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.conflict import ConflictDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.dialogs.too_large_document import TooLargeDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.start import Start
from ccs_tui.ui.views.expiries import ExpiriesScreen
from ccs_tui.ui.views.journal import JournalScreen
from ccs_tui.workspace.demo import DemoService
from ccs_tui.workspace.demo_data import DEMO_ACCOUNT, DEMO_SEED, DEMO_SESSIONS
from ccs_tui.workspace.workspace import Workspace
from tests.ui.conftest import NOON, ready, shown, type_text, until
from tests.ui.flow import said

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (140, 40)]
LIVELY, FULL = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18", "3f2d01aa-5c1f-4e0b-8a37-9d1c6b02f7e4"
TALKING = "0047c1de-5b0e-4d7e-9f3a-6c1d2e8b7a90"


async def _open(clock: Clock) -> Workspace:
    """Open the demo; its bot talks when the test says so."""
    service = await asyncio.to_thread(DemoService, DEMO_ACCOUNT, DEMO_SESSIONS, DEMO_SEED, clock)
    client = ContextServiceClient(service.connection, app=service.app, clock=clock)
    return Workspace(client, Profile(name=DEMO, connection=service.connection), clock)


@asynccontextmanager
async def demo(size: tuple[int, int]) -> AsyncIterator[tuple[Pilot[None], ExplorerScreen]]:
    app = CcsApp(Start("preparing the demo", _open), lambda: NOON)
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: "1,200" in shown(pilot))
        yield pilot, screen


async def find(pilot: Pilot[None], screen: ExplorerScreen, part: str, session: str) -> None:
    """Do step 2: filter the sessions, and open the one that is chosen."""
    await pilot.press("2", "slash")
    await type_text(pilot, part)
    await pilot.press("enter")
    rows = screen.sessions.rows
    await until(pilot, lambda: rows.has_focus)
    await pilot.press("home")
    for _ in range(rows.keys.index(session)):
        if rows.cursor_key != session:
            await pilot.press("down")
    await pilot.press("enter")
    await until(pilot, lambda: screen.document.rows.has_focus)
    await until(pilot, lambda: is_shown(screen, session))


def is_shown(screen: ExplorerScreen, session: str | None) -> bool:
    document = screen.document.document
    return document is not None and document.key.session == session


async def go_down_to(pilot: Pilot[None], screen: ExplorerScreen, name: str) -> None:
    for _ in range(20):
        if screen.document.selected != name:
            await pilot.press("down")
    assert screen.document.selected == name


async def change_confidence(pilot: Pilot[None], screen: ExplorerScreen, number: str) -> None:
    """Do step 3: go down to the property, and type over the number."""
    await go_down_to(pilot, screen, "confidence")
    await pilot.press("e")
    await until(pilot, lambda: screen.document.editor.has_focus)
    await type_text(pilot, number)
    await until(pilot, lambda: screen.document.editor.text == number)


async def bot_writes(screen: ExplorerScreen, value: str) -> None:
    client = screen.desk.workspace.client
    await client.save_properties("airlineBot", TALKING, {"confidence": JsonText(value)})


@pytest.mark.parametrize("size", SIZES)
async def test_steps_1_to_4_find_a_session_change_it_and_undo_the_save(
    size: tuple[int, int],
) -> None:
    async with demo(size) as (pilot, screen):
        assert screen.namespaces.selected == "airlineBot"
        await pilot.press("2")
        assert screen.sessions.rows.has_focus
        await pilot.press("slash", "3", "f", "2", "enter")
        await until(pilot, lambda: "12 of 1,200" in shown(pilot))
        await pilot.press("escape")
        await find(pilot, screen, "3f2", LIVELY)
        assert LIVELY in shown(pilot), "the id is whole"
        await change_confidence(pilot, screen, "0.5x")
        await until(pilot, lambda: "unexpected" in shown(pilot) or "line 1" in shown(pilot))
        await pilot.press("backspace")
        await until(pilot, lambda: "-1" in shown(pilot) and "/ 800,000" in shown(pilot))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await said(pilot, "0.73 → 0.5")
        await said(pilot, "Expiry  kept")
        await pilot.press("enter")
        await said(pilot, "Saved 1 property")
        await pilot.press("u")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await said(pilot, "0.5 → 0.73")
        await pilot.press("enter")
        await until(pilot, lambda: screen.document.document.value("confidence") == "0.73")  # type: ignore[union-attr]
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("U")
        await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen))
        await said(pilot, "confidence")


@pytest.mark.parametrize("size", SIZES)
async def test_steps_5_and_6_a_refused_save_and_the_expiries(size: tuple[int, int]) -> None:
    async with demo(size) as (pilot, screen):
        await find(pilot, screen, "3f2d01aa", FULL)
        await until(pilot, lambda: "776,000 / 800,000" in shown(pilot))
        await go_down_to(pilot, screen, "transcript")
        await pilot.press("D")
        document = screen.document.document
        assert document is not None
        await until(pilot, lambda: document.change_count == 1)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, TooLargeDialog))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert document.change_count == 1, "nothing done is lost"
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExpiriesScreen))
        await said(pilot, "2m 30s")


@pytest.mark.parametrize("size", SIZES)
async def test_step_7_the_bot_is_quicker(size: tuple[int, int]) -> None:
    async with demo(size) as (pilot, screen):
        await find(pilot, screen, "0047c1de", TALKING)
        await bot_writes(screen, "0.11")
        await pilot.press("r")
        await said(pilot, "< 1 changed")
        await change_confidence(pilot, screen, "0.5")
        await bot_writes(screen, "0.12")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictDialog))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await pilot.press("enter")
        await said(pilot, "Saved 1 property")


@pytest.mark.parametrize("size", SIZES)
async def test_step_8_both_documents_say_whose_they_are(size: tuple[int, int]) -> None:
    async with demo(size) as (pilot, screen):
        await pilot.press("2", "home")
        await until(pilot, lambda: is_shown(screen, None))
        await until(pilot, lambda: "what v2 calls" in screen.document.editor.text)
        assert "Namespace document: what" in shown(pilot)
        await pilot.press("down")
        await until(pilot, lambda: is_shown(screen, "__default__"))
        await until(pilot, lambda: "what v1 calls" in screen.document.editor.text)
        assert "Session __default__: what" in shown(pilot)
