"""Find the bracket that belongs to the one at the cursor, a little at a time."""

import asyncio
import re
from collections.abc import Generator, Iterator
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from textual.widgets.text_area import Location

from ccs_tui.ui.widgets.json_editor.document import JsonDocument
from ccs_tui.ui.widgets.json_editor.long_line import ColumnSpan, stretches_of

if TYPE_CHECKING:
    from textual.worker import Worker

    from ccs_tui.ui.widgets.json_editor.line_area import LineArea

_PARTNERS = {"{": "}", "}": "{", "[": "]", "]": "["}
_ANY_BRACKET = re.compile(r"[][{}]")
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?+|[][{}]')
_REST_OF_STRING = re.compile(r'(?:[^"\\]|\\.)*+"?+')
_LINES_A_STEP = 100
_SEARCH_SECONDS, _BREATH_SECONDS = 0.001, 0.004
"""The seconds of searching at a time, and the pause after them, in which all else has its turn."""

BracketSearch = Generator[None, None, Location | None]
"""A search that yields now and then, and returns the place of the bracket, or None."""


def search(document: JsonDocument, location: Location) -> BracketSearch:
    """Look for the partner of the bracket at `location`; None if there is no bracket."""
    row, column = location
    bracket = document[row][column : column + 1]
    if bracket not in _PARTNERS or not bracket:
        return None
    forward = bracket in "{["
    depth = 0
    found_itself = False
    for line_brackets in _brackets_from(document, row, column, forward):
        if line_brackets is None:
            yield
            continue
        for at, other in line_brackets:
            if not found_itself:
                found_itself = at == location
                if not found_itself:
                    return None  # The bracket stands in a string.
            depth += 1 if (other in "{[") == forward else -1
            if depth == 0:
                return at if other == _PARTNERS[bracket] else None
    return None


def _brackets_from(
    document: JsonDocument, row: int, column: int, forward: bool
) -> Iterator[list[tuple[Location, str]] | None]:
    """Yield the brackets from a place on, in the order of the search, and None as a pause."""
    for stretch in _ordered(document[row], column, forward):
        brackets = [
            found
            for found in _brackets(document[row], row, stretch, forward)
            if (found[0][1] >= column if forward else found[0][1] <= column)
        ]
        yield brackets
        yield None
    rows = range(row + 1, document.line_count) if forward else range(row - 1, -1, -1)
    for done, other_row in enumerate(rows):
        line = document[other_row]
        if done % _LINES_A_STEP == 0:
            yield None
        if len(line) < 1_000 and not _ANY_BRACKET.search(line):
            continue
        for stretch in _ordered(line, 0 if forward else len(line), forward):
            yield _brackets(line, other_row, stretch, forward)
            if stretch.end - stretch.start > 1_000:
                yield None


def _ordered(line: str, column: int, forward: bool) -> Iterator[ColumnSpan]:
    if forward:
        yield from stretches_of(line, column)
    else:
        yield from reversed([s for s in stretches_of(line) if s.start <= column])


def _brackets(
    line: str, row: int, stretch: ColumnSpan, forward: bool
) -> list[tuple[Location, str]]:
    text = line[stretch.start : stretch.end]
    at = 0
    if stretch.in_string and (rest := _REST_OF_STRING.match(text)):
        at = rest.end()
    found = [
        ((row, stretch.start + match.start()), match[0])
        for match in _BRACKET.finditer(text, at)
        if match[0][0] != '"'
    ]
    return found if forward else found[::-1]


class BracketPair:
    """The bracket at an area's cursor and the one that belongs to it.

    A near one is found at once, a far one in the background, while keys and paint go first.
    """

    def __init__(self, area: "LineArea") -> None:
        self.locations: tuple[Location, ...] = ()
        self._area = area
        self._searching: Worker[None] | None = None

    @property
    def partner(self) -> Location | None:
        """The place of the bracket that belongs to the one at the cursor."""
        return self.locations[1] if self.locations else None

    def follow_cursor(self) -> None:
        """Look at the bracket at the cursor, or before it."""
        if self._searching is not None:
            self._searching.cancel()
            self._searching = None
        self._show(())
        row, column = self._area.cursor_location
        line = self._area.document[row]
        at = column if line[column : column + 1] in _PARTNERS else column - 1
        if at >= 0 and line[at] in _PARTNERS:
            found = search(self._area.document, (row, at))
            if self._go_on((row, at), found):
                self._searching = self._area.run_worker(
                    partial(self._go_on_in_background, (row, at), found), group="bracket"
                )

    def _go_on(self, location: Location, found: BracketSearch) -> bool:
        """Go on with a search; return whether there is more to do."""
        end = perf_counter() + _SEARCH_SECONDS
        try:
            while perf_counter() < end:
                next(found)
        except StopIteration as stopped:
            if stopped.value is not None:
                self._show((location, stopped.value))
            return False
        return True

    async def _go_on_in_background(self, location: Location, found: BracketSearch) -> None:
        more = True
        while more:
            await asyncio.sleep(_BREATH_SECONDS)
            more = self._go_on(location, found)

    def _show(self, locations: tuple[Location, ...]) -> None:
        self._area.refresh_at(*self.locations, *locations)
        self.locations = locations
