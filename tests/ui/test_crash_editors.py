"""Killed while a value is typed in any of its editors, the explorer has lost no more than a second.

One kill at each run, in the editor that merges; `CRASH_KILLS=200` for as many, in all of them.
"""

import os
import time
from collections.abc import Callable
from random import Random
from string import ascii_lowercase

import pytest

from tests.benchmarks.terminal import Terminal
from tests.ui.crash_rig import CTRL_S, Watched, explorer, the_draft, watched_service

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("CRASH_KILLS", "1"))
MAY_BE_LOST_SECONDS = 1.0


def row(terminal: Terminal, _: Watched) -> None:
    terminal.send("\r")
    terminal.wait_until_shown("f8")


def large(terminal: Terminal, _: Watched) -> None:
    terminal.send("o")
    terminal.wait_until_shown("Done, keeps it")


def whole(terminal: Terminal, _: Watched) -> None:
    terminal.send("W")
    terminal.wait_until_shown("Done, keeps it")


def merge(terminal: Terminal, service: Watched) -> None:
    row(terminal, service)
    terminal.send("mine\r")
    terminal.wait_until_shown("1 unsaved")
    service.put(note="theirs")
    terminal.send(CTRL_S)
    terminal.wait_until_shown("Keep mine")
    terminal.send("e")
    terminal.wait_until_shown("Done, keeps it")


EDITORS: dict[str, Callable[[Terminal, Watched], None]] = {
    "merge": merge, "row": row, "large": large, "whole": whole,
}  # fmt: skip
ROUNDS = [list(EDITORS)[at % len(EDITORS)] for at in range(KILLS)]


@pytest.mark.parametrize(("number", "editor"), enumerate(ROUNDS))
def test_a_kill_while_one_types_in_an_editor_loses_no_more_than_a_second(
    number: int, editor: str
) -> None:
    random = Random(number)
    shown: list[tuple[float, str]] = []
    with watched_service() as service:
        service.put(note="was")
        with explorer(service) as terminal:
            terminal.wait_until_shown("note")
            terminal.send("3")
            EDITORS[editor](terminal, service)
            typed = ""
            for character in random.choices(ascii_lowercase, k=random.randrange(12, 24)):
                typed += character
                terminal.send(character)
                at = terminal.wait_until(lambda screen: typed in screen)  # noqa: B023
                shown.append((at, typed))
                terminal.read_for(random.random() * 0.2)
            terminal.process.kill()
            killed_at = time.perf_counter() - terminal.started
        draft = the_draft()
    safe = [typed for at, typed in shown if at < killed_at - MAY_BE_LOST_SECONDS]
    assert safe
    assert draft is not None
    texts = [edit.text or "" for edit in draft.edits.values()]
    texts += [draft.whole.text or ""] if draft.whole is not None else []
    assert any(safe[-1] in text for text in texts)
