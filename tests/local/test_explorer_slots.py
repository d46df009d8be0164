"""A slot runs as long as its explorer does, however that ends, and for nobody else's sake."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ccs_tui.local import explorer_slots
from ccs_tui.local.explorer_slots import STALE_SECONDS, Slot

HOLD = """
import sys
from pathlib import Path
from ccs_tui.local.explorer_slots import Slot
slot = Slot(Path(sys.argv[1]))
print(slot.name, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "running"


@pytest.fixture
def slot(folder: Path) -> Iterator[Slot]:
    slot = Slot(folder)
    yield slot
    slot.release()


def test_another_process_runs_until_it_is_killed(folder: Path, slot: Slot) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline().decode().strip()
        assert slot.is_running(name)
        process.send_signal(signal.SIGSTOP)
        assert slot.is_running(name)
        process.kill()
        process.wait()
        assert not slot.is_running(name)
    assert (folder / name).exists()
    Slot(folder).release()
    assert not (folder / name).exists()
    assert slot.is_running(slot.name)


def test_one_that_was_released_does_not_run_and_leaves_nothing(folder: Path, slot: Slot) -> None:
    other = Slot(folder)
    assert slot.is_running(other.name)
    other.release()
    assert not slot.is_running(other.name)
    assert [path.name for path in folder.iterdir()] == [slot.name]


@pytest.mark.parametrize("name", ["", "../state.db", "0123456789ab", "x" * 12, "\0"])
def test_what_is_no_slot_does_not_run(slot: Slot, name: str) -> None:
    assert not slot.is_running(name)


def test_its_file_is_its_owners_only(folder: Path, slot: Slot, no_umask: None) -> None:
    other = Slot(folder)
    assert (folder / other.name).stat().st_mode & 0o777 == 0o600
    other.release()


def test_many_that_begin_at_once_sweep_none_that_runs(folder: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        begun = list(pool.map(lambda _: Slot(folder), range(64)))
    assert len({slot.name for slot in begun}) == 64
    assert all(begun[0].is_running(slot.name) for slot in begun)
    for slot in begun:
        slot.release()
    assert [*folder.iterdir()] == []


def age(folder: Path, name: str, seconds: float) -> None:
    at = (folder / name).stat().st_mtime - seconds
    os.utime(folder / name, (at, at))


class TestWithoutLocks:
    """A file system that has no locks, as of a network: told by the last touch."""

    @pytest.fixture(autouse=True)
    def _no_locks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise OSError("no locks available")

        monkeypatch.setattr(fcntl, "flock", refuse)

    def test_it_runs_as_long_as_it_is_touched(self, folder: Path) -> None:
        slot, other = Slot(folder), Slot(folder)
        assert slot.is_running(other.name)
        age(folder, other.name, STALE_SECONDS + 1)
        assert not slot.is_running(other.name)
        other.beat()
        assert slot.is_running(other.name)


def test_one_of_another_machine_runs_as_long_as_it_is_touched(
    folder: Path, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(explorer_slots, "_kernel", lambda: "another")
        other = Slot(folder)
    # Locks of one machine that others don't see: as if there were none.
    other._let_go()
    assert slot.is_running(other.name)
    age(folder, other.name, STALE_SECONDS + 1)
    assert not slot.is_running(other.name)


def test_where_no_file_can_be_made_there_is_a_slot_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "running").write_text("in the way")
    slot = Slot(tmp_path / "running")
    assert slot.is_running(slot.name)
    assert not slot.is_running("0123456789ab")
    slot.release()
