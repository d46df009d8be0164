"""Every view at 80×24, by keyboard, in production and read-only, while the service fails.

A fifth of the calls are refused, of which repeats hide nearly all; and three fifths, of which about
a fifth are refused to the end. What a view shows meanwhile is as it is without trouble, or says
what is wrong. Once the trouble is over, the keys that go on lead to the view as it should be.

`TROUBLED_VIEWS=20` tries as many seeds; 2 without it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.emulator.faults import Trouble, Troubled
from ccs_tui.model.profile import Environment
from tests.ui.conftest import SESSIONS, Service, ready, shown, type_text, until
from tests.ui.rest import at_rest

SIZE = (80, 24)
TRIES = 8
SEEDS = range(int(os.environ.get("TROUBLED_VIEWS", "2")))
SAID = ("503", "could not be read", "can't be read", "Not read", "stale", "  ?  ", "broke off")
"""Words of which one stands where something is not as it should be."""


@dataclass(frozen=True)
class View:
    """A view: the keys that open it, a text that stands in it, and the keys that go on.

    What begins with `:` is typed; FOLDER is a folder of the test.
    """

    opens: tuple[str, ...]
    has: str
    goes_on: tuple[str, ...] = ("r",)
    of_service: bool = True
    """False for a view that asks the service nothing."""


TO_SESSION = ("down", "down")
MARKED = ("space", "down", "space")
VIEWS = {
    "the explorer": View(("r",), "Sessions"),
    "the expiries": View(("t",), "Expiry ·"),
    "a conversation": View((*TO_SESSION, "C"), "Conversation"),
    "a timeline": View(("w", "left_square_bracket"), "first reading",
                       ("escape", "w", "w", "left_square_bracket")),
    "blame": View(("w", "B"), "before 12:00:00", ("escape", "w", "w", "B")),
    "a comparison": View((*MARKED, "equals_sign"), "the same", ("escape", "equals_sign")),
    "a search": View(("ctrl+f", ":intent=rebook", "enter"), "14 found"),
    "a search by expiry": View(("ctrl+f", ":expires>1h", "enter"), "14 found"),
    "columns": View(("Z", "vertical_line", ":intent", "enter"), "rebook"),
    "a list that is followed": View(("F",), "following", ("F", "F")),
    "the summary": View(("S",), "4 paths · 14 read"),
    "an export": View((*MARKED, "X", ":FOLDER/two.ndjson", "enter"), "Exported 2 documents",
                      ("escape", "X", ":FOLDER/two.ndjson", "enter")),
    "an import": View(("I",), "nothing can be imported", of_service=False),
    "a ticket": View(("T",), "Ticket of 1 step", ("T",)),
    "the way to a document": View(("g", ":session-003"), "session-003", of_service=False),
    "a bookmark": View(("m", ":here", "enter", "g"), "here", of_service=False),
    "the journal": View(("U",), "The journal has no entry", of_service=False),
    "the drafts": View(("O",), "No drafts", of_service=False),
    "the recordings": View(("P",), "Recordings", of_service=False),
    "the requests": View(("L",), "v2 airlineBot", of_service=False),
    "the doctor": View(("exclamation_mark",), "Doctor", of_service=False),
}  # fmt: skip


async def press(pilot: Pilot[None], keys: tuple[str, ...], folder: Path) -> None:
    for key in keys:
        if key.startswith(":"):
            await pilot.press("ctrl+u")
            await type_text(pilot, key[1:].replace("FOLDER", str(folder)))
        else:
            await pilot.press(key)


async def settled(pilot: Pilot[None], holds: Callable[[], bool], rounds: int = 60) -> bool:
    """Let the app work until it holds, and at most so long; return whether it does."""
    for _ in range(rounds):
        await at_rest(0.01)
        pilot.app.screen._on_timer_update()
        if holds():
            return True
    return False


def everything(pilot: Pilot[None]) -> str:
    """What is on the screen, and what was said."""
    notes = [note.message for note in pilot.app._notifications]
    return "\n".join([shown(pilot), *notes])


@pytest.mark.slow
@pytest.mark.parametrize(("share", "seed"), [(0.2, 3), *((0.6, seed) for seed in SEEDS)])
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.usefixtures("few_sessions")
async def test_a_view_says_what_is_wrong_and_goes_on_when_that_is_over(
    service: Service, view: View, share: float, seed: int, tmp_path: Path
) -> None:
    calm: Any = service._app
    app = service.explorer({"environment": Environment.PRODUCTION})
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("2")
        await until(pilot, lambda: SESSIONS[0] in shown(pilot))
        trouble = Trouble(failing=share)
        service._app = Troubled(calm, trouble, Random(seed), clock=service.clock)  # type: ignore[assignment]
        await press(pilot, view.opens, tmp_path)
        is_there = await settled(pilot, lambda: view.has in everything(pilot))
        seen = everything(pilot)
        assert "READ-ONLY" in seen.splitlines()[0]
        assert "PRODUCTION" in seen.splitlines()[0]
        # The title line says it of the service; what is shown has to say it of itself.
        below = seen.partition("\n")[2]
        assert is_there or any(words in below for words in SAID), seen
        assert is_there or view.of_service, seen
        service._app = calm
        app.clear_notifications()
        # What is still under way meets the last of the trouble, and the keys have to come again.
        for _ in range(TRIES):
            if not is_there:
                await press(pilot, view.goes_on, tmp_path)
                is_there = await settled(pilot, lambda: view.has in everything(pilot))
        assert is_there, everything(pilot)
        assert "A bug of ccs-tui" not in seen + everything(pilot)
    assert all(method == "GET" for method, path in service.requests)
