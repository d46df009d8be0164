"""The text of the editor, line by line, with its size known at every moment."""

from collections.abc import Callable
from typing import Literal, overload

from textual.geometry import Size
from textual.widgets.text_area import DocumentBase, EditResult, Location

from ccs_tui.ui.widgets.json_editor.glyphs import width
from ccs_tui.ui.widgets.json_editor.long_line import LONG, LongLine, size_of
from ccs_tui.ui.widgets.json_editor.stored_size import text_size

Replaced = Callable[[int, int, int], None]
"""A function that is told of replaced lines: the first, their number before, and their number now.
"""


class JsonDocument(DocumentBase):
    r"""Lines parted by `\n` alone: Python's other separators are characters of a value.

    `size` is the number of characters of canonical text (see `stored_size`), and `length` is that
    of the text as it stands. Line breaks of other systems become `\n`.
    """

    def __init__(self, text: str) -> None:
        text = _with_line_feeds(text)
        self._lines = text.split("\n")
        if max(map(len, self._lines)) > LONG:
            self._lines = [_line(line) for line in self._lines]
        self._text: str | None = text
        self.length = len(text)
        self.size = text_size(text)
        self.on_replace: Replaced | None = None

    @property
    def lines(self) -> list[str]:
        """The lines, without line breaks."""
        return self._lines

    @property
    def text(self) -> str:
        """The whole text."""
        if self._text is None:
            self._text = "\n".join(self._lines)
        return self._text

    @property
    def newline(self) -> Literal["\n"]:
        r"""The line break: always `\n`."""
        return "\n"

    @property
    def line_count(self) -> int:
        """The number of lines, at least one."""
        return len(self._lines)

    @property
    def start(self) -> Location:
        """The location of the start."""
        return (0, 0)

    @property
    def end(self) -> Location:
        """The location of the end."""
        return (len(self._lines) - 1, len(self._lines[-1]))

    def get_line(self, index: int) -> str:
        """Return a line."""
        return self._lines[index]

    @overload
    def __getitem__(self, line_index: int) -> str: ...

    @overload
    def __getitem__(self, line_index: slice) -> list[str]: ...

    def __getitem__(self, line_index: int | slice) -> str | list[str]:
        return self._lines[line_index]

    def get_size(self, indent_width: int) -> Size:
        """Return the cells and the lines that the text would take unwrapped."""
        del indent_width  # A tab is shown as one character.
        return Size(max(map(width, self._lines)), len(self._lines))

    def get_text_range(self, start: Location, end: Location) -> str:
        """Return the text between two locations, in either order."""
        (top, left), (bottom, right) = sorted((self._clamped(start), self._clamped(end)))
        if top == bottom:
            return self._lines[top][left:right]
        first, last = self._lines[top][left:], self._lines[bottom][:right]
        return "\n".join([first, *self._lines[top + 1 : bottom], last])

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Put `text` in place of what stands between two locations, in either order."""
        text = _with_line_feeds(text)
        (top, left), (bottom, right) = sorted((self._clamped(start), self._clamped(end)))
        replaced = self.get_text_range((top, left), (bottom, right))
        old = self._lines[top : bottom + 1]
        new = text.split("\n")
        end_column = len(new[-1]) + (left if len(new) == 1 else 0)
        if len(new) == 1:
            new = [_spliced(old[0], left, text, old[-1], right)]
        else:
            new[0] = _spliced(old[0], left, new[0], "", 0)
            new[1:-1] = map(_line, new[1:-1])
            new[-1] = _spliced("", 0, new[-1], old[-1], right)
        self._lines[top : bottom + 1] = new
        self._text = None
        self.length += len(text) - len(replaced)
        self.size += _size(new) - _size(old)
        if self.on_replace:
            self.on_replace(top, len(old), len(new))
        return EditResult((top + len(new) - 1, end_column), replaced)

    def _clamped(self, location: Location) -> Location:
        row, column = location
        if row >= len(self._lines):
            return self.end
        return row, max(0, min(column, len(self._lines[row])))


def _line(text: str) -> str:
    """Return a line in the form in which it is kept: a long one as a `LongLine`."""
    return text if len(text) <= LONG else LongLine.of(text)


def _spliced(left: str, start: int, insert: str, right: str, end: int) -> str:
    """Return `left` up to column `start`, `insert`, and `right` from `end` on as one line."""
    if start + len(insert) + len(right) - end > LONG:
        return LongLine.splice(left, start, insert, right, end)
    return left[:start] + insert + right[end:]


def _size(lines: list[str]) -> int:
    return sum(map(size_of, lines)) if len(lines) < 100 else text_size("\n".join(lines))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
