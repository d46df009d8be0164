"""A user who looks around: opens, holds keys, filters, resizes.

Each action begins at the explorer, wherever the last one ended, and says in `steps` what it does.
"""

import time
from pathlib import Path
from random import Random

from tests.field.answers import Answers
from tests.field.face import (
    CTRL_G,
    CTRL_U,
    DOWN,
    ENTER,
    ESCAPE,
    PAGE_DOWN,
    PAGE_UP,
    PATIENCE_SECONDS,
    UP,
    Face,
)
from tests.field.history import NAMESPACE
from tests.field.ledger import Ledger
from tests.field.world import FLEETING, NAMES, QUIET, SHARED, World

SIZES = ((100, 30), (120, 40), (100, 24), (140, 40))

ALTHOUGH = "although it isn't there"
"""Said of a document that is not listed, before it is opened all the same."""


class Visitor(Answers):
    """Types at a `Face`, and remembers in a `Ledger` what was typed."""

    def __init__(self, folder: Path, world: World, random: Random, ledger: Ledger) -> None:
        super().__init__(world, random, ledger)
        self._folder = folder
        self.session = ""
        self.fresh = 0
        self.start()

    def start(self) -> None:
        """Start the explorer, and wait for the list of sessions."""
        self.note("start")
        self.session = ""
        self.ledger.profile = ""
        self.face = Face(self._folder, self.world.proxy.url, self.hear, *self.random.choice(SIZES))
        self.face.need("Namespaces")
        self.face.until(lambda screen: any(one in screen for one in SHARED + QUIET), 10)

    def kill(self) -> None:
        """End the explorer with no chance to do anything more, and start it again."""
        self.note("kill -9")
        if self.random.random() < 0.5:
            # Half of the time everything is on the disk, and nothing may be lost.
            self.look()
            missing = self.ledger.missing
            self.face.until(lambda _: not missing(set()), PATIENCE_SECONDS)
        else:
            self.ledger.release_young()
        self.face.terminal.process.kill()
        self.face.terminal.process.wait()
        self.left.append(time.monotonic())
        self.face.close()
        self.start()

    # ── moving about ───────────────────────────────────────────────────────────────────────────

    def home(self) -> None:
        """Answer what is asked, leave what is open, and be at the explorer again."""
        for _ in range(6):
            self.face.quiet(0.05, 1.0)
            if not self.answer_dialog():
                break
        if "string ·" in self.face.text():
            # Something is typed in a row: enter takes it, and escape means to drop it.
            self.face.press(ENTER)
        self.face.press(ESCAPE, ESCAPE)
        self.answer_dialog()

    def go_to(self, session: str) -> bool:
        """Open a document by its name; return whether it came."""
        self.note(f"go to {session}")
        self.home()
        self.face.send("2", "g")
        self.face.need("an id, a part of one")
        self.face.send(f"{NAMESPACE}:{session}", ENTER)
        came = self.face.until(
            lambda screen: (
                self.face.shows_session(session)
                or "Unsaved edits from" in screen
                or ALTHOUGH in screen
            ),
            15,
        )
        if came and self.face.until(lambda screen: ALTHOUGH in screen, 0.3):
            self.face.send(ENTER)
            came = self.face.until(lambda screen: self.face.shows_session(session), 15)
        self.face.quiet()
        self.session = session if came else ""
        self.world.bot.follow(session)
        if came and self.face.until(lambda screen: "Unsaved edits from" in screen, 0.3):
            self.answer_dialog()
        self.face.press("3")
        return came

    def go_to_any(self) -> bool:
        """Open one of the documents."""
        return self.go_to(self.random.choice(SHARED + QUIET + FLEETING))

    def go_to_property(self) -> str | None:
        """Put the cursor on a property of the document; return its name."""
        if not (self.session and self.random.random() < 0.85) and not self.go_to_any():
            return None
        self.home()
        self.face.press("3")
        name = self.random.choice([*(self.face.rows() or NAMES)])
        self.face.send(CTRL_G)
        if not self.face.until(lambda screen: "path" in screen, 5):
            return None
        self.face.press(CTRL_U, name, ENTER)
        return name if name in self.face.rows() else None

    def hold_keys(self) -> None:
        """Hold keys in the list of sessions, so that readings are begun and left."""
        self.home()
        keys = self.random.choices((DOWN, UP, PAGE_DOWN, PAGE_UP), k=self.random.randrange(5, 40))
        self.note(f"hold {len(keys)} keys in the sessions")
        self.face.send("2", *keys)
        self.session = ""
        self.face.quiet(0.2)

    def filter_sessions(self) -> None:
        """Filter the sessions, and take the filter away again."""
        self.home()
        word = self.random.choice(("s", "q1", "1", "nothing"))
        self.note(f"filter {word}")
        self.face.press("2", "/", word)
        self.session = ""
        self.face.press(ENTER, ESCAPE, ESCAPE)

    def refresh(self) -> None:
        """Read anew."""
        self.note("refresh")
        self.home()
        self.face.press("r")

    def resize(self) -> None:
        """Give the terminal another size."""
        columns, rows = self.random.choice(SIZES)
        self.note(f"resize to {columns}x{rows}")
        self.face.terminal.resize(columns, rows)
        self.face.quiet()

    def look_elsewhere(self) -> None:
        """Open another screen, and leave it."""
        key, word = self.random.choice(
            (("t", "expires at"), ("U", "Journal"), ("O", "Drafts"), ("?", "Keys"))
        )
        self.note(f"look at {word}")
        self.home()
        self.face.send("2", key)
        self.face.until(lambda screen: word in screen, 10)
        self.face.press(DOWN, PAGE_DOWN, ESCAPE, ESCAPE)
