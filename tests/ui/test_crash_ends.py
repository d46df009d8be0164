"""Ended by a signal, or by `q`, the explorer keeps all that was typed, to the last key."""

import signal
import time
from collections.abc import Callable, Sequence

import pytest

from tests.benchmarks.terminal import PATIENCE_SECONDS, Terminal
from tests.ui.crash_rig import (
    CTRL_HOME,
    CTRL_S,
    all_drafts,
    drafted,
    edit_selected_property,
    explorer,
    watched_service,
)

pytestmark = pytest.mark.slow

LARGE = "x" * 60_000
"""Above what is taken into the document at each key."""


def quit_by_keys(terminal: Terminal) -> None:
    terminal.send("\x1b")
    terminal.wait_until_shown("Edit")
    terminal.send("q")
    terminal.wait_until_shown("Quit without saving")
    terminal.send("y")


WAYS: dict[str, tuple[Callable[[Terminal], None], int]] = {
    "a hangup": (lambda terminal: terminal.signal(signal.SIGHUP), 129),
    "a kill": (lambda terminal: terminal.signal(signal.SIGTERM), 143),
    "a closed terminal": (Terminal.hang_up, 129),
    "q": (quit_by_keys, 0),
}


@pytest.mark.parametrize("value", ["small", LARGE], ids=["small", "large"])
@pytest.mark.parametrize("way", WAYS)
def test_what_stands_in_the_editor_is_in_the_draft_after(way: str, value: str) -> None:
    leave, code = WAYS[way]
    with watched_service() as service:
        service.put(note=value)
        with explorer(service) as terminal:
            terminal.wait_until_shown("note")
            terminal.send("3")
            edit_selected_property(terminal)
            terminal.send(CTRL_HOME + "typed ")
            terminal.wait_until(lambda screen: "typed" in screen)
            leave(terminal)
            if way == "a closed terminal":
                assert terminal.process.wait(60) == code
            else:
                assert terminal.wait_for_end() == code
        assert drafted("note") == f'typed "{value}"'


def test_a_burst_of_keys_that_was_read_before_a_signal_is_in_the_draft_after() -> None:
    with watched_service() as service:
        service.put(note="small")
        with explorer(service) as terminal:
            terminal.wait_until_shown("note")
            terminal.send("3")
            edit_selected_property(terminal)
            terminal.send(CTRL_HOME + "y" * 200)
            terminal.wait_until(lambda screen: "yy" in screen)
            terminal.signal(signal.SIGTERM)
            assert terminal.wait_for_end() == 143
        assert drafted("note") == f'{"y" * 200}"small"'


def until_drafted(terminals: Sequence[Terminal], *drafts: dict[str, str]) -> None:
    """Let the explorers work until these are the drafts on disk; none of them ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not same([{n: e.text for n, e in d.edits.items()} for d in all_drafts()], drafts):
        for terminal in terminals:
            terminal.read_for(0.05)
            assert not terminal.has_ended
        assert time.monotonic() < deadline, [terminal.shown() for terminal in terminals]


def same(left: Sequence[object], right: Sequence[object]) -> bool:
    """Whether both have the same, in any order."""
    return len(left) == len(right) and all(one in right for one in left)


def test_two_explorers_that_edit_one_property_lose_nothing_of_each_other() -> None:
    with watched_service() as service:
        service.put(a="", b="")
        with explorer(service) as one, explorer(service) as two:
            for terminal in (one, two):
                terminal.wait_until_shown("expires in")
                terminal.send("3")
                edit_selected_property(terminal)
            one.send('"1')
            until_drafted([one, two], {"a": '"1'})
            two.send('"2')
            until_drafted([one, two], {"a": '"1'}, {"a": '"2'})
            two.process.kill()
            two.wait_for_end()
            with explorer(service) as again:
                # Only what nobody types any more is offered.
                again.wait_until_shown("draft of")
                again.send("3")
                again.wait_until_shown("Unsaved edits from")
                again.send("\r")
                again.wait_until(lambda screen: '"2' in screen and "are still" not in screen)
                until_drafted([one, again], {"a": '"1'}, {"a": '"2'})
                again.process.kill()
            one.send("st")
            until_drafted([one], {"a": '"1st'}, {"a": '"2'})
            one.process.kill()
        with explorer(service) as last:
            last.wait_until_shown("draft of")
            last.send("3")
            last.wait_until_shown("Unsaved edits from")
            last.send("\r")
            last.wait_until_shown("replaces an open edit")


def test_saving_in_one_explorer_keeps_what_the_other_typed_into_the_same_property() -> None:
    with watched_service() as service:
        service.put(a="")
        with explorer(service) as one, explorer(service) as two:
            for terminal, typed in ((one, "1"), (two, "2")):
                terminal.wait_until_shown("expires in")
                terminal.send("3")
                edit_selected_property(terminal)
                terminal.send(typed)
                until_drafted([one, two], *[{"a": t} for t in ("1", "2")[: int(typed)]])
            one.send(CTRL_S)
            one.wait_until_shown("To be sent")
            one.send("\r")
            one.wait_until_shown("Saved 1 property")
            one.wait_until(lambda screen: "1 unsaved" not in screen)
            # It writes its own drafts before it ends.
            one.signal(signal.SIGTERM)
            one.wait_for_end()
            two.process.kill()
        assert service.stored("a") == "1"
        assert drafted("a") == "2"
