"""A list that is followed: each change that stood for a whole reading is found, and none else."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import encode
from ccs_tui.workspace.follower import MISSING_AT_ONCE, Follower, SeenChange, SeenKind
from ccs_tui.workspace.pace import JITTER, LONGEST_SECONDS, SLOWEST
from tests import virtual_time
from tests.examples import examples
from tests.virtual_time import NOON, VirtualLoop
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service
from tests.workspace.watched_world import VirtualClock

SCANNED = f"/v1/account/le1/{NAMESPACE}/session-properties"
USUAL = 2.0
LONGEST = timedelta(seconds=USUAL * SLOWEST * (1 + JITTER) + 1)
V1_ALONE: dict[str, Any] = {"user": None, "password": None}

Properties = dict[str, str] | None


@dataclass
class World:
    """A service with bots in virtual time, and a namespace of it that is followed."""

    loop: VirtualLoop
    connection: dict[str, Any] = field(default_factory=dict)
    seed: int = 1

    def __post_init__(self) -> None:
        self.service = Service(VirtualClock(self.loop))
        self.history: dict[str, list[tuple[datetime, Properties]]] = {}
        self.found: list[SeenChange] = []
        self.taken: dict[str, Any] = {}
        self.values: list[tuple[datetime, str, dict[str, str]]] = []
        """The readings of each document: when it was looked at, and what was there."""
        self.readings: list[tuple[datetime, datetime]] = []
        """The whole readings: from when to when."""
        self.stale = 0

    @property
    def now(self) -> datetime:
        return self.loop.now()

    def put(self, session: str, **properties: Any) -> None:
        self.service.put(session, **properties)
        self._note(session)

    def delete(self, session: str) -> None:
        self.service.store.delete_document(self.service.key(session))
        self._note(session)

    def _note(self, session: str) -> None:
        self.history.setdefault(session, []).append((self.now, self.service.stored(session)))

    async def follow(
        self, seconds: float, script: Sequence[tuple[float, Callable[[], Any]]]
    ) -> None:
        """Follow for so long, while a script does something after so many seconds each."""
        workspace = self.service.workspace(**self.connection)
        listed = [s async for page in workspace.list_sessions(NAMESPACE) for s in page]
        self.began = self.now
        following = Follower(
            workspace, NAMESPACE, listed, self._take, self.found.extend, self._told,
            random=Random(self.seed),
        )  # fmt: skip
        self.following = following
        running = asyncio.create_task(following.run())
        for pause, act in script:
            await asyncio.sleep(pause)
            act()
        await asyncio.sleep(seconds)
        running.cancel()
        await asyncio.wait([running])
        self.ended = self.now
        await workspace.client.aclose()

    def _take(self, document: Document) -> None:
        session = document.key.session or ""
        self.values.append((self.now, session, dict(document.properties)))

    def _told(self) -> None:
        at = self.following.read_at
        self.stale += self.following.problem is not None
        if at is not None and (not self.readings or self.readings[-1][0] != at):
            self.readings.append((at, self.now))


def check(world: World) -> None:
    """Check that what stood for a whole reading was found, and that nothing was invented."""
    for session, states in world.history.items():
        ends = [*(at for at, _ in states[1:]), world.ended]
        for (begin, state), end in zip(states, ends, strict=True):
            for since, until in world.readings:
                if begin <= since and until <= end:
                    assert as_known(world, session, until) == state, (session, begin)
                    break
    for change in world.found:
        states = world.history.get(change.key, [])
        before = [end for end in (until for _, until in world.readings) if end < change.at]
        since = max((r[0] for r in world.readings if r[1] in before), default=world.began)
        written = [at for at, _ in states if since <= at <= change.at]
        assert written, f"invented: {change}"


def as_known(world: World, session: str, at: datetime) -> Properties:
    """Return what was known of a document at an instant, by what was found until then."""
    found = [change for change in world.found if change.key == session and change.at <= at]
    if found and found[-1].kind is SeenKind.GONE:
        return None
    read = [values for when, key, values in world.values if key == session and when <= at]
    return read[-1] if read else None


sessions = st.sampled_from([f"s{number:02}" for number in range(0, 60, 7)])
acts = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.4, 1.0, 3.0, 8.0, 20.0]),
        st.one_of(
            st.tuples(st.just("put"), sessions, st.integers(0, 2)),
            st.tuples(st.just("put"), st.sampled_from(["new1", "a0", "zz"]), st.integers(0, 2)),
            st.tuples(st.just("delete"), sessions, st.just(0)),
        ),
    ),
    max_size=14,
)


@pytest.mark.parametrize("connection", [{}, V1_ALONE])
@settings(max_examples=examples(24))
@given(script=acts, seed=st.integers(0, 99), share=st.sampled_from([0.0, 0.2, 0.2]))
def test_each_change_that_stood_long_enough_is_found_and_none_is_invented(
    connection: dict[str, Any], script: Any, seed: int, share: float
) -> None:
    async def main(loop: VirtualLoop) -> World:
        world, random = World(loop, connection, seed), Random(seed)
        for number in range(40):
            world.service.put(f"s{number:02}", n=-1)

        async def before(_: str, path: str) -> None:
            await asyncio.sleep(random.random() / 4)  # writes come between the pages
            if random.random() < share:
                if random.random() < 0.5:
                    raise ConnectionResetError
                wanted = random.choice([429, 503])
                world.service.refuse(path, wanted, {"retry-after": "2"}, times=1)

        world.service.before = before

        def act(name: str, session: str, value: int) -> Callable[[], None]:
            if name == "delete":
                return lambda: world.delete(session)
            return lambda: world.put(session, n=value)

        await world.follow(60, [(pause, act(*what)) for pause, what in script])
        return world

    world = virtual_time.run(main)
    check(world)
    assert len(world.readings) > 1
    if not share:
        pauses = [b[0] - a[0] for a, b in pairwise(world.readings)]
        assert max(pauses) <= LONGEST + timedelta(seconds=30)


def run(act: Callable[[World], Any], connection: dict[str, Any] | None = None) -> World:
    async def main(loop: VirtualLoop) -> World:
        world = World(loop, connection or {})
        world.put("s1", n=1)
        world.put("s2", n=1)
        await act(world)
        return world

    return virtual_time.run(main)


def kinds(world: World) -> list[tuple[str, SeenKind]]:
    return [(change.key, change.kind) for change in world.found]


def test_new_changed_and_gone_are_told_and_a_return_is_new() -> None:
    async def act(world: World) -> None:
        await world.follow(15, [
            (5, lambda: world.put("s3", n=1)), (15, lambda: world.put("s1", n=2)),
            (15, lambda: world.delete("s2")), (15, lambda: world.put("s2", n=1)),
            (15, lambda: world.service.put(None, own=True)),
        ])  # fmt: skip

    assert kinds(run(act)) == [
        ("s3", SeenKind.NEW), ("s1", SeenKind.CHANGED), ("s2", SeenKind.GONE),
        ("s2", SeenKind.NEW), ("", SeenKind.NEW),
    ]  # fmt: skip


def test_what_came_since_the_list_is_new_with_the_first_reading() -> None:
    async def act(world: World) -> None:
        async def later(_: str, path: str) -> None:
            if path == SCANNED and world.service.stored("s0") is None:
                world.put("s0", n=1)
                world.delete("s2")

        world.service.before = later
        await world.follow(5, [])

    assert sorted(kinds(run(act)), key=str) == [("s0", SeenKind.NEW), ("s2", SeenKind.GONE)]


def test_while_nothing_changes_it_is_read_less_and_less_often() -> None:
    async def act(world: World) -> None:
        await world.follow(1, [(100, lambda: world.put("s1", n=2)), (20, lambda: None)])

    world = run(act)
    begins = [(since - NOON).total_seconds() for since, _ in world.readings]
    pauses = [later - earlier for earlier, later in pairwise(begins)]
    quiet = [pause for pause, at in zip(pauses, begins, strict=False) if 60 < at < 88]
    assert pauses[0] < USUAL * (1 + JITTER) * 1.3
    assert all(USUAL * SLOWEST * (1 - JITTER) <= p <= USUAL * SLOWEST * (1 + JITTER) for p in quiet)
    assert len(set(pauses)) == len(pauses)  # jittered
    after = next(index for index, at in enumerate(begins) if at > 100)
    assert pauses[after] < USUAL * (1 + JITTER) * 1.01
    assert kinds(world) == [("s1", SeenKind.CHANGED)]


def test_it_rests_longer_than_its_readings_take() -> None:
    async def act(world: World) -> None:
        async def slow(_: str, path: str) -> None:
            if path == SCANNED:
                await asyncio.sleep(3)

        world.service.before = slow
        await world.follow(240, [])

    world = run(act)
    rests = [b[0] - a[1] for a, b in pairwise(world.readings)]
    took = min(until - since for since, until in world.readings)
    assert took >= timedelta(seconds=3)
    assert len(rests) > 3
    assert all(rest >= took * 4 * (1 - JITTER) for rest in rests)


@pytest.mark.parametrize("status", [429, 503, 403])
def test_a_reading_that_fails_is_told_and_put_off_as_long_as_the_service_asks(status: int) -> None:
    async def act(world: World) -> None:
        asked: list[datetime] = []
        world.taken["asked"] = asked

        async def count(_: str, path: str) -> None:
            if path == SCANNED:
                asked.append(world.now)

        world.service.before = count
        refuse = lambda: world.service.refuse(SCANNED, status, {"retry-after": "50"})  # noqa: E731
        await world.follow(
            120,
            [
                (10, refuse),
                (200, lambda: world.put("s1", n=7)),
                (0, world.service.refusals.clear),
            ],
        )

    world = run(act)
    assert world.stale
    assert world.following.problem is None
    assert kinds(world) == [("s1", SeenKind.CHANGED)]
    refused = sorted({at for at in world.taken["asked"] if 12 < (at - NOON).total_seconds() < 210})
    pause = refused[1] - refused[0]
    assert pause >= timedelta(seconds=45 if status != 403 else 4 * (1 - JITTER))
    assert max(b - a for a, b in pairwise(refused)) <= timedelta(
        seconds=LONGEST_SECONDS * (1 + JITTER)
    )


def test_many_that_go_at_once_are_all_told_though_not_with_one_reading() -> None:
    count = MISSING_AT_ONCE + 30

    async def act(world: World) -> None:
        for number in range(count):
            world.put(f"x{number:03}", n=1)

        def delete_all() -> None:
            for number in range(count):
                world.delete(f"x{number:03}")

        await world.follow(40, [(10, delete_all)])

    world = run(act)
    assert len(world.found) == count
    assert {change.kind for change in world.found} == {SeenKind.GONE}


def test_the_last_write_is_guessed_from_the_expiry_and_the_ttl() -> None:
    async def act(world: World) -> None:
        workspace = world.service.workspace()
        world.put("s3", updatedAt=int((world.now - timedelta(hours=2)).timestamp() * 1_000))
        await world.follow(1, [])
        assert world.following.written_at("s3") == world.now - timedelta(hours=2, seconds=1)
        assert world.following.written_at("s1") is None
        following = Follower(workspace, NAMESPACE, [], world._take, world.found.extend)
        following.ttl_seconds = 3_600
        expires = world.now + timedelta(seconds=3_000)
        following.see(Document(world.service.key("s1"), {"n": encode(1)}, expires))
        assert following.written_at("s1") == world.now - timedelta(seconds=600)
        following.see(Document(world.service.key("s1"), {"n": encode(1)}))
        assert following.written_at("s1") == world.now - timedelta(seconds=600)
        assert following.written_at("s2") is None
        await workspace.client.aclose()

    run(act)


def test_after_a_bug_it_says_that_it_follows_no_longer() -> None:
    async def act(world: World) -> None:
        workspace = world.service.workspace()

        def broken(_: Document) -> None:
            raise ZeroDivisionError

        following = Follower(workspace, NAMESPACE, ["s1"], broken, world.found.extend)
        with pytest.raises(ZeroDivisionError):
            await following.run()
        assert "F ends it" in str(following.problem)
        await workspace.client.aclose()

    run(act)
