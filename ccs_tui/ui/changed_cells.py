"""Sends the terminal only the cells that changed.

Textual repaints whole widgets: moving a list's cursor costs 10,000 bytes, which is felt over SSH.
Here the driver reads each frame on its way out, as a terminal would, and remembers which cell shows
what. It passes on those that differ, and nothing at all if none does.

A frame is moves of the cursor, styles (SGR) and text. Whatever else is in it is passed on as it
is, and what was remembered is forgotten: at worst a repaint costs what it always did. Terminals
disagree about the width of some text (emoji sequences, combining marks): from the first such
character on, the rest of its strip is one glyph, sent whole or not at all, from a known column.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import compress, groupby, islice, repeat
from operator import itemgetter, ne
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import App, ReturnType
from textual.binding import Binding
from textual.driver import Driver

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
"""What brackets a frame, in terminals that then show it at once."""

BRACKETED_FROM = 512
"""The shortest frame worth its brackets: a shorter one comes in one piece anyway."""

Cell = tuple[str, str]
"""A glyph and its style, as the parameters of an SGR sequence. A glyph that is wider than a cell is
in its first one, and the glyph of the others is empty."""

_VERBATIM = "?"
"""The style of a glyph that brings its own styles and whose width the terminal decides."""

_ATTRIBUTES = frozenset(["1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53"])
"""The parameters of SGR that add something to a style, whatever was set before."""

_SHOWN_ON_BLANKS = frozenset(["4", "7", "9", "21", "51", "52", "53"])
"""Those of them that show where there is no glyph: lines, frames, and what swaps the colours."""

_MAX_GAP = 4
"""The most unchanged cells between two changed ones that cost less to send than to jump over."""

_JOINED_OR_NEW = (
    ("\U0001f1e6", "\U0001f1ff"),
    ("\U0001f3fb", "\U0001f3ff"),
    ("\U0001fa70", "\U0001faff"),
)
"""The flags' letters, the skin tones, and the block that gets the new emoji."""

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_RUN = re.compile(r"\x1b\[([0-9;]*)m|([^\x1b]+)")
_STYLE_OR_LINK = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*(?:\x1b\\|\x07)")
_UNCERTAIN = re.compile(rf"(?:{_STYLE_OR_LINK.pattern}|[^\x00-\x1f\x7f-\x9f])*")
_PAINTS_NOTHING = re.compile(
    r"(?:\x07|\x1b\][^\x07\x1b]*(?:\x1b\\|\x07)|\x1b\[[?<>=](?!1049[hl])[0-9;]*\$?[a-z])*"
)


class PaintedScreen:
    """What the terminal shows, cell by cell, as far as it is known."""

    def __init__(self) -> None:
        self._width = self._height = 0
        self._rows: list[list[Cell | None]] = []
        self._rest: tuple[int, int] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """The terminal's width and height, in cells."""
        return self._width, self._height

    def resize(self, width: int, height: int) -> None:
        """Forget what the terminal shows: it has so many cells now, and moved them as it liked."""
        self._width, self._height = width, height
        self.forget()

    def forget(self) -> None:
        """Forget what the terminal shows, so that all that is painted next is sent."""
        self._rows = [[None] * self._width for _ in range(self._height)]
        self._rest = None

    def changes(self, output: str) -> str:
        """Return what has the same effect as `output` on the terminal that was remembered.

        `output` is one whole write: a frame, or anything else, which comes back as it is.
        """
        if not _MOVE.match(output):
            if not _PAINTS_NOTHING.fullmatch(output):
                self.forget()
            return output
        _, *pieces = _MOVE.split(output)
        places = [
            (int(column) - 1, int(row) - 1)
            for row, column in zip(pieces[0::3], pieces[1::3], strict=True)
        ]
        pen = _Pen()
        for (x, y), text in zip(places, pieces[2::3], strict=True):
            cells = _cells(text)
            if cells is None:
                self.forget()
                return output
            self._paint(pen, x, y, cells)
        rest = None if pieces[-1] else places[-1]
        changes = pen.output(rest)
        if not changes and rest is not None and rest != self._rest:
            changes = _move(*rest)
        self._rest = rest
        return changes

    def _paint(self, pen: "_Pen", x: int, y: int, cells: "list[Cell]") -> None:
        if y >= self._height or x >= self._width:
            return
        row = self._rows[y]
        if row[x : x + len(cells)] == cells:
            return
        cells = cells[: self._width - x]
        for start, end in _changed(row[x : x + len(cells)], cells):
            pen.write(x + start, y, cells[start:end])
            row[x + start : x + end] = cells[start:end]
            if cells[end - 1][1] == _VERBATIM:
                row[x + end :] = repeat(None, self._width - x - end)


class _Pen:
    """Collects what to send, and knows where the terminal's cursor is and in which style."""

    def __init__(self) -> None:
        self._cursor: tuple[int, int] | None = None
        self._style: str | None = ""
        self._parts: list[str] = []

    def write(self, x: int, y: int, cells: Sequence[Cell]) -> None:
        """Write cells from a place on."""
        self._move_to(x, y)
        for style, glyphs in groupby(cells, itemgetter(1)):
            text = "".join(map(itemgetter(0), glyphs))
            if style != _VERBATIM and not (text.isspace() and _same_on_blanks(self._style, style)):
                self._restyle(style)
            self._parts.append(text)
        self._cursor = x + len(cells), y
        if cells[-1][1] == _VERBATIM:
            self._cursor = self._style = None

    def output(self, rest: tuple[int, int] | None) -> str:
        """Return what to send, in the end with no style and the cursor at `rest`; "" if nothing."""
        if self._parts:
            self._restyle("")
            if rest is not None:
                self._move_to(*rest)
        return "".join(self._parts)

    def _move_to(self, x: int, y: int) -> None:
        if self._cursor == (x, y):
            return
        if self._cursor is not None and self._cursor[1] == y and self._cursor[0] < x:
            self._parts.append(f"\x1b[{x - self._cursor[0]}C")
        else:
            self._parts.append(_move(x, y))
        self._cursor = x, y

    def _restyle(self, style: str) -> None:
        if self._style != style:
            known = self._style is not None
            self._parts.append(_restyle(self._style, style) if known else _full(style))
            self._style = style


class ChangedCellsDriver(Driver):
    """Stands before a driver `base` and passes on only what changes the screen."""

    base: ClassVar[type[Driver]]
    painted: ClassVar[PaintedScreen]
    _held: str | None = None

    def write(self, data: str) -> None:
        """Pass on what `data` changes. A frame goes out in one piece, with what brackets it."""
        if data == SYNC_START:
            self._held = ""
        elif data == SYNC_END and self._held is not None:
            held, self._held = self._held, None
            if len(held) >= BRACKETED_FROM:
                held = f"{SYNC_START}{held}{SYNC_END}"
            if held:
                self.base.write(self, held)
        elif self._held is not None:
            self._held += self.painted.changes(data)
        elif changes := self.painted.changes(data):
            self.base.write(self, changes)


class ChangedCellsApp(App[ReturnType]):
    """An app that sends the terminal only the cells that changed.

    `ctrl+l` paints them all again, for when something else wrote on the screen. Inline apps are
    left as they are.
    """

    BINDINGS = [Binding("ctrl+l", "repaint", "Repaint", id="repaint", show=False, priority=True)]

    @cached_property
    def _painted(self) -> PaintedScreen:
        return PaintedScreen()

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's driver for this platform, with the layer that compares before it."""
        base = super().get_driver_class()
        parts = {"base": base, "painted": self._painted}
        return type(ChangedCellsDriver.__name__, (ChangedCellsDriver, base), parts)

    def on_resize(self, event: events.Resize) -> None:
        """Forget the screen. A terminal that went and came back to its size is painted again."""
        came_back = event.size == self._painted.size
        self._painted.resize(*event.size)
        if came_back:
            self.refresh()

    def action_repaint(self) -> None:
        """Paint the whole screen again."""
        self._painted.forget()
        self.refresh()


@lru_cache(maxsize=256)
def _cells(strip: str) -> "list[Cell] | None":
    """Return the cells that a terminal fills with what follows a move; None if it isn't known.

    The list is shared by all who ask: don't change it. A strip may end in a line feed, which the
    next move undoes.
    """
    strip = strip.removesuffix("\n")
    cells: list[Cell] = []
    style, at = "", 0
    while at < len(strip):
        run = _RUN.match(strip, at)
        if run is None:
            return _with_uncertain(cells, style, strip[at:])
        parameters, text = run.groups()
        if text is None:
            style = _added(style, parameters)
        elif text.isascii() and text.isprintable():
            cells.extend(zip(text, repeat(style)))
        else:
            for index, character in enumerate(text, at):
                width = _width(character)
                if width == 0:
                    return _with_uncertain(cells, style, strip[index:])
                cells.append((character, style))
                if width == 2:
                    cells.append(("", style))
        at = run.end()
    return cells


def _with_uncertain(cells: "list[Cell]", style: str, rest: str) -> "list[Cell] | None":
    """Return the cells followed by one glyph of the rest, which may join with the last cell's."""
    if not _UNCERTAIN.fullmatch(rest):
        return None
    joined = ""
    while cells and not joined:
        joined, joined_style = cells.pop()
        if joined:
            between = "" if joined_style == style else _full(style)
            rest = f"{_full(joined_style)}{joined}{between}{rest}"
    if not joined:
        rest = f"{_full(style)}{rest}"
    width = cell_len(_STYLE_OR_LINK.sub("", rest))
    if width == 0:
        return None
    return [*cells, (rest, _VERBATIM), *repeat(("", _VERBATIM), width - 1)]


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    """Return the cells that every terminal gives a character, whatever follows; 0 if they differ.

    What joins with its neighbours is a mark or a format by its category, has no width, as the
    vowels and finals of Hangul, or is named above.
    """
    if not character.isprintable() or unicodedata.category(character)[0] == "M":
        return 0
    if any(first <= character <= last for first, last in _JOINED_OR_NEW):
        return 0
    width = cell_len(character)
    wide = unicodedata.east_asian_width(character) in "WF"
    return width if width == (2 if wide else 1) else 0


def _changed(before: Sequence[Cell | None], after: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """Yield where to write `after`, as (start, end), so that no glyph is cut.

    Short unchanged stretches in the style of what is before them are written as well.
    """
    if not any(before):
        yield 0, len(after)
        return
    start = end = 0
    for index in compress(range(len(after)), map(ne, before, after)):
        if index < end:
            continue
        if end == 0:
            start = index
        elif index > end and not _is_cheap(after[end - 1 : index]):
            yield start, end
            start = index
        while not after[start][0]:
            start -= 1
        end = index + 1
        while end < len(after) and not after[end][0]:
            end += 1
    if end:
        yield start, end


def _is_cheap(cells: Sequence[Cell]) -> bool:
    """Whether to write the cells after the first rather than to jump over them."""
    return len(cells) <= 1 + _MAX_GAP and all(cell[1] == cells[0][1] for cell in cells)


def _added(style: str, parameters: str) -> str:
    """Return the style after an SGR sequence with these parameters."""
    if parameters.strip("0;") == "":
        return ""
    return f"{style};{parameters}" if style else parameters


def _move(x: int, y: int) -> str:
    """Return the sequence that moves the cursor to a cell."""
    return f"\x1b[{y + 1};{x + 1}H"


def _full(style: str) -> str:
    """Return the sequence that sets a style, whatever was set before."""
    return f"\x1b[0;{style}m" if style else "\x1b[m"


@lru_cache(maxsize=4096)
def _restyle(before: str, after: str) -> str:
    """Return the shortest sequence that turns one style into another."""
    attributes, *colours = _split_style(before)
    new_attributes, *new_colours = _split_style(after)
    if not attributes <= new_attributes <= _ATTRIBUTES:
        return _full(after)
    codes = sorted(new_attributes - attributes)
    for colour, new_colour, default in zip(colours, new_colours, ("39", "49"), strict=True):
        if colour != new_colour:
            codes.append(new_colour or default)
    return min(f"\x1b[{';'.join(codes)}m", _full(after), key=len) if codes else ""


@lru_cache(maxsize=4096)
def _same_on_blanks(style: str | None, other: str) -> bool:
    """Whether two styles look the same where there is no glyph; None is an unknown style."""
    if style is None:
        return False
    attributes, _, background = _split_style(style)
    other_attributes, _, other_background = _split_style(other)
    shown = (attributes | other_attributes) & _SHOWN_ON_BLANKS
    return not shown and background == other_background


def _split_style(style: str) -> tuple[frozenset[str], str, str]:
    """Return a style's attributes, foreground and background, as SGR parameters; "" is default."""
    attributes: set[str] = set()
    foreground = background = ""
    codes = iter(style.split(";") if style else ())
    for code in codes:
        if code in ("38", "48"):
            kind = next(codes, "")
            colour = ";".join((code, kind, *islice(codes, 3 if kind == "2" else 1)))
            foreground, background = (colour, background) if code == "38" else (foreground, colour)
        elif len(code) > 1 and code[:-1] in ("3", "9"):
            foreground = "" if code == "39" else code
        elif len(code) > 1 and code[:-1] in ("4", "10"):
            background = "" if code == "49" else code
        elif code in ("", "0"):
            attributes, foreground, background = set(), "", ""
        else:
            attributes.add(code)
    return frozenset(attributes), foreground, background
