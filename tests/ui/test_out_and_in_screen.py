"""Compare, export and import in the explorer: the keys of its lists, and what is on the screen."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.ui.dialogs.form import FormDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.ui.views.compared_values import ComparedValues
from ccs_tui.workspace.recording_library import RecordingLibrary
from ccs_tui.workspace.timeline import Timeline
from tests.ui.conftest import ACCOUNT, SESSIONS, Service, ready, shown, type_text, until
from tests.ui.flow import said

ONE, OTHER = SESSIONS[0], SESSIONS[1]


async def two_marked(pilot: Pilot[None]) -> ExplorerScreen:
    """Mark the first two sessions."""
    screen = await ready(pilot)
    await pilot.press("2")
    await until(pilot, lambda: ONE in shown(pilot))
    screen.sessions.mark([ONE, OTHER])
    await until(pilot, lambda: "2 marked" in shown(pilot))
    return screen


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_two_marked_sessions_are_compared_and_a_watched_side_is_live(
    service: Service, size: tuple[int, int]
) -> None:
    service.put(ONE, {"intent": "billing"})
    service.put(OTHER, {"intent": "refund"})
    async with service.explorer().run_test(size=size) as pilot:
        screen = await two_marked(pilot)
        await pilot.press("equals_sign")
        await until(pilot, lambda: isinstance(pilot.app.screen, ComparedValues))
        texts = ("1 difference", '"billing"', '"refund"', f"· {ONE}", "differs", "read at")
        await until(pilot, lambda: all(text in shown(pilot) for text in texts))
        key = DocumentKey(ACCOUNT, "airlineBot", ONE)
        screen.desk.watching.watch(key)
        await until(pilot, lambda: "watched" in shown(pilot))
        service.clock.advance(seconds=3)
        service.put(ONE, {"intent": "refund"})
        screen.desk.watching.wake(key)
        await until(pilot, lambda: "no difference" in shown(pilot))
        await until(pilot, lambda: "changed at" in shown(pilot))
        service.put(OTHER, {"slots": 2})
        await pilot.press("r")
        await until(pilot, lambda: "1 difference" in shown(pilot))


@pytest.mark.parametrize(
    ("size", "words"), [((80, 24), "only in the first"), ((140, 40), "only on the left")]
)
async def test_what_is_not_there_or_muted_is_not_told_as_the_same(
    service: Service, size: tuple[int, int], words: str
) -> None:
    def put(session: str, properties: dict[str, object]) -> None:
        service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", session))
        if properties:
            service.put(session, properties)

    put(ONE, {"seen": 1, "intent": "billing"})
    put(OTHER, {"seen": 2})
    async with service.explorer().run_test(size=size) as pilot:
        screen = await two_marked(pilot)
        timeline = Timeline(Recording(DocumentKey(ACCOUNT, "airlineBot", ONE), []))
        timeline.muted = Muted().with_path(("seen",))
        await RecordingLibrary(screen.desk.workspace).keep_muted(timeline)
        await pilot.press("equals_sign")
        await until(pilot, lambda: words in shown(pilot))
        put(ONE, {"seen": 1})
        await pilot.press("r")
        await until(pilot, lambda: "no difference but muted ones" in shown(pilot))
        assert "But for muted paths they are the same" in shown(pilot)
        put(ONE, {})
        put(OTHER, {})
        await pilot.press("r")
        await until(pilot, lambda: "Neither of them is there." in shown(pilot))


@pytest.mark.slow
async def test_marked_sessions_go_to_a_file_and_come_back(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    service.put(ONE, {"intent": "billing"})
    service.put(OTHER, {"intent": "refund"})
    path = Path("two.ndjson")
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        screen = await two_marked(pilot)
        await pilot.press("X")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await pilot.press("ctrl+u")
        await type_text(pilot, str(path))
        await pilot.press("enter")
        await said(pilot, "Exported 2 documents")
        assert lines_of(path)[0]["documents"] == 2
        service.put(ONE, {"intent": "changed"})
        await pilot.press("I")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await type_text(pilot, str(path))
        await pilot.press("enter", "enter", "enter")
        await said(pilot, "Import 1 document")
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen))
        await said(pilot, "1 written")
        # Whoever is hung up on over a report must not wait for a write that has ended.
        await until(pilot, lambda: not screen.desk.workspace.writes.is_busy)
        assert service.stored(ONE)["intent"] == '"billing"'


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]
