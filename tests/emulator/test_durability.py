"""The file: durable across kill -9, shared by processes, and no reader waits for a writer."""

import asyncio
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path

import httpx
import pytest

from ccs_tui.emulator import app as app_module
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.document_rows import OverLimitError
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.store import Store
from ccs_tui.emulator.store_database import StoreBusyError, StoreError
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import decode, encode
from ccs_tui.model.names import DocumentKey
from tests.emulator.conftest import ACCOUNT, Service, refused
from tests.emulator.processes import V1, EmulatorProcess, running, start

KEY = DocumentKey(ACCOUNT, "bot", "s1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "emulator.db"


@pytest.fixture
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process that is in the middle of writing."""
    Store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


# ── kill -9 ────────────────────────────────────────────────────────────────────────────────────


class Writer(threading.Thread):
    """Saves ever new versions of a session, until the emulator is gone."""

    def __init__(self, emulator: EmulatorProcess, session: str, acknowledged: threading.Semaphore):
        super().__init__()
        self.session = session
        self.sent = self.acknowledged = 0
        self._emulator = emulator
        self._count = acknowledged

    def run(self) -> None:
        with self._emulator.client() as client:
            try:
                while True:
                    self.sent += 1
                    parts = {f"part{n}": [self.sent, "x" * 10_000] for n in range(5)}
                    answer = client.patch(f"{V1}/bot/{self.session}/properties", json=parts)
                    assert answer.status_code == 204
                    self.acknowledged = self.sent
                    self._count.release()
            except httpx.TransportError:
                return


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("answers", [1, 7, 40])
def test_what_was_acknowledged_survives_kill_9(path: Path, answers: int) -> None:
    """Killed in the middle of requests: none is half there, none that was answered is gone."""
    acknowledged = threading.Semaphore(0)
    with running("--db", path) as emulator:
        writers = [Writer(emulator, f"s{n}", acknowledged) for n in range(4)]
        for writer in writers:
            writer.start()
        for _ in range(answers):
            assert acknowledged.acquire(timeout=30)
        emulator.kill()
        for writer in writers:
            writer.join()
    with closing(Store(path)) as store:
        for writer in writers:
            document = store.read(DocumentKey(ACCOUNT, "bot", writer.session))
            if document is None:
                assert writer.acknowledged == 0
                continue
            versions = {decode(value)[0] for value in document.properties.values()}
            assert len(document.properties) == 5
            assert len(versions) == 1
            assert writer.acknowledged <= versions.pop() <= writer.sent
        with store._database.reading() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_was_acknowledged_survives_kill_9_between_requests(path: Path) -> None:
    with running("--db", path) as emulator, emulator.client() as client:
        client.post(f"{V1}?ttlSecond=600", json={"name": "bot"})
        client.patch(f"{V1}/bot/s1/properties", json={"a": 1})
        client.delete(f"{V1}/bot/s2/properties")
        emulator.kill()
    with running("--db", path) as emulator, emulator.client() as client:
        assert client.get(V1).json()[0]["ttlSecond"] == 600
        assert client.get(f"{V1}/bot/s1/properties").json() == {"a": 1}


# ── several processes ──────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_several_processes_share_a_file(path: Path) -> None:
    """They start on no file at all, at the same time, and write into the same document."""
    with ExitStack() as stack:
        with ThreadPoolExecutor() as pool:
            emulators = list(pool.map(lambda _: start("--db", path), range(3)))
        for emulator in emulators:
            stack.callback(emulator.kill)
        clients = [stack.enter_context(emulator.client()) for emulator in emulators]

        def write(number: int) -> None:
            for n in range(30):
                body = {f"p{number}-{n}": n}
                assert (
                    clients[number].patch(f"{V1}/bot/s1/properties", json=body).status_code == 204
                )
                # What one wrote the other reads at once.
                read = clients[number - 1].get(f"{V1}/bot/s1/properties/p{number}-{n}")
                assert read.json() == n

        with ThreadPoolExecutor() as pool:
            list(pool.map(write, range(3)))
        for client in clients:
            assert len(client.get(f"{V1}/bot/s1/properties").json()) == 90


def test_stores_opened_at_once_make_one_database(path: Path) -> None:
    barrier = threading.Barrier(8)

    def work(number: int) -> None:
        barrier.wait()
        with closing(Store(path, wait_seconds=30)) as store:
            store.upsert(KEY, {f"p{number}": encode(number)}, None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    with closing(Store(path)) as store:
        document = store.read(KEY)
    assert document is not None
    assert sorted(document.properties) == [f"p{n}" for n in range(8)]


async def test_reads_do_not_wait_for_a_writer(
    config: EmulatorConfig, path: Path, locked: sqlite3.Connection
) -> None:
    """Another process writes; here a write waits for it, and meanwhile reads are answered."""
    with closing(Store(path)) as store:
        transport = httpx.ASGITransport(app=create_app(config, store))
        async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
            service = Service(client)
            tries: list[str] = []
            begun = asyncio.Event()

            def note(statement: str) -> None:
                if statement == "BEGIN IMMEDIATE":
                    tries.append(statement)
                    begun.set()

            with store._database.reading() as connection:
                connection.set_trace_callback(note)
            write = asyncio.create_task(service.v1("PATCH", "/bot/properties", {"a": 1}))
            await begun.wait()
            assert (await service.v1("GET", "/bot/properties")).json() == {}
            assert len(tries) < 5
            assert not write.done()
            locked.execute("COMMIT")
            assert (await write).status_code == 204
            assert (await service.v1("GET", "/bot/properties")).json() == {"a": 1}


async def test_a_write_that_waits_too_long_is_503(
    config: EmulatorConfig,
    path: Path,
    locked: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app_module, "_PAUSES", (0, 0, 0))
    with closing(Store(path)) as store:
        transport = httpx.ASGITransport(app=create_app(config, store))
        async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
            service = Service(client)
            refused(await service.v1("PATCH", "/bot/properties", {"a": 1}), 503)
            locked.execute("ROLLBACK")
            assert (await service.v1("GET", "/bot/properties")).json() == {}


def test_only_without_waiting_is_a_lock_not_waited_for(
    path: Path, locked: sqlite3.Connection
) -> None:
    tries: list[str] = []
    keeps_trying = threading.Event()

    def note(statement: str) -> None:
        tries.append(statement)
        if tries.count("BEGIN IMMEDIATE") == 3:
            keeps_trying.set()

    with closing(Store(path, wait_seconds=30)) as store:
        with store._database.reading() as connection:
            connection.set_trace_callback(note)
        tries.clear()
        with store.without_waiting(), pytest.raises(StoreBusyError):
            store.upsert(KEY, {}, None)
        assert tries == ["BEGIN IMMEDIATE"]
        waiting = threading.Thread(target=store.upsert, args=(KEY, {}, None))
        waiting.start()
        assert keeps_trying.wait(20)
        locked.execute("COMMIT")
        waiting.join()
        assert store.read(KEY) is not None


def test_a_write_does_not_wait_for_a_reader(path: Path) -> None:
    with closing(Store(path, wait_seconds=0)) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM documents").fetchone() == (0,)
        store.upsert(KEY, {}, None)
        assert store.read(KEY) is not None
        assert other.execute("SELECT count(*) FROM documents").fetchone() == (0,)


def test_a_lock_is_waited_for_only_so_long(path: Path, locked: sqlite3.Connection) -> None:
    with closing(Store(path, wait_seconds=0.05)) as store:
        with pytest.raises(StoreBusyError):
            store.upsert(KEY, {}, None)
        assert store.read(KEY) is None


# ── threads and memory ─────────────────────────────────────────────────────────────────────────


def test_a_store_in_memory_is_used_from_other_threads(store: Store) -> None:
    def work(number: int) -> Document | None:
        store.upsert(KEY, {f"p{number}": encode(number)}, None)
        return store.read(KEY)

    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(work, range(50)))
    assert all(documents)
    document = store.read(KEY)
    assert document is not None
    assert len(document.properties) == 50


def test_stores_in_memory_are_apart(store: Store) -> None:
    with closing(Store()) as other:
        other.upsert(KEY, {}, None)
        assert store.read(KEY) is None


def test_a_batch_is_loaded_whole_or_not_at_all(store: Store) -> None:
    seeds = [
        SeedDocument(DocumentKey(ACCOUNT, "bot", "s1"), {"a": encode(1)}),
        SeedDocument(DocumentKey(ACCOUNT, "bot", "s2"), {"a": encode("x" * 800_000)}),
    ]
    with pytest.raises(OverLimitError):
        store.load(seeds)
    assert store.list_namespaces(ACCOUNT) == []
    assert store.read(KEY) is None
    assert store.load(seeds[:1]) == 1
    assert store.read(KEY) is not None


# ── files that are not its own ─────────────────────────────────────────────────────────────────


def test_a_file_of_another_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        Store(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.write_text("not a database " * 100)
    with pytest.raises(StoreError, match="can't be used"):
        Store(path)
    assert path.read_text().startswith("not a database")


def test_a_file_of_another_version_is_left_alone(path: Path) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="another version"):
        Store(path)


def test_a_file_of_version_1_is_brought_up_to_date(path: Path) -> None:
    """It listed sessions without properties, and had them in its blocks."""
    listed = [f"s{n:05}" for n in range(4_500)]
    with closing(Store(path)) as store:
        for namespace in ("bot", "other"):
            store.load(
                SeedDocument(DocumentKey(ACCOUNT, namespace, each), {"a": encode(1)})
                for each in listed
            )
        store.upsert(DocumentKey(ACCOUNT, "bot", "empty"), {}, None)
    with closing(sqlite3.connect(path)) as other:
        for trigger in ("session_filled", "session_emptied", "block_is_full", "block_is_empty"):
            other.execute(f"DROP TRIGGER {trigger}")
        other.execute("DROP INDEX listed_sessions")
        other.execute("UPDATE blocks SET sessions = 7")
        other.execute("PRAGMA user_version = 1")
        other.commit()
    with closing(Store(path)) as store, closing(Store(path)):
        for namespace in ("bot", "other"):
            pages = [store.list_sessions(ACCOUNT, namespace, n, 1_000) for n in (4, 3, 2, 1, 0)]
            assert sorted(chain(*pages)) == listed
        store.upsert(DocumentKey(ACCOUNT, "bot", "empty"), {"a": encode(1)}, None)
        assert store.list_sessions(ACCOUNT, "bot", 0, 1) == ["empty"]
        assert store.list_sessions(ACCOUNT, "bot", 4_500, 1) == ["s04499"]


def test_a_file_that_can_not_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be used"):
        Store(tmp_path / "missing" / "emulator.db")


def test_what_was_saved_is_there_when_it_is_opened_again(path: Path) -> None:
    with closing(Store(path)) as store:
        store.create_namespace(ACCOUNT, "bot", 60)
        store.upsert(KEY, {"a": encode("é")}, None)
    with closing(Store(path)) as store:
        document = store.read(KEY)
        assert document is not None
        assert document.properties == {"a": '"é"'}
        assert [namespace.name for namespace in store.list_namespaces(ACCOUNT)] == ["bot"]


def test_a_new_file_and_those_beside_it_are_their_owners_only(path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(Store(path)) as store:
            store.create_namespace("1", "n", None)
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert set(modes) == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert set(modes.values()) == {0o600}


def test_a_file_that_is_there_keeps_its_mode(path: Path) -> None:
    Store(path).close()
    path.chmod(0o660)
    Store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match="no regular file"):
        Store(tmp_path / "pipe")
    with pytest.raises(StoreError, match="no such file or directory"):
        Store(tmp_path / "none" / "x.db")
