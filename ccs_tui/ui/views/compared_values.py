"""Values beside each other: of one step, of two steps, or of two documents that may be live."""

import asyncio
from collections.abc import Iterator, Sequence

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from ccs_tui.model.changes import Change
from ccs_tui.model.compared_documents import ComparedDocuments
from ccs_tui.model.difference import Difference, difference
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.words import counted
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.difference_lines import (
    Pieces,
    below,
    beside,
    flowed,
    halves,
    joined,
    wrapped,
)
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.page import Line, Page
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.compared_sides import ComparedSides, Side
from ccs_tui.workspace.step_words import clock_of

BESIDE_FROM = 100
"""Columns from which the two values stand side by side."""
LOOK_SECONDS = 0.5
"""The seconds between two looks at what a watch has read; a look asks for nothing."""
STEP_WORDS = ("as it was before", "not there before", "went", "changed")
FIRST_WORDS = ("as it was first read", *STEP_WORDS[1:])
SIDE_WORDS = ("the same", "only on the right", "only on the left", "differs")
STACKED_WORDS = ("the same", "only in the second", "only in the first", "differs")
"""The words for a pair that is the same, new, gone, or other."""


class ComparedValues(TellsBugs, EarlyExit, Screen[None]):
    """Shows pairs of values, with what differs in them: those `found`, else those of two `sides`.

    A side that is watched is live. With `is_first` nothing is known of what was before.
    """

    CSS_PATH = "../styles/timeline.tcss"
    BINDINGS = [
        Binding("escape,q,enter", "dismiss", "Back", id="compared.back", key_display="esc"),
        Binding("r", "again", "Read both again", id="compared.again"),
    ]

    def __init__(
        self,
        title: str,
        found: ComparedDocuments | None = None,
        sides: ComparedSides | None = None,
        *,
        is_first: bool = False,
    ) -> None:
        super().__init__()
        self._is_first = is_first
        self._title = title
        self._sides = sides
        self._compared = found
        self._differences: list[Difference] = []

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Panel(self._title, id="compared"):
            yield Page(self._lines, beside=None, id="compared-text")
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works: steps don't change, so there is nothing to read again."""
        if action == "again":
            return self._sides is not None
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        if self._sides is None:
            self._compare()
        else:
            self.action_again()
            self.set_interval(LOOK_SECONDS, self._look)

    def action_again(self) -> None:
        """Read both sides again."""
        self._compare(reads=True)

    def _look(self) -> None:
        if self._sides is not None and self._sides.look():
            self._compare()

    @work(group="compare", exclusive=True, exit_on_error=False)
    async def _compare(self, *, reads: bool = False) -> None:
        panel, sides = self.query_one(Panel), self._sides
        with panel.waiting("reading" if reads else "comparing"):
            if sides is not None and reads:
                await sides.read()
            self._compared, self._differences = await asyncio.to_thread(self._found)
        found = self._compared
        if found is not None and not self._is_first:
            changed = sum(pair.before != pair.after for pair in found.pairs)
            panel.set_state((_count(changed, found.muted), "$muted"))
        self.query_one(Page).show_lines()

    def _found(self) -> tuple[ComparedDocuments | None, list[Difference]]:
        found = self._compared if self._sides is None else self._sides.compare()
        pairs = () if found is None else found.pairs
        return found, [difference(pair.before, pair.after) for pair in pairs]

    def _lines(self, width: int) -> Sequence[Line]:
        return [Line(at, pieces) for at, pieces in enumerate(self._rows(width))]

    def _rows(self, width: int) -> Iterator[Pieces]:
        if self._sides is not None:
            yield from _head_lines(_head(self._sides.left), _head(self._sides.right), width)
            for sentence in self._sides.said:
                yield from wrapped([Cell(visible(sentence))], width)
            if self._sides.said:
                yield []
        if (found := self._compared) is None or len(self._differences) != len(found.pairs):
            return
        words = FIRST_WORDS if self._is_first else STEP_WORDS
        if self._sides is not None:
            words = SIDE_WORDS if width >= BESIDE_FROM else STACKED_WORDS
        for pair, lines in zip(found.pairs, self._differences, strict=True):
            yield from _pair_lines(pair, lines, width, words)
        if not found.pairs:
            yield [Cell(self._nothing_differs(found), "dim")]
        elif found.same:
            yield [Cell(f"… {counted(found.same)} the same", "faint")]
        if found.muted:
            muted = counted(found.muted)
            yield [Cell(f"… {muted} in which only muted paths differ", "faint")]

    def _nothing_differs(self, found: ComparedDocuments) -> str:
        sides = [] if self._sides is None else [self._sides.left, self._sides.right]
        there = [side.document is not None and side.document.exists for side in sides]
        if not all(there):
            return (
                "One has no properties, and the other isn't there."
                if any(there)
                else ("Neither of them is there.")
            )
        if found.muted:
            return "But for muted paths they are the same, property by property."
        return "They are the same, property by property."


def _count(changed: int, muted: int) -> str:
    """Return in words how many differ."""
    if changed:
        return counted(changed, "difference")
    return "no difference but muted ones" if muted else "no difference"


def _head(side: Side) -> Pieces:
    """Return the line over a side: what it is, when it was read, and what became of it since."""
    pieces = [Cell(visible(side.title), "heading")]
    if side.extent:
        pieces.append(Cell(f"  {side.extent}", "dim"))
    if side.document is not None and not side.document.exists:
        pieces.append(Cell("  not there", "warning"))
    if side.changed_at is not None:
        pieces.append(Cell(f"  changed at {clock_of(side.changed_at)}", "warning"))
    if side.problem is not None:
        pieces.append(Cell(f"  {visible(side.problem)}", "error"))
    if side.is_live:
        pieces.append(Cell("  watched", "accent"))
    elif side.read_at is not None:
        pieces.append(Cell(f"  read at {clock_of(side.read_at)}", "dim"))
    return pieces


def _head_lines(left: Pieces, right: Pieces, width: int) -> Iterator[Pieces]:
    if width >= BESIDE_FROM:
        left_width, right_width = halves(width)
        mine, theirs = flowed(left, left_width), flowed(right, right_width)
        for at in range(max(len(mine), len(theirs))):
            yield joined(
                mine[at] if at < len(mine) else [],
                theirs[at] if at < len(theirs) else [],
                left_width,
            )
    else:
        yield from flowed([Cell("- ", "removed"), *left], width)
        yield from flowed([Cell("+ ", "added"), *right], width)
    yield []


def _pair_lines(
    pair: Change[JsonText], found: Difference, width: int, words: tuple[str, str, str, str]
) -> Iterator[Pieces]:
    same, new, gone, other = words
    word, role = other, "warning"
    if pair.before == pair.after:
        word, role = same, "dim"
    elif pair.before is None:
        word, role = new, "good"
    elif pair.after is None:
        word, role = gone, "error"
    yield from wrapped([Cell(visible(pair.name), "heading"), Cell(f"  {word}", role)], width)
    both = pair.before is not None and pair.after is not None and pair.before != pair.after
    shown = beside if width >= BESIDE_FROM and both else below
    yield from shown(found, width)
    yield []
