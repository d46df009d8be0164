"""The timeline: the steps of a document, and beside or below them the document at each."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.worker import WorkerCancelled

from ccs_tui.model.timeline.step import Gap, Step
from ccs_tui.model.tree import format_path
from ccs_tui.model.value_at import ValuePath
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.views import timeline_words as words
from ccs_tui.ui.views.step_comparison import between_steps, steps_to_compare, value_in_step
from ccs_tui.ui.views.step_tree import StepTree
from ccs_tui.ui.views.timeline_keys import KEYS
from ccs_tui.ui.views.timeline_steps import StepsPanel, WatchState
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.ui.widgets.read_delay import ReadDelay
from ccs_tui.ui.widgets.row_list import Cell, RowList
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.timeline import FoldedRow, StepView, Timeline

HIGH = 32
"""Lines from which the document below the steps has more of them than these."""

TimelineAct = Callable[[str, "TimelineScreen"], Awaitable[None]]
"""Does what a key is for, by its name, to what the timeline has under its cursors."""


class TimelineScreen(TellsBugs, EarlyExit, Screen[None]):
    """Shows a timeline. `act` runs what leads out of it; without `act` none of that is offered.

    `standing` says whether the document is watched.
    """

    CSS_PATH = "../styles/timeline.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (words.WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH, "-high")]

    BINDINGS = [*KEYS]

    def __init__(
        self,
        timeline: Timeline,
        act: TimelineAct | None = None,
        *,
        acts: frozenset[str] = frozenset(),
        standing: WatchState = WatchState(),  # noqa: B008
        with_blame: bool = False,
    ) -> None:
        super().__init__()
        self.timeline = timeline
        self._act, self.acts = act, acts
        self._steps = StepsPanel(timeline, standing)
        self._tree = StepTree(self._blame_cell, id="step-tree")
        self._at = timeline.last
        self._goes_to_change = True
        self._with_blame = with_blame
        self._cursor = ReadDelay(self)
        self._path: ValuePath | None = timeline.begins_with
        self._followed: ValuePath | None = None
        self._landed: ValuePath | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="timeline"):
            yield self._steps
            with Panel("Step", id="step"):
                yield self._tree.widget
        yield KeyBar()

    @property
    def number(self) -> int | None:
        """The number of the step under the cursor, None if there is none."""
        return self.timeline.number_at(self._steps.rows.cursor_key)

    @property
    def path(self) -> ValuePath | None:
        """The path under the cursor; where the step lacks the path that is followed, that path."""
        at, followed = self._tree.path, self._followed
        return followed if followed and at == self._landed else at

    @property
    def view(self) -> StepView | None:
        """The document at the step that is shown."""
        return self._tree.view

    @property
    def marked(self) -> list[int]:
        """The numbers of the marked steps, in order."""
        return sorted(row for row in self._steps.rows.marked if isinstance(row, int))

    def on_mount(self) -> None:
        self._steps.set_title(f"Timeline · {self.timeline.key.label}")
        self._steps.rows.focus()
        self._steps.show_rows()
        self._steps.rows.action_move("last")
        if self.timeline.begins_at is not None:
            self._steps.rows.move_cursor(self.timeline.begins_at)
        self.analyse()

    @work(group="analyse", exclusive=True, exit_on_error=False)
    async def analyse(self) -> None:
        """Find out what all steps together tell, and show it."""
        had_problem = self.timeline.analysis.problem
        self.timeline.take(await asyncio.to_thread(self.timeline.analyse))
        self.show_rows()
        problem = self.timeline.analysis.problem
        if problem and not had_problem:
            self.notify(problem, severity="warning", timeout=15, markup=False)

    def show_rows(self) -> None:
        """Show the steps as they are by now; from the last one the cursor goes on to a newer."""
        rows = self._steps.rows
        followed = not rows.keys or rows.cursor_key == rows.keys[-1]
        self._steps.show_rows()
        if followed:
            rows.action_move("last")
        self._settle()

    def came(self, row: Step | Gap) -> None:
        """Take a step or a gap that was recorded just now."""
        if isinstance(row, Gap):
            self.timeline.recording.add_gap(row)
        elif self.timeline.recording.add(row):
            self._steps.show_rows()  # else the cursor may be on a step that is left out by now
        self.analyse()

    def show_standing(self, standing: WatchState) -> None:
        """Say whether the document is watched, and what is wrong if it can't be read."""
        self._steps.show_standing(standing)

    @on(RowList.Highlighted, "#step-rows")
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._settle()

    def _settle(self) -> None:
        self._cursor.settle("step", self._show_step)

    @work(group="step", exclusive=True, exit_on_error=False)
    async def _show_step(self) -> None:
        """Show the document at the step under the cursor; a gap shows that before it."""
        number = self.number
        if number is None:
            self._at = None
            self._tree.show_step(None)
            self._title(None)
            return
        view = await asyncio.to_thread(self.timeline.view_of, number, with_blame=self._with_blame)
        to_change, self._goes_to_change = self._goes_to_change, not self._tree.widget.has_focus
        self._at = number
        self._tree.show_step(view, to_change=to_change and self._path is None)
        if self._path is not None:
            self._tree.go_to(self._path, opens=True)
            self._followed, self._landed, self._path = self._path, self._tree.path, None
        self._title(view)
        self.refresh_bindings()

    async def _settled(self) -> None:
        """Wait until the step under the cursor is shown: a key may come before that."""
        while self._at != self.number:
            with suppress(WorkerCancelled):  # the cursor went on
                await self._show_step().wait()

    def _title(self, view: StepView | None) -> None:
        panel = self.query_one("#step", Panel)
        panel.set_title("Step" if view is None else words.step_title(self.timeline, view.step))
        panel.set_state(*([] if view is None else words.state_of(view.step, self.size.width)))

    def _blame_cell(self, number: int) -> Cell:
        text = words.blame_words(self.timeline, number)
        return Cell(text, "accent" if number == self._at else "dim")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: what leads out of it, as far as it can be done."""
        if action == "act":
            return parameters[0] in self.acts
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Take the filter away, or go back."""
        if not self._steps.clear_filter():
            self.dismiss(None)

    def action_go(self, by: int) -> None:
        """Go to the next step, or the one before; the path under the cursor stays."""
        self._keep_path()
        if not self._steps.go(by):
            self._say(f"This is the {'last' if by > 0 else 'first'} step.")

    def action_change(self, by: int) -> None:
        """Go to the next, or the last, step that changed the path under the cursor."""
        path, number = self.path, self.number
        if path is None or number is None:
            self._say("There is no value under the cursor.")
            return
        recording = self.timeline.recording
        goal = (recording.next_change if by > 0 else recording.previous_change)(path, number)
        if goal is None:
            when = "after" if by > 0 else "before"
            self._say(f"{format_path(path)} did not change {when} step {number}.")
            return
        self._path = path
        self.go_to(goal)

    def go_to(self, number: int) -> None:
        """Go to a step; folded ones are unfolded for that, and a filter that hides it ends."""
        rows = self.timeline.rows()
        row = self.timeline.row_of(number, rows)
        if isinstance(row, FoldedRow):
            self.timeline.unfolded.add(row.first)
            self._steps.show_rows()
        if number not in self._steps.rows.visible_keys:
            self._steps.clear_filter()
        self._steps.rows.move_cursor(number)
        self._settle()

    def _keep_path(self) -> None:
        if self._tree.widget.has_focus:
            self._path = self.path

    def action_blame(self) -> None:
        """Show beside every value who set it and when, or don't."""
        self._with_blame = not self._with_blame
        self._path = self.path
        self._settle()

    @on(RowList.Chosen, "#step-rows")
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if isinstance(event.key, FoldedRow):
            self.timeline.unfolded.add(event.key.first)
            self._steps.show_rows()
            self._steps.rows.move_cursor(event.key.first)
        else:
            self._tree.widget.focus()

    @on(RowList.Chosen, "#step-tree")
    async def _value_chosen(self) -> None:
        await self._settled()
        if (path := self.path) is not None and self.view is not None:
            await self.app.push_screen(value_in_step(self.timeline, path, self.view.step))

    async def action_compare(self) -> None:
        """Compare the two marked steps, or the step under the cursor with the last one."""
        found = steps_to_compare(self.timeline, self.number, self.marked)
        if isinstance(found, str):
            self._say(found)
        else:
            await self.app.push_screen(between_steps(self.timeline, *found))

    def action_mute(self) -> None:
        """Mute the path under the cursor, or end that; the profile keeps it."""
        path = self.path
        if path is None:
            self._say("There is no path under the cursor. Tab goes to the document.")
            return
        self._say(self.timeline.switch_muted(path))
        if "muted" in self.acts:
            self._do("muted")
        self.analyse()

    def action_all(self) -> None:
        """Show the folded steps as well, or fold them again."""
        if not self.timeline.analysis.folded:
            self._say("No step is folded. m mutes the path under the cursor.")
            return
        self.timeline.shows_all = not self.timeline.shows_all
        self.timeline.unfolded.clear()
        self.show_rows()

    async def action_act(self, name: str) -> None:
        """Have something done to what is under the cursors."""
        await self._settled()
        self._do(name)

    @work(group="act", exclusive=True, exit_on_error=False)
    async def _do(self, name: str) -> None:
        if self._act is not None:
            await self._act(name, self)

    def _say(self, sentence: str) -> None:
        self.notify(sentence, markup=False)
