"""A user who does anything: looks around, edits, saves, deletes, takes back, kills the program."""

import time

from tests.field.editing import Editor
from tests.field.face import (
    CTRL_U,
    END,
    ENTER,
    ESCAPE,
    StuckError,
)
from tests.field.world import QUIET, SHARED


class User(Editor):
    """Does all that a user does."""

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

    def edit_and_save(self) -> None:
        """Edit a property of a session that the bot writes too, and save it."""
        if self.session not in SHARED and not self.go_to(self.random.choice(SHARED)):
            return
        self.edit()
        self.save()

    def take_back_write(self) -> None:
        """Take the last write back."""
        self.note("take the last write back")
        self.takes_back = True
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
            self.face.press("y")
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
