"""The doctor on the screen."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.events import Paste

from ccs_tui.model.profile import ClipboardRoute
from ccs_tui.ui.clipboard import CopyOutcome, CopyWay
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.doctor import DoctorDialog
from ccs_tui.ui.terminal_findings import CopyTrial, terminal
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.workspace.copied_file import CopiedFile
from ccs_tui.workspace.doctor import Finding, FindingOutcome
from tests.ui.conftest import Service, ready, shown, until
from tests.ui.screen_app import ScreenApp


def copies(folder: Path) -> list[Path]:
    return list(folder.rglob("*.txt"))


@pytest.mark.slow
async def test_it_examines_and_its_report_is_copied(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: "y copies the report" in shown(pilot))
        text = shown(pilot)
        assert "Doctor" in text
        assert "profile    test, account le1" in text
        await pilot.press("y")
        await until(pilot, lambda: "Sent" in shown(pilot) or "Copied" in shown(pilot))


async def test_one_that_is_left_while_it_examines_writes_no_report_of_a_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCS_STATE_DIR", str(tmp_path))
    goes_on = asyncio.Event()

    async def examine() -> AsyncIterator[Finding]:
        for topic in ("name", "clock"):
            await goes_on.wait()
            yield Finding(topic, FindingOutcome.OK, "well")

    async def copy(_: str) -> CopyOutcome:
        raise AssertionError("nothing is copied")

    async def wants_trial() -> bool:
        return False

    app = ScreenApp(DoctorDialog([], examine, CopyTrial(copy), wants_trial))
    async with app.run_test() as pilot:
        await until(pilot, lambda: "Examining" in shown(pilot))
        dialog = app.screen
        await dialog.query("*").remove()  # as Textual does before the work of a screen ends
        goes_on.set()
        await until(pilot, lambda: all(worker.is_finished for worker in app.workers))
    assert copies(tmp_path) == []


@pytest.mark.slow
async def test_a_copy_is_tried_after_a_question_and_what_is_pasted_tells(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CCS_STATE_DIR", str(tmp_path))
    app = service.explorer()
    app.clipboard_route = ClipboardRoute.FILE
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("exclamation_mark")
        await until(pilot, lambda: "c tries the clipboard" in shown(pilot))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert not copies(tmp_path)
        await pilot.press("y")
        await until(pilot, lambda: "read back, it is there" in " ".join(shown(pilot).split()))
        await until(pilot, lambda: isinstance(app.focused, LineField))
        text = re.findall(r"ccs-tui copied \w+", shown(pilot))[0]
        app.post_message(Paste("another"))
        await until(pilot, lambda: "another" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "another text came" in shown(pilot))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.focused, LineField))
        assert "another text came" not in shown(pilot)
        app.post_message(Paste(text))
        await until(pilot, lambda: "ok       paste      it came" in shown(pilot))
        assert not isinstance(app.focused, LineField)


async def test_what_was_not_copied_or_is_another_text_is_a_problem(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("another")
    outcomes = [
        CopyOutcome(CopyWay.NOWHERE, 1, "Nothing was copied: --clipboard is off."),
        CopyOutcome(CopyWay.FILE, 1, "1 character copied.", CopiedFile(other, None)),
        CopyOutcome(CopyWay.TMUX, 1, "Copied 1 character to tmux's buffer."),
    ]
    for outcome in outcomes:

        async def copied(_: str, outcome: CopyOutcome = outcome) -> CopyOutcome:
            return outcome

        finding = await CopyTrial(copied, {"TERM": "xterm"}).make()
        assert finding.outcome is FindingOutcome.PROBLEM


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TERM": "vt100"}, "TERM=vt100, no colours, frames in ASCII"),
        ({"TERM": "linux"}, "TERM=linux, 16 colours, frames in UTF-8"),
        ({"TERM": "xterm-256color", "LANG": "de_DE.ISO-8859-1"}, "256 colours, frames in ASCII"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true colour"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "no colours (NO_COLOR)"),
    ],
)
def test_it_says_of_the_terminal_what_is_drawn(environment: dict[str, str], said: str) -> None:
    assert said in terminal(environment).sentence


async def test_what_is_to_be_mended_stands_first_where_not_all_has_room() -> None:
    goes_on = asyncio.Event()

    async def examine() -> AsyncIterator[Finding]:
        for number in range(30):
            yield Finding(f"part {number}", FindingOutcome.OK, "well")
        await goes_on.wait()
        yield Finding("disk", FindingOutcome.WARNING, "is nearly full")
        yield Finding("name", FindingOutcome.PROBLEM, "has no address")
        yield Finding("connection", FindingOutcome.PROBLEM, "was refused")

    async def copy(_: str) -> CopyOutcome:
        raise AssertionError("nothing is copied")

    async def wants_trial() -> bool:
        return False

    dialog = DoctorDialog([], examine, CopyTrial(copy), wants_trial)
    async with ScreenApp(dialog).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "part 0" in shown(pilot))
        goes_on.set()
        await until(pilot, lambda: "y copies the report" in shown(pilot))
        text = shown(pilot)
        places = [text.index(word) for word in ("no address", "refused", "nearly full", "part 0")]
        assert places == sorted(places)
