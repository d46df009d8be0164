"""Copying goes the surest way there is, and says which."""

import asyncio
import contextlib
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ccs_tui.model.profile import ClipboardRoute
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.clipboard import CopyOutcome, CopyWay, copy, expected_way
from ccs_tui.ui.dialogs.choice import ChoiceDialog
from ccs_tui.ui.dialogs.copied_file import CopiedDialog
from ccs_tui.ui.terminal.osc52 import Wrapping, sequence
from ccs_tui.ui.terminal.programs import output_of, run_program
from ccs_tui.ui.terminal.surroundings import Surroundings, Tmux
from tests.ui.conftest import Service, ready, shown, type_text, until

AT_DESK = {"TERM": "xterm-256color"}
OVER_SSH = {**AT_DESK, "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
IN_TMUX = {"TERM": "tmux-256color", "TMUX": "/run/tmux/default,1,0"}
TAKES = Tmux(IN_TMUX, takes_copies=True)
TAKES_NOT = Tmux(IN_TMUX, takes_copies=False)


class Programs:
    """Stands for the programs of a machine: those named work, the others fail."""

    def __init__(self, *working: str) -> None:
        self.working = working
        self.tried: list[str] = []
        self.given: list[bytes] = []
        self.variables: list[Mapping[str, str]] = []

    async def __call__(
        self, argv: Sequence[str], data: bytes, environment: Mapping[str, str]
    ) -> bool:
        name = "pyperclip" if "machine_clipboard" in argv[-1] else " ".join(argv[:-1])
        self.tried.append(name)
        self.given.append(data)
        self.variables.append(environment)
        return name in self.working


class Desk:
    """A terminal with programs, in surroundings."""

    def __init__(
        self,
        *working: str,
        at: Mapping[str, str] = AT_DESK,
        tmux: Sequence[Tmux] = (),
        unasked: str | None = None,
    ) -> None:
        self.sent: list[str] = []
        self.programs = Programs(*working)
        self.around = Surroundings(at, tuple(tmux), unasked)
        self.own = IN_TMUX if tmux else at

    async def copy(self, text: str, route: ClipboardRoute = ClipboardRoute.AUTO) -> CopyOutcome:
        own = {**os.environ, **self.own}
        return await copy(self.sent.append, text, route, own, self.programs, self.around)


LOAD = "tmux load-buffer -w"


async def test_at_the_desk_the_machines_own_clipboard_comes_first() -> None:
    desk = Desk("pyperclip", LOAD, tmux=[TAKES])
    outcome = await desk.copy("x" * 1_234)
    assert outcome.way is CopyWay.CLIPBOARD
    assert outcome.characters == 1_234
    assert outcome.sentence == "Copied 1,234 characters to the clipboard."
    assert (desk.programs.tried, desk.sent) == (["pyperclip"], [])


async def test_the_clipboard_gets_the_display_of_the_terminal_one_sits_at() -> None:
    desk = Desk("pyperclip", at={**AT_DESK, "DISPLAY": ":7"}, tmux=[TAKES])
    await desk.copy("x")
    assert desk.programs.variables[0]["DISPLAY"] == ":7"


async def test_over_ssh_the_far_machines_clipboard_is_left_alone() -> None:
    for mark in ("SSH_CONNECTION", "SSH_TTY"):
        desk = Desk("pyperclip", at={**AT_DESK, mark: "set"})
        assert (await desk.copy("abc")).way is CopyWay.TERMINAL
        assert desk.programs.tried == []


async def test_over_ssh_tmux_takes_it_and_gives_it_to_its_terminal() -> None:
    desk = Desk("pyperclip", LOAD, at=OVER_SSH, tmux=[TAKES])
    outcome = await desk.copy("é")
    assert (outcome.way, desk.programs.tried, desk.sent) == (CopyWay.TMUX, [LOAD], [])
    assert outcome.sentence == (
        "Copied 1 character to tmux's buffer; tmux sent it on to its terminal (OSC 52)."
    )
    assert desk.programs.given == ["é".encode()]


async def test_a_terminal_that_tmux_knows_to_take_nothing_is_not_claimed() -> None:
    desk = Desk(LOAD, at=OVER_SSH, tmux=[TAKES_NOT])
    assert (await desk.copy("é")).sentence == (
        "Copied 1 character to tmux's buffer; its terminal is not known to take it, so paste it "
        "with tmux."
    )


async def test_each_tmux_around_another_is_given_it() -> None:
    outer = Tmux({"TMUX": "outer"}, takes_copies=True)
    desk = Desk(LOAD, at=OVER_SSH, tmux=[TAKES_NOT, outer])
    outcome = await desk.copy("x")
    assert desk.programs.variables == [IN_TMUX, {"TMUX": "outer"}]
    assert "sent it on to its terminal" in outcome.sentence


async def test_a_tmux_before_3_2_fills_its_buffer() -> None:
    desk = Desk("tmux load-buffer", at=OVER_SSH, tmux=[TAKES_NOT])
    assert (await desk.copy("x")).way is CopyWay.TMUX
    assert desk.programs.tried == [LOAD, "tmux load-buffer"]


async def test_without_any_the_terminal_is_sent_it() -> None:
    desk = Desk()
    outcome = await desk.copy("abc")
    assert desk.programs.tried == ["pyperclip"]
    assert outcome.way is CopyWay.TERMINAL
    assert outcome.sentence == "Sent 3 characters to the terminal (OSC 52)."
    assert desk.sent == ["\x1b]52;c;YWJj\x07"]


async def test_a_tmux_that_cannot_be_asked_is_sent_both_forms() -> None:
    desk = Desk(at={**OVER_SSH, "TERM": "tmux-256color"})
    outcome = await desk.copy("abc")
    assert desk.sent == [sequence(b"abc", way) for way in (Wrapping.PLAIN, Wrapping.TMUX)]
    assert outcome.sentence == (
        "Sent 3 characters to the terminal (OSC 52); tmux passes it where set-clipboard or "
        "allow-passthrough is on."
    )


async def test_in_screen_both_this_machine_and_the_terminal_get_it() -> None:
    """It can't say who is attached: someone here, or over SSH."""
    desk = Desk("pyperclip", at={**AT_DESK, "STY": "1.pts"}, unasked="screen")
    outcome = await desk.copy("abc")
    assert desk.sent == ["\x1bP\x1b]52;c;YWJj\x07\x1b\\"]
    assert outcome.sentence == (
        "Copied 3 characters to this machine's clipboard, and sent to the terminal (OSC 52), since "
        "screen can't say which machine you sit at."
    )


def test_screen_gets_pieces_that_its_buffer_holds() -> None:
    whole, wrapped = (sequence(b"x" * 2_000, way) for way in (Wrapping.PLAIN, Wrapping.SCREEN))
    pieces = wrapped.removeprefix("\x1bP").removesuffix("\x1b\\").split("\x1b\\\x1bP")
    assert "".join(pieces) == whole
    assert max(map(len, pieces)) <= 250


def test_tmux_gets_each_escape_doubled() -> None:
    assert sequence(b"abc", Wrapping.TMUX) == "\x1bPtmux;\x1b\x1b]52;c;YWJj\x07\x1b\\"


@pytest.mark.parametrize(
    ("characters", "said", "filed"),
    [
        (750, "(OSC 52).", False),
        (751, "(OSC 52); some terminals refuse that much.", False),
        (56_250, "(OSC 52); some terminals refuse that much.", False),
        (56_251, "refuse that much, so it is in a private file, too.", True),
        (800_000, "most terminals refuse that much, so it is in a private file, too.", True),
    ],
)
async def test_what_is_above_the_usual_cap_is_in_a_file_too(
    characters: int, said: str, filed: bool
) -> None:
    desk = Desk(at=OVER_SSH)
    outcome = await desk.copy("x" * characters)
    assert outcome.sentence.endswith(said)
    assert (outcome.way, len(desk.sent)) == (CopyWay.TERMINAL, 1)
    assert (outcome.file is not None) is filed
    if outcome.file is not None:
        assert outcome.file.path.read_text() == "x" * characters


async def test_the_cap_is_counted_in_bytes() -> None:
    outcome = await Desk(at=OVER_SSH).copy("字" * 251)
    assert "some terminals refuse" in outcome.sentence


async def test_a_terminal_without_a_clipboard_gets_a_file() -> None:
    desk = Desk(at={**OVER_SSH, "TERM": "linux"})
    outcome = await desk.copy("secret")
    assert (outcome.way, desk.sent) == (CopyWay.FILE, [])
    assert outcome.file is not None
    assert outcome.file.path.read_text() == "secret"
    assert stat.S_IMODE(outcome.file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(outcome.file.path.parent.stat().st_mode) == 0o700
    assert outcome.file.scp is not None
    assert f"@192.0.2.2:{outcome.file.path} ." in outcome.file.scp


@pytest.mark.parametrize(
    ("route", "way", "tried"),
    [
        (ClipboardRoute.SYSTEM, CopyWay.CLIPBOARD, ["pyperclip"]),
        (ClipboardRoute.TMUX, CopyWay.TMUX, [LOAD]),
        (ClipboardRoute.OSC52, CopyWay.TERMINAL, []),
        (ClipboardRoute.FILE, CopyWay.FILE, []),
        (ClipboardRoute.OFF, CopyWay.NOWHERE, []),
    ],
)
async def test_the_route_that_is_wanted_is_taken(
    route: ClipboardRoute, way: CopyWay, tried: list[str]
) -> None:
    desk = Desk("pyperclip", LOAD, at=OVER_SSH, tmux=[TAKES])
    outcome = await desk.copy("x", route)
    assert (outcome.way, desk.programs.tried) == (way, tried)


async def test_what_was_not_copied_is_not_claimed() -> None:
    desk = Desk(tmux=[TAKES])
    for route in (ClipboardRoute.SYSTEM, ClipboardRoute.TMUX, ClipboardRoute.OFF):
        outcome = await desk.copy("x", route)
        assert (outcome.way, outcome.sentence[:20]) == (CopyWay.NOWHERE, "Nothing was copied: ")


async def test_without_any_place_for_a_file_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    monkeypatch.setenv("CCS_STATE_DIR", str(no_folder))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(no_folder))
    monkeypatch.setattr("tempfile.tempdir", str(no_folder))
    outcome = await Desk().copy("x", ClipboardRoute.FILE)
    assert (outcome.way, outcome.file) == (CopyWay.NOWHERE, None)
    assert "no private file could be made" in outcome.sentence


@pytest.mark.parametrize(
    ("around", "way"),
    [
        (Surroundings(AT_DESK), "to this machine's clipboard if that takes them, else to the term"),
        (
            Surroundings(OVER_SSH),
            "to the terminal (OSC 52), which never says whether it took them; you",
        ),
        (Surroundings(OVER_SSH, (TAKES,)), "to tmux's buffer, and on to its terminal (OSC 52); "),
        (Surroundings(OVER_SSH, (TAKES_NOT,)), "to tmux's buffer, and no further, since its term"),
        (Surroundings({**OVER_SSH, "TERM": "linux"}), "to a private file, since the terminal has"),
        (Surroundings(AT_DESK, (), "screen"), "to this machine's clipboard, and to the terminal"),
    ],
)
def test_the_doctor_foretells_the_way(around: Surroundings, way: str) -> None:
    assert expected_way(around).startswith(way)
    assert expected_way(around, ClipboardRoute.OFF) == "nowhere"


async def test_a_lone_surrogate_is_copied_as_its_escape() -> None:
    desk = Desk(at=OVER_SSH)
    await desk.copy("a\ud800b")
    assert desk.sent == [sequence(b"a\\ud800b", Wrapping.PLAIN)]


async def test_a_file_is_shown_until_it_was_read(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", OVER_SSH["SSH_CONNECTION"])
    app = CcsApp(service.start(), service.clock, clipboard=ClipboardRoute.FILE)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await pilot.press("3", "y")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, CopiedDialog))
        (file,) = (Path(os.environ["CCS_STATE_DIR"]) / "copied").iterdir()
        text = shown(pilot)
        assert "Copied to a file" in text
        assert file.name in text
        assert "scp " in text
        assert '"rebook"' in file.read_text()
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert screen.focused is screen.document.rows
        assert '"rebook"' in app.clipboard, "what fields paste"


async def test_what_a_field_of_textuals_own_copies_goes_the_same_way(service: Service) -> None:
    app = CcsApp(service.start(), service.clock, clipboard=ClipboardRoute.OFF)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("2", "slash")
        await type_text(pilot, "abc")
        await pilot.press("shift+home", "ctrl+c")
        await until(pilot, lambda: [note.message for note in app._notifications])
        said = [note.message for note in app._notifications]
        assert said == ["Nothing was copied: --clipboard is off."]


async def test_a_program_gets_the_text_and_its_exit_code_counts(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    keep = f"import sys, pathlib; pathlib.Path({str(kept)!r}).write_bytes(sys.stdin.buffer.read())"
    assert await run_program([sys.executable, "-c", keep], b"\r\n\xc3\xa9" * 300_000)
    assert kept.read_bytes() == b"\r\n\xc3\xa9" * 300_000
    assert not await run_program([sys.executable, "-c", "raise SystemExit(1)"], b"")
    assert not await run_program([str(tmp_path / "absent")], b"")


async def test_a_program_is_asked_and_its_answer_counts_only_if_it_ends_well() -> None:
    tell = "import os, sys; print(os.environ['SAID']); sys.exit('SAID' not in os.environ)"
    assert await output_of([sys.executable, "-c", tell], {"SAID": "yes"}) == "yes\n"
    assert await output_of([sys.executable, "-c", "print(1); raise SystemExit(1)"]) is None
    assert await output_of(["absent"]) is None


async def test_what_a_program_prints_stays_off_the_screen(
    capfd: pytest.CaptureFixture[str],
) -> None:
    noisy = "import sys; print('out'); print('err', file=sys.stderr)"
    assert await run_program([sys.executable, "-c", noisy], b"")
    assert capfd.readouterr() == ("", "")


async def test_a_program_that_takes_too_long_is_given_up() -> None:
    assert not await run_program([sys.executable, "-c", "input()"], b"", timeout_seconds=0)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_cancelled_copy_leaves_no_program_behind(tmp_path: Path, times: int) -> None:
    """Not even what the program itself started, such as a hanging xclip.

    The explorer's end cancels it twice: the copy, and then all that is left in the loop.
    """
    hang = (
        "import os, pathlib, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(tmp_path / 'pids')!r}).write_text(f'{{os.getpid()}} {{child.pid}}')\n"
        "child.wait()"
    )
    os.mkfifo(tmp_path / "pids")
    task = asyncio.create_task(run_program([sys.executable, "-c", hang], b"", 60))
    pids = await asyncio.to_thread((tmp_path / "pids").read_text)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await task
    program, child = map(int, pids.split())
    with pytest.raises(ProcessLookupError):
        os.kill(program, 0)  # the loop may end now, and has been told that it is gone
    await _until_gone(child)


XCLIP = """#!/bin/sh
case "$*" in
  *-o) cat "$KEPT" ;;
  *) %s; echo "on the screen"; echo "on the screen" >&2 ;;
esac
"""


@pytest.mark.skipif(sys.platform != "linux", reason="xclip is the clipboard of Linux")
@pytest.mark.parametrize(
    ("program", "way"),
    [('cat > "$KEPT"', CopyWay.CLIPBOARD), ("cat > /dev/null; exit 1", CopyWay.TERMINAL)],
    ids=["a clipboard that takes it", "a clipboard that fails without a word"],
)
async def test_pyperclip_is_believed_only_if_the_clipboard_holds_the_text(
    program: str,
    way: CopyWay,
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
    around, sent = {**os.environ, **AT_DESK}, list[str]()
    outcome = await copy(sent.append, text, environment=around, around=Surroundings(around))
    assert outcome.way is way
    assert kept.read_bytes() == (text.encode() if way is CopyWay.CLIPBOARD else b"")
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
