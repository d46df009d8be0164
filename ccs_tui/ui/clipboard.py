"""Copying text out of the terminal, and saying truthfully where it went.

Three ways, the surest first: the machine's own clipboard (pyperclip), tmux's buffer, and the
terminal by OSC 52, which takes text without an answer. Over SSH the machine's own clipboard is the
wrong one and is left alone.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from textual.app import App

from ccs_tui.model.words import counted
from ccs_tui.workspace.own_process import own_process

TIMEOUT_SECONDS = 3.0
"""The longest that one way may take before the next is tried."""

OSC_52_SAFE_BYTES = 1_000
OSC_52_USUAL_BYTES = 75_000
"""The caps of terminals on a text by OSC 52, in encoded bytes: the strictest, and that of many."""

Runner = Callable[[Sequence[str], bytes], Awaitable[bool]]
"""Runs a program with these bytes as its input; True if it ended well."""


class Way(Enum):
    """The way that a copied text went."""

    CLIPBOARD = "clipboard"
    TMUX = "tmux"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class CopyOutcome:
    """The way that a text of so many `characters` went, and the sentence that tells it."""

    way: Way
    characters: int
    sentence: str


async def copy(
    app: App[Any],
    text: str,
    environment: Mapping[str, str] | None = None,
    run: Runner | None = None,
) -> CopyOutcome:
    """Copy `text` in the surest way that works, without blocking the screen.

    `environment` None is this process's own; `run` None starts real programs. Lone surrogates,
    which no clipboard takes, are copied as their escapes in JSON. Raises nothing: the last way, the
    terminal, always takes the text, though it may drop it.
    """
    environment = os.environ if environment is None else environment
    run = run or run_program
    data = text.encode(errors="backslashreplace")
    count = counted(len(text), "character")

    over_ssh = "SSH_CONNECTION" in environment or "SSH_TTY" in environment
    machine = own_process("ccs_tui.workspace.machine_clipboard")
    if not over_ssh and sys.executable and await run(machine, data):
        return CopyOutcome(Way.CLIPBOARD, len(text), f"Copied {count} to the clipboard.")
    if "TMUX" in environment and await run(["tmux", "load-buffer", "-w", "-"], data):
        sentence = (
            f"Copied {count} to tmux's buffer; tmux sends it on to its terminal, if that takes it."
        )
        return CopyOutcome(Way.TMUX, len(text), sentence)
    app.copy_to_clipboard(data.decode())
    sentence = f"Sent {count} to the terminal (OSC 52){_doubt(len(data))}."
    return CopyOutcome(Way.TERMINAL, len(text), sentence)


def _doubt(size: int) -> str:
    """Return a sentence on the terminal's cap, for `size` bytes before their encoding, or ""."""
    encoded = -(-size // 3) * 4
    if encoded > OSC_52_USUAL_BYTES:
        return "; most terminals refuse that much"
    return "; some terminals refuse that much" if encoded > OSC_52_SAFE_BYTES else ""


async def run_program(
    argv: Sequence[str], data: bytes, timeout_seconds: float = TIMEOUT_SECONDS
) -> bool:
    """Run a program without its output on the screen; True if it ends with 0 in time.

    It gets a session of its own, so that a helper that it leaves behind to serve the clipboard
    outlives this terminal, and so that all of it can be ended if it hangs.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(timeout_seconds):
            await process.communicate(data)
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    return process.returncode == 0
