"""An editor, a bot and a failing network at one document, in thousands of interleavings.

The bot writes between any two requests of the editor, and while it waits; requests are lost before
they arrive, or their answers are, they are late, put off (429, 503), the document expires and is
begun anew, the service's clock runs apart, the machine crashes. What must hold, by the name under
which it is checked:

- SEEN: what a save of ours replaces is what was read right before it was sent, and it was shown,
  or it was decided that ours replaces whatever others make of it, and told.
- REPEATED: between two calls of ours that write there is a reading.
- CLAIMED: what is told as saved or removed was so on the service; an expiry that moved is told.
- JOURNAL: each attempt has an entry of its own.
- NOT LOST: what a save was to send is there, or was there when it was read, or is an open edit, or
  told to be others' by now.
- KEPT EXPIRY: a save of ours moves no expiry from what it was last set to on purpose, but one that
  is late, and the next puts that right.
- DRAFT: every open edit is back after a crash.
- UNDO: every entry of the journal can be taken back.

The service has no versions, so one thing can't be seen: a write of the bot to the same property
between our last reading and our call. The simulation knows when that was the case (`blind`).
"""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from ccs_tui.client.errors import CcsError
from ccs_tui.local.state import State
from ccs_tui.model.json_text import encode
from ccs_tui.workspace.drafting import Whose
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.keeping import Kept
from ccs_tui.workspace.outcome import Saved, SaveStoppedError
from ccs_tui.workspace.review import ExpiryChoice, Review
from ccs_tui.workspace.saving import ChangedMeanwhileError, Saving, saving_of
from ccs_tui.workspace.undoing import note_undone, take_back
from ccs_tui.workspace.working_copy import WorkingCopy
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import Place

T = TypeVar("T")

CREATE = "/v2/context/document/create"
DELETES = ("/v2/context/document/property/delete", "/v2/context/document/delete")
EVERY = ("a", "b")
SLACK = timedelta(seconds=2)
LATE_SECONDS = 5

names = st.sampled_from(EVERY)
values = st.integers(0, 9)
acts = st.tuples(st.sampled_from(["write", "write", "write", "remove", "delete"]), names, values)
troubles = st.sampled_from(["lost", "cut", "unheard", "late", "429", "503", "expires"])
happening = st.one_of(st.none(), st.none(), troubles, acts, acts)
happenings = st.lists(happening, min_size=5, max_size=12)
"""What happens at each of the next requests: nothing, trouble, or the bot is quicker."""


class Simulation(RuleBasedStateMachine):
    """The document `s1`, and everybody who writes to it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.place = Place()
        self.place.before, self.place.after = self._before, self._after
        self.place.put("s1", 3_600, a=0, b=0)
        self.coming: list[Any] = []
        self.unheard = False
        self.seen: dict[str, str] = {}
        """What was there at our last reading, with what we wrote since."""
        self.blind: set[str] = set()
        """What the bot touched since our last reading."""
        self.shown: dict[str, str | None] = {}
        """What the review had of the properties that are to be sent."""
        self.readings: list[dict[str, str]] = []
        """What was read in the course of a save."""
        self.keeps: datetime | None = None
        """The expiry that the call under way is to keep."""
        self.purpose = self.place.expires_at()
        """What the expiry was last set to on purpose."""
        self.mine: set[str] = set()
        """What ours replaces whatever others make of it."""
        self.read_since = True
        """Whether there was a reading since our last call that writes."""
        self.attempts = 0
        self.states: list[dict[str, str]] = []
        """What the service had in the course of a save."""
        self.is_late = False
        self.kept = False
        self.place.meanwhile = self._meanwhile
        self._start()

    @initialize(ahead=st.sampled_from([0, 2, -2, 3_600, -10_800]))
    def clocks_run_apart(self, ahead: int) -> None:
        self.place.ahead = timedelta(seconds=ahead)
        self.place.put("s1", 3_600, a=0, b=0)
        self.purpose = self.place.expires_at()
        self.run(self.workspace.close())
        self._start()

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(doing)

    def _start(self) -> None:
        path = Path(self.folder.name) / "state.db"

        async def make() -> Workspace:
            return self.place.workspace(Kept(State.open(path, self.place.clock), path.parent))

        self.workspace = self.run(make())
        self.copy = WorkingCopy(self.run(self.workspace.open(self.place.key())))

    def teardown(self) -> None:
        """Take everything back that is in the journal, while nobody disturbs."""
        self.coming = []
        while self._take_back_the_last():
            pass
        self.run(self.workspace.close())
        self.loop.close()
        self.folder.cleanup()

    # ── the service's side ─────────────────────────────────────────────────────────────────────

    async def _before(self, method: str, path: str) -> None:
        happening = self.coming.pop(0) if self.coming else None
        writes = path == CREATE or path in DELETES
        self.attempts += writes
        if writes:
            assert self.read_since, "REPEATED"
            self.read_since = False
        self.unheard = happening == "unheard"
        self.is_late = happening == "late"
        if isinstance(happening, tuple):
            self._bot(*happening)
        elif happening == "lost":
            raise httpx.ConnectError("lost")
        elif happening == "cut":
            raise httpx.ReadError("cut")
        elif happening == "expires":
            self._begins_anew()
        elif happening == "late":
            self.place.clock.advance(seconds=LATE_SECONDS)
        elif happening in ("429", "503"):
            self.place.refuse(path, int(happening), {"retry-after": "20"}, times=1)
            return
        if writes:
            self._check_seen()

    def _check_seen(self) -> None:
        stored = self.place.stored() or {}
        unseen = {n for n in EVERY if stored.get(n) != self.seen.get(n)}
        assert unseen <= self.blind, "SEEN"
        unshown = {n for n, value in self.shown.items() if stored.get(n) != value}
        assert unshown <= self.blind | self.mine, "SEEN"
        self.keeps = None if self.blind else self.purpose

    async def _after(self, method: str, path: str) -> None:
        self.seen = self.place.stored() or {}
        self.states.append(self.seen)
        if path == CREATE or path in DELETES:
            self.shown = {}
        if method == "GET":
            self.blind = set()
            self.read_since = True
            self.readings.append(self.seen)
        elif path == CREATE and not (self.kept and self.is_late):
            now = self.place.expires_at()
            if self.keeps is not None and self.kept:
                assert now is not None, "KEPT EXPIRY"
                assert abs(now - self.keeps) <= SLACK, "KEPT EXPIRY"
            else:
                self.purpose = now
        if self.unheard:
            raise httpx.ReadError("unheard")

    def _meanwhile(self) -> None:
        """Let the bot be quicker while a write waits for its next attempt."""
        happening = self.coming.pop(0) if self.coming else None
        if isinstance(happening, tuple):
            self._bot(*happening)
        elif happening == "expires":
            self._begins_anew()

    def _begins_anew(self) -> None:
        """Let the document expire, and the bot begin it anew with what it had."""
        had = {name: int(value) for name, value in (self.place.stored() or {}).items()}
        expiry = self.place.expires_at()
        if expiry is not None:
            left = expiry - self.place.service_clock()
            self.place.clock.advance(seconds=left.total_seconds() + 1)
        self.place.put("s1", 3_600, **had)
        self.blind |= set(EVERY)
        self.purpose = self.place.expires_at()

    def _bot(self, act: str, name: str, value: int) -> None:
        self.blind |= set(EVERY) if act == "delete" else {name}
        if act == "write":
            self.place.put("s1", 3_600, **{name: value})
            self.purpose = self.place.expires_at()
        elif act == "remove":
            self.place.store.delete_properties(self.place.key(), [name])
        else:
            self.place.store.delete_document(self.place.key())
        self.states.append(self.place.stored() or {})

    # ── what happens ───────────────────────────────────────────────────────────────────────────

    @rule(act=acts)
    def the_bot_writes(self, act: tuple[str, str, int]) -> None:
        self._bot(*act)

    @rule(seconds=st.integers(1, 1_200))
    def time_passes(self, seconds: int) -> None:
        self.place.clock.advance(seconds=seconds)

    @rule(name=names, value=values)
    def edit(self, name: str, value: int) -> None:
        self.copy.put(name, encode(value))

    @rule(name=names)
    def remove(self, name: str) -> None:
        if name in self.copy:
            self.copy.remove(name)

    @rule()
    def refresh(self) -> None:
        edits = self.copy.open_edits()
        self.copy.rebase(self.run(self.workspace.open(self.place.key())))
        for name in edits.keys() - self.copy.open_edits().keys():
            assert self.copy.base.properties.get(name) == edits[name].text, "NOT LOST"

    @rule(coming=happenings, mine=st.booleans(), again=st.booleans())
    def save(self, coming: list[Any], mine: bool, again: bool) -> None:
        self.coming, self.readings, self.states = coming, [], [self.place.stored() or {}]
        wanted = {name: edit.text for name, edit in self.copy.open_edits().items()}
        saving = saving_of(self.workspace, self.copy)
        told = self.run(self._send(saving, mine=mine, again=again))
        self.coming = []
        left = self.copy.open_edits()
        for name, text in wanted.items():
            was_there = any(stored.get(name) == text for stored in self.readings)
            is_there = self.copy.base.properties.get(name) == text
            assert was_there or is_there or name in left or name in told, "NOT LOST"

    @rule(coming=happenings)
    def delete(self, coming: list[Any]) -> None:
        self.coming, self.states = coming, [self.place.stored() or {}]

        async def delete() -> None:
            copy = WorkingCopy(await self.workspace.open(self.place.key()))
            saving = Saving(self.workspace, [Intent(copy, delete_document=True)])
            await self._send(saving, mine=True, again=False)

        with suppress(CcsError):
            self.run(delete())
        self.coming = []

    @rule()
    def crash(self) -> None:
        edits = self.copy.open_edits()
        self.run(self.workspace.drafting.keep(self.copy))
        self.workspace.kept.close()
        self.run(self.workspace.client.aclose())
        self._start()
        drafting = self.workspace.drafting

        async def take_up() -> None:
            for found in await drafting.of(self.place.key()):
                assert found.whose is Whose.LEFT
                await drafting.take_up(found.draft, self.copy)
                await drafting.flush()

        self.run(take_up())
        stored = self.copy.base.properties
        for name, edit in edits.items():
            back = self.copy.open_edits().get(name)
            assert back == edit or stored.get(name) == edit.text, "DRAFT"

    @rule()
    def undo(self) -> None:
        self._take_back_the_last()

    # ── how a save is led to its end ───────────────────────────────────────────────────────────

    async def _send(self, saving: Saving, *, mine: bool, again: bool) -> set[str]:
        """Save as a person would; return the properties that are told to be others', or dropped."""
        told: set[str] = set()
        self.mine = set()
        journal = self.workspace.kept.state.journal
        try:
            return await self._lead(saving, told, mine=mine, again=again)
        finally:
            made = len(journal.operation(saving.operation))
            assert made == self.attempts, "JOURNAL"

    async def _lead(self, saving: Saving, told: set[str], *, mine: bool, again: bool) -> set[str]:
        self.attempts = 0
        try:
            for _ in range(10):
                review = await saving.read()
                go_on = self._decide(saving, review, told, mine=mine, again=again)
                if go_on is None:
                    return told
                if not go_on:
                    continue
                (part,) = review.parts
                there = {} if part.gone else part.there.properties
                self.shown = {name: there.get(name) for name in part.names}
                if not part.gone and not saving.intents[0].delete_document:
                    for name, edit in saving.intents[0].copy.open_edits().items():
                        assert edit.origin == there.get(name), "SEEN"
                self.kept = review.parts[0].expiry.choice is ExpiryChoice.KEPT
                try:
                    saved = await saving.send()
                except ChangedMeanwhileError:
                    continue
                self._check_claimed(saved)
                return told | {change.name for p in saved.parts for change in p.overwritten}
        except SaveStoppedError as stopped:
            return told | {change.name for change in stopped.overwritten}
        except CcsError:
            pass
        return told

    def _check_claimed(self, saved: Saved) -> None:
        (part,) = saved.parts
        for name, value in part.plan.upsert.items():
            assert any(stored.get(name) == value for stored in self.states), "CLAIMED"
        for name in part.plan.delete:
            assert any(name not in stored for stored in self.states), "CLAIMED"
        there = part.document.expires_at if part.document else None
        kept = part.expiry.before
        if part.expiry.choice is ExpiryChoice.KEPT and there is not None and kept is not None:
            assert part.expiry_moved is not None or abs(there - kept) <= SLACK, "CLAIMED"
        if part.is_deletion and not (part.document and part.document.exists):
            assert {} in self.states, "CLAIMED"

    def _decide(
        self, saving: Saving, review: Review, told: set[str], *, mine: bool, again: bool
    ) -> bool | None:
        """Return True to send, False to look again, None to leave it."""
        (intent,), (part,) = saving.intents, review.parts
        if part.gone and intent.again is None and not intent.delete_document:
            intent.again = list(intent.copy.payload()) if again else None
            return False if again else None
        for conflict in part.conflicts:
            if mine:
                intent.copy.keep_mine(conflict.name)
                intent.mine.add(conflict.name)
                self.mine.add(conflict.name)
            else:
                intent.copy.take_theirs(conflict.name)
                told.add(conflict.name)
        if part.conflicts:
            return False
        return None if review.is_empty else True

    def _take_back_the_last(self) -> bool:
        journal, profile = self.workspace.kept.state.journal, self.workspace.recorder.profile
        entry = journal.last_undoable(profile)
        if entry is None:
            return False
        entries = [e for e in journal.operation(entry.operation) if e.undone_by is None]
        saving = self.run(take_back(self.workspace, entries))
        self.run(self._send(saving, mine=True, again=True))
        stored = self.place.stored() or {}
        for name, value in (entry.before or {}).items():
            assert stored.get(name) == value, "UNDO"
        if journal.last_undoable(profile) == entry:
            note_undone(self.workspace, entries)
        return True


TestSimulation = Simulation.TestCase
TestSimulation.settings = settings(
    max_examples=max(200, settings.default.max_examples if settings.default else 0),
    stateful_step_count=30,
    deadline=None,
)
