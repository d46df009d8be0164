"""Copying goes the surest way there is, and says which."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.app import App

from ccs_tui.ui.clipboard import Way, copy, run_program

LOCAL: dict[str, str] = {}
IN_TMUX = {"TMUX": "/run/tmux/default,1,0"}
OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


class Terminal(App[None]):
    """An app that keeps what would go to the terminal by OSC 52."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        self.sent.append(text)


class Programs:
    """Stands for the programs of a machine: those named work, the others fail."""

    def __init__(self, *working: str) -> None:
        self.working = working
        self.tried: list[str] = []
        self.given: list[bytes] = []

    async def __call__(self, argv: Sequence[str], data: bytes) -> bool:
        name = "pyperclip" if "machine_clipboard" in argv[-1] else argv[0]
        self.tried.append(name)
        self.given.append(data)
        return name in self.working


async def test_the_machines_own_clipboard_comes_first() -> None:
    app, programs = Terminal(), Programs("pyperclip", "tmux")
    outcome = await copy(app, "x" * 1_234, IN_TMUX, programs)
    assert outcome.way is Way.CLIPBOARD
    assert outcome.characters == 1_234
    assert outcome.sentence == "Copied 1,234 characters to the clipboard."
    assert (programs.tried, app.sent) == (["pyperclip"], [])


async def test_without_a_clipboard_tmux_takes_it() -> None:
    app, programs = Terminal(), Programs("tmux")
    outcome = await copy(app, "é", IN_TMUX, programs)
    assert outcome.way is Way.TMUX
    assert outcome.sentence.startswith("Copied 1 character to tmux's buffer")
    assert (programs.given[-1], app.sent) == ("é".encode(), [])


async def test_without_either_the_terminal_is_sent_it() -> None:
    app, programs = Terminal(), Programs()
    outcome = await copy(app, "abc", IN_TMUX, programs)
    assert programs.tried == ["pyperclip", "tmux"]
    assert outcome.way is Way.TERMINAL
    assert outcome.sentence == "Sent 3 characters to the terminal (OSC 52)."
    assert app.sent == ["abc"]


async def test_outside_tmux_it_is_not_asked() -> None:
    programs = Programs("tmux")
    assert (await copy(Terminal(), "abc", LOCAL, programs)).way is Way.TERMINAL
    assert programs.tried == ["pyperclip"]


@pytest.mark.parametrize("mark", ["SSH_CONNECTION", "SSH_TTY"])
async def test_over_ssh_the_far_machines_clipboard_is_left_alone(mark: str) -> None:
    programs = Programs("pyperclip")
    assert (await copy(Terminal(), "abc", {mark: "set"}, programs)).way is Way.TERMINAL
    assert programs.tried == []


@pytest.mark.parametrize(
    ("characters", "end"),
    [
        (750, "(OSC 52)."),
        (751, "(OSC 52); some terminals refuse that much."),
        (56_250, "(OSC 52); some terminals refuse that much."),
        (56_251, "(OSC 52); most terminals refuse that much."),
        (800_000, "(OSC 52); most terminals refuse that much."),
    ],
)
async def test_the_sentence_doubts_what_is_above_the_caps(characters: int, end: str) -> None:
    outcome = await copy(Terminal(), "x" * characters, OVER_SSH, Programs())
    assert outcome.sentence.endswith(end)


async def test_the_cap_is_counted_in_bytes() -> None:
    outcome = await copy(Terminal(), "字" * 251, OVER_SSH, Programs())
    assert "some terminals refuse" in outcome.sentence


async def test_a_lone_surrogate_is_copied_as_its_escape() -> None:
    app = Terminal()
    await copy(app, "a\ud800b", OVER_SSH, Programs())
    assert app.sent == ["a\\ud800b"]


async def test_a_program_gets_the_text_and_its_exit_code_counts(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    keep = f"import sys, pathlib; pathlib.Path({str(kept)!r}).write_bytes(sys.stdin.buffer.read())"
    assert await run_program([sys.executable, "-c", keep], b"\r\n\xc3\xa9" * 300_000)
    assert kept.read_bytes() == b"\r\n\xc3\xa9" * 300_000
    assert not await run_program([sys.executable, "-c", "raise SystemExit(1)"], b"")
    assert not await run_program([str(tmp_path / "absent")], b"")


async def test_what_a_program_prints_stays_off_the_screen(
    capfd: pytest.CaptureFixture[str],
) -> None:
    noisy = "import sys; print('out'); print('err', file=sys.stderr)"
    assert await run_program([sys.executable, "-c", noisy], b"")
    assert capfd.readouterr() == ("", "")


async def test_a_program_that_takes_too_long_is_given_up() -> None:
    assert not await run_program([sys.executable, "-c", "input()"], b"", timeout_seconds=0)


async def test_a_cancelled_copy_leaves_no_program_behind(tmp_path: Path) -> None:
    """Not even what the program itself started, such as a hanging xclip."""
    hang = (
        "import os, pathlib, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(tmp_path / 'pids')!r}).write_text(f'{{os.getpid()}} {{child.pid}}')\n"
        "child.wait()"
    )
    os.mkfifo(tmp_path / "pids")
    task = asyncio.create_task(run_program([sys.executable, "-c", hang], b"", 60))
    pids = await asyncio.to_thread((tmp_path / "pids").read_text)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for pid in map(int, pids.split()):
        await _until_gone(pid)


XCLIP = """#!/bin/sh
case "$*" in
  *-o) cat "$KEPT" ;;
  *) %s; echo "on the screen"; echo "on the screen" >&2 ;;
esac
"""


@pytest.mark.skipif(sys.platform != "linux", reason="xclip is the clipboard of Linux")
@pytest.mark.parametrize(
    ("program", "way"),
    [('cat > "$KEPT"', Way.CLIPBOARD), ("cat > /dev/null; exit 1", Way.TERMINAL)],
    ids=["a clipboard that takes it", "a clipboard that fails without a word"],
)
async def test_pyperclip_is_believed_only_if_the_clipboard_holds_the_text(
    program: str,
    way: Way,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    xclip = tmp_path / "xclip"
    xclip.write_text(XCLIP % program)
    xclip.chmod(0o755)
    kept = tmp_path / "kept"
    kept.touch()
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setenv("KEPT", str(kept))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    text = 'a "value"\r\nof é 字\n' * 1_000
    outcome = await copy(Terminal(), text, LOCAL)
    assert outcome.way is way
    assert kept.read_bytes() == (text.encode() if way is Way.CLIPBOARD else b"")
    assert capfd.readouterr() == ("", "")


async def _until_gone(pid: int) -> None:
    """Wait until the process has ended; a zombie that waits for its parent has."""
    while True:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        with contextlib.suppress(FileNotFoundError):
            state = await asyncio.to_thread(Path(f"/proc/{pid}/stat").read_text)
            if state.rpartition(")")[2].split()[0] == "Z":
                return
        await asyncio.sleep(0)
