"""The lines of a review: the size, the expiry and the calls, and each property, open or closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ccs_tui.model.changes import Change
from ccs_tui.model.difference import Difference, difference
from ccs_tui.model.expiry import Clock
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.size import member_size
from ccs_tui.ui.dialogs.review_words import (
    expiry_pieces,
    largest_of,
    part_label,
    size_pieces,
)
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import shorten, visible
from ccs_tui.ui.widgets.difference_lines import ARROW, COMPARED_AT_ONCE, below, one_line, wrapped
from ccs_tui.ui.widgets.page import Line
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.workspace.call_words import calls_of
from ccs_tui.workspace.review import Review

OPEN_UP_TO = 4_000
"""The characters of a changed property, before and after, up to which it is open at first."""
ALL_OPEN_UP_TO = 40_000
"""The characters of all open properties at first; others are opened one by one."""
SHORT_ENOUGH = 2_000
"""The length of a value up to which its beginning says something about it."""
OPEN, CLOSED = "▾ ", "▸ "
LABEL_WIDTH, NAME_AT_MOST, DELTA_WIDTH = 8, 26, 9
INDENT = "    "
CREATED = "It isn't on the service: the save creates it, with these properties alone."


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A property on the page: the part's index, whether others changed it, and its name."""

    part: int
    theirs: bool
    name: str


class ReviewLines:
    """Makes the lines of a review. `open` are the properties that show their difference."""

    def __init__(self, review: Review, clock: Clock) -> None:
        self._review = review
        self._clock = clock
        self._shown_at = clock()
        self.changes = dict(_listed(review))
        self.open: set[ReviewItem] = set()
        self.inline: set[ReviewItem] = set()
        """The properties whose whole difference stands in their line, as they were shown last."""
        self._differences: dict[ReviewItem, Difference] = {}
        room = ALL_OPEN_UP_TO
        for item, change in self.changes.items():
            both = change.before is not None and change.after is not None
            if both and not item.theirs and _length(change) <= min(OPEN_UP_TO, room):
                self.open.add(item)
                room -= _length(change)

    @property
    def is_outdated(self) -> bool:
        """True if a remaining time has changed since it was shown."""
        return self._clock() != self._shown_at

    def item_of(self, key: object) -> ReviewItem | None:
        """Return the property that the line of this key belongs to."""
        if isinstance(key, tuple):
            key = key[0]
        return key if isinstance(key, ReviewItem) else None

    def takes_long(self, item: ReviewItem) -> bool:
        """Return whether comparing the property's values takes so long that it is felt."""
        return item not in self._differences and _length(self.changes[item]) > COMPARED_AT_ONCE

    def compare(self, item: ReviewItem) -> Difference:
        """Return the difference inside a property, compared once."""
        if item not in self._differences:
            change = self.changes[item]
            self._differences[item] = difference(change.before, change.after)
        return self._differences[item]

    def __call__(self, width: int) -> list[Line]:
        """Return the lines for a page of `width` cells."""
        self._shown_at = self._clock()
        said = list(self._said(width))
        return [
            Line(("said", at), line) if not isinstance(line, Line) else line
            for at, line in enumerate(said)
        ]

    def _said(self, width: int) -> Iterator[Line | Sequence[Cell]]:
        parts = self._review.parts
        if len(parts) > 1:
            # It stands at the top: deletions stand below all writes.
            yield from self._calls(width)
            yield []
        for at, part in enumerate(parts):
            if len(parts) > 1:
                yield [Cell(part.key.label, "heading"), Cell(f" · {part.key.namespace}", "dim")]
            if part.gone:
                yield [Cell("It no longer exists on the service.", "warning")]
            elif not part.there.exists and part.plan.upsert:
                yield from wrapped([Cell(CREATED, "warning")], width)
            yield from _told("Size", size_pieces(part), width)
            if part.excess:
                yield from _told("", [Cell(largest_of(part), "alarm")], width)
            yield from _told("Expiry", expiry_pieces(part, self._shown_at), width)
            if len(parts) == 1:
                yield from self._calls(width)
            yield []
            yield from self._properties(at, width, theirs=False)
            if part.theirs:
                yield []
                yield [Cell("Changed by others meanwhile, left alone:", "dim")]
                yield from self._properties(at, width, theirs=True)
            if len(parts) > 1:
                yield []

    def _calls(self, width: int) -> Iterator[Sequence[Cell]]:
        for at, call in enumerate(calls_of(self._review, part_label)):
            yield from _told("Calls" if not at else "", [Cell(call)], width)

    # ── properties ─────────────────────────────────────────────────────────────────────────────

    def _properties(self, part: int, width: int, *, theirs: bool) -> Iterator[Line]:
        items = [item for item in self.changes if (item.part, item.theirs) == (part, theirs)]
        longest = max((cell_width(shorten(item.name, NAME_AT_MOST)) for item in items), default=0)
        name_width = min(longest, width * 2 // 5)
        for item in items:
            yield Line(item, partial(self._head, item, name_width, width), is_item=True)
            fits = self._fits(item, _room(width, name_width))
            (self.inline.add if fits else self.inline.discard)(item)
            if item in self.open and not fits:
                yield from self._difference(item, width)

    def _head(self, item: ReviewItem, name_width: int, width: int) -> Sequence[Cell]:
        """Return a property's row: its name, its change in a few words, and by how much."""
        change = self.changes[item]
        room = _room(width, name_width)
        inline = one_line(self.compare(item), room) if self._fits(item, room) else None
        is_open = item in self.open
        mark, role, _ = _mark(change)
        name = shorten(item.name, name_width)
        middle = inline or [Cell(shorten(self._preview(item, is_open), room - 2), "dim")]
        used = sum(cell_width(piece.text) for piece in middle)
        return [
            Cell("  " if inline else OPEN if is_open else CLOSED, "dim"),
            Cell(mark, "dim" if item.theirs else role),
            Cell(
                name + " " * (name_width - cell_width(name) + 2), "" if item.theirs else "heading"
            ),
            *middle,
            Cell(" " * (room - used) + f"{_delta(change):+,}".rjust(DELTA_WIDTH), "dim"),
        ]

    def _fits(self, item: ReviewItem, room: int) -> bool:
        """Return whether a change fits on its row, so that there is nothing to open."""
        before, after = self.changes[item].before, self.changes[item].after
        if before is None or after is None or before[0] in "{[" or after[0] in "{[":
            return False
        if len(before) + len(after) + len(ARROW) > room:
            return False
        return cell_width(f"{visible(before)}{ARROW}{visible(after)}") <= room

    def _difference(self, item: ReviewItem, width: int) -> Iterator[Line]:
        if self.takes_long(item):
            yield Line((item, 0), [Cell(f"{INDENT}comparing …", "dim")], True)
            return
        for at, pieces in enumerate(below(self.compare(item), width - len(INDENT))):
            yield Line((item, at), [Cell(INDENT), *pieces], True)

    def _preview(self, item: ReviewItem, is_open: bool) -> str:
        """Say in a few words what becomes of a property; of a short value, what it is."""
        change = self.changes[item]
        before, after = change.before, change.after
        value = before if after is None else after
        if before is not None and after is not None:
            return f"{_mark(change)[2]}, {len(before):,} → {len(after):,} characters"
        if renamed := self._renamed(item):
            return f"{renamed}, {len(value or ''):,} characters"
        if is_open or value is None or len(value) > SHORT_ENOUGH:
            return f"{_mark(change)[2]}, {len(value or ''):,} characters"
        return value

    def _renamed(self, item: ReviewItem) -> str:
        """Say under which other name a property goes on, or came; empty for one not renamed."""
        if item.theirs:
            return ""
        for old, new in self._review.parts[item.part].renames.items():
            if item.name == old:
                return f"renamed to {new}"
            if item.name == new:
                was = self.changes.get(ReviewItem(item.part, theirs=False, name=old))
                same = was is not None and was.before == self.changes[item].after
                return f"renamed from {old}{'' if same else ' and changed'}"
        return ""


def _listed(review: Review) -> Iterator[tuple[ReviewItem, Change[JsonText]]]:
    for at, part in enumerate(review.parts):
        for theirs, changes in ((False, part.changes), (True, part.theirs)):
            for change in changes:
                yield ReviewItem(at, theirs, change.name), change


def _told(label: str, pieces: Sequence[Cell], width: int) -> Iterator[Sequence[Cell]]:
    for row in wrapped(pieces, width - LABEL_WIDTH):
        yield [Cell(label.ljust(LABEL_WIDTH), "dim"), *row]
        label = ""


def _room(width: int, name_width: int) -> int:
    """Return the cells between a property's name and the change of its size."""
    return width - name_width - len(OPEN) - 4 - DELTA_WIDTH


def _length(change: Change[JsonText]) -> int:
    return len(change.before or "") + len(change.after or "")


def _mark(change: Change[JsonText]) -> tuple[str, str, str]:
    """Return a change's mark, the mark's role, and the word for it."""
    if change.before is None:
        return "+ ", "added", "added"
    if change.after is None:
        return "- ", "removed", "removed"
    return "~ ", "warning", "changed"


def _delta(change: Change[JsonText]) -> int:
    def size(value: JsonText | None) -> int:
        return 0 if value is None else member_size(change.name, value)

    return size(change.after) - size(change.before)
