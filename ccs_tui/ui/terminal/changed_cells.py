"""Sends the terminal only the cells that changed.

Textual repaints whole widgets: moving a list's cursor costs 10,000 bytes, which is felt over SSH.
Here the driver reads each frame on its way out, as a terminal would, and remembers which cell shows
what. It passes on those that differ, and nothing at all if none does.

A frame is moves of the cursor, each with a strip of styles and text. Whatever else is in it is
passed on as it is, and what was remembered is forgotten: at worst a repaint costs what it always
did.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress, groupby, repeat
from operator import itemgetter, ne
from typing import ClassVar

from textual import events
from textual.app import ReturnType
from textual.driver import Driver

from ccs_tui.ui.terminal.app_layer import AppLayer
from ccs_tui.ui.terminal.cells import (
    VERBATIM,
    TerminalCell,
    cells_of,
    full_style,
    on_blanks,
    on_ground_of,
    restyle,
)

SYNC_START, SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
"""The brackets of a frame, for terminals that then show it at once."""

BRACKETED_FROM = 512
"""The shortest frame worth its brackets: a shorter one comes in one piece anyway."""

_MAX_GAP = 4
"""The most unchanged cells between two changed ones that cost less to send than to jump over."""

_STYLE = itemgetter(1)
_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_PAINTS_NOTHING = re.compile(
    r"(?:\x07|\x1b\][^\x07\x1b]*(?:\x1b\\|\x07)|\x1b\[[?<>=](?!1049[hl])[0-9;]*\$?[a-z]"
    r"|\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\)*"
)


class PaintedScreen:
    """The screen that the terminal shows, cell by cell, as far as it is known."""

    def __init__(self) -> None:
        self._width = self._height = 0
        self._rows: list[list[TerminalCell | None]] = []
        self._rest: tuple[int, int] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """The terminal's width and height, in cells."""
        return self._width, self._height

    def resize(self, width: int, height: int) -> None:
        """Forget the screen: the terminal has so many cells now, and moved them as it liked."""
        self._width, self._height = width, height
        self.forget()

    def forget(self) -> None:
        """Forget the screen, so that all that is painted next is sent."""
        self._rows = [[None] * self._width for _ in range(self._height)]
        self._rest = None

    def changes(self, output: str) -> str:
        """Return a text with the same effect as `output` on the terminal that was remembered.

        `output` is one whole write: a frame, or anything else, which comes back unchanged.
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
            cells = cells_of(text)
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

    def _paint(self, pen: "_Pen", x: int, y: int, cells: "list[TerminalCell]") -> None:
        if y >= self._height or x >= self._width:
            return
        row = self._rows[y]
        if row[x : x + len(cells)] == cells:
            return
        cells = cells[: self._width - x]
        for start, end in _changed(row[x : x + len(cells)], cells):
            pen.write(x + start, y, cells[start:end])
            row[x + start : x + end] = cells[start:end]
            if cells[end - 1][1] == VERBATIM:
                row[x + end :] = repeat(None, self._width - x - end)


class _Pen:
    """Collects the text to send, and knows the terminal's cursor and style."""

    def __init__(self) -> None:
        self._cursor: tuple[int, int] | None = None
        self._style: str | None = ""
        self._parts: list[str] = []

    def write(self, x: int, y: int, cells: Sequence[TerminalCell]) -> None:
        """Write cells from a place on."""
        self._move_to(x, y)
        runs = [(style, "".join(map(itemgetter(0), run))) for style, run in groupby(cells, _STYLE)]
        for index, (style, text) in enumerate(runs):
            if style == VERBATIM:
                pass
            elif not text.isspace():
                self._restyle(style)
            elif self._style is None or on_blanks(self._style) != style:
                # The next cells may have this ground, and then their style is set already.
                goes_on = runs[index + 1][0] if index + 1 < len(runs) else VERBATIM
                if goes_on == VERBATIM or on_blanks(goes_on) != style:
                    goes_on = on_ground_of(self._style or "", style)
                self._restyle(goes_on)
            self._parts.append(text)
        self._cursor = x + len(cells), y
        if cells[-1][1] == VERBATIM:
            self._cursor = self._style = None

    def output(self, rest: tuple[int, int] | None) -> str:
        """Return the text to send, at its end no style and the cursor at `rest`; "" if nothing."""
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
            self._parts.append(restyle(self._style, style) if known else full_style(style))
            self._style = style


class ChangedCellsDriver(Driver):
    """Stands before a driver `base`, and passes on only what changes the screen."""

    base: ClassVar[type[Driver]]
    painted: ClassVar[PaintedScreen]
    _held: str | None = None

    def write(self, data: str) -> None:
        """Pass on the changes by `data`. A frame goes out in one piece, with its brackets."""
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


class ChangedCellsApp(AppLayer[ReturnType]):
    """An app that sends the terminal only the cells that changed.

    Its action `repaint` paints them all again, in case another program wrote on the screen. Inline
    apps are left as they are.
    """

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


def _changed(
    before: Sequence[TerminalCell | None], after: Sequence[TerminalCell]
) -> Iterator[tuple[int, int]]:
    """Yield the parts of `after` to write, as (start, end), so that no glyph is cut.

    Short unchanged parts are written as well where no other style is needed for them.
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
        elif index > end and not _is_cheap(after[end - 1 : index + 1]):
            yield start, end
            start = index
        while not after[start][0]:
            start -= 1
        end = index + 1
        while end < len(after) and not after[end][0]:
            end += 1
    if end:
        yield start, end


def _is_cheap(cells: Sequence[TerminalCell]) -> bool:
    """Return whether writing the cells between the first and the last costs less than a jump.

    This holds for blanks on the ground of the first, and for glyphs in its style; the glyphs after
    those may have the style of the last, which is to be set anyway.
    """
    if len(cells) > 2 + _MAX_GAP:
        return False
    styles = (style, goes_on) = cells[0][1], cells[-1][1]
    if VERBATIM in styles:
        return False
    for glyph, own in cells[1:-1]:
        if own == VERBATIM:
            return False
        if glyph == " ":
            if own not in (on_blanks(style), on_blanks(goes_on)):
                return False
        elif own != style:
            if own != goes_on:
                return False
            style = goes_on
    return True


def _move(x: int, y: int) -> str:
    """Return the sequence that moves the cursor to a cell."""
    return f"\x1b[{y + 1};{x + 1}H"
