"""A user who edits: in the row, as text, in the large editor, the whole document; names too."""

import json
from typing import TYPE_CHECKING

from tests.field.face import (
    CTRL_K,
    ENTER,
    ESCAPE,
    F7,
    HOME,
)
from tests.field.visitor import Visitor
from tests.field.world import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable


class Editor(Visitor):
    """Edits properties, in each of the ways that there are."""

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
        self.face.send(HOME, CTRL_K, token)
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
        if not self.face.until(lambda screen: "esc back, kept" in screen, 5):
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
        self.face.press("R", HOME, CTRL_K, f"r{self.fresh}", ENTER)

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
        self.tell()
        self.face.send("z")
        if self.face.until(lambda screen: "Discard " in screen, 3):
            self.face.press("y")
