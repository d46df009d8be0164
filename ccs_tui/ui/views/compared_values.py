"""Values beside those that they were: of one step, or of two that are compared."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from ccs_tui.model.difference import Difference, difference
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.timeline.step import Properties, changes_between
from ccs_tui.model.words import counted
from ccs_tui.ui.background import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.difference_lines import Pieces, below, beside, wrapped
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.page import Line, Page
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.ui.widgets.title_bar import TitleBar

BESIDE_FROM = 100
"""Columns from which the two values stand side by side."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A value and what it was before, under a name; None stands for no value there."""

    name: str
    before: JsonText | None = field(repr=False)
    after: JsonText | None = field(repr=False)


def pairs_between(before: Properties, after: Properties) -> list[Pair]:
    """Return the properties in which two documents differ."""
    changes = changes_between(before, after)
    return [Pair(change.name, change.before, change.after) for change in changes]


class ComparedValues(TellsBugs, EarlyExit, Screen[None]):
    """Shows pairs of values, with what differs in them."""

    CSS_PATH = "../styles/timeline.tcss"
    BINDINGS = [Binding("escape,q,enter", "dismiss", "Back", id="compared.back", key_display="esc")]

    def __init__(self, title: str, pairs: Sequence[Pair]) -> None:
        super().__init__()
        self._title = title
        self._pairs = pairs
        self._differences: list[Difference] | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Panel(self._title, id="compared"):
            yield Page(self._lines, beside=None, id="compared-text")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        self._compare()

    @work(group="compare", exclusive=True, exit_on_error=False)
    async def _compare(self) -> None:
        panel = self.query_one(Panel)
        with panel.waiting("comparing"):
            self._differences = await asyncio.to_thread(
                lambda: [difference(pair.before, pair.after) for pair in self._pairs]
            )
        changed = sum(pair.before != pair.after for pair in self._pairs)
        what = counted(changed, "difference") if changed else "no difference"
        panel.set_state((what, "$muted"))
        self.query_one(Page).show_lines()

    def _lines(self, width: int) -> Sequence[Line]:
        if self._differences is None:
            return []
        rows = [
            row
            for pair, found in zip(self._pairs, self._differences, strict=True)
            for row in _pair_lines(pair, found, width)
        ]
        if not rows:
            rows = [[Cell("They are the same, property by property.", "dim")]]
        return [Line(at, pieces) for at, pieces in enumerate(rows)]


def _pair_lines(pair: Pair, found: Difference, width: int) -> Iterator[Pieces]:
    word, role = "changed", "warning"
    if pair.before == pair.after:
        word, role = "as it was before", "dim"
    elif pair.before is None:
        word, role = "not there before", "good"
    elif pair.after is None:
        word, role = "went", "error"
    yield from wrapped([Cell(visible(pair.name), "heading"), Cell(f"  {word}", role)], width)
    both = pair.before is not None and pair.after is not None and pair.before != pair.after
    shown = beside if width >= BESIDE_FROM and both else below
    yield from shown(found, width)
    yield []
