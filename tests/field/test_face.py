"""The rig reads a screen of any width: what it can't read, it would call right."""

from pathlib import Path
from random import Random

import pytest

from tests.field.face import messages_in
from tests.field.ledger import Ledger
from tests.field.user import User
from tests.field.visitor import SIZES
from tests.field.world import NAMES, SHARED, world

pytestmark = pytest.mark.slow


def test_properties_and_dialogs_are_read_in_each_width(tmp_path: Path) -> None:
    with world(tmp_path, seed=1, ahead="none") as it:
        it.bot.pause()
        user = User(tmp_path, it, Random(1), Ledger(tmp_path, it.history))
        try:
            for columns, rows in (min(SIZES), max(SIZES)):
                user.face.terminal.resize(columns, rows)
                assert user.go_to(SHARED[0])
                assert user.face.until(lambda _: set(user.face.rows()) == set(NAMES))
                assert user.face.rows()[NAMES[1]] == ("", f"at first {SHARED[0]} {NAMES[1]}")
                user.face.send("2", "d")
                assert user.face.until(lambda _: user.face.dialog() == "delete document")
                user.home()
                user.face.send("2", " ")
                assert user.face.until(lambda _: user.face.marked() == [SHARED[0]])
                user.home()
                assert user.face.until(lambda _: not user.face.marked())
        finally:
            user.face.close()


def test_a_message_is_read_in_however_many_lines_it_stands() -> None:
    screen = """
│▌  s1              61     394d  ││▌     p3               string     21  "at first"               │
│   s2              61     394d  ││       ▌ Others wrote 1 property (p1) of s1 while you decided;  │
╰────────────────────────────────╯╰───────▌ yours replaced it, as you chose.                      ─╯
"""
    said = "Others wrote 1 property (p1) of s1 while you decided; yours replaced it, as you chose."
    assert messages_in(screen) == said
