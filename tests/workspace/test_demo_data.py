"""The demo's data, made by a process of its own."""

import asyncio
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ccs_tui.cli import main
from ccs_tui.emulator.demo import load_demo
from ccs_tui.emulator.store import Store
from ccs_tui.model.expiry import system_clock
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.demo import DemoService
from ccs_tui.workspace.demo_data import (
    DEMO_ACCOUNT,
    DEMO_SEED,
    DEMO_SESSIONS,
    DemoData,
    begin,
    demo_data,
)
from ccs_tui.workspace.opening import open_demo
from tests.benchmarks.terminal import Terminal

KEY = DocumentKey(DEMO_ACCOUNT, "airlineBot", "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18")


def test_it_is_what_the_demo_makes_by_itself() -> None:
    data = DemoData(30, 7)
    image = data.image()
    assert image is not None
    theirs, ours = Store(), Store()
    theirs.restore(image)
    now = datetime.fromtimestamp(data.milliseconds / 1_000, UTC)
    load_demo(ours, DEMO_ACCOUNT, 30, 7, now)
    listed = [store.list_namespaces(DEMO_ACCOUNT) for store in (theirs, ours)]
    assert [item.name for item in listed[0]] == [item.name for item in listed[1]]
    for session in (None, KEY.session):
        key = DocumentKey(KEY.account, KEY.namespace, session)
        document, same = theirs.read(key), ours.read(key)
        assert document is not None
        assert same is not None
        assert document.properties == same.properties


def test_the_process_ends_with_whoever_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def kept(*args: Any, **options: Any) -> "subprocess.Popen[bytes]":
        started.append(start(*args, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", kept)
    DemoData(100_000, 7)
    [process] = started
    assert process.returncode == -signal.SIGKILL
    assert process.stdout is not None
    assert process.stdout.closed


def test_a_process_that_fails_makes_nothing_and_the_demo_makes_it_here() -> None:
    assert DemoData(-1, 7).image() is None
    service = DemoService(DEMO_ACCOUNT, 20, 7, system_clock, DemoData(-1, 7).image)
    assert service.connection.account == DEMO_ACCOUNT


@pytest.mark.parametrize("error", [BlockingIOError(11, "no more"), OSError(12, "no memory")])
def test_where_no_process_can_be_had_the_demo_makes_it_here(
    error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert DemoData(20, 7).image() is None


def test_a_python_that_knows_not_where_it_is_makes_it_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "")
    assert DemoData(20, 7).image() is None


def test_a_python_that_says_something_at_its_start_makes_it_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('hello')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert DemoData(20, 7).image() is None


EARLY = """
import subprocess, sys

class Seen:
    def __init__(self, command, **_):
        print("begun with click:", "click" in sys.modules, flush=True)
        raise OSError

subprocess.Popen = Seen
sys.argv = ["ccs-tui", *sys.argv[1:]]
from ccs_tui.entry import main
main()
"""


def test_it_is_begun_before_the_rest_is_imported() -> None:
    with Terminal([sys.executable, "-c", EARLY, "demo"]) as terminal:
        terminal.read_until(b"begun with click: False")


def test_the_data_that_was_begun_is_taken_once_and_only_where_it_is_what_is_wanted() -> None:
    begin()
    begun = demo_data(DEMO_SESSIONS, DEMO_SEED)
    begin()
    other = demo_data(30, DEMO_SEED)
    assert other.sessions == 30
    again = demo_data(DEMO_SESSIONS, DEMO_SEED)
    assert again is not begun
    assert begun.image() is not None


def test_it_is_what_the_command_makes_where_nothing_else_is_said() -> None:
    demo = main.get_command(None, "demo")  # type: ignore[arg-type]
    assert demo is not None
    defaults = {each.name: each.default for each in demo.params}
    assert (defaults["sessions"], defaults["seed"]) == (DEMO_SESSIONS, DEMO_SEED)


class Awaited(DemoData):
    """Data that come when the test says so."""

    def __init__(self) -> None:
        super().__init__(20, 7)
        self.asked, self.come = threading.Event(), threading.Event()

    def image(self) -> bytes | None:
        """Wait, and return the image."""
        self.asked.set()
        self.come.wait()
        return super().image()


def slots_in(folder: Path) -> list[Path]:
    return [*folder.glob("**/running/*")]


async def test_who_leaves_while_the_data_are_made_leaves_no_slot_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCS_STATE_DIR", str(tmp_path))
    data = Awaited()
    opening = asyncio.create_task(open_demo(data))
    await asyncio.to_thread(data.asked.wait)
    assert len(slots_in(tmp_path)) == 1, "the files were opened meanwhile"
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    data.come.set()
    assert slots_in(tmp_path) == []
