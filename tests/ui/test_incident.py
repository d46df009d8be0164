"""README's incident, solved by the letter on the demo, step by step; at both sizes."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from ccs_tui.client import ContextServiceClient
from ccs_tui.emulator.demo.incident import INCIDENTS, LIVE_INCIDENT, incident_talk
from ccs_tui.model.expiry import Clock
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import DEMO, USUAL, Profile
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.start import Start
from ccs_tui.ui.views.conversation import ConversationScreen
from ccs_tui.ui.views.search import SearchScreen
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.workspace.demo import DemoService
from ccs_tui.workspace.demo_data import DEMO_ACCOUNT, DEMO_SEED, DEMO_SESSIONS
from ccs_tui.workspace.local_state import open_local_state
from ccs_tui.workspace.opening import DEMO_TURN
from ccs_tui.workspace.workspace import Workspace
from tests.ui.conftest import StoppedClock, ready, shown, type_text, until, until_shown

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (140, 40)]
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
WALK = README.split("## An incident, solved\n")[1].split("\n## ")[0]
SESSION, CONSUMER = next(iter(INCIDENTS.items()))
LOG_LINE = f"ERROR airlineBot conv={SESSION} no value for {{newFlight}}"


def in_readme(text: str) -> str:
    """Return a text that README has between marks: what is typed here stands there."""
    assert f"`{text}`" in WALK or f"``{text}``" in WALK, f"README does not say {text}"
    return text


async def _open(clock: Clock) -> Workspace:
    """Open the demo as it is opened, but for its bots, which talk when the test says so."""
    service = await asyncio.to_thread(DemoService, DEMO_ACCOUNT, DEMO_SESSIONS, DEMO_SEED, clock)
    client = ContextServiceClient(
        service.connection, app=service.app, clock=clock, ticks=lambda: clock().timestamp()
    )
    profile = Profile(
        name=DEMO,
        connection=service.connection,
        namespaces=("conversation",),
        turn=DEMO_TURN,
    )
    kept = await asyncio.to_thread(open_local_state, os.environ, clock, USUAL, anew=DEMO)
    return Workspace(client, profile, clock, local=kept)


@asynccontextmanager
async def demo(
    size: tuple[int, int], clock: StoppedClock | None = None
) -> AsyncIterator[tuple[Pilot[None], ExplorerScreen]]:
    clock = clock or StoppedClock()
    app = CcsApp(Start("preparing the demo", _open), clock)
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: "1,200" in shown(pilot))
        yield pilot, screen


async def open_document(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    """Do step 1: paste the line of the log, and open the document."""
    await pilot.press("g")
    await until(pilot, lambda: isinstance(pilot.app.focused, LineField))
    pilot.app.post_message(Paste(in_readme(LOG_LINE)))
    await until(pilot, lambda: f"▌ {SESSION[:8]}" in shown(pilot))
    await pilot.press("enter")
    await until(pilot, lambda: is_shown(screen, "airlineBot", SESSION))


def is_shown(screen: ExplorerScreen, namespace: str, session: str) -> bool:
    document = screen.document.document
    return document is not None and document.key == DocumentKey(DEMO_ACCOUNT, namespace, session)


async def go_down_to(pilot: Pilot[None], screen: ExplorerScreen, name: str) -> None:
    await until(pilot, lambda: screen.document.rows.has_focus)
    for _ in range(20):
        if screen.document.selected != name:
            await pilot.press("down")
    assert screen.document.selected == in_readme(name)


@pytest.mark.parametrize("size", SIZES)
async def test_steps_1_to_5_the_booking_is_right_and_the_bot_has_forgotten_it(
    size: tuple[int, int],
) -> None:
    async with demo(size) as (pilot, screen):
        await open_document(pilot, screen)
        await go_down_to(pilot, screen, "slots")
        await pilot.press("right", *["down"] * 6)
        await until(pilot, lambda: re.search(r"newFlight +\d* +null", shown(pilot)))
        assert screen.document.document is not None
        transcript = screen.document.document.text("transcript")
        agreed = re.findall(r"(PT\d+) leaves at", transcript)[-1]

        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
        await until(pilot, lambda: "─ 4 documents" in shown(pilot))
        view = pilot.app.screen
        assert isinstance(view, ConversationScreen)
        order = DocumentKey(DEMO_ACCOUNT, "orders", SESSION)
        assert f'flight "{agreed}"' in view.row(order).line
        view.rows.move_cursor(order)
        await until_shown(pilot, f'  flight "{agreed}" · pnr', f"i adds {in_readme(CONSUMER)}")
        await pilot.press("i")
        await until_shown(pilot, "─ 5 documents", in_readme("passengers"))
        await pilot.press("home", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: is_shown(screen, "airlineBot", SESSION))
        await go_down_to(pilot, screen, "functionCalls")
        await until(pilot, lambda: '"took": 3' in screen.document.editor.text)
        assert "fareQuote" in screen.document.editor.text


@pytest.mark.parametrize("size", SIZES)
async def test_steps_6_to_8_three_have_it_what_they_have_in_common_and_on_to_the_fourth(
    size: tuple[int, int],
) -> None:
    async with demo(size) as (pilot, screen):
        await pilot.press("2")
        await pilot.press("ctrl+f")
        await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        view = pilot.app.screen
        assert isinstance(view, SearchScreen)
        for query in ("slots.newFlight=null", "where:functionCalls[?took > `20000`]"):
            await until(pilot, lambda: view.query_one("#query").has_focus)
            await type_text(pilot, in_readme(query))
            await pilot.press("enter")
            await until(pilot, lambda: not view.is_searching and view.rows.has_focus)
            await until(pilot, lambda: set(view.rows.keys) == INCIDENTS.keys())
            if query.startswith("slots"):
                await pilot.press("ctrl+f")
        assert "Leave the search with `escape`" in WALK
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.focused, LineField))
        pilot.app.post_message(Paste(in_readme(LIVE_INCIDENT)))
        await until(pilot, lambda: f"▌ {LIVE_INCIDENT[:8]}" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: is_shown(screen, "airlineBot", LIVE_INCIDENT))


async def play(
    pilot: Pilot[None], screen: ExplorerScreen, key: DocumentKey, clock: StoppedClock
) -> None:
    """Let the bot talk until its late function call is answered, each write of it a step."""
    client, watching = screen.desk.workspace.client, screen.desk.watching
    watch = watching.watched[key]
    for seconds, properties in incident_talk(Random(1), clock):
        clock.advance(seconds=seconds)
        steps = watch.steps
        await client.save_properties(key.namespace, key.session, properties)
        watching.wake(key)
        await until(pilot, lambda: watch.steps > steps)  # noqa: B023
        if '"newFlight":null' in properties.get("slots", ""):
            return


@pytest.mark.parametrize("size", SIZES)
async def test_steps_8_to_10_it_happens_again_in_turn_nine(size: tuple[int, int]) -> None:
    clock = StoppedClock()
    async with demo(size, clock) as (pilot, screen):
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.focused, LineField))
        await type_text(pilot, in_readme(LIVE_INCIDENT))
        await until(pilot, lambda: f"▌ {LIVE_INCIDENT[:8]}" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: is_shown(screen, "airlineBot", LIVE_INCIDENT))
        await pilot.press("w")
        key = DocumentKey(DEMO_ACCOUNT, "airlineBot", LIVE_INCIDENT)
        await until(pilot, lambda: key in screen.desk.watching.watched)
        await until(pilot, lambda: screen.desk.watching.watched[key].steps == 1)
        await play(pilot, screen, key, clock)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen))
        await until(pilot, lambda: " · turn 9 " in shown(pilot))
        await until(
            pilot,
            lambda: (
                re.search(r"newFlight +\d+ +null +\"PT\d+\"", shown(pilot))
                and "slots, functionCalls" in shown(pilot)
            ),
        )
        await pilot.press("B")
        await until(pilot, lambda: re.search(r"newFlight +9 ", shown(pilot)))
        await pilot.press("T")
        await until(pilot, lambda: "Ticket of 12 steps" in shown(pilot))
