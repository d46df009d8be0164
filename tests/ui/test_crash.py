"""Killed at any moment of an edit or a save, the explorer has lost no more than a second.

A few kills at each run; `CRASH_KILLS=200` for as many.
"""

import os
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from random import Random
from string import ascii_lowercase

import pytest

from ccs_tui.local.journal import Entry, Kind, Outcome
from ccs_tui.local.state import State
from tests.benchmarks.terminal import Terminal
from tests.ui.crash_rig import (
    CTRL_HOME,
    CTRL_S,
    DOWN,
    UP,
    Watched,
    drafted,
    edit_selected_property,
    explorer,
    state_file,
    the_draft,
    watched_service,
)

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("CRASH_KILLS", "4"))
AT_ONCE = 25
"""Kills in a row, on one service and one state file."""
MAY_BE_LOST_SECONDS = 1.0
MOMENTS = 3 * 6
"""Of a save: it reads twice before it sends, writes twice, and reads afterwards."""
SAVE_SECONDS = 0.5
"""About what it takes."""
TYPING_SECONDS = 2.0


@dataclass
class Round:
    """One run of the explorer, from its start to its death, and what it must leave behind."""

    service: Watched
    random: Random
    number: int
    shown: list[tuple[float, str]] = field(default_factory=list)
    """When which text was on the screen, in the editor."""
    killed_at: float = 0.0

    def run(self) -> None:
        before = self.journal()
        draft = the_draft()
        self.service.writes.clear()
        with explorer(self.service) as terminal:
            terminal.wait_until_shown("note")
            if before and before[0].outcome is Outcome.SENT:
                self.look_at_the_journal(terminal)
            how = ("type", "review", "stop", "send")[self.number % 4]
            terminal.send("3")
            if draft is not None:
                terminal.wait_until_shown("Unsaved edits from")
                self.decide_about_the_draft(terminal, take_up=how == "type")
            if how != "type":
                self.remove_old(terminal)
            self.type_note(terminal)
            if how != "type":
                self.review(terminal)
            if how == "stop":
                self.send(terminal)
            elif how == "send":
                terminal.send("\r")
                terminal.read_for(self.random.random() * SAVE_SECONDS)
            self.kill(terminal)
            terminal.process.wait()
        self.examine(before)

    # What is done

    def look_at_the_journal(self, terminal: Terminal) -> None:
        terminal.send("U")
        terminal.wait_until_shown("outcome unknown")
        terminal.send("\x1b")
        terminal.wait_until(lambda screen: "outcome unknown" not in screen)

    def decide_about_the_draft(self, terminal: Terminal, *, take_up: bool) -> None:
        if take_up:
            note = (drafted("note") or "")[:20]
            terminal.send("\r")
            terminal.wait_until(
                lambda screen: "Unsaved edits from" not in screen and note in screen
            )
        else:
            terminal.send("d")
            terminal.wait_until_shown("Discard the edits from")
            terminal.send("y")
            terminal.wait_until_shown("is gone")

    def remove_old(self, terminal: Terminal) -> None:
        terminal.send(DOWN + "d")
        terminal.wait_until_shown("Remove the property old?")
        terminal.send("y")
        terminal.wait_until(lambda screen: "Remove the property old?" not in screen)
        terminal.send(UP)

    def type_note(self, terminal: Terminal) -> None:
        edit_selected_property(terminal)
        typed = ""
        for character in f'"{self.number:03}' + "".join(
            self.random.choices(ascii_lowercase, k=self.random.randrange(1, 30))
        ):
            typed += character
            terminal.send(character)
            at = terminal.wait_until(lambda screen: typed in screen)  # noqa: B023
            self.shown.append((terminal.started + at, typed))
            if self.random.random() < 0.1:
                # As people do: they think.
                terminal.read_for(self.random.random())

    def review(self, terminal: Terminal) -> None:
        typed = self.shown[-1][1] + '"'
        terminal.send('"')
        at = terminal.wait_until_shown(typed)
        self.shown.append((terminal.started + at, typed))
        terminal.send(CTRL_S)
        terminal.wait_until_shown("To be sent")

    def send(self, terminal: Terminal) -> None:
        """Send, and kill at a moment of one of the requests."""
        left = self.random.randrange(MOMENTS)

        def count_down() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                self.kill(terminal)

        self.service.at_moment = count_down
        terminal.send("\r")
        with suppress(TimeoutError):
            terminal.wait_until_shown("Saved 2 properties")

    def kill(self, terminal: Terminal) -> None:
        if not self.killed_at:
            self.killed_at = time.perf_counter()
            terminal.process.kill()

    # What is left

    def journal(self) -> list[Entry]:
        with closing(State.open(state_file())) as state:
            assert state.notice is None
            return state.journal.entries()

    def examine(self, before: list[Entry]) -> None:
        self.service.at_moment = lambda: None
        self.check_draft()
        new = self.journal()[: -len(before) or None][::-1]
        self.check_journal(new)

    def check_draft(self) -> None:
        latest = self.killed_at - MAY_BE_LOST_SECONDS
        safe = [typed for at, typed in self.shown if at < latest]
        stored, draft = self.service.stored("note"), drafted("note")
        if safe and stored != self.shown[-1][1]:
            assert draft is not None, f"{safe[-1]} is lost"
            assert draft.startswith(safe[-1])
            assert self.shown[-1][1].startswith(draft)

    def check_journal(self, new: list[Entry]) -> None:
        """Each write has an entry that was there before it came, and at most one had yet to go."""
        recorded = [write.entry for write in self.service.writes]
        assert None not in recorded, self.service.writes
        assert [entry.id for entry in recorded if entry] == [e.id for e in new][: len(recorded)]
        assert len(new) - len(recorded) in (0, 1)
        assert [entry.kind for entry in new] == [Kind.SAVE, Kind.DELETE_PROPERTIES][: len(new)]
        # The next call goes only when the answer to the one before is known.
        assert all(entry.outcome is Outcome.DONE for entry, _ in pairwise(new))
        for entry in new:
            assert entry.outcome in (Outcome.SENT, Outcome.DONE)
            if entry.outcome is Outcome.DONE and entry.kind is Kind.SAVE:
                assert self.service.stored("note") == self.shown[-1][1]


@pytest.mark.parametrize("part", range(-(-KILLS // AT_ONCE)))
def test_a_kill_at_any_moment_loses_no_more_than_a_second(part: int) -> None:
    random = Random(part)
    with watched_service(latency_seconds=0.02) as service:
        service.put(note="as it was")
        for number in range(part * AT_ONCE, min(KILLS, (part + 1) * AT_ONCE)):
            service.put(old=number)
            Round(service, random, number).run()


def test_a_kill_while_one_types_into_a_large_document_loses_no_more_than_a_second() -> None:
    shown: list[tuple[float, str]] = []
    with watched_service() as service:
        service.put(note="x" * 790_000)
        with explorer(service) as terminal:
            terminal.wait_until_shown("note")
            terminal.send("3")
            edit_selected_property(terminal)
            terminal.send(CTRL_HOME)
            for character in cycle(ascii_lowercase):
                typed = (shown[-1][1] if shown else "") + character
                terminal.send(character)
                at = terminal.wait_until(lambda screen: typed[-10:] in screen)  # noqa: B023
                shown.append((at, typed))
                if at - shown[0][0] > TYPING_SECONDS:
                    break
                # Ten keys a second.
                terminal.read_for(0.08)
            terminal.process.kill()
            killed_at = time.perf_counter() - terminal.started
        draft = drafted("note") or ""
    safe = [typed for at, typed in shown if at < killed_at - MAY_BE_LOST_SECONDS]
    assert draft.startswith(safe[-1])
    assert len(draft) > 790_000
