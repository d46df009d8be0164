"""Lines for terminals that show less: in sixteen colours, without any, in ASCII.

The widgets draw as for any terminal, and what is to go out passes these filters.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ReturnType
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter, Monochrome, NoColor

from ccs_tui.ui.terminal.abilities import Abilities
from ccs_tui.ui.terminal.app_layer import AppLayer
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
    # No star, which says of a row that it has edits.
    "o": "•●◉",
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
    has_own = style.bgcolor is not None and not style.bgcolor.is_default
    own = style.bgcolor.get_truecolor() if style.bgcolor is not None and has_own else None
    stands_out = own is not None and any(
        abs(one - other) > STANDS_OUT
        for one, other in zip(own, Color.parse(ground).rgb, strict=True)
    )
    return Style(
        bold=style.bold,
        underline=style.underline,
        reverse=bool(style.reverse) is not stands_out,
    )


_LIGHT = (7, 15)
"""The two colours of sixteen that a light ground is sent as."""
_DARKER = {3: 5, 11: 5, 9: 1, 12: 4}
"""Yellow as magenta, and light red and light blue as the dark ones: on white nobody reads them."""


class SixteenOnLight(LineFilter):
    """Darkens the text of a light theme where a terminal has sixteen colours, of its own choice."""

    def __init__(self, app: App[Any]) -> None:
        super().__init__()
        self._app = app

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line; those that Textual means as controls are its own."""
        if self._app.current_theme.dark:
            return segments
        return [
            segment
            if segment.control or segment.style is None
            else segment._replace(style=darker(segment.style))
            for segment in segments
        ]


@lru_cache(maxsize=4096)
def darker(style: Style) -> Style:
    """Return a style of a light theme as it can be read in sixteen colours."""
    number = _DARKER.get(_one_of_sixteen(style.color))
    is_on_light = style.bgcolor is None or _one_of_sixteen(style.bgcolor) in _LIGHT
    if number is None or not is_on_light:
        return style
    return style + Style(color=RichColor.from_ansi(number))


def _one_of_sixteen(colour: RichColor | None) -> int:
    """Return the number that a colour is sent as; -1 for none of the sixteen."""
    number = None if colour is None else colour.downgrade(ColorSystem.STANDARD).number
    return -1 if number is None else number


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


class PlainLinesApp(AppLayer[ReturnType]):
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
            *([SixteenOnLight(self)] if abilities.has_colours and few else []),
            *([] if abilities.has_glyphs else [Ascii()]),
        ]

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters and those for what the terminal can't show, as one filter."""
        return [_joined(*super().get_line_filters(), *self._plain)]
