"""The explorer's face: what is on its screen, as the rig reads it, and keys that go to it."""

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ccs_tui.cli.emulator import OWN_CREDENTIALS
from tests.benchmarks.terminal import Terminal
from tests.field.history import tokens
from tests.field.world import PROGRAM

ENTER, ESCAPE, DOWN, UP, PAGE_DOWN, PAGE_UP = "\r", "\x1b", "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~"
HOME, END, F7, LEFT, RIGHT = "\x1b[H", "\x1b[F", "\x1b[18~", "\x1b[D", "\x1b[C"
CTRL_G, CTRL_K, CTRL_L, CTRL_S, CTRL_U = "\x07", "\x0b", "\x0c", "\x13", "\x15"
COVER = "▒"
OTHER = "twin"
"""A profile of the same account, beside the environment's."""
SETTINGS = """[profiles.{name}]
account = "{account}"
url = "{url}"
user = "{user}"
"""
PATIENCE_SECONDS = 60.0
"""The longest that anything may take that needs no service, on a machine that is busy."""

DIALOGS: Mapping[str, str] = {
    "review": "To be sent",
    "conflict": "Keep mine",
    "draft": "Unsaved edits from",
    "gone": "enter restores it",
    "halfway": "stopped halfway",
    "unrecorded": "Send without a journal entry?",
    "expiry": "When should ",
    "remove property": "Remove the property",
    "delete document": "Delete session",
    "delete many": "Delete 2 documents",
    "under way": "is being written",
    "quit": "without saving",
    "discard draft": "Discard the edits from",
}
"""Dialogs by the words that are in no other place."""

_ROW = re.compile(
    r"│[▌ ] ([~+!-]| ) {3}([pnr]\d+) +(?:(?:string|\?) +)?[\d,]+ +\"?([^\"│▐ ][^\"│▐]*)"
)
"""A property: its mark, its name, its value; the type is there on a wide terminal only."""

_MESSAGE = re.compile(r"(?<=[^│])▌ (.*)")
_MARKED = re.compile(r"│[▌ ]• *(?:[^\w│]|d)? +(\w+) ")


def messages_in(screen: str) -> str:
    """Return the text of the messages on a screen in one line."""
    return " ".join(text.rstrip(" │─╯╮▐") for text in _MESSAGE.findall(screen))


class StuckError(AssertionError):
    """What should have come on the screen by itself did not come."""


class Face:
    """A running explorer on a terminal. `hear` is told of its messages, whenever there are others.

    They may come, and go, at any moment: after a write that nobody waits for any more, too.
    """

    def __init__(
        self, folder: Path, url: str, hear: Callable[[str], None], columns: int, rows: int
    ) -> None:
        environment: dict[str, str | None] = {
            **OWN_CREDENTIALS, "CCS_URL": url, "TZ": "UTC", "COLUMNS": None, "LINES": None,
            "CCS_STATE_DIR": str(folder / "state"), "CCS_CONFIG_DIR": str(folder / "config"),
        }  # fmt: skip
        settings = folder / "config" / "settings.toml"
        settings.parent.mkdir(exist_ok=True)
        account, user = OWN_CREDENTIALS["CCS_ACCOUNT"], OWN_CREDENTIALS["CCS_USER"]
        settings.write_text(SETTINGS.format(name=OTHER, account=account, url=url, user=user))
        self.terminal = Terminal([PROGRAM], columns, rows, environment)
        self._hear, self._heard = hear, ""

    def text(self) -> str:
        """Return what is on the screen now."""
        screen = self.terminal.shown()
        messages = messages_in(screen)
        if messages != self._heard:
            self._heard = messages
            self._hear(messages)
        return screen

    def send(self, *keys: str) -> None:
        """Send keys, each in a write of its own."""
        for key in keys:
            self.terminal.send(key)

    def quiet(self, idle: float = 0.12, at_most: float = 2.0) -> str:
        """Read until nothing comes for `idle` seconds; return what is on the screen."""
        end = time.monotonic() + at_most
        while self.terminal.read_for(idle) and time.monotonic() < end:
            pass
        return self.text()

    def until(self, holds: Callable[[str], object], seconds: float = PATIENCE_SECONDS) -> bool:
        """Read until `holds` for the screen; return whether it came to that in time.

        The time is over only when all keys that were sent before had their effect.
        """
        end = time.monotonic() + seconds
        while not holds(self.text()):
            if self.terminal.has_ended:
                return False
            if time.monotonic() > end:
                return self.answers() and bool(holds(self.text()))
            self.terminal.read_for(0.03)
        return True

    def answers(self) -> bool:
        """Have the screen drawn anew; return whether that was done, and so all keys before it."""
        self.terminal.cover(COVER)
        self.send(CTRL_L)
        end = time.monotonic() + PATIENCE_SECONDS
        while COVER in self.text():
            if time.monotonic() > end or self.terminal.has_ended:
                return False
            self.terminal.read_for(0.03)
        return True

    def need(self, words: str) -> None:
        """Wait for words that need nothing of the service. Raises StuckError."""
        if not self.until(lambda screen: words in screen):
            raise StuckError(f"{words!r} did not come on the screen.")

    def press(self, *keys: str) -> str:
        """Send keys one after the other, letting each take effect; return the screen."""
        for key in keys:
            self.send(key)
            if key == ESCAPE:
                # A key that is read together with an escape is taken for one with alt.
                self._wait_until_read()
            self.quiet(0.2 if key == ESCAPE else 0.06, 1.0)
        return self.text()

    def _wait_until_read(self) -> None:
        """Wait until the program has read what was sent."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self.terminal.unread() and not self.terminal.has_ended:
            if time.monotonic() > end:
                raise StuckError("It does not read its keys.")
            self.terminal.read_for(0.02)

    def dialog(self) -> str | None:
        """Return which of the known dialogs is shown."""
        screen = self.text()
        return next((name for name, words in DIALOGS.items() if words in screen), None)

    def rows(self) -> dict[str, tuple[str, str]]:
        """Return the mark and the value of each property in the tree, as far as it is shown."""
        return {
            found[2]: (found[1].strip(), found[3].strip()) for found in _ROW.finditer(self.text())
        }

    def marked(self) -> list[str]:
        """Return the marked sessions of the list, as far as they are shown."""
        return _MARKED.findall(self.text())

    def shows_session(self, session: str) -> bool:
        """Return whether the panel of the document has this session's."""
        return f"╭─ {session} ─" in self.text()

    def tokens(self) -> set[str]:
        """Return the tokens on the screen."""
        return tokens(self.text())

    def close(self) -> None:
        """End it, however it is."""
        self.terminal.__exit__(None, None, None)
