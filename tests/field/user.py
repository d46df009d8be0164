"""A user who does anything: looks around, edits, saves, deletes, takes back, kills the program."""

from tests.field.face import (
    CTRL_U,
    END,
    ENTER,
    ESCAPE,
    StuckError,
)
from tests.field.moving import Mover
from tests.field.world import FLEETING, QUIET, SHARED


class User(Mover):
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
        if self.session not in SHARED and not self.go_to(self.random.choice(SHARED * 3 + FLEETING)):
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
        if self.face.until(lambda screen: "Delete session" in screen, 10):
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
        if not self.face.until(lambda screen: "When should " in screen, 10):
            return
        self.face.press("t", END, CTRL_U, f"{hours}h")
        began = self.world.now()
        self.face.press(ENTER)
        self.follow()
        self.expiries.append((self.session, hours * 3_600, began, self.world.now()))

    # ── ends ───────────────────────────────────────────────────────────────────────────────────

    def quit(self) -> None:
        """Leave the explorer as one should."""
        self.note("quit")
        for _ in range(3):
            self.home()
            self.face.send("2", "q")
            if self.goes_through(lambda: self.face.terminal.has_ended):
                break
        else:
            raise StuckError("It did not end after q.")
        self.face.terminal.wait_until_quiet(0.05)
