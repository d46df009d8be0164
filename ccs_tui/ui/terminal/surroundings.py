"""The surroundings of this program: what stands between it and the terminal that one sits at.

A program inside tmux has the variables of the terminal in which its window was opened, which may be
another than the one that is attached now: begun at the desk, attached over SSH. So tmux is asked
for its client, and the client's own variables are taken; through several tmux, one in another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ccs_tui.ui.terminal.programs import output_of

OF_THE_TERMINAL = (
    "SSH_CONNECTION",
    "SSH_TTY",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "TERM",
    "TMUX",
    "TMUX_PANE",
    "STY",
    "ZELLIJ",
)
"""The variables that tell of the terminal that one sits at."""

_MOST = 4
"""The most tmux, one in another, that are asked."""

_ASKED = "#{client_pid}|#{client_termname}|#{client_termfeatures}"
"""The format that a tmux is asked for. It prints no tab to a client whose locale is not UTF-8."""

AskTmux = Callable[[list[str], Mapping[str, str]], Awaitable[str | None]]
"""Runs a program with these variables and returns what it prints, None if it fails."""
VariablesOf = Callable[[int], Mapping[str, str] | None]
"""Returns the variables of a process, None if they can't be had."""


@dataclass(frozen=True, slots=True)
class Tmux:
    """A tmux that this program runs in: the variables by which its own program finds it.

    `takes_copies` says whether tmux knows that its terminal takes a text for the clipboard.
    """

    environment: Mapping[str, str]
    takes_copies: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The variables of the terminal that one sits at, and each tmux before it, the nearest first.

    `unasked` is what stands between and can't say who is attached: `screen`; None if nothing does.
    """

    environment: Mapping[str, str]
    tmux: tuple[Tmux, ...] = ()
    unasked: str | None = None

    @property
    def over_ssh(self) -> bool:
        """True if the terminal is on another machine."""
        return "SSH_CONNECTION" in self.environment or "SSH_TTY" in self.environment

    @property
    def ssh_connection(self) -> str | None:
        """Return what sshd says of both ends, None without it."""
        return self.environment.get("SSH_CONNECTION")


def variables_of(pid: int) -> Mapping[str, str] | None:
    """Return the variables that a process was started with; None where the system keeps them."""
    try:
        content = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return None
    pairs = (pair.partition(b"=") for pair in content.split(b"\0") if pair)
    return {name.decode(errors="replace"): v.decode(errors="replace") for name, _, v in pairs}


async def _ask(argv: list[str], environment: Mapping[str, str]) -> str | None:
    return await output_of(argv, environment)


async def look_around(
    environment: Mapping[str, str], ask: AskTmux = _ask, of_process: VariablesOf = variables_of
) -> Surroundings:
    """Return the surroundings of a program that has the variables `environment`."""
    tmux: list[Tmux] = []
    now = dict(environment)
    while "TMUX" in now and len(tmux) < _MOST:
        pane = now.get("TMUX_PANE")
        target = ["-t", pane] if pane else []
        told = await ask(["tmux", "display-message", "-p", *target, _ASKED], now)
        if told is None:
            return Surroundings(now, tuple(tmux), "tmux")
        pid, term, features = (*told.rstrip("\n").split("|"), "", "")[:3]
        tmux.append(Tmux(dict(now), "clipboard" in features.split(",")))
        client = await asyncio.to_thread(of_process, int(pid)) if pid.isdecimal() else None
        now = _seen_by(client, now) if client else await _remembered(now, term, ask)
    unasked = next((name for name in ("STY", "ZELLIJ") if name in now), None)
    return Surroundings(now, tuple(tmux), {"STY": "screen", "ZELLIJ": "zellij"}.get(unasked or ""))


def _seen_by(client: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with those of the terminal as the client of tmux has them."""
    others = {name: value for name, value in now.items() if name not in OF_THE_TERMINAL}
    return others | {name: client[name] for name in OF_THE_TERMINAL if name in client}


async def _remembered(now: Mapping[str, str], term: str, ask: AskTmux) -> dict[str, str]:
    """Return the variables with those that tmux took from who attached last (update-environment).

    It keeps what it has taken as `NAME=value`, and notes what was not there as `-NAME`.
    """
    told = (await ask(["tmux", "show-environment"], now) or "").splitlines()
    known = {name: value for line in told for name, found, value in [line.partition("=")] if found}
    gone = {line[1:] for line in told if line.startswith("-")}
    left = {name: value for name, value in now.items() if name not in gone}
    left |= {name: known[name] for name in OF_THE_TERMINAL if name in known}
    # Its variables don't tell what tmux itself runs in, and SSH_TTY is not among those that it
    # takes along.
    drop = {"TMUX", "TMUX_PANE", "STY", "ZELLIJ"}
    drop |= {"SSH_TTY"} if "SSH_CONNECTION" in gone else set()
    left = {name: value for name, value in left.items() if name not in drop}
    return left | ({"TERM": term} if term else {})
