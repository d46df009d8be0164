"""Lines for terminals that show less: without colours, in ASCII.

The widgets draw as for any terminal, and what is to go out passes these filters.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ReturnType
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter, Monochrome, NoColor

from ccs_tui.ui.terminal.abilities import Abilities
from ccs_tui.ui.terminal.character_widths import cell_width

STANDS_OUT = 60
"""The least difference of a ground from the line's, in any of its colours, to be shown reversed."""

_BOXES = {
    "-": "─━╌╍┄┅┈┉═⠹⠦",
    "|": "│┃╎╏┆┇┊┋║⠋⠼⠇",
    "+": "┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┤┬┴┼╭╮╯╰✓",
    "#": "█▉▊▋▌▐▓▄▅▆▇",
    ".": "░▒·▏▎▍▁▂▃",
    ">": "▸▶→",
    "<": "←",
    "v": "▾▼↓",
    "^": "▴▲↑",
    "*": "•●◉",
    "~": "…",
    "x": "✗✕×",
    "'": "‘’",
    '"': "“”",
    " ": "\xa0",
    # The spinner turns as a bar does.
    "/": "⠙⠴⠏",
    "\\": "⠸⠧",
}
_ASCII = str.maketrans({glyph: plain for plain, glyphs in _BOXES.items() for glyph in glyphs})
_DASHES = str.maketrans("–—", "--")


@lru_cache(maxsize=8192)
def in_ascii(text: str) -> str:
    """Return a text in ASCII, in as many cells: what has no likeness there is `?`."""
    if text.isascii():
        return text
    text = text.translate(_ASCII).translate(_DASHES)
    return "".join(c if c.isascii() else "?" * cell_width(c) for c in text)


class Ascii(LineFilter):
    """Takes from a line what is not ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line; those that Textual means as controls are its own."""
        return [
            segment if segment.control else segment._replace(text=in_ascii(segment.text))
            for segment in segments
        ]


class WithoutColours(LineFilter):
    """Takes the colours from a line. What is on another ground than an app's is reversed then."""

    def __init__(self, app: App[Any]) -> None:
        super().__init__()
        self._app = app

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line; those that Textual means as controls are its own."""
        ground = self._app.current_theme.background or "black"
        return [
            segment
            if segment.control or segment.style is None
            else segment._replace(style=_plain(segment.style, ground))
            for segment in segments
        ]


@lru_cache(maxsize=4096)
def _plain(style: Style, ground: str) -> Style:
    own = style.bgcolor.triplet if style.bgcolor is not None else None
    stands_out = own is not None and any(
        abs(one - other) > STANDS_OUT
        for one, other in zip(own, Color.parse(ground).rgb, strict=True)
    )
    return Style(
        bold=style.bold,
        underline=style.underline,
        reverse=bool(style.reverse) is not stands_out,
    )


class _Joined(LineFilter):
    """Several filters as one: Textual makes a line anew for each, which costs more than they do."""

    def __init__(self, filters: Sequence[LineFilter]) -> None:
        super().__init__()
        self._filters = filters

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line, as they come out of the last filter."""
        for each in self._filters:
            segments = each.apply(segments, background)
        return segments


@lru_cache(maxsize=16)
def _joined(*filters: LineFilter) -> LineFilter:
    """Return filters as one, the same for the same, since lines remember what came out of it."""
    return _Joined(filters)


class PlainLinesApp(App[ReturnType]):
    """An app that shows its terminal no more than that can."""

    abilities = Abilities()
    """The abilities of the terminal."""
    _plain: Sequence[LineFilter] = ()
    wants_background = False
    """True if the terminal's background makes a difference."""

    @property
    def asks_background(self) -> bool:
        """True if the terminal is asked for its background, which it tells by `BackgroundTold`."""
        return self.wants_background and self.abilities.answers and self.abilities.has_colours

    def show_within(self, abilities: Abilities) -> None:
        """Draw for a terminal with these abilities from now on; to be called before it runs."""
        self.abilities = abilities
        few = not abilities.has_many_colours
        # Where two grounds differ by colour, the attributes of text differ instead: see `:ansi`.
        self.set_reactive(App.ansi_color, True if few else None)
        # With NO_COLOR Textual sends greys, also where the variable is empty.
        self.no_color = not abilities.has_colours
        self._filters = [f for f in self._filters if not isinstance(f, Monochrome | NoColor)]
        for converts in self._filters:
            if isinstance(converts, ANSIToTruecolor):
                converts.enabled = not few
        self._plain = [
            *([] if abilities.has_colours else [WithoutColours(self)]),
            *([] if abilities.has_glyphs else [Ascii()]),
        ]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters and those for what the terminal can't show, as one filter."""
        return [_joined(*super().get_line_filters(), *self._plain)]
