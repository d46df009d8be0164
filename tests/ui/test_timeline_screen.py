"""The timeline's view: steps, the document at each, and where its keys lead."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Gap
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.commands.timeline_acts import Source, offline_screen
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.workspace.timeline import FoldedRow, Timeline
from tests.model.timeline.histories import NOW, steps_of
from tests.ui.conftest import shown, type_text, until
from tests.ui.flow import said

KEY = DocumentKey("le1", "airlineBot", "3f2c9d1e")
TALK: list[Mapping[str, object]] = [
    {"intent": "billing", "slots": {"to": "LIS"}, "said": [1], "at": 1},
    {"intent": "billing", "slots": {"to": "LIS"}, "said": [1], "at": 2},
    {"intent": "billing", "slots": {"to": "LIS"}, "said": [1, 2], "at": 3},
    {"intent": "billing", "slots": {"to": None}, "said": [1, 2], "at": 3},
    {"slots": {"to": None}, "said": [1, 2, 3], "at": 4},
]


def timeline(*expected: str) -> Timeline:
    steps = steps_of([{name: encode(value) for name, value in each.items()} for each in TALK])
    gap = Gap(steps[1].before, steps[2].before, "the network failed")
    muted = Muted().with_path(("at",))
    return Timeline(Recording(KEY, steps, [gap]), "length(said)", muted, expected)


def app_of(shown_timeline: Timeline) -> CcsApp:
    return CcsApp(first=lambda: offline_screen(shown_timeline, Source(lambda: NOW)))


async def view_of(pilot: Pilot[None], number: int = 5) -> TimelineScreen:
    """Wait until a step is shown, with its turn."""
    view = pilot.app.screen
    assert isinstance(view, TimelineScreen)
    await at_step(pilot, view, number)
    return view


async def at_step(pilot: Pilot[None], view: TimelineScreen, number: int) -> None:
    await until(pilot, lambda: view.number == number and f"Step {number} · turn" in shown(pilot))


@pytest.mark.parametrize("size", [(80, 24), (180, 40)])
async def test_steps_have_turn_time_and_what_changed_and_gaps_are_never_bridged(
    size: tuple[int, int],
) -> None:
    app = app_of(timeline('slots.to == "LIS"'))
    async with app.run_test(size=size) as pilot:
        await view_of(pilot)
        text = shown(pilot)
        assert "FROM A FILE" in text
        assert "5 steps · 1 gap" in text
        assert "1 step of muted paths alone (at)" in text
        assert "not read for 1s: the network failed" in text
        assert 'breaks slots.to == "LIS": slots' in text or size[0] == 80
        assert '✗ slots.to == "LIS"  red since step 4' in text
        assert "went in this step" in text


@pytest.mark.parametrize("key", list("nPbcfwdX"))
async def test_a_key_of_a_recording_on_this_machine_says_why_it_has_no_use_in_a_file(
    key: str,
) -> None:
    app = app_of(timeline())
    async with app.run_test(size=(80, 24)) as pilot:
        await view_of(pilot)
        await pilot.press(key)
        await until(pilot, lambda: "this is a file, only to be read." in shown(pilot))


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_a_file_is_left_with_the_program(key: str) -> None:
    app = app_of(timeline())
    async with app.run_test(size=(100, 30)) as pilot:
        await view_of(pilot)
        await pilot.press(key)
        await until(pilot, lambda: not app.is_running or app._exit)
    assert app.return_code == 0


async def test_the_keys_go_through_the_steps_and_the_changes_of_a_path() -> None:
    app = app_of(timeline())
    async with app.run_test(size=(100, 30)) as pilot:
        view = await view_of(pilot)
        await pilot.press("left_square_bracket")
        await at_step(pilot, view, 4)
        assert '"LIS"' in shown(pilot)
        assert view.path == ("slots", "to")
        await pilot.press("tab", "left_curly_bracket")
        await at_step(pilot, view, 1)
        await until(pilot, lambda: view.path == ("slots", "to"))
        await pilot.press("right_curly_bracket")
        await at_step(pilot, view, 4)
        await until(pilot, lambda: view.path == ("slots", "to"))
        await pilot.press("right_curly_bracket")
        await said(pilot, "slots.to did not change after step 4.")


async def test_the_keys_that_go_through_the_steps_pass_over_gaps() -> None:
    """At each of two gaps in a row the same step would be shown: as if the key did nothing."""
    of = timeline()
    gap = of.recording.gaps[0]
    of.recording.add_gap(Gap(gap.since + (gap.until - gap.since) / 2, gap.until, "again"))
    async with app_of(of).run_test(size=(100, 30)) as pilot:
        view = await view_of(pilot)
        for number in (4, 3, 2, 1):
            await pilot.press("left_square_bracket")
            await at_step(pilot, view, number)
            assert view.query_one("#step-rows", RowList).cursor_key in (number, FoldedRow(2, 2))
        await pilot.press("left_square_bracket")
        await said(pilot, "This is the first step.")
        for number in (2, 3):
            await pilot.press("right_square_bracket")
            await at_step(pilot, view, number)


async def test_a_key_acts_on_the_step_under_the_cursor_not_on_the_one_shown_before() -> None:
    app = app_of(timeline())
    acted: list[tuple[str, int | None, int | None]] = []

    async def act(name: str, view: TimelineScreen) -> None:
        acted.append((name, view.number, None if view.view is None else view.view.step.number))

    async with app.run_test(size=(100, 30)) as pilot:
        view = await view_of(pilot)
        view._act = act
        rows = view.query_one("#step-rows", RowList)
        # Both are done in one turn, as when a key comes at once after another.
        rows.action_move("first")
        await view.action_act("copy")
        await until(pilot, lambda: bool(acted))
    assert acted == [("copy", 1, 1)]


async def test_blame_says_beside_each_value_who_set_it_and_when() -> None:
    app = app_of(timeline())
    async with app.run_test(size=(100, 30)) as pilot:
        view = await view_of(pilot)
        await pilot.press("B")
        await until(pilot, lambda: view.view is not None and view.view.marks is not None)
        await until(pilot, lambda: " 3 " in shown(pilot) and " bot" in shown(pilot))
        line = next(line for line in shown(pilot).splitlines() if "▸ slots" in line)
        assert " 2 " in line


async def test_muting_folds_steps_and_unfolding_shows_them() -> None:
    app = app_of(timeline())
    async with app.run_test(size=(100, 30)) as pilot:
        view = await view_of(pilot)
        await pilot.press("home", "down", "enter")
        await until(pilot, lambda: 2 in view.timeline.unfolded)
        await at_step(pilot, view, 2)
        await pilot.press("tab")
        await until(pilot, lambda: view.path == ("at",))
        await pilot.press("m")
        await said(pilot, "at is muted no more.")
        await until(pilot, lambda: not view.timeline.analysis.folded)
        await pilot.press("m")
        await until(pilot, lambda: FoldedRow(2, 2) in view.timeline.rows())


async def test_of_a_first_reading_nothing_is_claimed_of_before() -> None:
    app = app_of(timeline())
    async with app.run_test(size=(80, 24)) as pilot:
        view = await view_of(pilot)
        await pilot.press("home")
        await at_step(pilot, view, 1)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "as it was first read" in shown(pilot))
        assert "no difference" not in shown(pilot)
        assert "before" not in shown(pilot)


async def test_two_steps_and_a_value_are_compared() -> None:
    app = app_of(timeline())
    async with app.run_test(size=(80, 24)) as pilot:
        view = await view_of(pilot)
        await pilot.press("home", "space", "end", "space", "equals_sign")
        await until(pilot, lambda: "Step 1 and step 5" in shown(pilot))
        await until(pilot, lambda: "3 differences" in shown(pilot))
        await until(pilot, lambda: "1 property in which only muted paths differ" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is view)
        await pilot.press("tab", "end", "enter")
        await until(pilot, lambda: "· step 5 ─" in shown(pilot))


@pytest.mark.slow
async def test_the_ticket_goes_to_a_file(tmp_path: Path) -> None:
    app = app_of(timeline())
    async with app.run_test(size=(80, 24)) as pilot:
        await view_of(pilot)
        await pilot.press("T")
        await until(pilot, lambda: "Ticket of 4 steps" in shown(pilot))
        await pilot.press("m")
        await until(pilot, lambda: "to a file" in shown(pilot))
        await pilot.press("f")
        await until(pilot, lambda: "Write the ticket to a file" in shown(pilot))
        file = tmp_path / "ticket.md"
        await pilot.press("ctrl+u")
        await type_text(pilot, str(file))
        await pilot.press("enter")
        await until(pilot, file.exists)
        await until(pilot, lambda: file.read_text().endswith("```\n"))
    assert "1 step in which only muted paths changed" in file.read_text()


async def test_an_empty_recording_says_so() -> None:
    app = app_of(Timeline(Recording(KEY, [])))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Nothing was recorded yet." in shown(pilot))
        for key in ("left_square_bracket", "right_curly_bracket", "equals_sign", "m", "B", "a"):
            await pilot.press(key)
        await said(pilot, "No step is folded. m mutes the path under the cursor.")
