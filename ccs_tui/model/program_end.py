"""The end of a program that nobody waits for any more: it is killed, with all that it started."""

import asyncio
import os
import signal
from contextlib import suppress


def kill(process: asyncio.subprocess.Process) -> None:
    """Kill a program that has a session of its own, and all that it started in there."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


async def end(process: asyncio.subprocess.Process) -> None:
    """Kill a program that still runs, and wait until it is gone.

    Also where this is cancelled, since the loop may end right after: as the explorer ends, what
    runs in it is cancelled twice, and the program's pipes would stay open.
    """
    if process.returncode is None:
        kill(process)
    cancelled: asyncio.CancelledError | None = None
    is_gone = False
    while not is_gone:
        try:
            await process.wait()
            is_gone = True
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
