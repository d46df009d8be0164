"""Other programs, run beside the screen: with a text as their input, or asked for an answer."""

import asyncio
from collections.abc import Mapping, Sequence

from ccs_tui.model import program_end

TIMEOUT_SECONDS = 3.0
"""The longest that a program may take before it is ended."""


async def run_program(
    argv: Sequence[str],
    data: bytes,
    timeout_seconds: float = TIMEOUT_SECONDS,
    environment: Mapping[str, str] | None = None,
) -> bool:
    """Run a program with this input, and no output on the screen; True if it ends well in time.

    It gets a session of its own, so that a helper that it leaves behind to serve the clipboard
    outlives this terminal, and so that all of it can be ended if it hangs. `environment` None is
    our own.
    """
    # A helper that goes on would keep a pipe open, so its output goes nowhere.
    return await _run(argv, data, timeout_seconds, environment, None) is not None


async def output_of(
    argv: Sequence[str],
    environment: Mapping[str, str] | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> str | None:
    """Run a program and return what it prints; None if it fails, or takes too long."""
    output = await _run(argv, b"", timeout_seconds, environment, asyncio.subprocess.PIPE)
    return None if output is None else output.decode(errors="replace")


async def _run(
    argv: Sequence[str],
    data: bytes,
    timeout_seconds: float,
    environment: Mapping[str, str] | None,
    output: int | None,
) -> bytes | None:
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL if output is None else output,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            env=None if environment is None else dict(environment),
        )
    except OSError:
        return None
    printed: bytes | None = b""
    try:
        async with asyncio.timeout(timeout_seconds):
            printed, _ = await process.communicate(data)
    except TimeoutError:
        return None
    finally:
        await program_end.end(process)
    return (printed or b"") if process.returncode == 0 else None
