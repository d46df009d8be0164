"""The questions of a command at a terminal, and ctrl+c in the middle of one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell


def until_asked(terminal: int, question: str) -> str:
    shown = ""
    while question not in shown:
        shown += os.read(terminal, 1_000).decode()
    return shown


def until_it_reads(pid: int) -> None:
    """Wait until a process waits for what is typed; before that a signal is noted, and no more."""
    while Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "S":
        os.sched_yield()


@pytest.mark.matrix
@pytest.mark.skipif(sys.platform != "linux", reason="asks the system what a process waits for")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
@pytest.mark.parametrize("way", ["delete", "production", "secret"])
def test_a_signal_at_a_question_ends_the_command_at_once(
    shell: Shell, way: str, number: signal.Signals, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.put(a=1)
    (tmp_path / "settings.toml").write_text(
        f'[profiles.lab]\naccount = "le12345678"\nurl = "{shell.emulator.url}"\n'
        + ('environment = "production"\nuser = "test-user"\n' if way == "production" else "")
        + ('ask = ["api_key"]\n' if way == "secret" else "")
    )
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
    if way == "secret":
        monkeypatch.delenv("CCS_API_KEY")
    arguments, question = {
        "delete": (["rm", "bot/s1"], "[y/N]: "),
        "production": (["set", "-P", "lab", "bot/s1", "a:=2"], "[y/N]: "),
        "secret": (["ls", "bot", "-P", "lab"], "API key of lab: "),
    }[way]
    terminal, inside = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ccs_tui", *arguments],
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
    )
    try:
        until_asked(terminal, question)
        until_it_reads(process.pid)
        process.send_signal(number)
        assert process.wait(30) == 128 + number
        words = "Interrupted." if number is signal.SIGINT else "Ended by SIGTERM."
        assert "Traceback" not in until_asked(terminal, words)
    finally:
        process.kill()
        process.wait()
        os.close(inside)
        os.close(terminal)
    assert shell.stored() == {"a": "1"}
