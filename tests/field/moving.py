"""A user who moves and deletes many, changes the profile, and goes on while something is written.

What is pressed during a write comes with no wait: the write is under way, or just about to be.
"""

import time
from collections.abc import Callable

from tests.field.editing import Editor
from tests.field.face import CTRL_S, DOWN, END, ENTER, ESCAPE, OTHER, UP, StuckError
from tests.field.world import SHARED

LEAVING_SECONDS = 240.0
"""The longest that leaving may take: what was begun ends first, with its questions."""


class Mover(Editor):
    """Takes documents elsewhere, many at once away, and itself to another profile or out."""

    def move_document(self) -> None:
        """Move or duplicate the document that is shown, to a new session."""
        if not self.session or self.ledger.open_of(self.session):
            return
        self.fresh += 1
        target = f"m{self.fresh}"
        how = self.random.choice("dmm")
        self.note(f"{'move' if how == 'm' else 'duplicate'} {self.session} to {target}")
        self.home()
        self.face.send("2", "c")
        if not self.face.until(lambda screen: "Duplicate it" in screen, 3):
            return
        self.face.send(how)
        if not self.face.until(lambda screen: "a session id, namespace:session" in screen):
            return
        if how == "m":
            self.deleted.add(self.session)
        self.face.press(target, ENTER)
        self.follow()
        self.session = ""

    def delete_many(self) -> None:
        """Mark two documents of the list, and delete them in one operation."""
        self.note("delete two documents at once")
        self.home()
        self.face.press("2", END, " ", END, UP, " ")
        self.face.send("d")
        if not self.face.until(lambda screen: "Delete 2 documents" in screen, 3):
            self.face.press(ESCAPE, ESCAPE, ESCAPE)
            return
        for session in self.face.marked():
            self.note(f"    {session}")
            self.ledger.release(session)
            self.deleted.add(session)
        self.session = ""
        self.face.press("y")
        self.face.need("─ Deleting 2 documents")
        stops = self.random.random() < 0.3
        end = time.monotonic() + LEAVING_SECONDS
        while "─ Deleting 2 documents" in self.face.text():
            if stops or self.is_still():
                self.face.press(ESCAPE)
                stops = False
            if time.monotonic() > end:
                raise StuckError("The deletion of many documents does not end.")
            self.face.terminal.read_for(0.2)
        self.met["two deleted at once"] += 1

    def switch_profile(self) -> None:
        """Go to the other profile, which is of the same account."""
        self.home()
        self._switch()

    def do_else_while_saving(self) -> None:
        """Send a save, and do something else at once."""
        if self.session not in SHARED and not self.go_to(self.random.choice(SHARED)):
            return
        self.edit()
        self.home()
        self.note(f"save {self.session}, and go on at once")
        self.face.send("3", CTRL_S)
        self.face.until(lambda _: self.face.dialog() or self.world.proxy.under_way, 2)
        if self.face.dialog() == "review":
            self.note("    review: enter")
            self.tell()
            self.face.send(ENTER)
        what = self.random.choice(
            (self._switch, self._leave_and_come_back, self.kill, self.delete_many,
             self.hold_keys, self.edit, self.go_to_any)
        )  # fmt: skip
        self.met["saves left alone"] += 1
        what()

    def _switch(self) -> None:
        self.note("switch the profile")
        self.face.send("2", "p")
        if not self.face.until(lambda screen: "enter connects" in screen, 3):
            return
        there = OTHER not in self._title()
        self.face.press(UP if there else DOWN, ENTER)
        if not self.goes_through(lambda: (OTHER in self._title()) is there):
            return
        self.ledger.profile = OTHER if there else ""
        self.session = ""
        self.met["profile switched"] += 1
        self.face.need("Namespaces")

    def _title(self) -> str:
        return self.face.text().split("\n", 1)[0]

    def goes_through(self, holds: Callable[[], bool]) -> bool:
        """Answer what is asked before it is left; return whether it is. Raises StuckError."""
        end = time.monotonic() + LEAVING_SECONDS
        agreed = False
        while not holds():
            asked = self.face.dialog()
            if asked in ("quit", "under way"):
                self.note(f"    {asked}: y")
                self.face.press("y")
                agreed = True
            elif asked is not None:
                self.answer_dialog()
            elif not agreed and self.is_still() and self.face.dialog() is None:
                return holds()  # the key went elsewhere: to a question that came between
            if time.monotonic() > end:
                raise StuckError("It was agreed to leave, and it does not leave.")
            self.face.terminal.read_for(0.1)
        self.left.append(time.monotonic())
        return True

    def _leave_and_come_back(self) -> None:
        self.note("quit")
        self.face.send("2", "q")
        if self.goes_through(lambda: self.face.terminal.has_ended):
            self.met["left during a write"] += 1
            self.start()
