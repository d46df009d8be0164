"""Make the screenshots from the running explorer: `python screenshots/make.py [NAME ...]`.

They are of the demo, at a fixed instant and from a fixed seed, so that they change only when what
is shown does. To look at one as an image: `python screenshots/png.py screenshots/explorer.svg`.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import incident
from incident import INCIDENT
from steps import CLOCK, NOON, at_rest, explorer_of, open_session, ready, until_shown
from textual.pilot import Pilot

from ccs_tui.client import ContextServiceClient
from ccs_tui.model.expiry import Clock
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.profile import DEMO, Profile
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.start import Start
from ccs_tui.workspace.demo import DemoService
from ccs_tui.workspace.demo_data import DEMO_ACCOUNT, DEMO_SEED, DEMO_SESSIONS
from ccs_tui.workspace.opening import DEMO_TURN
from ccs_tui.workspace.workspace import Workspace

LIVELY = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18"


Steps = Callable[[Pilot[Any]], Awaitable[None]]


async def explorer(pilot: Pilot[Any]) -> None:
    """A document of the airline's bot, with a property that has some depth."""
    await open_session(pilot, LIVELY)
    # There and back, so that what comes after it in the list is in view too.
    await pilot.press("2", *["down"] * 12, *["up"] * 12)
    await at_rest(pilot)
    await pilot.press("3", *["down"] * 4)


async def expiries(pilot: Pilot[Any]) -> None:
    """What expires next."""
    await ready(pilot)
    await pilot.press("t")
    await until_shown(pilot, "local time")


async def editing(pilot: Pilot[Any]) -> None:
    """A large document while it is edited."""
    await open_session(pilot, "02c85d3b-e1f0-4a96-8d24-7b3f6e0c9a15")
    await pilot.press("3", "down", "down", "e", *["down"] * 7, "end", *["left"] * 5, "1")


async def reviewing(pilot: Pilot[Any]) -> None:
    """What a save will send, and what the bot wrote beside it."""
    await _edit_slots(pilot)
    await _bot_writes(pilot, {"confidence": "0.41", "csat": "2"})
    await pilot.press("ctrl+s")
    await until_shown(pilot, "enter sends it")


async def deciding(pilot: Pilot[Any]) -> None:
    """A property that the bot changed as well."""
    await _edit_slots(pilot)
    await _bot_writes(pilot, {"slots": '{"pnr":"QK3YHU","refundAmount":"184.90"}'})
    await pilot.press("ctrl+s")
    await until_shown(pilot, "Keep mine")


async def _edit_slots(pilot: Pilot[Any]) -> None:
    await open_session(pilot, LIVELY)
    await pilot.press("3", *["down"] * 4, "right", "right", "enter", "end", "2", "enter")
    await until_shown(pilot, "1 unsaved")


async def _bot_writes(pilot: Pilot[Any], properties: dict[str, str]) -> None:
    """Write to the same document, as a bot does."""
    values = {name: JsonText(value) for name, value in properties.items()}
    await explorer_of(pilot).desk.workspace.client.save_properties("airlineBot", LIVELY, values)


async def conversing(pilot: Pilot[Any]) -> None:
    """A conversation in all namespaces, with the consumer that its documents name."""
    await open_session(pilot, INCIDENT)
    await pilot.press("C")
    await until_shown(pilot, "4 documents")
    await pilot.press("i")
    await until_shown(pilot, "5 documents")


async def connecting(pilot: Pilot[Any]) -> None:
    """The first screen, with no settings."""


async def helping(pilot: Pilot[Any]) -> None:
    """The keys."""
    await ready(pilot)
    await pilot.press("question_mark")


SCREENSHOTS: dict[str, tuple[tuple[int, int], Steps]] = {
    "explorer": ((120, 36), explorer),
    "explorer-80x24": ((80, 24), explorer),
    "expiries": ((120, 36), expiries),
    "editing": ((120, 36), editing),
    "review": ((120, 36), reviewing),
    "conflict": ((120, 36), deciding),
    "conversation": ((120, 20), conversing),
    **incident.PICTURES,
    "connect": ((100, 30), connecting),
    "help": ((100, 36), helping),
}


async def _open_demo(clock: Clock) -> Workspace:
    """Open the demo without its bot, which would talk on while the picture is taken."""
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
    return Workspace(client, profile, clock)


async def take(name: str) -> str:
    """Return a screenshot as SVG."""
    size, steps = SCREENSHOTS[name]
    start = None if steps is connecting else Start("preparing the demo", _open_demo)
    CLOCK.now = NOON
    app = CcsApp(start, CLOCK)
    async with app.run_test(size=size) as pilot:
        await steps(pilot)
        await at_rest(pilot)
        return _small(app.export_screenshot(title="ccs-tui"))


def _small(svg: str) -> str:
    """Return a picture without what each of its parts repeats: a quarter of it."""
    if name := re.search(r"terminal-\d+-", svg):
        svg = svg.replace(name[0], "t-")
    said = 'shape-rendering="crispEdges"'
    once = "rect { shape-rendering: crispEdges }"
    return svg.replace(f" {said}", "").replace("<style>", f"<style>\n    {once}\n", 1)


def main(names: Sequence[str]) -> None:
    """Write the named screenshots beside this file, else all."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    for name in names or SCREENSHOTS:
        screenshot = asyncio.run(take(name))
        Path(__file__).with_name(f"{name}.svg").write_text(screenshot, encoding="utf-8")
        print(f"{name}.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
