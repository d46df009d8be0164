"""Long work on the event loop, in slices of time: between two of them keys and answers are taken.

A thread would be no help: the loop gives the interpreter away at each turn, and a thread that
computes gives it back late. A key that is on its way to the screen goes before all of it.
"""

import asyncio

from ccs_tui.model.key_priority import KEYS

SLICE_SECONDS = 0.001
"""The longest time of a slice."""
TURNS = 3
"""The turns of the loop between two slices: a key that was read takes some until it is urgent."""


async def give_turns() -> None:
    """Let the others on the event loop go on."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
    await KEYS.over()
