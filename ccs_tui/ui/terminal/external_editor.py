"""The editor of the user's own, which VISUAL or EDITOR names, run in the terminal lent to it."""

import asyncio
import shlex
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

VARIABLES = ("VISUAL", "EDITOR")
"""The variables that name the editor: the first that is set counts."""

AT_ONCE_SECONDS = 1.0
"""An editor that ends sooner has not been typed in: it opened a window elsewhere."""

UNSET = (
    "No editor is set: set VISUAL or EDITOR before you start ccs-tui, as in export EDITOR=vim. An "
    "editor with a window has to wait for it: EDITOR='code --wait'."
)


class NoEditorError(Exception):
    """The editor can't be started; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class EditorEnd:
    """The end of an editor of a `name`: how long it ran, its status, negative for a signal."""

    name: str
    seconds: float
    status: int

    @property
    def at_once(self) -> bool:
        """True if nobody can have typed in it."""
        return self.seconds < AT_ONCE_SECONDS and self.status == 0

    @property
    def trouble(self) -> str:
        """The way it ended, in a phrase; "" if it ended well."""
        if self.status < 0:
            with suppress(ValueError):
                return f"was ended by {signal.Signals(-self.status).name}"
        return f"ended with status {self.status}" if self.status else ""


def editor_command(variables: Mapping[str, str]) -> list[str]:
    """Return the words of the command that starts the editor. Raises NoEditorError."""
    for name in VARIABLES:
        if value := variables.get(name, "").strip():
            try:
                words = shlex.split(value)
            except ValueError:
                raise NoEditorError(f"{name} has a quotation mark without its other one.") from None
            return [str(Path(words[0]).expanduser()), *words[1:]]
    raise NoEditorError(UNSET)


async def run_editor(command: Sequence[str], path: Path, handle: int) -> EditorEnd:
    """Run the editor on a file until it ends; it inherits the open file `handle`.

    The editor has our terminal, and is in our job, as if it had been started by the shell. If this
    is cancelled it runs on. Raises NoEditorError.
    """
    began = time.monotonic()
    try:
        process = await asyncio.create_subprocess_exec(*command, str(path), pass_fds=(handle,))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it has a character that no command can have"
        raise NoEditorError(
            f"{command[0]} can't be started: {why}. VISUAL, or else EDITOR, names the editor."
        ) from None
    status = await process.wait()
    return EditorEnd(Path(command[0]).name, time.monotonic() - began, status)
