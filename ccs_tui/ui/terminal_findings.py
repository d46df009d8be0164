"""The doctor's findings of the terminal: its abilities, keys, the way of copies, and one to try."""

import asyncio
import locale
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from ccs_tui.model.profile import ClipboardRoute, Preferences
from ccs_tui.model.words import agreeing, counted
from ccs_tui.ui.clipboard import CopyOutcome, CopyWay, expected_way
from ccs_tui.ui.terminal.abilities import abilities
from ccs_tui.ui.terminal.programs import output_of
from ccs_tui.ui.terminal.surroundings import look_around
from ccs_tui.workspace.doctor import Finding, FindingOutcome

Copy = Callable[[str], Awaitable[CopyOutcome]]
"""Copies a text by the route that the user wants, and returns which way it went."""


def terminal(environment: Mapping[str, str]) -> Finding:
    """Return what the environment says of the terminal, and what is drawn for it."""
    name = environment.get("TERM", "")
    over = [
        *(["tmux"] if environment.get("TMUX") else []),
        *(["screen"] if environment.get("STY") else []),
        *(["SSH"] if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY") else []),
    ]
    through = f" through {' and '.join(over)}" if over else ""
    able = abilities(environment)
    frames = "frames in UTF-8" if able.has_glyphs else "frames in ASCII"
    sentence = f"TERM={name or '(not set)'}{through}, {_colours(environment)}, {frames}"
    if name in ("", "dumb"):
        advice = "Set TERM to the terminal's name, such as xterm-256color."
        return Finding("terminal", FindingOutcome.WARNING, sentence, advice)
    encoding = locale.getencoding()
    if able.has_glyphs and encoding.lower().replace("-", "") != "utf8":
        advice = (
            "If frames look broken, set LC_ALL: to C.UTF-8, or with another encoding for ASCII."
        )
        sentence = f"{sentence}, though the locale says {encoding}"
        return Finding("terminal", FindingOutcome.WARNING, sentence, advice)
    return Finding("terminal", FindingOutcome.OK, sentence)


def _colours(environment: Mapping[str, str]) -> str:
    able = abilities(environment)
    if environment.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if not able.has_colours:
        return "no colours"
    if not able.has_many_colours:
        return "16 colours"
    is_true = environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    return "true colour" if is_true else "256 colours"


async def own_keys(preferences: Preferences) -> list[Finding]:
    """Return what is to be said of the user's own keys: nothing where there are none."""
    if not preferences.keys:
        return []
    from ccs_tui.ui.keymap import keymap_of  # it imports the whole interface

    keys = dict(preferences.keys)
    _, problems = await asyncio.to_thread(keymap_of, preferences.keymap, keys)
    if not problems:
        sentence = f"{counted(len(keys), 'key')} of your own {agreeing(len(keys), 'holds', 'hold')}"
        return [Finding("keys", FindingOutcome.OK, sentence)]
    advice = "The usual key holds instead: put it right in settings.toml."
    return [Finding("keys", FindingOutcome.WARNING, str(each), advice) for each in problems]


async def clipboard(environment: Mapping[str, str], route: ClipboardRoute, advice: str) -> Finding:
    """Return where copies will go. `advice` says how to try it."""
    way = expected_way(await look_around(environment), route)
    return Finding("clipboard", FindingOutcome.OK, f"copies go {way}", advice)


class CopyTrial:
    """A short text that is copied, to see whether it arrives where one pastes.

    It takes the place of what was copied before, so the user is asked first.
    """

    def __init__(self, copy: Copy, environment: Mapping[str, str] = os.environ) -> None:
        self._copy = copy
        self._environment = environment
        self.text = f"ccs-tui copied {secrets.token_hex(3)}"
        """The text, another one each time, so that an older one is not taken for it."""

    async def make(self) -> Finding:
        """Copy the text, read it back where that can be, and say what came of it."""
        outcome = await self._copy(self.text)
        if outcome.way is CopyWay.NOWHERE:
            return Finding("copy", FindingOutcome.PROBLEM, outcome.sentence.rstrip("."))
        sentence = outcome.sentence.rstrip(".")
        if (holds := await self._is_there(outcome)) is False:
            sentence = f"{sentence}; read back, it is another text"
            return Finding("copy", FindingOutcome.PROBLEM, sentence, "Try another --clipboard.")
        if holds:
            sentence = f"{sentence}; read back, it is there"
        if outcome.file is not None:
            sentence = f"{sentence}: {outcome.file.path}"
        return Finding("copy", FindingOutcome.OK, sentence, f"Pasted, it reads: {self.text}")

    async def _is_there(self, outcome: CopyOutcome) -> bool | None:
        """Read back what was copied; None where nothing can be read."""
        match outcome.way:
            case CopyWay.CLIPBOARD:
                return True  # machine_clipboard looks at what it then holds
            case CopyWay.TMUX:
                around = await look_around(self._environment)
                held = [
                    await output_of(["tmux", "show-buffer"], t.environment) for t in around.tmux
                ]
                return self.text in held
            case CopyWay.FILE if outcome.file is not None:
                return _content(outcome.file.path) == self.text
            case _:
                return None

    def judge(self, pasted: str) -> Finding:
        """Return what a pasted text says of the copy."""
        if pasted.strip() == self.text:
            return Finding("paste", FindingOutcome.OK, "it came: copies reach where you paste from")
        return Finding(
            "paste",
            FindingOutcome.WARNING,
            "another text came: copies do not reach where you paste from",
            "Try another --clipboard, as osc52, tmux or file; f9 lets the mouse select text.",
        )


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
