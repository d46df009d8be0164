"""While writes are locked, nothing but reads leaves: every method, both versions, every moment."""

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client import (
    CallLimits,
    CcsError,
    Connection,
    ContextServiceClient,
    MissingCredentialsError,
    NetworkError,
    OutcomeUnknownError,
    ReadOnlyError,
    Secret,
    ServiceUnavailableError,
    WriteLock,
)
from ccs_tui.client.elapsed_seconds import seconds_since_start
from ccs_tui.client.namespace_scan import NamespaceScan
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey

ACCOUNT = "le1"
READ_BY_POST = "/v2/context/document/properties"
CONNECTIONS: dict[str, dict[str, Any]] = {
    "v1": {"api_key": Secret("key")},
    "v2 login": {"user": "user", "password": Secret("pass")},
    "both": {"api_key": Secret("key"), "user": "user", "password": Secret("pass")},
}

ARGUMENTS: dict[str, Any] = {
    "namespace": "orders",
    "session": "s",
    "over_v1": False,
    "name": "a",
    "names": ["a"],
    "properties": {"a": JsonText("1")},
    "sessions": ["s", "t"],
    "ttl": 60,
    "ttl_seconds": 60,
    "per_page": 10,
    "progress": None,
    "unreadable": None,
    "looks_in_list": True,
    "last": None,
}
"""A value for every argument of the client's methods; a new one must be added here."""

METHODS = sorted(
    name
    for name, _ in inspect.getmembers(ContextServiceClient, callable)
    if not name.startswith("_") and name not in ("aclose", "masked")
)


class Seconds:
    """A clock that goes on only when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Wire(httpx.AsyncBaseTransport):
    """Hands requests to an emulator and keeps those that are no reads, with when they left.

    `before` may fail a request instead of delivering it.
    """

    def __init__(self, clock: Seconds) -> None:
        self._clock = clock
        store = Store(None)
        store.create_namespace(ACCOUNT, "orders", None)
        for session in ("s", "t", None):
            store.upsert(DocumentKey(ACCOUNT, "orders", session), {"a": JsonText("1")}, None)
        self.store = store
        config = EmulatorConfig(ACCOUNT, Secret("key"), "user", Secret("pass"))
        self._emulator = httpx.ASGITransport(create_app(config, store))
        self.writes: list[tuple[str, str]] = []
        self.written_at: list[float] = []
        self.before: Callable[[httpx.Request], httpx.Response | None] = lambda _: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        is_read = request.method == "GET" or (request.method, request.url.path) == (
            "POST",
            READ_BY_POST,
        )
        if not is_read:
            self.writes.append((request.method, request.url.path))
            self.written_at.append(self._clock())
        return self.before(request) or await self._emulator.handle_async_request(request)

    async def aclose(self) -> None:
        self.store.close()


def client(
    wire: Wire, lock: WriteLock | None, versions: str, **options: Any
) -> ContextServiceClient:
    read_only = options.pop("read_only", False)
    connection = Connection.to(
        "http://ccs.test", ACCOUNT, read_only=read_only, **CONNECTIONS[versions]
    )
    return ContextServiceClient(
        connection, transport=wire, write_lock=lock, random=lambda: 0.0, **options
    )


async def call(ccs: ContextServiceClient, name: str, **given: Any) -> None:
    """Call a method by its name, with `given` and else `ARGUMENTS`, and use what it yields."""
    method = getattr(ccs, name)
    wanted = inspect.signature(method).parameters
    result = method(**{parameter: {**ARGUMENTS, **given}[parameter] for parameter in wanted})
    if isinstance(result, NamespaceScan):
        result = result.pages()
    if isinstance(result, AsyncIterator):
        async for _ in result:
            pass
    elif isinstance(result, Coroutine):
        await result
    else:
        raise AssertionError(f"{name} is neither awaited nor gone through: {result!r}")


def locks() -> dict[str, Callable[[Seconds], WriteLock]]:
    def run_out(clock: Seconds) -> WriteLock:
        lock = WriteLock(True, clock=clock)
        lock.unlock(600)
        clock.now += 600
        return lock

    def locked_again(clock: Seconds) -> WriteLock:
        lock = WriteLock(False, clock=clock)
        lock.lock()
        return lock

    return {
        "locked": lambda clock: WriteLock(True, clock=clock),
        "locked again": locked_again,
        "run out": run_out,
        "permanent": lambda clock: WriteLock(True, permanent=True, clock=clock),
    }


# ── every method ───────────────────────────────────────────────────────────────────────────────


async def writes_of(name: str, versions: str, **given: Any) -> list[tuple[str, str]]:
    """Return what a method writes when it may."""
    wire = Wire(Seconds())
    async with client(wire, None, versions) as ccs:
        try:
            await call(ccs, name, **given)
        except MissingCredentialsError:
            return []
    return wire.writes


@pytest.mark.matrix
@pytest.mark.parametrize("versions", CONNECTIONS)
@pytest.mark.parametrize("name", METHODS)
async def test_while_locked_no_request_other_than_reads_leaves(name: str, versions: str) -> None:
    would_write = await writes_of(name, versions)
    for kind, lock_of in locks().items():
        clock = Seconds()
        wire = Wire(clock)
        async with client(wire, lock_of(clock), versions) as ccs:
            assert ccs.read_only
            if would_write:
                with pytest.raises(ReadOnlyError, match="was not sent"):
                    await call(ccs, name)
            else:
                with suppress(MissingCredentialsError):
                    await call(ccs, name)
        assert wire.writes == [], kind


async def test_the_methods_that_write_are_these() -> None:
    """So that the test above is not empty: what it refuses is sent when it may be."""
    writing = {
        name for name in METHODS for versions in CONNECTIONS if await writes_of(name, versions)
    }
    assert writing == {
        "create_namespace", "delete_namespace", "set_properties_in_namespace",
        "update_properties_in_namespace", "delete_property_in_session", "delete_session",
        "save_properties", "delete_properties", "delete_document", "set_session_ttl",
    }  # fmt: skip


@given(
    name=st.sampled_from(METHODS),
    versions=st.sampled_from(sorted(CONNECTIONS)),
    session=st.sampled_from(["s", "t", "missing", "__default__", "a/b", "properties", "☃"]),
    properties=st.dictionaries(
        st.text(min_size=1, max_size=5).filter(lambda text: text.isprintable()),
        st.sampled_from([JsonText("1"), JsonText('"x"')]),
        max_size=3,
    ),
    ttl=st.none() | st.integers(1, 10**9),
)
async def test_whatever_the_arguments_are(
    name: str, versions: str, session: str, properties: dict[str, JsonText], ttl: int | None
) -> None:
    wire = Wire(Seconds())
    async with client(wire, WriteLock(True), versions) as ccs:
        with suppress(CcsError):
            await call(
                ccs, name, session=session, sessions=[session], properties=properties,
                names=list(properties), ttl=ttl, ttl_seconds=ttl or 1,
            )  # fmt: skip
    assert wire.writes == []


@pytest.mark.parametrize("versions", CONNECTIONS)
async def test_a_read_only_connection_can_not_be_unlocked(versions: str) -> None:
    wire = Wire(Seconds())
    async with client(wire, WriteLock(False), versions, read_only=True) as ccs:
        with pytest.raises(ReadOnlyError, match="for good"):
            ccs.write_lock.unlock(None)
        with pytest.raises(ReadOnlyError, match="CCS_READ_ONLY"):
            await ccs.delete_session("orders", "s")
    assert wire.writes == []


# ── the moment ─────────────────────────────────────────────────────────────────────────────────


@given(data=st.data())
async def test_no_attempt_leaves_after_the_lock_fell(data: st.DataObject) -> None:
    """Failures and pauses of any length: each write that leaves does so while it may."""
    clock = Seconds()
    wire = Wire(clock)
    lock = WriteLock(True, clock=clock)
    lock.unlock(data.draw(st.floats(0.5, 20), label="unlocked for"))
    ends = clock() + (lock.remaining_seconds or 0)

    def fail(_: httpx.Request) -> httpx.Response | None:
        clock.now += data.draw(st.sampled_from([0.0, 0.3, 2.0]), label="takes")
        match data.draw(st.sampled_from(["ok", "429", "503", "401", "reset"]), label="answer"):
            case "ok":
                return None
            case "reset":
                raise httpx.ReadError("reset")
            case status:
                return httpx.Response(int(status), headers={"Retry-After": "1"})

    async def sleep(seconds: float) -> None:
        clock.now += seconds

    wire.before = fail
    limits = CallLimits(total_seconds=60)
    async with client(wire, lock, "both", sleep=sleep, limits=limits, repeat_writes=True) as ccs:
        for _ in range(3):
            name = data.draw(st.sampled_from(METHODS), label="method")
            with suppress(CcsError):
                await call(ccs, name)
    assert all(at < ends for at in wire.written_at)


async def saved_while_it_locks(wire: Wire, lock: WriteLock, clock: Seconds) -> CcsError:
    async def sleep(seconds: float) -> None:
        clock.now += 60

    async with client(wire, lock, "v1", sleep=sleep, repeat_writes=True) as ccs:
        with pytest.raises(CcsError) as caught:
            await ccs.save_properties("orders", "s", {"a": JsonText("2")})
    return caught.value


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(502, ServiceUnavailableError), (None, NetworkError)],
)
async def test_a_repeat_after_the_lock_fell_is_not_sent_and_the_doubt_is_said(
    answer: int | None, expected: type[CcsError]
) -> None:
    clock = Seconds()
    wire = Wire(clock)
    lock = WriteLock(True, clock=clock)
    lock.unlock(30)

    def fail(_: httpx.Request) -> httpx.Response:
        if answer is None:
            raise httpx.ReadError("reset")
        return httpx.Response(answer)

    wire.before = fail
    error = await saved_while_it_locks(wire, lock, clock)
    assert len(wire.writes) == 1
    assert isinstance(error, OutcomeUnknownError)
    assert isinstance(error.cause, expected)
    assert "may have arrived" in str(error)
    assert "read-only now" in str(error)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_refused_call_that_is_not_repeated_is_said_to_be_unsent(status: int) -> None:
    clock = Seconds()
    wire = Wire(clock)
    lock = WriteLock(True, clock=clock)
    lock.unlock(30)
    wire.before = lambda _: httpx.Response(status)
    error = await saved_while_it_locks(wire, lock, clock)
    assert len(wire.writes) == 1
    assert isinstance(error, ReadOnlyError)
    assert "was not sent" in str(error)


async def test_what_waits_for_its_turn_does_not_leave_once_it_is_locked() -> None:
    clock = Seconds()
    wire = Wire(clock)
    lock = WriteLock(False, clock=clock)

    def lock_it(request: httpx.Request) -> None:
        if request.method == "GET":
            lock.lock()

    wire.before = lock_it
    # A login comes before the first write over v2.
    async with client(wire, lock, "v2 login") as ccs:
        with pytest.raises(ReadOnlyError):
            await ccs.delete_session("orders", "s")
    assert wire.writes == []


async def test_a_locked_write_does_not_even_log_in() -> None:
    wire = Wire(Seconds())
    seen: list[str] = []
    wire.before = lambda request: seen.append(request.url.path)
    async with client(wire, WriteLock(True), "v2 login") as ccs:
        with pytest.raises(ReadOnlyError):
            await ccs.delete_session("orders", "s")
    assert seen == []


# ── the lock itself ────────────────────────────────────────────────────────────────────────────


def test_an_unlocking_counts_down_and_locks_by_itself() -> None:
    clock = Seconds()
    lock = WriteLock(True, clock=clock)
    assert (lock.is_locked, lock.remaining_seconds) == (True, 0)
    lock.unlock(600)
    assert (lock.is_locked, lock.remaining_seconds) == (False, 600)
    clock.now += 599.5
    assert (lock.is_locked, lock.remaining_seconds) == (False, 0.5)
    clock.now += 0.5
    assert (lock.is_locked, lock.remaining_seconds) == (True, 0)
    lock.unlock(None)
    clock.now += 10**9
    assert (lock.is_locked, lock.remaining_seconds) == (False, None)
    lock.lock()
    assert lock.is_locked


def test_setting_the_machines_clock_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lock = WriteLock(True)
    lock.unlock(600)
    monkeypatch.setattr("time.time", lambda: 0.0)
    remaining = lock.remaining_seconds
    assert remaining is not None
    assert 599 < remaining <= 600


def test_the_clock_goes_on() -> None:
    first = seconds_since_start()
    assert 0 <= seconds_since_start() - first < 60
