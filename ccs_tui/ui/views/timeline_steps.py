"""The steps of a timeline as a list: when, which turn, who, what changed, and the growth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from ccs_tui.model.timeline.expectation import NOT_ASKED, Standing
from ccs_tui.model.timeline.muted_paths import format_muted
from ccs_tui.model.words import counted
from ccs_tui.ui.text import Crop, visible
from ccs_tui.ui.views.timeline_words import apart, gap_words, grew, growth_line
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.workspace.step_words import changed_in, clock_of, date_of, who_of
from ccs_tui.workspace.timeline import FoldedRow, GapRow, Timeline, TimelineRow

NAMES_OF_FOLDED = 3


def columns_for(*, with_date: bool, with_turn: bool) -> list[Column]:
    """Return the columns of the list; turns only where there are some."""
    return [
        Column("number", "#", width=4, align="right", priority=3),
        Column("at", "seen", width=15 if with_date else 8, align="right", priority=3, gap=1),
        Column("apart", "after", width=7, align="right", priority=1, gap=1),
        Column(
            "turn",
            "turn" if with_turn else "",
            width=4 if with_turn else 0,
            align="right",
            priority=3,
            gap=1 if with_turn else 0,
        ),
        Column("who", "by", width=3, priority=3, gap=1),
        Column("changed", "changed", minimum=14, priority=3),
        Column("grew", "growth", width=7, align="right", priority=2, gap=1),
    ]


@dataclass(frozen=True, slots=True)
class WatchState:
    """The state of the watching in a few words, and a sentence while it can't be read."""

    words: str = ""
    problem: str | None = None


class StepsPanel(ListPanel):
    """The steps, filtered as one types; below them the growth in a line."""

    filter_columns = ("changed",)
    title_crop: Crop = "middle"

    def __init__(self, timeline: Timeline, standing: WatchState) -> None:
        super().__init__("Timeline", id="steps")
        self.timeline = timeline
        self._standing = standing

    def compose(self) -> ComposeResult:
        yield RowList(
            columns_for(with_date=False, with_turn=False),
            self.cells,
            empty=self._why_empty(),
            no_match="No step changed such a property. esc clears the filter.",
            id="step-rows",
        )
        yield Static(id="growth")
        yield Static(id="expected")

    def show_standing(self, standing: WatchState) -> None:
        """Show how the watching stands, in the title, and where there are no steps."""
        self._standing = standing
        self.rows.empty = self._why_empty()
        self.rows.refresh()
        self.show_count()

    def _why_empty(self) -> str:
        return f"Nothing was recorded yet. {self._standing.problem or ''}".rstrip()

    def filter_text(self, key: TimelineRow) -> str:
        """Return the text for a filter: the names that changed, and the note."""
        if isinstance(key, int):
            recording = self.timeline.recording
            return "\n".join((*recording.names_in(key), recording.head(key).note))
        return gap_words(self.timeline.gap(key)) if isinstance(key, GapRow) else ""

    @property
    def sort_keys(self) -> Mapping[str, Callable[[TimelineRow], Any]]:
        """The sort keys: steps stand in the order of time, or by what they brought."""
        return {"grew": lambda key: self.timeline.grew(key) if isinstance(key, int) else None}

    def go(self, by: int) -> bool:
        """Bring the cursor to the next step, or the one before; False where there is none.

        A gap is passed over: it has no document of its own to show.
        """
        rows = self.rows
        keys, at = rows.visible_keys, rows.cursor_key
        there = keys.index(at) if at in keys else -1
        following = keys[there + 1 :] if by > 0 else keys[: max(there, 0)][::-1]
        goal = next((key for key in following if not isinstance(key, GapRow)), None)
        if goal is None:
            return False
        rows.move_cursor(goal)
        return True

    def show_rows(self) -> None:
        """Show the rows as they are by now; the cursor stays on its step."""
        timeline, rows = self.timeline, self.timeline.rows()
        steps = timeline.recording.steps.heads
        days = {date_of(step.before)[:-9] for step in (*steps[:1], *steps[-1:])}
        self.rows.columns.replace(
            columns_for(with_date=len(days) > 1, with_turn=bool(timeline.analysis.turns))
        )
        self.rows.set_rows(rows)
        self.rows.refresh()
        self.show_count()

    def show_count(self) -> None:
        """Show how many steps and gaps there are, and the growth."""
        timeline = self.timeline
        gaps = len(timeline.recording.gaps)
        parts = self.count_parts(counted(len(timeline.recording.steps), "step"))
        if gaps:
            parts.append((f" · {counted(gaps, 'gap')}", "$warning"))
        if self._standing.words:
            parts.append((f" · {self._standing.words}", "$muted"))
        self.set_state(*parts)
        line = growth_line(timeline, max(20, self.size.width - 4))
        self.query_one("#growth", Static).update(Content(line).stylize("$muted"))
        expected = self.query_one("#expected", Static)
        lines = [_verdict_line(text, timeline) for text in timeline.expectations]
        expected.display = bool(lines)
        expected.update(Content("\n").join(lines))

    def on_resize(self) -> None:
        """Draw the growth in the new width as well."""
        self.show_count()

    # ── a row ──────────────────────────────────────────────────────────────────────────────────

    def cells(self, key: TimelineRow) -> list[Cell]:
        """Return a row's cells."""
        if isinstance(key, GapRow):
            gap = self.timeline.gap(key)
            dots = Cell("····", "warning")
            return [
                dots,
                Cell(self._time(gap.until), "warning"),
                Cell(""),
                Cell(""),
                Cell(""),
                Cell(gap_words(gap), "warning"),
                Cell(""),
            ]
        if isinstance(key, FoldedRow):
            return self._folded(key)
        return self._step(key)

    def _folded(self, row: FoldedRow) -> list[Cell]:
        count = row.last - row.first + 1
        muted = sorted(map(format_muted, self.timeline.muted.paths))
        names = ", ".join(muted[:NAMES_OF_FOLDED]) + (" …" if len(muted) > NAMES_OF_FOLDED else "")
        words = f"{counted(count, 'step')} of muted paths alone ({names})"
        at = self._time(self.timeline.recording.head(row.last).before)
        return [
            Cell("+", "dim"),
            Cell(at, "dim"),
            Cell(""),
            Cell(""),
            Cell(""),
            Cell(words, "dim"),
            Cell(""),
        ]

    def _step(self, number: int) -> list[Cell]:
        timeline = self.timeline
        step = timeline.recording.head(number)
        turn, before = timeline.turn_of(number), timeline.turn_of(number - 1)
        size = timeline.grew(number)
        after = ""
        if step.after is not None and number > timeline.recording.steps.heads[0].number:
            last = timeline.recording.head(number - 1)
            after = apart((step.before - last.before).total_seconds())
        what, role = self._what(number)
        return [
            Cell(str(number), "dim"),
            Cell(self._time(step.before)),
            Cell(after, "dim"),
            # A turn stands at its first step, so that its steps are seen to belong together.
            Cell(turn or "" if turn != before else "", "accent"),
            Cell(who_of(step), "dim"),
            Cell(what, role),
            Cell(grew(size), "dim"),
        ]

    def _what(self, number: int) -> tuple[str, str]:
        step, names = self.timeline.recording.head(number), self.timeline.recording.names_in(number)
        note = f"“{' '.join(step.note.split())}” " if step.note else ""
        if broken := self.timeline.broken_at(number):
            return f"{note}breaks {', '.join(broken)}: {changed_in(step, names)}", "alarm"
        if not step.exists:
            return note + changed_in(step, names), "alarm"
        is_quiet = step.is_first or not names
        return note + changed_in(step, names), "dim" if is_quiet else ""

    def _time(self, instant: Any) -> str:
        place = self.rows.columns.place_of("at")
        return date_of(instant) if place is not None and place.width > 8 else clock_of(instant)


_MARKS = {
    Standing.GREEN: ("✓", "$success"),
    Standing.RED: ("✗", "$error"),
    Standing.UNKNOWN: ("?", "$warning"),
}


def _verdict_line(text: str, timeline: Timeline) -> Content:
    """Return how an expectation stands: by a mark, a colour and a word."""
    verdict = timeline.analysis.verdicts.get(text, NOT_ASKED)
    mark, colour = _MARKS[verdict.standing]
    since = "" if verdict.since is None else f" since step {verdict.since}"
    why = f": {verdict.problem}" if verdict.problem else ""
    broken = ""
    if verdict.broken_at is not None and verdict.broken_at != verdict.since:
        broken = f" · it broke at step {verdict.broken_at}"
    return Content.assemble(
        (f"{mark} ", colour),
        visible(text),
        (f"  {verdict.standing}{since}{visible(why)}{broken}", colour),
    )
