"""An editor, a bot and a failing network at one document, in thousands of interleavings.

The bot writes between any two requests of the editor, and while it waits; requests are lost before
they arrive, or their answers are, they are late, put off (429, 503), the document expires and is
begun anew, a proxy answers a deletion with its own 404, the service's clock runs apart, the machine
crashes. What must hold, by the name under
which it is checked:

- SEEN: what a save of ours replaces is what was read right before it was sent, and it was shown,
  or it was decided that ours replaces whatever others make of it, and told.
- REPEATED: before each call of ours that writes, its document was read since the last one.
- GENERATION: what is deleted is the document that was reviewed, and not one that was begun anew.
- STICKY: a property of which it was decided that ours wins is not asked about once more.
- CLAIMED: what is told as saved or removed was so on the service; an expiry that moved is told;
  what is told as not done was not, and what nobody knows could not be read; what expired was not
  changed or deleted "by others".
- JOURNAL: each attempt has an entry of its own before it is sent, and in it what was learnt after.
- NOT LOST: what a save was to send is there, or was there when it was read, or is an open edit, or
  told to be others' by now. What a move deletes is in its target.
- KEPT EXPIRY: a save of ours moves no expiry from what it was last set to on purpose, but one that
  is late, and the next puts that right.
- DRAFT: every open edit is back after a crash.
- UNDO: every entry of the journal can be taken back; where the document is gone since, that is
  said, and none is made anew from the part that a write changed.

The service has no versions, so one thing can't be seen: a write of the bot to the same property
between our last reading and our call. The simulation knows when that was the case (`blind`).
"""

import asyncio
import re
import tempfile
from collections import defaultdict
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from ccs_tui.client.errors import CcsError
from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.local.state import State
from ccs_tui.model.json_text import encode
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.workspace.draft_keeper import Whose
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.journal_undo import left_to_take_back, note_undone, saving_of_undo
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.review import ExpiryChoice, Review
from ccs_tui.workspace.save_outcome import SavedPart, SaveStoppedError
from ccs_tui.workspace.saving import Saving, saving_of
from ccs_tui.workspace.transfer import saving_of_transfer
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
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
typed = st.dictionaries(names, st.one_of(values, values, st.none()))
troubles = st.sampled_from(["lost", "cut", "unheard", "late", "429", "503", "expires"])
refusals = st.sampled_from(["403", "404", "404"])
happenings = st.fixed_dictionaries({
    "read": st.lists(st.one_of(st.none(), st.none(), st.none(), troubles, acts), max_size=8),
    "write": st.lists(st.one_of(st.none(), troubles, troubles, refusals, acts), max_size=4),
    "wait": st.lists(st.one_of(st.sampled_from([None, "expires", "give up"]), acts), max_size=3),
    "decide": st.lists(st.one_of(st.none(), st.none(), acts), max_size=3),
})  # fmt: skip
"""What happens at each of the next readings, writes, waits and decisions.

Nothing, trouble, or the bot; while something is decided the screen reads what the bot wrote.
"""

Happenings = dict[str, list[Any]]


class Simulation(RuleBasedStateMachine):
    """The document `s1`, and everybody who writes to it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.place = Place()
        self.place.before, self.place.after = self._before, self._after
        self.place.put("s1", 3_600, a=0, b=0)
        self.coming: Happenings = {}
        self.unheard = False
        self.generation = 0
        """Which document `s1` is: it expired so often, and was begun anew."""
        self.seen: dict[str, dict[str, str]] = {}
        """What was there at our last reading, with what we wrote since, by session."""
        self.blind: set[str] = set()
        """What the bot touched since our last reading."""
        self.shown: dict[str, dict[str, str | None]] = {}
        """What the review had of the properties that are to be sent, by session."""
        self.reviewed = (0, False, False)
        """The generation that was reviewed, whether it was there, and the bot unseen since."""
        self.readings: list[dict[str, str]] = []
        """What was read of `s1` in the course of a save."""
        self.due: list[tuple[datetime | None, datetime]] = []
        """The expiries of `s1` that were read since its review, and when they were."""
        self.keeps: datetime | None = None
        """The expiry that the call under way is to keep."""
        self.purpose = self.place.expires_at()
        """What the expiry was last set to on purpose."""
        self.mine: dict[str, set[str]] = defaultdict(set)
        """What ours replaces whatever others make of it, by session."""
        self.decided: dict[str, dict[str, str | None]] = defaultdict(dict)
        """What was there, as shown, when it was decided since the last reading, by session."""
        self.replaced: set[str] = set()
        """What it replaced so."""
        self.unshown: set[str] = set()
        """What the write under way replaces so."""
        self.read_since: set[str | None] = set()
        """The sessions of which there was a reading since our last call that writes."""
        self.touched = False
        """Whether the bot did anything since our last call that writes."""
        self.operation = ""
        self.arrived: list[bool] = []
        """Whether each attempt of a save came to the service."""
        self.tried: str | None = None
        """The session of our last attempt."""
        self.states: dict[str, list[dict[str, str]]] = {}
        """What the service had of each session in the course of a save."""
        self.is_late = False
        self.moves = False
        self.kept: set[str | None] = set()
        """The sessions of which a save is to keep the expiry."""
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
            return self.place.workspace(LocalState(State.open(path, self.place.clock), path.parent))

        self.workspace = self.run(make())
        self.document = OpenDocument(self.run(self.workspace.open(self.place.key())))

    def teardown(self) -> None:
        """Take everything back that is in the journal, while nobody disturbs."""
        self.coming = {}
        while self._take_back_the_last():
            pass
        self.run(self.workspace.close())
        self.loop.close()
        self.folder.cleanup()

    # ── the service's side ─────────────────────────────────────────────────────────────────────

    def _next(self, kind: str) -> Any:
        coming = self.coming.get(kind)
        return coming.pop(0) if coming else None

    async def _before(self, method: str, path: str) -> None:
        writes = path == CREATE or path in DELETES
        happening = self._next("write" if writes else "read")
        if writes:
            self._check_attempt()
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
        elif happening in ("403", "404"):
            self.place.refuse(path, int(happening), {}, body=b"", times=1)
            return
        if writes:
            self._check_seen(path)

    def _check_attempt(self) -> None:
        self.tried = self.place.asked["sessionId"]
        assert self.tried in self.read_since, "REPEATED"
        self.read_since.clear()
        self.touched = False
        self.arrived.append(False)
        entries = self.workspace.local.state.journal.operation(self.operation)
        assert len(entries) == len(self.arrived), "JOURNAL"
        assert entries[-1].outcome is Outcome.SENT, "JOURNAL"

    def _check_seen(self, path: str) -> None:
        session = self.place.asked["sessionId"]
        if session != "s1" and self.place.stored(session) is None:
            # It expired since, so that nothing is replaced.
            self.unshown, self.keeps = set(), None
            return
        stored, seen = self.place.stored(session) or {}, self.seen.get(session, {})
        blind = self.blind if session == "s1" else set()
        touched = self._touched(path)
        unseen = {n for n in touched if stored.get(n) != seen.get(n)}
        assert unseen <= blind, "SEEN"
        shown = self.shown[session]
        unshown = {n for n in touched if stored.get(n) != shown.get(n)}
        if path == DELETES[1]:
            if session == "s1" and stored:
                assert self.generation == self.reviewed[0] or blind, "GENERATION"
            if self.moves and session == "s1":
                moved = self.place.stored("s2") or {}
                assert {n for n in stored if stored[n] != moved.get(n)} <= blind, "NOT LOST"
        assert unshown <= blind | self.mine[session], "SEEN"
        # What is already as the write makes it is not replaced: a removal of what others removed.
        made = self.place.asked["payload"] if path == CREATE else {}
        as_made = {n for n in unshown if stored.get(n) == (str(made[n]) if n in made else None)}
        self.unshown = unshown - blind - as_made
        self.keeps = None if self.blind or session != "s1" else self.purpose

    def _touched(self, path: str) -> set[str]:
        """Return the properties that the write that is asked for replaces or removes."""
        if path == DELETES[1]:
            return set(EVERY)
        return {*self.place.asked["payload" if path == CREATE else "propertyToDelete"]}

    async def _after(self, method: str, path: str) -> None:
        asked = self.place.asked
        session = asked.get("sessionId", path.rpartition("/")[2])
        stored = self.place.stored(session) or {}
        self.seen[session] = stored
        self.states.setdefault(session, []).append(stored)
        if method == "GET":
            self._has_read(session)
        elif path == CREATE or path in DELETES:
            self.arrived[-1] = True
            if path != DELETES[1]:
                self.replaced |= self.unshown
            for name in self._touched(path):
                self.shown[session][name] = stored.get(name)
        if path == CREATE and session == "s1" and not (session in self.kept and self.is_late):
            now = self.place.expires_at()
            if self.keeps is not None and session in self.kept:
                assert now is not None, "KEPT EXPIRY"
                assert abs(now - self.keeps) <= SLACK, "KEPT EXPIRY"
            else:
                self.purpose = now
        if self.unheard:
            raise httpx.ReadError("unheard")

    def _has_read(self, session: str) -> None:
        if self.unheard:
            return
        self.read_since.add(session)
        if session == "s1":
            self.blind = set()
            self.readings.append(self.seen[session])
            self.due.append((self.place.expires_at(), self.place.service_clock()))

    def _meanwhile(self) -> None:
        """Let the bot be quicker while a write waits for its next attempt."""
        happening = self._next("wait")
        if isinstance(happening, tuple):
            self._bot(*happening)
        elif happening == "expires":
            self._begins_anew()
        elif happening == "give up":
            self.workspace.writes.give_up()

    def _begins_anew(self) -> None:
        """Let the document expire, and the bot begin it anew with what it had."""
        had = {name: int(value) for name, value in (self.place.stored() or {}).items()}
        expiry = self.place.expires_at()
        if expiry is not None:
            left = expiry - self.place.service_clock()
            if left > timedelta(days=1):
                return  # No request takes 13 months, nor does a wait.
            self.place.clock.advance(seconds=left.total_seconds() + 1)
        self.place.put("s1", 3_600, **had)
        self.generation += 1
        self.touched = True
        self.blind |= set(EVERY)
        self.purpose = self.place.expires_at()

    def _bot(self, act: str, name: str, value: int) -> None:
        self.touched = True
        self.blind |= set(EVERY) if act == "delete" else {name}
        if act == "write":
            before = self.place.expires_at()
            self.place.put("s1", 3_600, **{name: value})
            # Where it is the same instant as a late save of ours made it, nobody can tell.
            if self.place.expires_at() != before:
                self.purpose = self.place.expires_at()
        elif act == "remove":
            self.place.store.delete_properties(self.place.key(), [name])
        else:
            self.place.store.delete_document(self.place.key())
        self.states.setdefault("s1", []).append(self.place.stored() or {})

    # ── what happens ───────────────────────────────────────────────────────────────────────────

    @rule(act=acts)
    def the_bot_writes(self, act: tuple[str, str, int]) -> None:
        self._bot(*act)

    @rule(seconds=st.integers(1, 1_200))
    def time_passes(self, seconds: int) -> None:
        self.place.clock.advance(seconds=seconds)

    @rule()
    def the_document_expires(self) -> None:
        if (expiry := self.place.expires_at()) is not None:
            left = min(expiry - self.place.service_clock(), timedelta(days=1))
            self.place.clock.advance(seconds=left.total_seconds() + 1)

    @rule(name=names, value=values)
    def edit(self, name: str, value: int) -> None:
        self.document.put(name, encode(value))

    @rule(name=names)
    def remove(self, name: str) -> None:
        if name in self.document:
            self.document.remove(name)

    @rule()
    def refresh(self) -> None:
        edits = self.document.edits
        self.document.rebase(self.run(self.workspace.open(self.place.key())))
        for name in edits.keys() - self.document.edits.keys():
            assert self.document.base.properties.get(name) == edits[name].text, "NOT LOST"

    def _begin(self, coming: Happenings) -> None:
        self.coming, self.readings = coming, []
        self.states = {n: [self.place.stored(n) or {}] for n in ("s1", "s2")}

    @rule(coming=happenings, mine=st.booleans(), again=st.booleans(), typed=typed)
    def save(
        self, coming: Happenings, mine: bool, again: bool, typed: dict[str, int | None]
    ) -> None:
        self._begin(coming)
        for name, value in typed.items():
            if value is not None:
                self.document.put(name, encode(value))
            elif name in self.document:
                self.document.remove(name)
        wanted = {name: edit.text for name, edit in self.document.edits.items()}
        saving = saving_of(self.workspace, self.document)
        told = self.run(self._send(saving, mine=mine, again=again))
        self.coming = {}
        left = self.document.edits
        for name, text in wanted.items():
            was_there = any(stored.get(name) == text for stored in self.readings)
            is_there = self.document.base.properties.get(name) == text
            assert was_there or is_there or name in left or name in told, "NOT LOST"

    @rule(coming=happenings)
    def delete(self, coming: Happenings) -> None:
        self._begin(coming)

        async def delete() -> None:
            copy = OpenDocument(await self.workspace.open(self.place.key()))
            saving = Saving(self.workspace, [Intent(copy, delete_document=True)])
            await self._send(saving, mine=True, again=False)

        with suppress(CcsError):
            self.run(delete())
        self.coming = {}

    @rule(coming=happenings, names=st.sampled_from([None, ["a"]]))
    def move(self, coming: Happenings, names: list[str] | None) -> None:
        self._begin(coming)

        async def move() -> None:
            source, target = self.place.key(), self.place.key("s2")
            saving = await saving_of_transfer(self.workspace, source, target, names, move=True)
            self.moves = True
            await self._send(saving, mine=True, again=False)

        with suppress(CcsError, RefusedError):
            self.run(move())
        self.coming, self.moves = {}, False

    @rule()
    def crash(self) -> None:
        edits = self.document.edits
        drafting = self.workspace.drafting

        async def write() -> None:
            drafting.touch(self.document)
            await drafting.flush()
            # A process that is killed leaves no task over.
            ours = asyncio.all_tasks() - {asyncio.current_task()}
            for task in ours:
                task.cancel()
            await asyncio.gather(*ours, return_exceptions=True)

        self.run(write())
        self.workspace.local.close()
        self.run(self.workspace.client.aclose())
        self._start()
        there = self.place.expires_at()
        if self.purpose is not None and there is not None and abs(there - self.purpose) > SLACK:
            # The journal has what was to be kept, and not what a late call made of it: after a
            # crash that counts as set by others.
            self.purpose = there
        drafting = self.workspace.drafting

        async def take_up() -> None:
            for found in await drafting.of(self.place.key()):
                assert found.whose is Whose.LEFT
                await drafting.take_up(found.draft, self.document)
                await drafting.flush()

        self.run(take_up())
        stored = self.document.base.properties
        for name, edit in edits.items():
            back = self.document.edits.get(name)
            assert back == edit or stored.get(name) == edit.text, "DRAFT"

    @rule()
    def undo(self) -> None:
        self._take_back_the_last()

    # ── how a save is led to its end ───────────────────────────────────────────────────────────

    async def _send(self, saving: Saving, *, mine: bool, again: bool) -> set[str]:
        """Save as a person would; return the properties that are told to be others', or dropped."""
        told: set[str] = set()
        self.mine, self.arrived, self.operation = defaultdict(set), [], saving.operation
        self.replaced = set()
        try:
            return await self._lead(saving, told, mine=mine, again=again)
        finally:
            self._check_journal()

    def _check_journal(self) -> None:
        entries = self.workspace.local.state.journal.operation(self.operation)
        assert len(entries) == len(self.arrived), "JOURNAL"
        for entry, arrived in zip(entries, self.arrived, strict=True):
            assert entry.outcome is not Outcome.SENT, "JOURNAL"
            assert not arrived or entry.outcome is not Outcome.FAILED, "JOURNAL"

    async def _lead(self, saving: Saving, told: set[str], *, mine: bool, again: bool) -> set[str]:
        is_read = True
        try:
            for _ in range(10):
                # As the screen does: what was decided is not read again, and its review not shown.
                review = await saving.read() if is_read else saving.review()
                if is_read:
                    self.decided.clear()
                go_on = await self._decide(saving, review, told, mine=mine, again=again)
                if go_on is None:
                    return told
                is_read = bool(go_on)
                if not go_on:
                    continue
                self._look_at(saving, review)
                before = len(self.arrived)
                try:
                    saved = await saving.send()
                except ChangedMeanwhileError as changed:
                    tried = len(self.arrived) > before
                    self._check_changed(changed, review, tried=tried)
                    continue
                for part in saved.parts:
                    self._check_claimed(part)
                assert self.replaced <= {c.name for p in saved.parts for c in p.replaced}, "SEEN"
                return told | {change.name for p in saved.parts for change in p.overwritten}
        except SaveStoppedError as stopped:
            self._check_stopped(stopped)
            return told | {change.name for change in stopped.overwritten}
        except RefusedError as refused:
            self._check_words(refused)
        except CcsError:
            pass
        return told

    def _look_at(self, saving: Saving, review: Review) -> None:
        """See what the review shows."""
        self.shown, self.kept = {}, set()
        self.due = self.due[-1:]
        self.reviewed = self.generation, self.place.stored() is not None, bool(self.blind)
        for intent, part in zip(saving.intents, review.parts, strict=True):
            session = str(part.key.session)
            there = {} if part.gone else part.there.properties
            shown = {**there, **self.decided[session]}
            self.shown[session] = {name: shown.get(name) for name in part.names}
            if not part.gone and not intent.delete_document:
                for name, edit in intent.document.edits.items():
                    assert edit.origin == there.get(name), "SEEN"
            if part.expiry.choice is ExpiryChoice.KEPT:
                self.kept.add(session)

    def _check_changed(
        self, changed: ChangedMeanwhileError, review: Review, *, tried: bool
    ) -> None:
        self._check_words(changed)
        assert not self.replaced or "replaced it" in str(changed), "SEEN"
        if "changed by others" in str(changed):
            assert tried or self._is_changed(review), "STICKY"

    def _is_changed(self, review: Review) -> bool:
        """Whether others changed what was reviewed, but for what is ours whatever they do."""
        for part in review.parts:
            there = self.seen.get(str(part.key.session), {})
            shown = self.shown[str(part.key.session)]
            names = there.keys() | shown.keys() if part.deletes_document else shown.keys()
            names = names - self.mine[str(part.key.session)]
            if any(there.get(n) != shown.get(n) for n in names):
                return True
        # It is not there any more, or there anew, or its expiry has passed on the way.
        stored = self.place.stored()
        was_there, unseen = self.reviewed[1:]
        is_due = any(at is not None and at <= self.place.service_clock() for at, _ in self.due)
        return unseen or is_due or (stored is not None) is not was_there

    def _check_words(self, error: Exception) -> None:
        """Check that what expired is not told as changed or deleted by others."""
        before = [(at, then) for (at, _), (_, then) in pairwise(self.due) if at]
        if re.search(r"s1 was (changed|deleted) by others", str(error)) and before:
            assert any(at > then for at, then in before), "CLAIMED"

    def _check_stopped(self, stopped: SaveStoppedError) -> None:
        """Check what is told of a save that did not come to its end."""
        self._check_words(stopped)
        assert self.replaced <= {change.name for change in stopped.replaced}, "SEEN"
        session = stopped.failed.key.session
        done = {sent.key.session for sent in stopped.done}
        if stopped.unknown:
            assert stopped.is_read or session not in self.read_since, "CLAIMED"
        elif session == self.tried and self.arrived[-1] and session not in done:
            assert self.touched, "CLAIMED"
        is_seen = "s1" in self.read_since and not self.blind
        if stopped.done and "s1" in self.kept and is_seen and self.due[-1][0] and self.purpose:
            moved = self.due[-1][0] - self.purpose
            assert abs(moved) <= SLACK or stopped.expiry_moved is not None, "CLAIMED"

    def _check_claimed(self, part: SavedPart) -> None:
        states = self.states[str(part.key.session)]
        for name, value in part.plan.upsert.items():
            assert any(stored.get(name) == value for stored in states), "CLAIMED"
        for name in part.plan.delete:
            assert any(name not in stored for stored in states), "CLAIMED"
        there = part.document.expires_at if part.document else None
        kept = part.expiry.before
        if part.expiry.choice is ExpiryChoice.KEPT and there is not None and kept is not None:
            assert part.expiry_moved is not None or abs(there - kept) <= SLACK, "CLAIMED"
        if part.is_deletion and not (part.document and part.document.exists):
            assert {} in states, "CLAIMED"

    async def _decide(
        self, saving: Saving, review: Review, told: set[str], *, mine: bool, again: bool
    ) -> bool | None:
        """Return True to send, False to look again, None to leave it."""
        for intent, part in zip(saving.intents, review.parts, strict=True):
            if part.gone and intent.again is None and not intent.delete_document:
                intent.again = list(intent.document.payload()) if again else None
                return False if again else None
            if part.conflicts and (act := self._next("decide")) is not None:
                self._bot(*act)
                if part.key == self.place.key():
                    intent.document.rebase(await self.workspace.open(part.key))
            decided, over = self.mine[str(part.key.session)], self.decided[str(part.key.session)]
            for conflict in part.conflicts:
                assert conflict.name not in decided, "STICKY"
                if mine:
                    intent.document.keep_mine(conflict.name, conflict.there)
                    intent.mine.add(conflict.name)
                    decided.add(conflict.name)
                    over[conflict.name] = conflict.there
                else:
                    intent.document.take_theirs(conflict.name)
                    told.add(conflict.name)
        if review.conflicts:
            return False
        return None if review.is_empty else True

    def _take_back_the_last(self) -> bool:
        journal, profile = self.workspace.local.state.journal, self.workspace.recorder.profile
        entry = journal.last_undoable(profile)
        if entry is None:
            return False
        entries = left_to_take_back(journal.operation(entry.operation))
        whole = {e.session for e in entries if not e.existed or e.kind is Kind.DELETE_DOCUMENT}
        gone = {e.session for e in entries if self.place.stored(e.session) is None} - whole
        try:
            saving = self.run(saving_of_undo(self.workspace, entries))
        except RefusedError:
            assert gone == {e.session for e in entries}, "UNDO"
            note_undone(self.workspace, entries)
            return True
        assert len(saving.left_out) == len(gone), "UNDO"
        self.run(self._send(saving, mine=True, again=True))
        assert all(self.place.stored(session) is None for session in gone), "UNDO"
        stored = self.place.stored(entry.session) or {}
        for name, value in (entry.before or {}).items():
            assert entry.session in gone or stored.get(name) == value, "UNDO"
        if journal.last_undoable(profile) == entry:
            note_undone(self.workspace, entries)
        return True


class LongSimulation(Simulation):
    """The same with many more examples."""


TestSimulation = Simulation.TestCase
TestSimulation.settings = settings(stateful_step_count=30, deadline=None)
TestLongSimulation = LongSimulation.TestCase
TestLongSimulation.settings = settings(
    # Examples that are the same at each run may be many: they cost time, and bring no surprise.
    max_examples=200,
    stateful_step_count=30,
    deadline=None,
)
TestLongSimulation.pytestmark = [pytest.mark.slow]  # type: ignore[attr-defined]


def test_an_expiry_that_two_late_calls_moved_alike_is_told_both_times() -> None:
    story = Simulation()
    story.clocks_run_apart(ahead=0)
    for value in range(3):
        late = {"read": [], "write": ["late"], "wait": [], "decide": []}
        story.save(again=False, coming=late, mine=True, typed={"a": value})
    story.teardown()


@pytest.mark.parametrize("places", [(0, 1), (1, 3)])
def test_what_ours_replaces_after_it_was_chosen_is_told(places: tuple[int, int]) -> None:
    """Let a bot write the property again behind the choice, which chance does seldom."""
    story = Simulation()
    story.clocks_run_apart(ahead=0)
    quiet: dict[str, list[Any]] = {"read": [], "write": [], "wait": [], "decide": []}
    story.save(again=False, coming=dict(quiet), mine=True, typed={"a": 1})
    reads = [("write", "a", 7 + places.index(at)) if at in places else None for at in range(6)]
    story.save(again=True, coming=quiet | {"read": reads}, mine=True, typed={"a": 3})
    assert story.replaced == {"a"}
    story.teardown()


@pytest.mark.parametrize("typed", [{"a": 1}, {"a": None}])
def test_a_document_that_expires_between_a_write_and_its_undo(typed: dict[str, int | None]) -> None:
    """Let it expire right behind the write, which chance does seldom."""
    story = Simulation()
    story.clocks_run_apart(ahead=0)
    quiet: Happenings = {"read": [], "write": [], "wait": [], "decide": []}
    story.save(again=False, coming=quiet, mine=True, typed=typed)
    story.the_document_expires()
    story.undo()
    assert story.place.stored() is None
    story.teardown()
