"""The lines of a review: the size, the expiry and the calls, and each property, open or closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ccs_tui.model.difference import Difference, difference
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.size import member_size
from ccs_tui.ui.dialogs.review_words import (
    calls_of,
    expiry_pieces,
    largest_of,
    size_pieces,
)
from ccs_tui.ui.text import cell_width, shorten
from ccs_tui.ui.widgets.difference_lines import below, one_line, wrapped
from ccs_tui.ui.widgets.page import Line
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.workspace.review import PropertyChange, Review

OPEN_UP_TO = 4_000
"""Characters of a changed property, before and after, that is open from the start."""
COMPARED_AT_ONCE = 40_000
"""Characters that are compared while one waits; more take a moment."""
SHORT_ENOUGH = 2_000
"""Characters of a value whose beginning still says something of it."""
OPEN, CLOSED = "▾ ", "▸ "
LABEL_WIDTH, NAME_AT_MOST, DELTA_WIDTH = 8, 26, 9
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Item:
    """A property on the page: the part's index, whether others changed it, and its name."""

    part: int
    theirs: bool
    name: str


class ReviewLines:
    """Makes the lines. `open` says which properties show their difference."""

    def __init__(self, review: Review, now: datetime) -> None:
        self._review = review
        self._now = now
        self.changes = dict(_listed(review))
        self.open: set[Item] = set()
        self._differences: dict[Item, Difference] = {}
        for item, change in self.changes.items():
            both = change.before is not None and change.after is not None
            if both and not item.theirs and _length(change) <= OPEN_UP_TO:
                self.open.add(item)

    def item_of(self, key: object) -> Item | None:
        """Return the property that the line of this key belongs to."""
        if isinstance(key, tuple):
            key = key[0]
        return key if isinstance(key, Item) else None

    def takes_long(self, item: Item) -> bool:
        """Whether the property's values are so large that comparing them is felt."""
        return item not in self._differences and _length(self.changes[item]) > COMPARED_AT_ONCE

    def compare(self, item: Item) -> Difference:
        """Return what changed inside a property, compared once."""
        if item not in self._differences:
            change = self.changes[item]
            self._differences[item] = difference(change.before, change.after)
        return self._differences[item]

    def __call__(self, width: int) -> list[Line]:
        """Return the lines for a page of `width` cells."""
        said = list(self._said(width))
        return [
            Line(("said", at), line) if not isinstance(line, Line) else line
            for at, line in enumerate(said)
        ]

    def _said(self, width: int) -> Iterator[Line | Sequence[Cell]]:
        parts = self._review.parts
        for at, part in enumerate(parts):
            if len(parts) > 1:
                yield [Cell(part.key.label, "heading"), Cell(f" · {part.key.namespace}", "dim")]
            if part.gone:
                yield [Cell("It was not there any more when it was read.", "warning")]
            yield from _told("Size", size_pieces(part), width)
            if part.excess:
                yield from _told("", [Cell(largest_of(part), "alarm")], width)
            yield from _told("Expiry", expiry_pieces(part, self._now), width)
            if len(parts) == 1:
                yield from self._calls(width)
            yield []
            yield from self._properties(at, width, theirs=False)
            if part.theirs:
                yield []
                yield [Cell("Changed by others meanwhile, stays as it is there:", "dim")]
                yield from self._properties(at, width, theirs=True)
            if len(parts) > 1:
                yield []
        if len(parts) > 1:
            yield from self._calls(width)

    def _calls(self, width: int) -> Iterator[Sequence[Cell]]:
        for at, call in enumerate(calls_of(self._review)):
            yield from _told("Calls" if not at else "", [Cell(call)], width)

    # ── properties ─────────────────────────────────────────────────────────────────────────────

    def _properties(self, part: int, width: int, *, theirs: bool) -> Iterator[Line]:
        items = [item for item in self.changes if (item.part, item.theirs) == (part, theirs)]
        longest = max((cell_width(shorten(item.name, NAME_AT_MOST)) for item in items), default=0)
        name_width = min(longest, width * 2 // 5)
        for item in items:
            change = self.changes[item]
            inline = self._inline(item, width - name_width - DELTA_WIDTH - 8)
            is_open = item in self.open and inline is None
            mark, role, _ = _mark(change)
            name = shorten(item.name, name_width)
            head = [
                Cell("  " if inline else OPEN if is_open else CLOSED, "dim"),
                Cell(mark, "dim" if theirs else role),
                Cell(name + " " * (name_width - cell_width(name) + 2), "" if theirs else "heading"),
            ]
            room = width - name_width - 6 - DELTA_WIDTH
            middle = inline or [self._preview(change, is_open, room - 2)]
            used = sum(cell_width(piece.text) for piece in middle)
            delta = f"{_delta(change):+,}".rjust(DELTA_WIDTH)
            yield Line(item, [*head, *middle, Cell(" " * (room - used)), Cell(delta, "dim")], True)
            if is_open:
                yield from self._difference(item, width)

    def _difference(self, item: Item, width: int) -> Iterator[Line]:
        if self.takes_long(item):
            yield Line((item, 0), [Cell(f"{INDENT}comparing …", "dim")], True)
            return
        for at, pieces in enumerate(below(self.compare(item), width - len(INDENT))):
            yield Line((item, at), [Cell(INDENT), *pieces], True)

    def _inline(self, item: Item, width: int) -> list[Cell] | None:
        """Return a change that one row can show, None for a longer one."""
        change = self.changes[item]
        if change.before is None or change.after is None or _length(change) > 2 * width:
            return None
        return one_line(self.compare(item), width)

    def _preview(self, change: PropertyChange, is_open: bool, width: int) -> Cell:
        before, after = change.before, change.after
        if before is not None and after is not None:
            return Cell(f"{_mark(change)[2]}, {len(before):,} → {len(after):,} characters", "dim")
        value = after if after is not None else before
        if is_open or value is None or len(value) > SHORT_ENOUGH:
            return Cell(f"{_mark(change)[2]}, {len(value or ''):,} characters", "dim")
        return Cell(shorten(value, width), "dim")


def _listed(review: Review) -> Iterator[tuple[Item, PropertyChange]]:
    for at, part in enumerate(review.parts):
        for theirs, changes in ((False, part.changes), (True, part.theirs)):
            for change in changes:
                yield Item(at, theirs, change.name), change


def _told(label: str, pieces: Sequence[Cell], width: int) -> Iterator[Sequence[Cell]]:
    for row in wrapped(pieces, width - LABEL_WIDTH):
        yield [Cell(label.ljust(LABEL_WIDTH), "dim"), *row]
        label = ""


def _length(change: PropertyChange) -> int:
    return len(change.before or "") + len(change.after or "")


def _mark(change: PropertyChange) -> tuple[str, str, str]:
    """Return a change's mark, the mark's role, and the word for it."""
    if change.before is None:
        return "+ ", "added", "added"
    if change.after is None:
        return "- ", "removed", "removed"
    return "~ ", "warning", "changed"


def _delta(change: PropertyChange) -> int:
    def size(value: JsonText | None) -> int:
        return 0 if value is None else member_size(change.name, value)

    return size(change.after) - size(change.before)
