"""The state file: private, shared by threads and processes, and whole after kill -9."""

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from ccs_tui.local import file_kind
from ccs_tui.local.file_kind import set_up
from ccs_tui.local.journal import Outcome
from ccs_tui.local.state import State, StateError
from ccs_tui.model.changes import Edit
from tests.local.conftest import KEY, Clock, record, typed
from tests.local.processes import Child

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


def test_what_is_kept_is_there_after_closing(path: Path) -> None:
    state = State.open(path)
    state.drafts.keep("p", KEY, EDIT)
    record(state)
    state.close()
    state = State.open(path)
    assert state.notice is None
    assert typed(state) == {"a": "1"}
    assert len(state.journal.entries()) == 1
    state.close()


def test_a_closed_state_says_so(state: State) -> None:
    state.close()
    with pytest.raises(StateError, match="closed"):
        state.drafts.keep("p", KEY, EDIT)


def test_a_commit_is_on_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here can cut the power; so the setting that makes it survive that is compared."""
    # The other tests don't wait for the disk.
    monkeypatch.setattr(file_kind, "set_up", set_up)
    with closing(State.open(path)) as state, state._database.writing() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",)


def test_one_in_memory_has_no_files() -> None:
    state = State.open(None)
    state.drafts.keep("p", KEY, EDIT)
    state.journal.retain(0)
    assert typed(state) == {"a": "1"}
    assert state.exports is None
    state.close()


class TestPrivacy:
    def test_all_files_are_their_owners_only(
        self, path: Path, no_umask: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made: dict[str, int] = {}

        def look(*_: object) -> int:
            for file in path.parent.iterdir():
                made[file.name] = stat.S_IMODE(file.stat().st_mode) | made.get(file.name, 0)
            return 0

        connect = sqlite3.connect

        def watched(*arguments: object, **options: object) -> sqlite3.Connection:
            look()
            connection: sqlite3.Connection = connect(*arguments, **options)  # type: ignore[call-overload]  # passed on
            connection.set_progress_handler(look, 1)
            return connection

        monkeypatch.setattr(sqlite3, "connect", watched)
        state = State.open(path)
        state.drafts.keep("p", KEY, LARGE)
        record(state)
        state.journal.retain(0)
        state.close()
        look()
        assert set(made) == {"state.db", "state.db-journal"}
        assert set(made.values()) == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_a_file_that_others_could_read_is_closed_to_them(self, path: Path) -> None:
        State.open(path).close()
        path.chmod(0o644)
        State.open(path).close()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_the_folder_of_somebody_stays_as_it_is(self, path: Path) -> None:
        path.parent.mkdir(mode=0o755)
        path.parent.chmod(0o755)
        State.open(path).close()
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o755


class TestTwoAtOnce:
    def test_edits_of_different_properties_lose_nothing_of_each_other(
        self, state: State, path: Path
    ) -> None:
        other = State.open(path)
        state.drafts.keep("p", KEY, {"a": Edit("1", None), "b": Edit("2", None)})
        other.drafts.keep("p", KEY, {"c": Edit("3", None)}, {"b": Edit("2", None)})
        assert typed(state) == typed(other) == {"a": "1", "c": "3"}
        other.close()

    def test_threads_of_two_states(self, path: Path) -> None:
        states = [State.open(path), State.open(path)]

        def work(number: int) -> None:
            state = states[number % 2]
            for step in range(20):
                state.drafts.keep("p", KEY, {f"{number}-{step}": Edit("x", None)})
                state.journal.answer(record(state), Outcome.DONE)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        assert len(typed(states[0])) == 160
        assert len(states[1].journal.entries()) == 160
        for state in states:
            state.close()

    @pytest.mark.slow
    def test_processes(self, path: Path) -> None:
        code = """
            for step in range(20):
                state.drafts.keep("p", KEY, {f"{sys.argv[2]}-{step}": Edit("x", None)})
                state.journal.answer(record(state), Outcome.DONE)
        """
        with ExitStack() as stack:
            children = [stack.enter_context(Child(path, code, str(n))) for n in range(4)]
            for child in children:
                child.begin()
            assert all(child.succeeds() for child in children)
        state = State.open(path)
        assert state.notice is None
        assert len(typed(state)) == 80
        assert len(state.journal.entries()) == 80
        state.close()

    def test_one_that_keeps_it_locked_is_told_and_then_it_works(
        self, state: State, path: Path
    ) -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError, match=rf"kept {path} locked for 0\.05 s"):
            state.drafts.keep("p", KEY, LARGE)
        other.execute("ROLLBACK")
        state.drafts.keep("p", KEY, EDIT)
        assert typed(state) == {"a": "1"}
        other.close()

    def test_a_file_that_was_removed_is_begun_anew(self, state: State, path: Path) -> None:
        state.drafts.keep("p", KEY, EDIT)
        for file in path.parent.iterdir():
            file.unlink()
        path.parent.rmdir()
        state.drafts.keep("p", KEY, {"b": Edit("2", None)})
        other = State.open(path)
        assert typed(other) == {"b": "2"}
        other.close()


class TestKilled:
    @pytest.mark.slow
    def test_at_any_moment_it_leaves_a_good_file(self, path: Path) -> None:
        """Kill -9 in the middle of a write: what was acknowledged is there, and nothing half."""
        code = """
            for step in itertools.count(int(sys.argv[2])):
                text = f"{step} " + "x" * (step * 7919 % 200_000)
                edit = Edit(text, None)
                state.drafts.keep("p", KEY, {"a": edit, "b": edit})
                entry = record(state, str(step))
                print(step, entry, flush=True)
        """
        acknowledged = 0
        for time in range(8):
            with Child(path, code, str(acknowledged + 1)) as child:
                child.begin()
                lines = [child.line() for _ in range(1 + time % 3)]
                child.kill()
                lines += [line for line in child.rest() if line.endswith("\n")]
            acknowledged, entry = map(int, lines[-1].split())
            state = State.open(path)
            assert state.notice is None
            edits = typed(state)
            assert edits["a"] == edits["b"]
            assert int((edits["a"] or "").split()[0]) in (acknowledged, acknowledged + 1)
            stored = state.journal.entry(entry)
            assert stored is not None
            assert (stored.operation, stored.outcome) == (str(acknowledged), Outcome.SENT)
            assert stored.before == {"a": '"old"'}
            state.close()
            with closing(sqlite3.connect(path)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="this SQLite can't make them")
def test_a_file_of_strict_tables_is_used_as_it_is(path: Path, clock: Clock) -> None:
    """They were made until SQLite older than 3.37 was supported."""
    State.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        statements = [
            sql if sql.startswith("CREATE INDEX") else f"{sql} STRICT"
            for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")
            if "sqlite_sequence" not in sql
        ]
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {application_id}")
        connection.execute(f"PRAGMA user_version = {version}")
    state = State.open(path, clock)
    state.drafts.keep("p", KEY, EDIT)
    record(state)
    assert state.notice is None
    assert typed(state) == {"a": "1"}
    state.close()
