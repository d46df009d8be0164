"""A service with bots, a network that fails, and an explorer that watches, in virtual time.

It keeps what each document was, and when, and what was sent by whom.
"""

import asyncio
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import httpx

from ccs_tui.client import ContextServiceClient
from ccs_tui.client.errors import CcsError
from ccs_tui.local.recordings import Recordings
from ccs_tui.local.state import State
from ccs_tui.model.connection import Connection
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.profile import Profile
from ccs_tui.model.secret import Secret
from ccs_tui.workspace.desk_events import Event, StepSeen
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.watcher import Watcher
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
from tests.virtual_time import VirtualLoop
from tests.workspace.conftest import ACCOUNT, Place, StoppedClock

if TYPE_CHECKING:
    from ccs_tui.model.timeline.step import Step

SESSIONS = ("s1", "s2")
AT_MOST = 0.5
"""The most seconds that an answer takes each way where the network does not fail."""
UNREADABLE = b'{"payload": {"a": 1, "a": 2}}'

Properties = dict[str, JsonText]


class VirtualClock(StoppedClock):
    """The machine's clock in virtual time."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def __call__(self) -> datetime:
        return self._loop.now()

    @property
    def now(self) -> datetime:  # type: ignore[override]
        return self._loop.now()


@dataclass(frozen=True)
class Standing:
    """A document for a while: not there if `properties` are None."""

    properties: Properties | None
    expires: datetime | None = None


@dataclass
class History:
    """What a document was: its states, each from an instant on, by the service's clock."""

    begins: list[datetime] = field(default_factory=list)
    states: list[Standing] = field(default_factory=list)

    def add(self, at: datetime, state: Standing) -> None:
        if self.begins and self.begins[-1] == at:
            self.begins.pop()
            self.states.pop()
        self.begins.append(at)
        self.states.append(state)

    def stretches(self, until: datetime) -> list[tuple[datetime, datetime, Standing]]:
        """Return the states with the stretch in which each was so, expiries taken in."""
        found = []
        for at, begin in enumerate(self.begins):
            end = self.begins[at + 1] if at + 1 < len(self.begins) else until
            state = self.states[at]
            if state.expires is not None and state.expires < end:
                found.append((begin, state.expires, state))
                found.append((state.expires, end, Standing(None)))
            else:
                found.append((begin, end, state))
        return found

    def at(self, instant: datetime) -> Standing:
        place = bisect_right(self.begins, instant) - 1
        state = self.states[max(0, place)]
        return Standing(None) if state.expires and state.expires <= instant else state


@dataclass(frozen=True)
class Sent:
    """A save of ours: what it was to set, and from when to when it was under way."""

    session: str
    name: str
    value: JsonText
    began: datetime
    ended: datetime


class World:
    """The service, the bots and the explorer."""

    def __init__(self, loop: VirtualLoop, folder: Path, ahead: float, seed: int) -> None:
        self.loop, self.folder = loop, folder
        self.random = Random(seed)
        self.place = Place(clock=VirtualClock(loop), ahead=timedelta(seconds=ahead))
        self.place.before, self.place.after = self._before, self._after
        self.histories: dict[str, History] = defaultdict(History)
        self.told: dict[str, list[Step]] = defaultdict(list)
        self.bot_wrote: dict[str, list[datetime]] = defaultdict(list)
        self.sent: list[Sent] = []
        self.fault, self.fault_until = "", 0.0
        self.began = self.now()
        self.first_trouble: datetime | None = None
        self.is_closed = True
        self.bot("s1", {"a": encode(0)}, 3_600)
        self.histories["s2"].add(self.now(), Standing(None))

    def now(self) -> datetime:
        return self.place.service_clock()

    # ── the bots ───────────────────────────────────────────────────────────────────────────────

    def bot(self, session: str, properties: Properties, ttl: int) -> None:
        self.place.store.upsert(self.place.key(session), properties, ttl)
        self._note(session)
        self.bot_wrote[session].append(self.now())

    def bot_removes(self, session: str, name: str | None) -> None:
        """Remove a property, or the document."""
        if name is None:
            self.place.store.delete_document(self.place.key(session))
        else:
            self.place.store.delete_properties(self.place.key(session), [name])
        self._note(session)
        self.bot_wrote[session].append(self.now())

    def _note(self, session: str) -> None:
        document = self.place.store.read(self.place.key(session))
        state = (
            Standing(None)
            if document is None
            else Standing(dict(document.properties), document.expires_at)
        )
        history = self.histories[session]
        if not history.states or history.at(self.now()) != state:
            history.add(self.now(), state)

    # ── the network ────────────────────────────────────────────────────────────────────────────

    def fail(self, fault: str, seconds: float) -> None:
        self.fault, self.fault_until = fault, self.loop.time() + seconds

    @property
    def _fault(self) -> str:
        return self.fault if self.loop.time() < self.fault_until else ""

    async def _before(self, _: str, path: str) -> None:
        await asyncio.sleep(self.random.uniform(0, AT_MOST))
        fault = self._fault
        if fault == "lost":
            raise httpx.ConnectError("lost")
        if fault == "hang":
            await asyncio.sleep(self.fault_until - self.loop.time())
        elif fault in ("429", "503"):
            wait = self.random.choice(["1", "20"])
            self.place.refuse(path, int(fault), {"retry-after": wait}, times=1)
        elif fault == "unreadable" and "/document/" in path:
            self.place.refuse(path, 200, {}, body=UNREADABLE, times=1)

    async def _after(self, _: str, __: str) -> None:
        for session in SESSIONS:
            self._note(session)
        await asyncio.sleep(self.random.uniform(0, AT_MOST))
        fault = self._fault
        if fault == "cut":
            raise httpx.ReadError("cut")
        if fault == "late":
            await asyncio.sleep(self.fault_until - self.loop.time())

    # ── the explorer ───────────────────────────────────────────────────────────────────────────

    @property
    def clock(self) -> VirtualClock:
        assert isinstance(self.place.clock, VirtualClock)
        return self.place.clock

    def start(self) -> None:
        """Start the explorer, and watch."""
        kept = LocalState(
            State.open(self.folder / "state.db", self.clock),
            open_recordings=lambda: Recordings(self.folder / "recordings.db", self.clock),
        )
        to = Connection.to(
            "http://service.invalid",
            ACCOUNT,
            api_key=Secret("key"),
            user="user",
            password=Secret("pass"),
        )
        client = ContextServiceClient(to, app=self.place._answer, clock=self.clock)
        self.workspace = Workspace(
            client, Profile(name="test", connection=to), self.clock, local=kept
        )
        self.watching = Watcher(self.workspace, self._hear, random=Random(self.random.random()))
        for session in SESSIONS:
            self.watching.watch(self.place.key(session))
        self.is_closed = False

    def _hear(self, event: Event) -> None:
        if isinstance(event, StepSeen):
            self.told[event.key.session or ""].append(event.step)

    async def close(self) -> None:
        """Quit the explorer."""
        if not self.is_closed:
            self.is_closed = True
            await self.watching.close()
            await self.workspace.close()

    async def crash(self) -> None:
        """End the explorer as a signal does that it can't handle."""
        if self.is_closed:
            return
        self.is_closed = True
        self.watching._tell = lambda _: None
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # The kernel lets go of the lock of one that was killed.
        self.watching._lookout.close()
        self.workspace.local.close()

    async def save(self, session: str, name: str, value: int) -> None:
        """Save a property, as a user who confirms whatever is shown."""
        if self.is_closed:
            return
        text, began = encode(value), self.now()
        try:
            document = OpenDocument(await self.workspace.open(self.place.key(session)))
            document.put(name, text)
            saving = Saving(self.workspace, [Intent(document)])
            await saving.read()
            await saving.send()
        except (CcsError, ChangedMeanwhileError, RefusedError, SaveStoppedError):
            pass
        self.watching.wake(self.place.key(session))
        self.sent.append(Sent(session, name, text, began, self.now()))

    def recorded(self, session: str) -> Any:
        """Return the recording of a document, as it is read anew from the disk."""
        recordings = Recordings(self.folder / "recordings.db", self.clock)
        try:
            return recordings.load("test", self.place.key(session))
        finally:
            recordings.close()

    async def do(self, script: list[Any]) -> None:
        """Do what a script says, each after a pause, and let things settle."""
        for seconds, (act, *arguments) in script:
            await asyncio.sleep(seconds)
            await self._do(act, arguments)
        self.fault = ""
        if self.is_closed:
            self.start()
        await asyncio.sleep(120)
        self.ended = self.now()
        await self.close()

    async def _do(self, act: str, arguments: list[Any]) -> None:
        if act not in ("write", "remove", "save") and self.first_trouble is None:
            self.first_trouble = self.now()
        match act, arguments:
            case "write", [session, name, value, ttl]:
                self.bot(session, {name: encode(value)}, ttl)
            case "remove", [session, name]:
                self.bot_removes(session, name)
            case "save", [session, name, value]:
                await self.save(session, name, value)
            case "fault", [fault, seconds]:
                self.fail(fault, seconds)
            case "sleep", [seconds]:
                self.loop.sleep_machine(seconds)
            case "close", [seconds]:
                await self.close()
                await asyncio.sleep(seconds)
                self.start()
            case "crash", [seconds]:
                await self.crash()
                await asyncio.sleep(seconds)
                self.start()


def parts_outside(
    stretch: tuple[datetime, datetime], gaps: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the parts of a stretch in which no gap is."""
    begin, end = stretch
    for since, until in sorted(gaps):
        if since >= end or until <= begin:
            continue
        if since > begin:
            yield begin, since
        begin = max(begin, until)
    if begin < end:
        yield begin, end
