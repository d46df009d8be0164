"""Signals that end a command: what it had begun ends, is told, and the status says which came."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from ccs_tui.emulator.document_rows import OverLimitError
from ccs_tui.model.names import DocumentKey
from tests.cli.conftest import NAMESPACE, Shell

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="asks the system which signals a process has taken"
)
ENDING = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
NUMBERS = pytest.mark.parametrize("number", ENDING, ids=lambda number: number.name)


@contextmanager
def started(shell: Shell, *arguments: str, **options: Any) -> Iterator["subprocess.Popen[str]"]:
    # A command that ran in this process has taken the secrets out of its environment.
    secrets = {"CCS_API_KEY": shell.emulator.key, "CCS_PASSWORD": shell.emulator.password}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process: subprocess.Popen[str] = subprocess.Popen(
        [sys.executable, "-m", "ccs_tui", *arguments],
        text=True,
        env=os.environ | secrets,
        **(pipes | options),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def end(process: "subprocess.Popen[str]", *numbers: signal.Signals) -> None:
    """Send signals, and wait until the process has taken each."""
    for number in numbers:
        process.send_signal(number)
        while is_pending(process.pid, number):
            os.sched_yield()


def is_pending(pid: int, number: signal.Signals) -> bool:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    masks = (line.split()[1] for line in lines if line.startswith(("SigPnd", "ShdPnd")))
    return any(int(mask, 16) >> (number - 1) & 1 for mask in masks)


class Held:
    """Calls of the service that it holds until they are let go; `wait` returns once one came."""

    def __init__(self) -> None:
        self._came = Event()
        self.let_go = Event()

    def wait(self) -> None:
        assert self._came.wait(20)

    def hold(self) -> None:
        self._came.set()
        assert self.let_go.wait(20)


@contextmanager
def held(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str, namespace: str = NAMESPACE
) -> Iterator[Held]:
    """Have the service hold this call of its store for documents of a namespace."""
    calls = Held()
    call: Callable[..., Any] = getattr(shell.emulator.store, name)

    def hold(key: DocumentKey, *arguments: Any) -> Any:
        if key.namespace == namespace:
            calls.hold()
        return call(key, *arguments)

    monkeypatch.setattr(shell.emulator.store, name, hold)
    try:
        yield calls
    finally:
        calls.let_go.set()


WRITES = {
    "set": (["set", "bot/s1", "a:=2"], "upsert", "Saved 1 property of s1", {"a": "2"}),
    "rm": (["rm", "bot/s1"], "delete_document", "Deleted s1 of bot.", None),
    "ttl": (["ttl", "bot/s1", "9h"], "upsert", "Changed the expiry of s1", {"a": "1"}),
    "copy": (["copy", "bot/s2", "bot/s1"], "upsert", "Saved 1 property of s1", {"a": "5"}),
    "undo": (["undo"], "upsert", "Restored", {"a": "0"}),
    "import": (["import", "two.ndjson"], "upsert", "Wrote 1 document;", {"a": "0"}),
}


@pytest.mark.sample(each=4)
@pytest.mark.parametrize(
    ("way", "number"),
    [(way, signal.SIGTERM) for way in WRITES] + [("set", signal.SIGINT), ("set", signal.SIGHUP)],
)
def test_a_write_under_way_ends_and_is_told(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str, number: signal.Signals
) -> None:
    monkeypatch.chdir(tmp_path)
    shell.put("s1", 3_600, a=0)
    shell.put("s2", 3_600, a=5)
    assert shell("export", "bot", "-o", "two.ndjson").exit_code == 0
    assert shell("set", "bot/s1", "a:=1").exit_code == 0
    shell.put("s2", 3_600, a=5, b=6) if way == "import" else None
    arguments, name, told, stored = WRITES[way]
    with held(shell, monkeypatch, name) as came, started(shell, *arguments) as process:
        came.wait()
        # `timeout` and a shell that closes send theirs twice.
        end(process, number, *([] if number is signal.SIGINT else [number]))
        came.let_go.set()
        out, err = process.communicate(timeout=20)
    assert process.returncode == ENDING[number], err
    assert out.startswith(told), (out, err)
    last = "Interrupted." if number is signal.SIGINT else f"Ended by {number.name}."
    assert err.splitlines()[-1] == last
    if way == "import":
        assert "undoes what was written.\nThe same import goes on with the rest.\n" in err
        # The order of documents in an export is that of the service.
        stands = (shell.stored(), shell.stored("s2"))
        assert stands in [({"a": "0"}, {"a": "5", "b": "6"}), ({"a": "1"}, {"a": "5"})]
    else:
        assert shell.stored() == stored


def test_a_write_under_way_that_fails_is_told(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.put("s1", 3_600, a=0)

    def refused(*_: Any) -> None:
        raise OverLimitError(800_001)

    monkeypatch.setattr(shell.emulator.store, "upsert", refused)
    with (
        held(shell, monkeypatch, "upsert") as came,
        started(shell, "set", "bot/s1", "a:=2") as process,
    ):
        came.wait()
        end(process, signal.SIGTERM)
        came.let_go.set()
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (143, "")
    assert "Not saved 1 property (a) of s1.\nEnded by SIGTERM.\n" in err


@NUMBERS
def test_a_command_that_wrote_nothing_yet_says_so(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    shell.put(a=0)
    with (
        held(shell, monkeypatch, "read") as came,
        started(shell, "set", "bot/s1", "a:=2") as process,
    ):
        came.wait()
        end(process, number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (ENDING[number], "")
    assert err.startswith("Nothing was sent.\n")
    assert shell.stored() == {"a": "0"}


def test_ctrl_c_again_ends_it_at_once(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        held(shell, monkeypatch, "upsert") as came,
        started(shell, "set", "bot/s1", "a:=2") as process,
    ):
        came.wait()
        end(process, signal.SIGINT, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert err == (
        "It isn't known what became of saving s1: ccs-tui journal has it.\nInterrupted.\n"
    )


@pytest.mark.matrix
@NUMBERS
@pytest.mark.parametrize(
    ("arguments", "kept"),
    [(["watch", "bot/s1"], ""), (["record", "bot"], "1 step of bot recorded.\n")],
    ids=str,
)
def test_what_records_ends_in_good_order(
    shell: Shell, arguments: list[str], kept: str, number: signal.Signals
) -> None:
    shell.put(a=1)
    with started(shell, *arguments) as process:
        assert process.stdout is not None
        process.stdout.readline()
        end(process, number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == ENDING[number]
    assert err in (f"{kept}Interrupted.\n", f"{kept}Ended by {number.name}.\n")
    assert '"a"' not in err
    assert "`a`" in shell("ticket", "bot/s1").stdout


def test_an_export_says_how_it_goes_on(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.put(a=1)
    path = tmp_path / "two.ndjson"
    arguments = ("export", "bot/s1", "bot2/s1", "-o", str(path))
    with held(shell, monkeypatch, "read", "bot2") as came, started(shell, *arguments) as process:
        came.wait()
        end(process, signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 143
    assert err.startswith(f"1 document is in {path}.part: export the same to {path} again")
    assert err.endswith("Ended by SIGTERM.\n")


def test_one_whose_terminal_is_gone_ends_as_well(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.put("s1", 3_600, a=0)
    terminal, inside = os.openpty()
    streams = {"stdin": inside, "stdout": inside, "stderr": inside}
    with (
        held(shell, monkeypatch, "upsert") as came,
        started(shell, "set", "bot/s1", "a:=2", **streams) as process,
    ):
        came.wait()
        os.close(inside)
        os.close(terminal)
        end(process, signal.SIGHUP)
        came.let_go.set()
        assert process.wait(20) == 129
    assert shell.stored() == {"a": "2"}


def test_what_our_parent_ignores_is_ignored_on(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `nohup` wants SIGHUP to be, and a script in its background ctrl+c."""

    def ignore() -> None:
        for number in (signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)

    with (
        held(shell, monkeypatch, "upsert") as came,
        started(shell, "set", "bot/s1", "a:=2", preexec_fn=ignore) as process,
    ):
        came.wait()
        end(process, signal.SIGHUP, signal.SIGINT)
        came.let_go.set()
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("Saved 1 property of s1")
