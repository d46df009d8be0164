"""The list of recordings: marks, `=` for two of them side by side, and `d` for those marked."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import Environment
from ccs_tui.model.timeline.step import Reading
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.views import recordings
from ccs_tui.ui.views.compared_values import ComparedValues
from ccs_tui.ui.views.recordings import RecordingsPanel, RecordingsScreen
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.recording_library import RecordingInfo, RecordingLibrary
from ccs_tui.workspace.sent_recordings import file_text
from tests.ui.conftest import ACCOUNT, SESSIONS, Service, ready, shown, type_text, until
from tests.ui.flow import said
from tests.ui.screen_app import ScreenApp

pytestmark = pytest.mark.usefixtures("few_sessions")

HISTORIES: tuple[list[dict[str, str | None]], ...] = (
    [{"intent": "book"}, {"intent": "book", "to": "LIS"}, {"intent": "book", "to": None}],
    [{"intent": "book"}, {"intent": "book", "to": "LIS"}, {"intent": "book", "to": "OPO"}],
    [{"intent": "book"}],
)


def key(number: int) -> DocumentKey:
    return DocumentKey(ACCOUNT, "airlineBot", SESSIONS[number])


def record(screen: ExplorerScreen, service: Service) -> None:
    """Have three recordings, of which the first two part at their third step."""
    workspace = screen.desk.workspace
    for number, history in enumerate(HISTORIES):
        for each in history:
            service.clock.advance(seconds=3)
            document = Document(key(number), {name: encode(value) for name, value in each.items()})
            now = service.clock()
            workspace.local.recordings.record(
                workspace.recorder.profile, Reading(now, document), now
            )


async def listed(pilot: Pilot[None], service: Service) -> tuple[ExplorerScreen, RecordingsScreen]:
    screen = await ready(pilot)
    record(screen, service)
    await pilot.press("P")
    await until(pilot, lambda: "3 documents" in shown(pilot))
    view = pilot.app.screen
    assert isinstance(view, RecordingsScreen)
    return screen, view


async def until_all(pilot: Pilot[None], *texts: str) -> None:
    await until(pilot, lambda: all(text in shown(pilot) for text in texts))


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_two_marked_recordings_are_shown_where_they_part(
    service: Service, size: tuple[int, int]
) -> None:
    app = service.explorer({"environment": Environment.PRODUCTION})
    async with app.run_test(size=size) as pilot:
        await listed(pilot, service)
        # Those that changed last come first.
        await pilot.press("down", "space", "space")
        await until_all(pilot, "2 marked", "= Compare 2", "d Delete 2")
        await pilot.press("equals_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComparedValues))
        await until_all(pilot, "They part at step 3.", "2 steps of both are the same.", '"OPO"')
        await until_all(pilot, SESSIONS[0], SESSIONS[1], "3 steps from", "1 difference")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordingsScreen))
        await until_all(pilot, "2 marked")


async def test_one_marked_recording_is_compared_with_that_under_the_cursor(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(80, 24)) as pilot:
        _, view = await listed(pilot, service)
        await pilot.press("space", "end", "equals_sign")
        await until_all(pilot, "They part at step 2 of the other: the one ends before it.")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is view)
        await pilot.press("asterisk", "equals_sign")
        await said(pilot, "= compares two recordings, and 3 are marked.")


async def test_the_list_keeps_up_with_what_is_recorded(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "LOOK_SECONDS", 0.02)
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        screen, view = await listed(pilot, service)
        await pilot.press("end", "space")
        await until(pilot, lambda: "1 marked" in shown(pilot))
        row = view.query_one(RecordingsPanel).found[key(2)]
        assert row.steps == 1
        workspace = screen.desk.workspace
        service.clock.advance(seconds=3)
        document = Document(key(2), {"intent": encode("other")})
        now = service.clock()
        workspace.local.recordings.record(workspace.recorder.profile, Reading(now, document), now)
        panel = view.query_one(RecordingsPanel)
        await until(pilot, lambda: panel.found[key(2)].steps == 2)
        # The cursor and the mark stay on their row, which is the last.
        assert [*panel.rows.keys] == [key(2), key(1), key(0)]
        assert panel.rows.cursor_key == key(0)
        assert {*panel.rows.marked} == {key(0)}
        workspace.local.recordings.delete(workspace.recorder.profile, key(1))
        await until_all(pilot, "2 documents")


async def test_a_recording_that_was_deleted_meanwhile_is_said_to_be_none(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "LOOK_SECONDS", 3_600.0)
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        screen, view = await listed(pilot, service)
        workspace = screen.desk.workspace
        await pilot.press("space", "space")
        await until(pilot, lambda: "2 marked" in shown(pilot))
        workspace.local.recordings.delete(workspace.recorder.profile, key(1))
        await pilot.press("equals_sign")
        await until_all(pilot, f"Nothing was recorded of {SESSIONS[1]}")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is view)
        await pilot.press("r")
        await until_all(pilot, "2 documents", "1 marked")


async def test_one_recording_is_compared_with_one_that_is_named_or_in_a_file(
    service: Service, tmp_path: Path
) -> None:
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        screen, view = await listed(pilot, service)
        library = RecordingLibrary(screen.desk.workspace)
        path = tmp_path / "seen.ndjson"
        path.write_text(await file_text([await library.timeline(key(1))], service.clock()))
        for text in (f"id={SESSIONS[1]},", str(path)):
            await pilot.press("end", "equals_sign")
            await until_all(pilot, "Compare the recording of")
            await type_text(pilot, text)
            await pilot.press("enter")
            await until_all(pilot, "They part at step 3.")
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is view)


async def test_marked_recordings_are_deleted_together(service: Service) -> None:
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        await listed(pilot, service)
        await pilot.press("space", "space", "d")
        await said(pilot, "Delete 2 recordings?")
        await said(pilot, "Their 4 steps are on this machine alone")
        await pilot.press("y")
        await until_all(pilot, "1 document")
        assert SESSIONS[0] in shown(pilot)


async def test_recordings_that_can_t_be_read_are_not_said_to_be_none(service: Service) -> None:
    problems = ["The recordings are on a disk that is full."]

    async def load() -> tuple[list[RecordingInfo], list[str]]:
        if problems:
            raise StateError(problems[0])
        return [RecordingInfo("test", key(0), 3, service.clock(), service.clock())], []

    async def act(_: Sequence[RecordingInfo]) -> None:
        raise AssertionError

    screen = RecordingsScreen(load, act, act, service.clock, "test")
    async with ScreenApp(screen).run_test(size=(80, 24)) as pilot:
        await until_all(pilot, f"{problems[0]} r tries again.", "failed")
        assert "Nothing is recorded" not in shown(pilot)
        problems.clear()
        await pilot.press("r")
        await until_all(pilot, "1 document", SESSIONS[0])
