"""The editor that the variables name is run in our terminal, and ours is as it was afterwards."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from textual import events

from ccs_tui.local.state import State
from ccs_tui.model.profile import USUAL
from ccs_tui.ui.dialogs.large_dialog import LargeDialog
from ccs_tui.ui.terminal.external_editor import (
    UNSET,
    EditorEnd,
    NoEditorError,
    editor_command,
    run_editor,
)
from ccs_tui.workspace.local_state import STATE_FILE
from tests.benchmarks.terminal import Terminal
from tests.ui.conftest import Service, open_session, ready, screen_of, until
from tests.ui.large_dialogs import edits_document, edits_value
from tests.ui.test_terminal_clean import look_clean


def test_visual_comes_before_editor_and_has_arguments() -> None:
    both = {"VISUAL": "code --wait 'a b'", "EDITOR": "vim"}
    assert editor_command(both) == ["code", "--wait", "a b"]
    assert editor_command({"VISUAL": " ", "EDITOR": "vim"}) == ["vim"]
    assert editor_command({"EDITOR": "~/bin/e"}) == [str(Path("~/bin/e").expanduser())]


def test_without_one_the_variables_are_named() -> None:
    with pytest.raises(NoEditorError, match="VISUAL or EDITOR"):
        editor_command({})
    with pytest.raises(NoEditorError, match="quotation mark"):
        editor_command({"EDITOR": "vim 'a"})
    assert "--wait" in UNSET


async def test_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoEditorError, match=r"no-such can't be started: No such file"):
        await run_editor(["no-such"], tmp_path, 2)


async def test_its_end_and_its_arguments_are_known(tmp_path: Path) -> None:
    tell = "import os, sys; os.fstat(int(sys.argv[1])); sys.exit(len(sys.argv))"
    with (tmp_path / "lock").open("w") as lock:
        command = [sys.executable, "-c", tell, str(lock.fileno())]
        end = await run_editor(command, tmp_path / "file", lock.fileno())
    assert end.status == 3
    assert end.trouble == "ended with status 3"
    assert EditorEnd("vim", 0.1, -1).trouble == "was ended by SIGHUP"
    assert [EditorEnd("vim", s, 0).at_once for s in (0.1, 5.0)] == [True, False]


def editor(tmp_path: Path, text: str) -> str:
    """Return a command that leaves a text in the file that it is given."""
    script = tmp_path / "editor.py"
    script.write_text(f"import sys, pathlib; pathlib.Path(sys.argv[1]).write_text({text!r})")
    return f"{sys.executable} {script}"


@pytest.mark.parametrize("whole", [False, True])
async def test_what_is_no_json_comes_back_in_the_large_editor_at_its_error(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    typed = '{\n  "from": "TLV",\n  "to" "ZRH"\n}'
    monkeypatch.setenv("VISUAL", editor(tmp_path, typed))
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-003")
        await pilot.press("2" if whole else "down", "E")
        is_open = edits_document if whole else edits_value
        await until(pilot, lambda: is_open(pilot.app.screen))
        dialog = pilot.app.screen
        assert isinstance(dialog, LargeDialog)
        await until(pilot, lambda: dialog.editor.text == typed)
        await until(pilot, lambda: dialog.editor.cursor_location[0] == 2)
        said = [note.message for note in pilot.app._notifications]
        assert [sentence.endswith("left is not JSON yet: go on here.") for sentence in said] == [
            True
        ]
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_of(pilot))
        document = screen.document.document
        assert document is not None
        assert document.is_edited
        assert typed in [
            edit.text for edit in (*document.edits.values(), document.whole_as_typed()) if edit
        ]


async def test_what_is_typed_ahead_for_the_editor_is_no_command(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "7"))
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-003")
        for key in ("E", "d", "d", "z"):
            pilot.app.post_message(events.Key(key, key))
        document = screen.document.document
        assert document is not None
        await until(pilot, lambda: document.is_edited)
        assert pilot.app.screen is screen
        assert document.value("intent") == '"7"'
        await pilot.press("d")
        await until(pilot, lambda: pilot.app.screen is not screen)


async def test_the_key_is_known_to_the_help_and_says_what_to_set(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(variable, raising=False)
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-003")
        await pilot.press("E")
        await until(pilot, lambda: [n.message for n in pilot.app._notifications] == [UNSET])


EDITOR = """
import pathlib, sys
path = pathlib.Path(sys.argv[1])
print("EDITOR", flush=True)
path.write_text(sys.stdin.readline())
print("WRITTEN", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def terminal_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set an editor that asks for a line, on a terminal in its usual state."""
    script = tmp_path / "editor.py"
    script.write_text(EDITOR)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")


def open_editor(terminal: Terminal) -> None:
    """Wait for the demo, and open the editor on the first property."""
    terminal.wait_until_shown("airlineBot")
    terminal.wait_until_shown("environment")
    terminal.send("3")
    terminal.wait_until_shown("As text")
    terminal.send("E")
    terminal.read_until(b"EDITOR\r\n")


DEMO = [sys.executable, "-m", "ccs_tui", "demo"]


@pytest.mark.slow
@pytest.mark.usefixtures("terminal_editor")
def test_the_editor_has_the_terminal_and_gives_it_back() -> None:
    with Terminal(DEMO) as terminal:
        open_editor(terminal)
        assert terminal.settings_now() == terminal.settings
        look_clean(terminal.output)
        # An interrupt of the whole job, which ctrl+c sends, is the editor's to hear.
        terminal.signal(signal.SIGINT)
        terminal.resize(90, 28)
        terminal.send("from outside\r")
        terminal.read_until(b"WRITTEN")
        terminal.send("\r")
        terminal.wait_until_shown("from outside")
        terminal.wait_until_shown("is an open edit")
        terminal.signal(signal.SIGTERM)
        terminal.wait_for_end()
        look_clean(terminal.output, times=2)


@pytest.mark.slow
@pytest.mark.usefixtures("terminal_editor")
def test_what_was_written_before_the_program_was_killed_is_a_draft() -> None:
    state = Path(os.environ["CCS_STATE_DIR"])
    with Terminal(DEMO) as terminal:
        open_editor(terminal)
        terminal.send("from outside\r")
        terminal.read_until(b"WRITTEN")
        terminal.signal(signal.SIGKILL)
        assert terminal.wait_for_end() == -9
        terminal.hang_up()
    assert len(list((state / "editing").iterdir())) == 1
    asyncio.run(_started_again())
    drafts = State.open(state / STATE_FILE).drafts.all()
    assert [edit.text for draft in drafts for edit in draft.edits.values()] == ['"from outside"']
    assert list((state / "editing").iterdir()) == []


async def _started_again() -> None:
    """Open what is kept on this machine as a start does, once the editor has heard the hangup."""
    from ccs_tui.model.expiry import system_clock
    from ccs_tui.workspace.local_state import open_local_state

    editing = Path(os.environ["CCS_STATE_DIR"]) / "editing"
    async with asyncio.timeout(30):
        while True:
            open_local_state(os.environ, system_clock, USUAL).close()
            if not list(editing.iterdir()):
                return
            await asyncio.sleep(0)
