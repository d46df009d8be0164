"""Watching in the explorer: what `w` begins and shows, and what the keys of the timeline do."""

import asyncio
import re
from functools import partial

import pytest
from textual.css.query import NoMatches
from textual.pilot import Pilot

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import encode
from ccs_tui.model.profile import Environment
from ccs_tui.model.timeline.step import Reading
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.views.recordings import RecordingsScreen
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.workspace.desk_events import DocumentSeen, StepSeen, WatchChanged
from ccs_tui.workspace.watch import Watch
from tests.ui.conftest import (
    SESSIONS,
    Service,
    flat,
    open_session,
    ready,
    shown,
    type_text,
    until,
    until_shown,
)
from tests.ui.flow import said

pytestmark = pytest.mark.usefixtures("few_sessions")

TALK = SESSIONS[0]


async def watched(pilot: Pilot[None], service: Service) -> ExplorerScreen:
    """Watch the first session, and have its bot change it twice."""
    screen = await ready(pilot)
    await open_session(pilot, screen, TALK)
    await pilot.press("w")
    await said(pilot, "watched, about every")
    key = screen.desk.key
    assert key is not None
    watch = screen.desk.watching.watched[key]
    await until(pilot, lambda: watch.steps == 1)
    for number, slots in enumerate(({"from": "LIS", "seats": 2}, {"from": None, "seats": 2}), 2):
        service.clock.advance(seconds=3)
        service.put(TALK, {"slots": slots})
        screen.desk.watching.wake(key)
        await until(pilot, partial(_has_steps, watch, number))
    return screen


def _has_steps(watch: Watch, count: int) -> bool:
    return watch.steps == count


async def timeline_of(pilot: Pilot[None], number: int = 3) -> TimelineScreen:
    await pilot.press("left_square_bracket")
    await until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen))
    view = pilot.app.screen
    assert isinstance(view, TimelineScreen)
    await until(pilot, lambda: view.number == number and f"Step {number}" in shown(pilot))
    return view


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_watched_document_says_so_and_its_changes_are_steps(
    service: Service, size: tuple[int, int]
) -> None:
    app = service.explorer({"environment": Environment.PRODUCTION})
    async with app.run_test(size=size) as pilot:
        screen = await watched(pilot, service)
        # What the bot writes shows in the document without a key.
        await until(pilot, lambda: '"from":null' in shown(pilot).replace(" ", ""))
        await until(pilot, lambda: re.search(r"  watched( since .*)?  < 1 changed  ", shown(pilot)))
        await until(pilot, lambda: "[ Steps" in shown(pilot))
        await timeline_of(pilot)
        text = shown(pilot)
        assert "PRODUCTION" in text
        assert "READ-ONLY" in text
        assert "3 steps" in text
        assert '"LIS"' in text
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("w")
        await said(pilot, "watched no more")
        assert not screen.desk.watching.watched


async def test_a_step_that_comes_while_one_looks_is_listed_and_followed(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await watched(pilot, service)
        view = await timeline_of(pilot)
        service.clock.advance(seconds=3)
        service.put(TALK, {"intent": "billing"})
        key = screen.desk.key
        assert key is not None
        screen.desk.watching.wake(key)
        await until(
            pilot,
            lambda: view.number == 4 and "4 steps" in shown(pilot) and '"billing"' in shown(pilot),
        )


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("key", ["n", "d"])
async def test_a_recording_that_was_deleted_elsewhere_is_told_and_not_written_to(
    service: Service, key: str
) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await watched(pilot, service)
        view = await timeline_of(pilot)
        workspace, of = screen.desk.workspace, view.timeline.key
        recordings, profile = workspace.local.recordings, workspace.recorder.profile
        await screen.desk.watching.stop(of)
        recordings.delete(profile, of)
        await pilot.press(key)
        await said(pilot, "was deleted elsewhere")
        await until(pilot, lambda: "deleted elsewhere" in shown(pilot))
        assert pilot.app.screen is view
        assert recordings.all(profile) == []


async def test_a_recording_that_was_begun_anew_elsewhere_is_not_joined_to_what_is_shown(
    service: Service,
) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await watched(pilot, service)
        view = await timeline_of(pilot)
        workspace, of = screen.desk.workspace, view.timeline.key
        workspace.local.recordings.delete(workspace.recorder.profile, of)
        service.clock.advance(seconds=3)
        screen.desk.watching.wake(of)
        await said(pilot, "was deleted elsewhere")
        assert [step.number for step in view.timeline.recording.steps] == [1, 2, 3]


async def test_steps_that_another_process_recorded_are_shown_as_well(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await watched(pilot, service)
        view = await timeline_of(pilot)
        workspace, of = screen.desk.workspace, view.timeline.key
        now = workspace.clock()
        workspace.local.recordings.record(
            workspace.recorder.profile, Reading(now, Document(of, {"a": encode(1)})), now
        )
        service.clock.advance(seconds=3)
        screen.desk.watching.wake(of)
        await until(pilot, lambda: view.number == 5 and "5 steps" in shown(pilot))


@pytest.mark.slow
async def test_what_another_process_recorded_first_shows_by_itself(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await watched(pilot, service)
        workspace, of = screen.desk.workspace, screen.desk.key
        assert of is not None
        service.clock.advance(seconds=3)
        service.put(TALK, {"intent": "billing"})
        document, now = await workspace.open(of), workspace.clock()
        workspace.local.recordings.record(workspace.recorder.profile, Reading(now, document), now)
        screen.desk.watching.wake(of)
        await until(pilot, lambda: '"billing"' in shown(pilot))
        view = await timeline_of(pilot, 4)
        workspace.local.recordings.delete(workspace.recorder.profile, of)
        workspace.local.recordings.record(
            workspace.recorder.profile, Reading(workspace.clock(), document), None
        )
        screen.desk.watching.wake(of)
        await said(pilot, "was deleted elsewhere")
        assert len(view.timeline.recording.steps) == 4


async def test_a_property_is_brought_back_by_a_reviewed_save(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        await watched(pilot, service)
        view = await timeline_of(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: view.number == 2 and "Step 2" in shown(pilot))
        await until(pilot, lambda: view.path == ("slots", "from"))
        await pilot.press("b")
        await said(pilot, "Bring back as it was at step 2")
        await pilot.press("p")
        await until(pilot, lambda: "Save 1 property" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: service.stored(TALK)["slots"] == '{"from":"LIS","seats":2}')
        # It is read at once, and known as this tool's own.
        await until(pilot, lambda: "4 steps" in shown(pilot))
        await until(pilot, lambda: " you " in shown(pilot))


@pytest.mark.slow
async def test_what_is_brought_back_of_a_document_that_is_gone_is_said_to_be_all_of_it(
    service: Service,
) -> None:
    app = service.explorer()
    async with app.run_test(size=(80, 24)) as pilot:
        await watched(pilot, service)
        view = await timeline_of(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: view.number == 2 and "Step 2" in shown(pilot))
        await until(pilot, lambda: view.path == ("slots", "from"))
        service.store.delete_document(view.timeline.key)
        await pilot.press("b", "p")
        await until(pilot, lambda: "Save 1 property" in shown(pilot))
        assert "the save creates it, with these" in shown(pilot)


@pytest.mark.slow
async def test_a_conflict_left_undecided_is_in_the_document_that_is_shown(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await watched(pilot, service)
        view = await timeline_of(pilot)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: view.number == 2 and "Step 2" in shown(pilot))
        await until(pilot, lambda: view.path == ("slots", "from"))
        await pilot.press("b", "p")
        await until(pilot, lambda: "Save 1 property" in shown(pilot))
        service.put(TALK, {"slots": {"from": "OPO"}})
        await pilot.press("enter")
        await said(pilot, "Review it again")
        await until(pilot, lambda: "m  Keep mine" in shown(pilot))
        await pilot.press("e")
        await until(pilot, lambda: "Done, keeps it" in shown(pilot))
        await pilot.press("1", "escape")
        await until(pilot, lambda: "m  Keep mine" in shown(pilot))
        await pilot.press("escape")
        await said(pilot, "1 conflict undecided")
        desk = screen.desk
        assert desk.document is not None
        assert desk.document is desk.edits.of(desk.document.key)


@pytest.mark.slow
async def test_a_note_and_an_expectation_are_kept(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        await watched(pilot, service)
        await timeline_of(pilot)
        await pilot.press("n")
        await said(pilot, "Note of step 3")
        await type_text(pilot, "the late call")
        await pilot.press("enter")
        await until(pilot, lambda: "“the late call”" in shown(pilot))
        await pilot.press("P")
        await said(pilot, "Pin an expectation")
        await type_text(pilot, "slots.from")
        await pilot.press("enter")
        await until(pilot, lambda: "✗ slots.from  red since step 3" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, TimelineScreen))
        await timeline_of(pilot)
        await until_shown(pilot, "✗ slots.from  red since step 3", "“the late call”")


@pytest.mark.slow
async def test_read_only_refuses_to_bring_back_and_says_how_to_unlock(service: Service) -> None:
    app = service.explorer({"environment": Environment.PRODUCTION})
    async with app.run_test(size=(100, 30)) as pilot:
        await watched(pilot, service)
        await timeline_of(pilot)
        await pilot.press("b")
        await said(pilot, "read-only, so nothing is brought back")


@pytest.mark.slow
async def test_recordings_are_listed_opened_and_deleted(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await watched(pilot, service)
        await pilot.press("P")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordingsScreen))
        await until(pilot, lambda: "1 document" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen))
        await until(pilot, lambda: "3 steps" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordingsScreen))
        await until(pilot, lambda: "1 document" in shown(pilot))
        await pilot.press("d")
        await said(pilot, "Delete the recording of")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "Another ccs-tui that records it begins a new recording." in text
        await pilot.press("y")
        await until(pilot, lambda: "Nothing is recorded on this machine." in shown(pilot))
        assert not screen.desk.watching.watched


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_profile_without_recordings_names_those_that_have_some(
    service: Service, size: tuple[int, int]
) -> None:
    app = service.explorer()
    async with app.run_test(size=size) as pilot:
        screen = await watched(pilot, service)
        # What was recorded is another profile's, as after `-P`.
        assert screen.desk.key is not None
        await screen.desk.watching.stop(screen.desk.key)
        screen.desk.workspace.recorder.profile = "emu"
        await pilot.press("P")
        sentence = "test has no recording on this machine. There are some of test."
        await until(pilot, lambda: sentence in flat(shown(pilot)))
        await pilot.press("escape", "left_square_bracket")
        await said(pilot, f"Nothing was recorded of {TALK} with test, but with test.")


@pytest.mark.slow
async def test_a_step_is_forked_into_an_emulator_of_its_own(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        await watched(pilot, service)
        await timeline_of(pilot)
        await pilot.press("f")
        await until(pilot, lambda: "ccs-tui · fork" in shown(pilot))
        # It is open there, and not only in the list.
        await until(pilot, lambda: f"╭─ {TALK} ─" in shown(pilot) and "rebook" in shown(pilot))


async def test_what_is_read_while_the_profile_is_left_is_no_bug(service: Service) -> None:
    """A watch goes on until the panels are gone, and what it reads is theirs no more."""
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await watched(pilot, service)
        view = await timeline_of(pilot)
        document = screen.desk.document
        assert document is not None
        bugs: list[Exception] = []
        ended = asyncio.Event()

        async def read_on() -> None:
            while not ended.is_set():
                try:
                    screen.desk.summarise(document.base)
                    screen.desk.tell(DocumentSeen(document.key))
                    screen.desk.tell(WatchChanged(document.key))
                    screen.desk.tell(StepSeen(document.key, view.timeline.recording.step(3)))
                except NoMatches as error:
                    bugs.append(error)
                await asyncio.sleep(0)

        reading = asyncio.create_task(read_on())
        await pilot.press("f")
        await until(pilot, lambda: "ccs-tui · fork" in shown(pilot) or bugs)
        ended.set()
        await reading
        assert bugs == []


@pytest.mark.slow
async def test_the_address_of_a_step_leads_to_it(service: Service) -> None:
    app = service.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        await watched(pilot, service)
        await pilot.press("g")
        await said(pilot, "Go to")
        await type_text(pilot, f"ccs:test/airlineBot/{TALK}#slots.from@2")
        await until(pilot, lambda: TALK in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen))
        view = pilot.app.screen
        assert isinstance(view, TimelineScreen)
        await until(pilot, lambda: view.number == 2 and view.path == ("slots", "from"))
        await pilot.press("y")
        await said(pilot, "address of the step, for g")
