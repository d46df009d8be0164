"""The reading of large texts in a thread, so that the event loop and the screen go on."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from ccs_tui.client.call import Call

Result = TypeVar("Result")

LARGE = 200_000
"""The characters from which on a text is worth a thread."""


async def off_loop(read: Callable[[Call, str], Result], call: Call, text: str) -> Result:
    """Return `read(call, text)`, in a thread if the text is large."""
    return await asyncio.to_thread(read, call, text) if len(text) > LARGE else read(call, text)
