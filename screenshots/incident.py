"""README's incident, solved step by step: what is on the screen at each."""

from datetime import timedelta
from random import Random
from typing import Any

from steps import CLOCK, at_rest, explorer_of, open_session, ready, until_shown
from textual.events import Paste
from textual.pilot import Pilot

from ccs_tui.emulator.demo.consumers import milliseconds
from ccs_tui.emulator.demo.incident import LIVE_INCIDENT, incident_talk
from ccs_tui.model.json_text import JsonText

INCIDENT = "6b1f0c7e-2d94-4a38-b5e1-90c47d2fa813"
LOW, HIGHER = (100, 20), (100, 26)
"""The sizes of the pictures, which stand between sentences."""


async def pasting(pilot: Pilot[Any]) -> None:
    """A line of a log in `g`, with the id that is found in it."""
    await ready(pilot)
    await pilot.press("g")
    await at_rest(pilot)
    pilot.app.post_message(Paste(f"ERROR airlineBot conv={INCIDENT} no value for {{newFlight}}"))
    await until_shown(pilot, INCIDENT[:8])


async def missing(pilot: Pilot[Any]) -> None:
    """The slot that is null."""
    await open_session(pilot, INCIDENT)
    await pilot.press("3", *["down"] * 4, "right", *["down"] * 6)
    await until_shown(pilot, "newFlight")


async def ordering(pilot: Pilot[Any]) -> None:
    """The order that has the flight."""
    await open_session(pilot, INCIDENT)
    await pilot.press("C")
    await until_shown(pilot, "4 documents")
    await pilot.press(*["down"] * 2)


async def calling(pilot: Pilot[Any]) -> None:
    """The function call that took long."""
    await open_session(pilot, INCIDENT)
    await pilot.press("3")
    while explorer_of(pilot).document.selected != "functionCalls":
        await pilot.press("down")
    await until_shown(pilot, "askedInTurn")


async def searching(pilot: Pilot[Any]) -> None:
    """All that have the slot as null."""
    await _search(pilot, "slots.newFlight=null")


async def comparing(pilot: Pilot[Any]) -> None:
    """All whose function call took long: the same ones."""
    await _search(pilot, "where:functionCalls[?took > `20000`]")


async def _search(pilot: Pilot[Any], query: str) -> None:
    await ready(pilot)
    await pilot.press("2", "ctrl+f")
    await at_rest(pilot)
    pilot.app.post_message(Paste(query))
    await at_rest(pilot)
    await pilot.press("enter")
    await until_shown(pilot, INCIDENT)


async def watching(pilot: Pilot[Any]) -> None:
    """The conversation that is watched while it has the incident again."""
    await open_session(pilot, LIVE_INCIDENT)
    await pilot.press("3", "w")
    await _talk(pilot)
    await pilot.press(*["down"] * 4, "right", *["down"] * 6)


async def stepping(pilot: Pilot[Any]) -> None:
    """The step in which the slot was lost."""
    await open_session(pilot, LIVE_INCIDENT)
    await pilot.press("3", "w")
    await _talk(pilot)
    await pilot.press("left_square_bracket")
    await until_shown(pilot, "Step 12")


async def telling(pilot: Pilot[Any]) -> None:
    """The ticket, and how its values are told."""
    await stepping(pilot)
    await pilot.press("T")
    await until_shown(pilot, "Ticket of 12 steps")


async def _talk(pilot: Pilot[Any]) -> None:
    """Let the bot talk until its late call is answered, each of its writes a step."""
    desk = explorer_of(pilot).desk
    await at_rest(pilot)
    (key, watch) = next(iter(desk.watching.watched.items()))
    for seconds, properties in incident_talk(Random(1), CLOCK):
        while seconds > watch.interval:  # it is read in between, so that no gap is noted
            CLOCK.now += timedelta(seconds=watch.interval)
            seconds -= watch.interval
            read_at = watch.read_at
            desk.watching.wake(key)
            while watch.read_at == read_at:
                await pilot.pause(0.02)
        CLOCK.now += timedelta(seconds=seconds)
        steps = watch.steps
        written = {**properties, "updatedAt": JsonText(str(milliseconds(CLOCK())))}
        await desk.workspace.client.save_properties(key.namespace, key.session, written)
        desk.watching.wake(key)
        while watch.steps == steps:
            await pilot.pause(0.02)
        if '"newFlight":null' in properties.get("slots", ""):
            return


PICTURES = {
    "incident-1": (LOW, pasting),
    "incident-2": (HIGHER, missing),
    "incident-3": (LOW, ordering),
    "incident-5": (HIGHER, calling),
    "incident-6": (LOW, searching),
    "incident-7": (LOW, comparing),
    "incident-8": (HIGHER, watching),
    "incident-9": (HIGHER, stepping),
    "incident-10": (LOW, telling),
}
"""The pictures, with their sizes and steps; that of step 4 is `conversation`."""
