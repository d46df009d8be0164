"""Copying text out of the terminal, and saying truthfully where it went.

The surest way first: the clipboard of this machine, if one sits at it; the buffer of tmux, which
gives the text to its terminal; the terminal by OSC 52, which takes it or not, unsaid; and a private
file, for a terminal that can't take it, or not so much. Over SSH the clipboard of this machine is
the wrong one and is left alone.
"""

import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from ccs_tui.model.profile import ClipboardRoute as Route
from ccs_tui.model.words import counted
from ccs_tui.ui.terminal.osc52 import (
    SAFE_BYTES,
    USUAL_BYTES,
    Wrapping,
    encoded_size,
    has_osc52,
    sequence,
    wrappings,
)
from ccs_tui.ui.terminal.programs import run_program
from ccs_tui.ui.terminal.surroundings import Surroundings, look_around
from ccs_tui.workspace.copied_file import CopiedFile, copied_file
from ccs_tui.workspace.own_process import own_process

Runner = Callable[[Sequence[str], bytes, Mapping[str, str]], Awaitable[bool]]
"""Runs a program with these bytes as its input and these variables; True if it ended well."""


SendText = Callable[[str], None]
"""Sends the terminal a control sequence."""


class CopyWay(Enum):
    """The way that a copied text went."""

    CLIPBOARD = "clipboard"
    TMUX = "tmux"
    TERMINAL = "terminal"
    FILE = "file"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class CopyOutcome:
    """The way that a text of so many `characters` went, and the sentence that tells it.

    `file` is where it can be had as well, or only there; None if no file was made.
    """

    way: CopyWay
    characters: int
    sentence: str
    file: CopiedFile | None = None


async def copy(
    send: SendText,
    text: str,
    route: Route = Route.AUTO,
    environment: Mapping[str, str] | None = None,
    run: Runner | None = None,
    around: Surroundings | None = None,
) -> CopyOutcome:
    """Copy `text` by a route, without blocking the screen; `send` is the way to the terminal.

    `environment` None is this process's own; `run` None starts real programs; `around` None has
    tmux asked. Lone surrogates, which no clipboard takes, are copied as their escapes in JSON.
    Raises nothing: what could not be done is in the sentence.
    """
    environment = os.environ if environment is None else environment
    if route is Route.OFF:
        return CopyOutcome(CopyWay.NOWHERE, len(text), "Nothing was copied: --clipboard is off.")
    if around is None:
        around = await look_around(environment)
    return await _Copying(send, text, environment, run or _run, around).by(route)


async def _run(argv: Sequence[str], data: bytes, environment: Mapping[str, str]) -> bool:
    return await run_program(argv, data, environment=environment)


def expected_way(around: Surroundings, route: Route = Route.AUTO) -> str:
    """Return in a phrase where copies will go, as far as that can be told without one."""
    if route is not Route.AUTO:
        return {
            Route.OSC52: "to the terminal (OSC 52)",
            Route.TMUX: "to tmux's buffer",
            Route.SYSTEM: "to this machine's clipboard",
            Route.FILE: "to a private file",
        }.get(route, "nowhere")
    terminal = "to the terminal (OSC 52), which never says whether it took them"
    if around.tmux:
        onward = (
            "on to its terminal (OSC 52)"
            if around.tmux[-1].takes_copies
            else "no further, since its terminal is not known to take them"
        )
        terminal = f"to tmux's buffer, and {onward}"
    elif not has_osc52(around.environment):
        terminal = "to a private file, since the terminal has no clipboard"
    if around.over_ssh:
        return f"{terminal}; you sit at another machine (SSH)"
    if around.unasked is not None:
        return f"to this machine's clipboard, and {terminal}, since {around.unasked} is between"
    return f"to this machine's clipboard if that takes them, else {terminal}"


class _Copying:
    """One text on its way."""

    def __init__(
        self,
        send: SendText,
        text: str,
        environment: Mapping[str, str],
        run: Runner,
        around: Surroundings,
    ) -> None:
        self._give = send
        self._text = text
        self._data = text.encode(errors="backslashreplace")
        self._count = counted(len(text), "character")
        self._environment = environment
        self._run = run
        self._around = around

    async def by(self, route: Route) -> CopyOutcome:
        """Copy by a route, and tell the way."""
        match route:
            case Route.SYSTEM:
                return await self._to_system() or self._nowhere(
                    "no clipboard of this machine took it. Other routes: --clipboard"
                )
            case Route.TMUX:
                return await self._to_tmux() or self._nowhere(
                    "tmux did not take it. Is this in tmux? Other routes: --clipboard"
                )
            case Route.OSC52:
                return self._to_terminal()
            case Route.FILE:
                return await self._to_file(f"{self._count} copied to a private file")
            case _:
                return await self._surest()

    async def _surest(self) -> CopyOutcome:
        if not self._around.over_ssh and (done := await self._to_system()) is not None:
            return self._and_to_terminal(done) if self._around.unasked is not None else done
        is_large = encoded_size(self._data) > USUAL_BYTES
        if (done := await self._to_tmux()) is not None:
            last = self._around.tmux[-1]
            return await self._with_file(done) if is_large and last.takes_copies else done
        if not has_osc52(self._around.environment):
            return await self._to_file(
                f"This terminal has no clipboard: {self._count} copied to a private file"
            )
        done = self._to_terminal()
        return await self._with_file(done) if is_large else done

    async def _to_system(self) -> CopyOutcome | None:
        """Fill the clipboard of this machine; None if it did not take it."""
        machine = own_process("ccs_tui.workspace.machine_clipboard")
        variables = {**self._environment, **self._around.environment}
        if not sys.executable or not await self._run(machine, self._data, variables):
            return None
        sentence = f"Copied {self._count} to the clipboard."
        if self._around.over_ssh:
            sentence = f"Copied {self._count} to the clipboard of the machine that this runs on."
        return CopyOutcome(CopyWay.CLIPBOARD, len(self._text), sentence)

    def _and_to_terminal(self, done: CopyOutcome) -> CopyOutcome:
        """Send it to the terminal as well, where one may sit at another machine."""
        self._send()
        sentence = (
            f"Copied {self._count} to this machine's clipboard, and sent to the terminal (OSC 52), "
            f"since {self._around.unasked} can't say which machine you sit at."
        )
        return CopyOutcome(done.way, done.characters, sentence)

    async def _to_tmux(self) -> CopyOutcome | None:
        """Fill the buffers of all tmux around, which give it to their terminals; None if none."""
        done = False
        for tmux in self._around.tmux:
            for command in (["load-buffer", "-w", "-"], ["load-buffer", "-"]):
                # Before 3.2 tmux knows no -w.
                if await self._run(["tmux", *command], self._data, tmux.environment):
                    done = True
                    break
        if not done:
            return None
        onward = (
            f"; tmux sent it on to its terminal (OSC 52){self._doubt()}"
            if self._around.tmux[-1].takes_copies
            else "; its terminal is not known to take it, so paste it with tmux"
        )
        return CopyOutcome(
            CopyWay.TMUX, len(self._text), f"Copied {self._count} to tmux's buffer{onward}."
        )

    def _to_terminal(self) -> CopyOutcome:
        """Send it to the terminal, which says nothing."""
        self._send()
        through = ""
        if Wrapping.TMUX in wrappings(self._environment):
            through = "; tmux passes it where set-clipboard or allow-passthrough is on"
        sentence = f"Sent {self._count} to the terminal (OSC 52){self._doubt()}{through}."
        return CopyOutcome(CopyWay.TERMINAL, len(self._text), sentence)

    def _send(self) -> None:
        for wrapping in wrappings(self._environment):
            self._give(sequence(self._data, wrapping))

    async def _with_file(self, done: CopyOutcome) -> CopyOutcome:
        """Put it into a file as well, since the terminal may have refused so much."""
        filed = await self._to_file(f"{done.sentence.rstrip('.')}, so it is in a private file, too")
        if filed.file is None:
            return CopyOutcome(done.way, done.characters, f"{done.sentence} {filed.sentence}")
        return CopyOutcome(done.way, done.characters, filed.sentence, filed.file)

    async def _to_file(self, sentence: str) -> CopyOutcome:
        try:
            file = await copied_file(self._text, self._environment, self._around.ssh_connection)
        except OSError as error:
            return self._nowhere(f"no private file could be made ({error.strerror}).")
        return CopyOutcome(CopyWay.FILE, len(self._text), f"{sentence}.", file)

    def _nowhere(self, why: str) -> CopyOutcome:
        return CopyOutcome(CopyWay.NOWHERE, len(self._text), f"Nothing was copied: {why}")

    def _doubt(self) -> str:
        """Return what is to be said of the terminal's cap, "" for nothing."""
        size = encoded_size(self._data)
        if size > USUAL_BYTES:
            return "; most terminals refuse that much"
        return "; some terminals refuse that much" if size > SAFE_BYTES else ""
