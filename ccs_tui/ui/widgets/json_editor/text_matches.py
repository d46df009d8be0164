"""Find a string in the whole text."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from textual.widgets.text_area import Location

from ccs_tui.ui.widgets.json_editor.document import JsonDocument


class TextMatches:
    """The places of a string in a text, in order. A string in lower case is found in any case."""

    def __init__(self, document: JsonDocument, needle: str) -> None:
        self.needle = needle
        self.locations: list[Location] = []
        if needle:
            flags = re.IGNORECASE if needle == needle.lower() else 0
            pattern = re.compile(re.escape(needle), flags)
            self.locations = list(_locations(document, pattern))

    def __len__(self) -> int:
        return len(self.locations)

    def first_from(self, location: Location) -> int:
        """Return the index of the first match at `location` or after it, else of the very first."""
        index = bisect_left(self.locations, location)
        return index if index < len(self.locations) else 0

    def last_before(self, location: Location) -> int:
        """Return the index of the last match before `location`, else of the very last."""
        return (bisect_left(self.locations, location) or len(self.locations)) - 1

    def in_columns(self, row: int, start: int, end: int) -> Iterator[range]:
        """Yield the columns of the matches with a part in the columns `start` to `end` of a row."""
        length = len(self.needle)
        for index in range(bisect_left(self.locations, (row, start - length + 1)), len(self)):
            found_row, column = self.locations[index]
            if found_row > row or column >= end:
                break
            yield range(column, column + length)


def _locations(document: JsonDocument, pattern: re.Pattern[str]) -> Iterator[Location]:
    row, line_start, line_end = 0, 0, len(document[0])
    for match in pattern.finditer(document.text):
        at = match.start()
        while at > line_end:
            row += 1
            line_start = line_end + 1
            line_end = line_start + len(document[row])
        yield row, at - line_start
