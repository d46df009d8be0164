"""Killed at any moment of an edit or a save, the explorer has lost no more than a second.

A few kills at each run; `CRASH_KILLS=200` for as many.
"""

import os
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from string import ascii_lowercase

import pytest

from ccs_tui.local.journal import Entry, Kind, Outcome
from ccs_tui.local.state import State
from tests.benchmarks.terminal import Terminal
from tests.ui.crash_rig import (
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

KILLS = int(os.environ.get("CRASH_KILLS", "4"))
AT_ONCE = 25
"""Kills in a row, on one service and one state file."""
MAY_BE_LOST_SECONDS = 1.0
MOMENTS = 3 * 6
"""Of a save: it reads twice before it sends, writes twice, and reads afterwards."""


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
            how = ("type", "review", "send", "send")[self.number % 4]
            terminal.send("3")
            if draft is not None:
                terminal.wait_until_shown("are still here")
                self.decide_about_the_draft(terminal, take_up=how == "type")
            if how != "type":
                self.remove_old(terminal)
            self.type_note(terminal)
            if how != "type":
                self.save(terminal, send=how == "send")
            self.kill(terminal)
            terminal.process.wait()
        self.examine(before)

    # What is done

    def look_at_the_journal(self, terminal: Terminal) -> None:
        terminal.send("U")
        terminal.wait_until_shown("no answer known")
        terminal.send("\x1b")
        terminal.wait_until(lambda screen: "no answer known" not in screen)

    def decide_about_the_draft(self, terminal: Terminal, *, take_up: bool) -> None:
        if take_up:
            note = (drafted("note") or "")[:20]
            terminal.send("\r")
            terminal.wait_until(lambda screen: "are still here" not in screen and note in screen)
        else:
            terminal.send("d")
            terminal.wait_until_shown("Discard what was typed")
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

    def save(self, terminal: Terminal, *, send: bool) -> None:
        typed = self.shown[-1][1] + '"'
        terminal.send('"')
        at = terminal.wait_until_shown(typed)
        self.shown.append((terminal.started + at, typed))
        terminal.send(CTRL_S)
        terminal.wait_until_shown("To be sent")
        if not send:
            return
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
