"""What a closed document held is given back when the keys rest, and no key waits for that."""

import sys

from tests.benchmarks.terminal import Terminal

PROGRAM = [
    sys.executable,
    "-c",
    """
import gc
import weakref
from textual.app import App
from textual.widgets import Static
from ccs_tui.ui.terminal import garbage
from ccs_tui.ui.terminal.garbage import CollectsAtRestApp

garbage.REST_SECONDS /= 5

class Document:
    pass

class Here(CollectsAtRestApp[None], App[None]):
    def compose(self):
        yield Static("here it is")

    def key_a(self):
        document = Document()
        document.itself = document
        weakref.finalize(document, self.say, "given back")

    def key_b(self):
        frozen = gc.get_freeze_count() > 10_000
        self.say(f"{'frozen' if frozen else 'not frozen'}, from {gc.get_threshold()[2]} on")

    def say(self, text):
        self.query_one(Static).update(text)

gc.disable()  # Python's own would do it at some time as well.
Here().run()
""",
]


def test_what_is_garbage_is_given_back_when_the_keys_rest() -> None:
    with Terminal(PROGRAM) as terminal:
        terminal.wait_until_shown("here it is")
        terminal.wait_until_quiet(0.3)
        for _ in range(2):
            terminal.send("b")
            terminal.wait_until_shown("frozen, from 300 on")
            assert "not frozen" not in terminal.shown()
            terminal.send("a")
            terminal.wait_until_shown("given back")
