"""What can go wrong with the state file: each is told in a sentence, and typing can go on."""

import fcntl
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from ccs_tui.local.state import State, StateError
from ccs_tui.local.state_tables import APPLICATION_ID, VERSION
from ccs_tui.model.changes import Edit
from ccs_tui.model.names import DocumentKey
from tests.local.conftest import KEY, Clock, record, typed
from tests.local.processes import Child, read_only, small_disk

EDIT = {"a": Edit("1", None)}
LARGE = {"a": Edit("typed" * 100_000, None)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ccs" / "state.db"


@pytest.fixture
def state(path: Path, clock: Clock) -> Iterator[State]:
    state = State.open(path, clock, wait_seconds=0.05)
    yield state
    state.close()


def told(action: Callable[[], object], path: Path) -> str:
    """Return the sentence of the StateError that `action` raises."""
    with pytest.raises(StateError) as error:
        action()
    sentence = str(error.value)
    assert str(path) in sentence
    assert "typed" not in sentence
    return sentence


class TestNoSpace:
    def test_a_file_that_may_not_grow(self, path: Path) -> None:
        """In a process of its own, by a limit that the system answers like a full disk's."""
        code = """
            state.drafts.keep("p", KEY, {"a": Edit("before", None)})
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
            for _ in range(3):
                try:
                    state.drafts.keep("p", KEY, {"a": Edit("typed" * 100_000, None)})
                except StateError as error:
                    print(error)
            print(state.drafts.find("p", KEY).edits["a"].text)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            state.drafts.keep("p", KEY, {"a": Edit("after", None)})
            print(state.drafts.find("p", KEY).edits["a"].text, state.notice)
        """
        with Child(path, code) as child:
            child.begin()
            lines = child.rest()
        sentence = f"{path} can't be read or written; look at its disk, its space and quota."
        assert "".join(lines) == f"{sentence}\n" * 3 + "before\nafter None\n"

    def test_a_full_disk(self, tmp_path: Path, clock: Clock) -> None:
        with small_disk(tmp_path / "disk", "400k") as disk, ExitStack() as opened:
            path = disk / "state.db"

            def open_state(path: Path) -> State:
                state = State.open(path, clock)
                opened.callback(state.close)
                return state

            state = open_state(path)
            state.drafts.keep("p", KEY, EDIT)
            entry = record(state)
            sentence = told(lambda: state.drafts.keep("p", KEY, LARGE), path)
            assert sentence == f"No space is left on the disk of {path}; make some."
            filler = disk / "filler"
            fill(filler)
            told(lambda: state.drafts.keep("p", KEY, LARGE), path)
            # What was kept before can be read, also by one that starts only now.
            for one in (state, open_state(path)):
                assert typed(one) == {"a": "1"}
                assert one.journal.entry(entry) is not None
            told(lambda: open_state(disk / "state.new"), disk)
            filler.unlink()
            state.drafts.keep("p", KEY, {"a": Edit("after", None)})
            assert typed(state) == {"a": "after"}
            assert state.notice is None


def fill(path: Path) -> None:
    """Write to a file until there is no space left."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))


class TestNotWritable:
    def test_a_file_in_the_folders_place(self, path: Path) -> None:
        path.parent.touch()
        sentence = told(lambda: State.open(path), path)
        assert "a file is where its folder should be" in sentence
        assert "CCS_STATE_DIR" in sentence

    def test_a_folder_in_the_files_place(self, path: Path) -> None:
        path.mkdir(parents=True)
        mode = path.stat().st_mode
        assert "can't be opened" in told(lambda: State.open(path), path)
        assert path.stat().st_mode == mode

    def test_a_folder_that_is_read_only(self, path: Path, state: State) -> None:
        state.drafts.keep("p", KEY, EDIT)
        with read_only(path.parent):
            other = State.open(path)
            assert typed(other) == {"a": "1"}
            assert re.search("can't be (written|opened)", told(lambda: record(other), path))
            other.close()
            new = path.with_name("new.db")
            assert "read-only" in told(lambda: State.open(new), new)
        record(state)


def damaged_head(path: Path) -> None:
    path.write_bytes(b"no database" + path.read_bytes()[11:])


def garbage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + os.urandom(5_000))


def all_garbage(path: Path) -> None:
    path.write_bytes(os.urandom(5_000))


def two_bytes(path: Path) -> None:
    path.write_bytes(b"xy")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
        connection.execute("INSERT INTO theirs VALUES (17)")
        connection.commit()


def foreign_with_a_log(path: Path) -> None:
    """A database of another program that was killed: some of it is in files beside it only."""
    path.unlink()
    code = (
        "import os, signal, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('PRAGMA journal_mode = WAL'); c.execute('CREATE TABLE theirs (a)'); "
        "c.execute('INSERT INTO theirs VALUES (17)'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert path.with_name(path.name + "-wal").stat().st_size


def other_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE drafts ADD COLUMN more TEXT")


def newer(path: Path) -> None:
    other_tables(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link_to_a_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def files_of(folder: Path) -> dict[str, tuple[os.stat_result, bytes]]:
    """Return all that is in a folder, as it is, but for when it was read."""
    return {
        path.name: (
            os.stat_result((*path.lstat()[:7], 0, *path.lstat()[8:])),
            path.read_bytes() if path.is_file() else b"",
        )
        for path in folder.iterdir()
    }


def kept_aside(path: Path) -> list[Path]:
    return [p for p in path.parent.glob(f"{path.name}.broken-*") if "-journal" not in p.name]


class TestBroken:
    @pytest.mark.parametrize(
        ("breaking", "reason"),
        [
            (damaged_head, "is damaged, or no database"),
            (garbage, "is damaged, or no database"),
            (other_tables, "has other tables than it should"),
        ],
    )
    def test_it_is_kept_aside_and_a_new_one_begun(
        self, path: Path, clock: Clock, breaking: Callable[[Path], None], reason: str
    ) -> None:
        State.open(path).close()
        breaking(path)
        content = path.read_bytes()
        state = State.open(path, clock)
        kept = path.with_name("state.db.broken-20261121T120000Z")
        assert state.notice == (
            f"{path} {reason}. It is kept as {kept.name}, and a new one is begun."
        )
        assert kept.read_bytes() == content
        state.drafts.keep("p", KEY, EDIT)
        state.close()
        state = State.open(path, clock)
        assert state.notice is None
        assert typed(state) == {"a": "1"}
        state.close()

    @pytest.mark.parametrize(
        ("replace", "reason"),
        [
            (foreign, "is not a file of ccs-tui, and is left alone. Move it away, or set CCS_"),
            (foreign_with_a_log, "is not a file of ccs-tui"),
            (all_garbage, "is not a file of ccs-tui"),
            (two_bytes, "is not a file of ccs-tui"),
            (pipe, "is not a file of ccs-tui"),
            (link_to_a_device, "is not a file of ccs-tui"),
            (newer, "was written by a newer version of ccs-tui, and is left as it is."),
        ],
    )
    def test_what_is_not_ours_or_not_broken_is_left_as_it_is(
        self, path: Path, clock: Clock, replace: Callable[[Path], None], reason: str
    ) -> None:
        State.open(path).close()
        open_before = State.open(path, clock)
        replace(path)
        if path.is_file():
            path.chmod(0o644)
        before = files_of(path.parent)
        assert reason in told(lambda: State.open(path, clock), path)
        if replace is not newer:
            # What a newer version adds is no trouble to one that has it open.
            assert reason in told(lambda: open_before.drafts.keep("p", KEY, EDIT), path)
        open_before.close()
        assert files_of(path.parent) == before

    def test_each_broken_one_is_kept(self, path: Path, clock: Clock) -> None:
        State.open(path).close()
        head = path.read_bytes()[:100]
        contents = [head + bytes([number]) * 600 for number in range(1, 4)]
        for content in contents:
            path.write_bytes(content)
            State.open(path, clock).close()
        kept = [
            file.read_bytes()
            for file in path.parent.glob("*.broken-*Z*")
            if "-journal" not in file.name
        ]
        assert sorted(kept) == contents

    def test_an_empty_file_is_a_new_one(self, path: Path) -> None:
        path.parent.mkdir()
        path.touch()
        state = State.open(path)
        assert state.notice is None
        state.close()

    def test_it_breaks_while_it_is_open(self, state: State, path: Path, clock: Clock) -> None:
        """The call is told, and the next one works, on a new file that has what can be read."""
        large = DocumentKey("1", "n", None)
        state.drafts.keep("p", KEY, EDIT)
        state.drafts.keep("p", large, LARGE | {"z": Edit("4", None)})
        state.drafts.keep("q", KEY, {"b": Edit("2", None)})
        other = State.open(path, clock)
        damage_pages_of(path, b"typedtyped")
        sentence = told(lambda: other.drafts.find("p", large), path)
        assert "is damaged; try again" in sentence
        assert not other.notice
        other.drafts.keep("p", KEY, {"c": Edit("3", None)})
        notice = other.notice or ""
        assert notice.endswith("3 of its drafts could be read, and are taken over.")
        for one in (other, state):
            assert typed(one) == {"a": "1", "c": "3"}
            assert typed(one, "q") == {"b": "2"}
            assert (found := one.drafts.find("p", large)) is not None
            assert list(found.edits) == ["z"]
        other.close()

    def test_text_that_is_damaged_is_shown_as_far_as_it_can_be(
        self, state: State, path: Path
    ) -> None:
        state.drafts.keep("p", KEY, EDIT)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE draft_edits SET text = x'61ff62'")
            connection.commit()
        assert typed(state) == {"a": "a\ufffdb"}

    def test_others_that_have_it_open_go_on_with_the_new_one(self, path: Path) -> None:
        states = [State.open(path) for _ in range(3)]
        garbage(path)
        for state in states:
            for _ in range(2):
                try:
                    state.drafts.keep("p", KEY, EDIT)
                except StateError:
                    continue
                break
        assert [typed(state) for state in states] == [{"a": "1"}] * 3
        assert len(kept_aside(path)) == 1
        for state in states:
            state.close()

    def test_the_log_of_one_that_is_in_use_goes_with_it(self, path: Path, clock: Clock) -> None:
        path.parent.mkdir()
        with closing(sqlite3.connect(path, isolation_level=None)) as theirs:
            theirs.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            theirs.execute("PRAGMA journal_mode = WAL")
            theirs.execute("CREATE TABLE theirs (a)")
            theirs.execute("INSERT INTO theirs VALUES (17)")
            State.open(path, clock).close()
            (kept,) = (p for p in kept_aside(path) if p.name.endswith("Z"))
            with closing(sqlite3.connect(kept)) as connection:
                assert connection.execute("SELECT a FROM theirs").fetchone() == (17,)
            assert {p.name for p in path.parent.glob("state.db-*")} == {"state.db-journal"}

    def test_one_that_is_being_written_to_is_not_moved(self, path: Path) -> None:
        State.open(path).close()
        other_tables(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as theirs:
            theirs.execute("BEGIN IMMEDIATE")
            assert "locked" in told(lambda: State.open(path, wait_seconds=0.05), path)
            assert kept_aside(path) == []
            theirs.execute("COMMIT")

    def test_it_is_looked_at_again_once_another_has_done_with_it(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        State.open(path).close()
        good = path.read_bytes()
        garbage(path)
        waits = threading.Event()
        lock = fcntl.flock

        def watched(handle: int, operation: int) -> None:
            waits.set()
            lock(handle, operation)

        folder = os.open(path.parent, os.O_RDONLY)
        lock(folder, fcntl.LOCK_EX)
        monkeypatch.setattr(fcntl, "flock", watched)
        with ThreadPoolExecutor(1) as pool:
            opened = pool.submit(State.open, path)
            opened.add_done_callback(lambda _: waits.set())
            waits.wait()
            path.write_bytes(good)
            os.close(folder)
            state = opened.result()
        assert state.notice is None
        assert kept_aside(path) == []
        state.close()

    @pytest.mark.slow
    def test_processes_that_find_it_broken_together_begin_one_new_file(self, path: Path) -> None:
        State.open(path).close()
        for _ in range(3):
            garbage(path)
            code = "state.drafts.keep('p', KEY, {sys.argv[2]: Edit('x', None)})"
            with ExitStack() as stack:
                children = [
                    stack.enter_context(Child(path, code, str(n), opens_late=True))
                    for n in range(4)
                ]
                for child in children:
                    child.begin()
                assert all(child.succeeds() for child in children)
            state = State.open(path)
            assert set(typed(state)) == {"0", "1", "2", "3"}
            state.close()
        assert len(kept_aside(path)) == 3

    def test_where_it_can_not_be_kept_aside_nothing_is_lost(self, path: Path) -> None:
        State.open(path).close()
        garbage(path)
        content = path.read_bytes()
        with read_only(path.parent):
            assert "read-only" in told(lambda: State.open(path), path)
        assert path.read_bytes() == content


def damage_pages_of(path: Path, mark: bytes) -> None:
    """Damage the list of the pages that a large value lies on."""
    content = bytearray(path.read_bytes())
    pages = [at for at in range(0, len(content), 4096) if mark in content[at : at + 4096]]
    for at in pages[2:]:
        content[at : at + 4] = b"\xff\xff\xff\xf0"
    path.write_bytes(content)
