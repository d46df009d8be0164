"""A user who does anything, a small thing at a time.

Each action begins at the explorer, wherever the last one ended, and says in `steps` what it does.
"""

import json
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.field.answers import Answers
from tests.field.face import (
    CTRL_G,
    CTRL_U,
    DOWN,
    END,
    ENTER,
    ESCAPE,
    F7,
    PAGE_DOWN,
    PAGE_UP,
    UP,
    Face,
    StuckError,
)
from tests.field.history import NAMESPACE
from tests.field.ledger import Ledger
from tests.field.world import NAMES, QUIET, SHARED, World

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = ((100, 30), (120, 40), (100, 24), (140, 40))
START_SECONDS = 40.0


class User(Answers):
    """Types at a `Face`, and remembers in a `Ledger` what was typed."""

    def __init__(self, folder: Path, world: World, random: Random, ledger: Ledger) -> None:
        super().__init__(world, random, ledger)
        self._folder = folder
        self.steps: list[str] = []
        self._began = time.monotonic()
        self.session = ""
        self.fresh = 0
        self.start()

    def note(self, step: str) -> None:
        """Remember a step."""
        seconds = time.monotonic() - self._began
        self.steps.append(f"{len(self.steps) + 1}. {seconds:.1f} s: {step}")

    def start(self) -> None:
        """Start the explorer, and wait for the list of sessions."""
        self.note("start")
        self.session = ""
        self.face = Face(self._folder, self.world.proxy.url, *self.random.choice(SIZES))
        self.face.need("Namespaces", START_SECONDS)
        self.face.until(lambda screen: any(one in screen for one in SHARED + QUIET), 10)

    # ── moving about ───────────────────────────────────────────────────────────────────────────

    def home(self) -> None:
        """Answer what is asked, leave what is open, and be at the explorer again."""
        for _ in range(6):
            self.face.quiet(0.05, 1.0)
            if not self.answer_dialog():
                break
        self.face.press(ESCAPE, ESCAPE)
        self.answer_dialog()

    def go_to(self, session: str) -> bool:
        """Open a document by its name; return whether it came."""
        self.note(f"go to {session}")
        self.home()
        self.face.send("2", "g")
        self.face.need("a session id, namespace:session")
        self.face.send(f"{NAMESPACE}:{session}", ENTER)
        came = self.face.until(
            lambda screen: self.face.shows_session(session) or "are still here" in screen, 15
        )
        self.face.quiet()
        self.session = session if came else ""
        if came and self.face.until(lambda screen: "are still here" in screen, 0.3):
            self.answer_dialog()
        self.face.press("3")
        return came

    def go_to_any(self) -> bool:
        """Open one of the documents."""
        return self.go_to(self.random.choice(SHARED + QUIET))

    def go_to_property(self) -> str | None:
        """Put the cursor on a property of the document; return its name."""
        if not (self.session and self.random.random() < 0.7) and not self.go_to_any():
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

    # ── editing ────────────────────────────────────────────────────────────────────────────────

    def edit(self) -> None:
        """Edit a property, in one of the ways."""
        name = self.go_to_property()
        if name is None:
            return
        self.look()
        self.tell()
        token = self.ledger.new_token()
        ways = (self._in_the_row, self._as_text, self._large, self._whole)
        way: Callable[[str, str], bool] = self.random.choice(ways)
        self.note(f"type {token} into {name} of {self.session}, {way.__name__.strip('_')}")
        self.ledger.typed(token, self.session, name)
        if not way(name, token) or not self.face.until(lambda screen: token in screen, 10):
            # It was never on the screen: nobody saw it typed.
            self.ledger.release(self.session, name)
        self.face.quiet(0.06, 1.0)

    def _in_the_row(self, name: str, token: str) -> bool:
        if self.face.rows().get(name, ("", ""))[0] in ("!", "-"):
            return False
        self.face.press(ENTER)
        if not self.face.until(lambda screen: "string ·" in screen, 3):
            return False
        self.face.send(END, CTRL_U, token)
        if self.face.until(lambda screen: token in screen, 10) and self.random.random() < 0.8:
            self.face.press(ENTER)
        return True

    def _as_text(self, name: str, token: str) -> bool:
        self.face.send("e")
        if not self.face.until(lambda screen: "Format" in screen, 5):
            return False
        self.face.send(F7, f'"{token}"' if self.random.random() < 0.9 else f'["{token}')
        return True

    def _large(self, name: str, token: str) -> bool:
        self.face.send("o")
        if not self.face.until(lambda screen: "takes it" in screen, 5):
            return False
        text = token if "the characters of a string" in self.face.text() else f'"{token}"'
        self.face.send(F7, text)
        self._leave_the_large_one(token)
        return True

    def _whole(self, name: str, token: str) -> bool:
        rows = self.face.rows()
        if set(rows) < set(NAMES) or any(mark for mark, _ in rows.values()):
            return False
        document = {key: value for key, (_, value) in rows.items()} | {name: token}
        self.face.send("W")
        if not self.face.until(lambda screen: "JSON  ·" in screen, 5):
            return False
        for key in document:
            if key != name:
                self.ledger.release(self.session, key)
        self.face.send(F7, f"\x1b[200~{json.dumps(document)}\x1b[201~")
        self._leave_the_large_one(token)
        return True

    def _leave_the_large_one(self, token: str) -> None:
        if self.face.until(lambda screen: token in screen, 10) and self.random.random() < 0.9:
            self.face.press(ESCAPE)

    def add_property(self) -> None:
        """Add a property with a value."""
        if not self.session and not self.go_to_any():
            return
        self.home()
        self.fresh += 1
        name, token = f"n{self.fresh}", self.ledger.new_token()
        self.note(f"add {name} with {token} to {self.session}")
        self.face.send("3", "n")
        if not self.face.until(lambda screen: "New property" in screen, 5):
            return
        self.face.send(name, ENTER)
        if not self.face.until(lambda screen: "Format" in screen, 5):
            return
        self.face.send(F7, f'"{token}"')
        if self.face.until(lambda screen: token in screen, 5):
            self.ledger.typed(token, self.session, name)

    def rename_property(self) -> None:
        """Give a property that was not typed into another name."""
        name = self.go_to_property()
        if name is None or any(one.name == name for one in self.ledger.open_of(self.session)):
            return
        self.fresh += 1
        self.note(f"rename {name} of {self.session} to r{self.fresh}")
        self.tell()
        self.face.press("R", END, CTRL_U, f"r{self.fresh}", ENTER)

    def remove_property(self) -> None:
        """Remove a property, with the next save."""
        name = self.go_to_property()
        if name is None:
            return
        self.note(f"remove {name} of {self.session}")
        self.tell()
        self.face.send("d")
        if self.face.until(lambda screen: "Remove the property" in screen, 3):
            self.ledger.release(self.session, name)
            self.face.press("y")

    def take_back_edit(self) -> None:
        """Take the unsaved changes of a property back."""
        name = self.go_to_property()
        if name is None:
            return
        self.note(f"take back the edits of {name} of {self.session}")
        self.ledger.release(self.session, name)
        self.face.press("z")

    # ── writing ────────────────────────────────────────────────────────────────────────────────

    def save(self) -> None:
        """Save the document that is shown."""
        if not self.session:
            return
        self.home()
        self.note(f"save {self.session}")
        open_before = self.ledger.open_of(self.session)
        said_before = "Saved" in self.face.text()
        self.face.send("3", "\x13")
        if self.follow() and not said_before:
            for one in open_before:
                if one in self.ledger.held and one.token not in self.world.history.arrived:
                    self.lied(f"Saved was said, and {one.token} never arrived at the service.")

    def take_back_write(self) -> None:
        """Take the last write back."""
        self.note("take the last write back")
        self.home()
        self.face.send("2", "u")
        self.follow()

    def delete_document(self) -> None:
        """Delete the document that is shown, from the list."""
        if not self.session or self.random.random() < 0.5:
            return
        self.note(f"delete {self.session}")
        session = self.session
        self.home()
        self.face.send("2", "d")
        if self.face.until(lambda screen: "The journal keeps what it had" in screen, 10):
            if f"Delete {session}?" not in self.face.text():
                self.face.press(ESCAPE)
                return
            self.ledger.release(session)
            self.deleted.add(session)
            self.face.send("y")
            self.follow()
        self.session = ""

    def change_expiry(self) -> None:
        """Set the expiry of a document anew."""
        if not self.go_to(self.random.choice(QUIET)):
            return
        hours = self.random.randrange(2, 200)
        self.note(f"let {self.session} expire in {hours} h")
        self.face.send("x")
        if not self.face.until(lambda screen: "When is it to expire?" in screen, 10):
            return
        self.face.press("t", END, CTRL_U, f"{hours}h")
        began = self.world.now()
        self.face.press(ENTER)
        self.follow()
        self.expiries.append((self.session, hours * 3_600, began, self.world.now()))

    # ── ends ───────────────────────────────────────────────────────────────────────────────────

    def kill(self) -> None:
        """End the explorer with no chance to do anything more, and start it again."""
        self.note("kill -9")
        self.ledger.release_young()
        self.face.terminal.process.kill()
        self.face.terminal.process.wait()
        self.face.close()
        self.start()

    def quit(self) -> None:
        """Leave the explorer as one should."""
        self.note("quit")
        self.home()
        self.face.send("2", "q")
        end = time.monotonic() + 30
        while not self.face.terminal.has_ended:
            if "Quit without saving" in self.face.text():
                self.face.send("\t", ENTER)
            if time.monotonic() > end:
                raise StuckError("It did not end after q.")
            self.face.terminal.read_for(0.1)
        self.face.terminal.wait_until_quiet(0.05)
