"""What the user answers where the explorer asks, and what becomes of what was typed by it."""

import re
import time
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from tests.field.face import DIALOGS, ENTER, ESCAPE, Face
from tests.field.ledger import Ledger
from tests.field.world import World

if TYPE_CHECKING:
    from datetime import datetime

REPLACED = re.compile(r"yours (?:may have )?replaced (?:it|them)")
SESSION = re.compile(r"\b[fmqs]\d+\b")
FOLLOWED_SECONDS = 180.0
"""The longest that a write is waited for: three calls that hang, and what is read after them."""
NAMES_OF_KEYS = {ENTER: "enter", ESCAPE: "escape"}
SETTLED_SECONDS = 4.0
"""With no request under way and nothing asked, it has ended for so long."""
ENDS = (
    "Saved", "Removed", "Deleted", "Changed the expiry", "Created", "Nothing was sent",
    "nothing was sent", "othing more was sent", "Nothing changed", "is kept",
    "undone already", "undone any more", "no save to undo",
    "it isn't known", "is not on the service", "Nothing was deleted", "may have been", "not done",
)  # fmt: skip
"""Words of messages that end a write, whatever came of it."""


class Answers:
    """Answers the dialogs that a user meets, at random."""

    face: Face
    session: str

    def __init__(self, world: World, random: Random, ledger: Ledger) -> None:
        self.world = world
        self.random = random
        self.ledger = ledger
        self.steps: list[str] = []
        self.told: dict[str, float] = {}
        """The tokens that were shown where something was decided, and when first."""
        self.said: dict[str, list[float]] = {}
        """When it was said, of a session, that others' was replaced as had been chosen."""
        self.left: list[float] = []
        """When a program, or a profile, was left: messages that come later nobody sees."""
        self._heard: set[str] = set()
        self.lies: list[str] = []
        self.met: Counter[str] = Counter()
        """How often each dialog was met, and a save was said to be done."""
        self.deleted: set[str] = set()
        """Sessions that were deleted since their expiry was looked at."""
        self.takes_back = False
        """Whether a write was taken back since."""
        self.expiries: list[tuple[str, int, datetime, datetime]] = []
        """What was set on purpose: the session, the seconds, and when that began and ended."""

    def note(self, step: str) -> None:
        """Remember a step, or what came of it."""
        seconds = time.monotonic() - self.world.history.began
        self.steps.append(f"{seconds:6.1f} s  {step}")

    def lied(self, what: str) -> None:
        """Note what the screen said and was not so."""
        self.lies.append(what)

    def tell(self) -> None:
        """Note that the user sees what is on the screen, and decides by it."""
        now = time.monotonic()
        for token in self.face.tokens():
            self.told.setdefault(token, now)

    def look(self) -> None:
        """Wait until the screen stands still and is whole: what is decided by is read first."""
        self.face.quiet(0.15, 3.0)
        self.face.answers()
        self.face.until(lambda screen: "comparing …" not in screen)
        self.face.quiet(0.1, 3.0)

    def hear(self, messages: str) -> None:
        """Note of which documents the messages say that what others wrote was replaced."""
        new = [one for one in messages.split(". ") if one not in self._heard]
        self._heard = {*messages.split(". ")}
        if any(new):
            self.note(f"    message: {'. '.join(new)}")
        if REPLACED.search(messages):
            self.met["replaced as chosen"] += any(REPLACED.search(one) for one in new)
            for session in SESSION.findall(messages):
                self.said.setdefault(session, []).append(time.monotonic())

    def answer_dialog(self) -> bool:
        """Answer the dialog that is shown; return whether there was one."""
        dialog = self.face.dialog()
        if dialog is None:
            return False
        self.met[dialog] += 1
        self.look()
        self.tell()
        keys = {
            "review": (*[ENTER] * 7, ESCAPE),
            "conflict": (*"mmmmmt", ESCAPE),
            "draft": (ENTER, ENTER, ESCAPE, "d"),
            "gone": (ENTER, ENTER, ESCAPE),
            "halfway": ("g", "g", "t", "l"),
            "unrecorded": ("y", ESCAPE),
            "under way": ("y",),
        }.get(dialog, (ESCAPE,))
        key = self.random.choice(keys)
        self.note(f"    {dialog}: {NAMES_OF_KEYS.get(key, key)}")
        if dialog == "conflict" and key == "t":
            self.ledger.release(self.session)
        if dialog == "draft" and key == "d":
            # The document that a write taken back has shown may be another than was gone to.
            self.ledger.release(self._named_by_dialog(dialog))
            self.face.press("d", "y")
            return True
        if dialog == "gone":
            # The document expired, or is deleted: what is written again is chosen there.
            self.deleted.add(self.session)
        if dialog == "halfway" and key == "t":
            self.ledger.release(self.session)
        words = self.face.text()
        self.face.press(key)
        self.face.until(lambda screen: screen != words, 3)
        return True

    def _named_by_dialog(self, dialog: str) -> str:
        """Return the session in the title of the dialog that is shown."""
        title = self.face.text().partition(DIALOGS[dialog])[2].partition("\n")[0]
        named = SESSION.search(title)
        return named[0] if named else self.session

    def is_still(self, seconds: float = 1.5) -> bool:
        """Return whether no request is under way, and none comes for `seconds`."""
        end = time.monotonic() + seconds
        while not self.world.proxy.under_way:
            if time.monotonic() > end:
                return True
            self.face.terminal.read_for(0.05)
        return False

    def follow(self) -> bool:
        """Follow a write through its questions to its end; return whether it was said to be saved.

        The message of an earlier write doesn't end it: it has to be quiet, with nothing asked.
        """
        end = time.monotonic() + FOLLOWED_SECONDS
        before = self.face.text()
        went_on, since = False, time.monotonic()
        while time.monotonic() < end and not self.face.terminal.has_ended:
            asked = self.face.text()
            if self.answer_dialog():
                before, went_on, since = asked, True, time.monotonic()
                continue
            screen = self.face.text()
            new = [word for word in ENDS if screen.count(word) > before.count(word)]
            if new:
                self.note(f"    said: {', '.join(new)}")
                self.face.quiet(0.25)
                self.met["saved"] += "Saved" in new
                return "Saved" in new and went_on
            self.face.terminal.read_for(0.05)
            if self.world.proxy.under_way:
                since = time.monotonic()
            elif time.monotonic() > since + SETTLED_SECONDS:
                self.note("    nothing more was said")
                return False
        return False
