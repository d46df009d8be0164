"""The cells that a terminal fills with a strip of styles (SGR) and text.

Terminals disagree about the width of some text (emoji sequences, combining marks): from the first
such character on, the rest of the strip is one glyph, to be sent whole or not at all, from a column
that is known.
"""

import re
from functools import lru_cache
from itertools import islice, repeat

from ccs_tui.ui.terminal.character_widths import cell_width, certain_width

TerminalCell = tuple[str, str]
"""A glyph and its style, as the parameters of an SGR sequence. A glyph that is wider than a cell is
in its first one, and the glyph of the others is empty. A blank has of its style what shows, so that
one that looks as before is not sent again."""

VERBATIM = "?"
"""The style of a glyph that brings its own styles and whose width the terminal decides."""

_ATTRIBUTES = frozenset(["1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53"])
"""The parameters of SGR that add something to a style, whatever was set before."""

_HIDDEN_ON_BLANKS = frozenset(["1", "2", "3", "5", "6", "8"])
"""The attributes that don't show where there is no glyph, as lines and swapped colours do."""

_OFF = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "21": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "51": "54",
    "52": "54",
    "53": "55",
}
"""The parameter of SGR that takes each attribute away, with the others of the same kind."""

_RUN = re.compile(r"\x1b\[([0-9;]*)m|([^\x1b]+)")
_STYLE_OR_LINK = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*(?:\x1b\\|\x07)")
_UNCERTAIN = re.compile(rf"(?:{_STYLE_OR_LINK.pattern}|[^\x00-\x1f\x7f-\x9f])*")


@lru_cache(maxsize=256)
def cells_of(strip: str) -> "list[TerminalCell] | None":
    """Return the cells that a terminal fills with the text after a move; None if it isn't known.

    The list is shared by all callers: don't change it. A strip may end in a line feed, which the
    next move undoes.
    """
    strip = strip.removesuffix("\n")
    cells: list[TerminalCell] = []
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
                width = certain_width(character)
                if width == 0:
                    return _with_uncertain(cells, style, strip[index:])
                cells.append((character, style))
                if width == 2:
                    cells.append(("", style))
        at = run.end()
    return _with_bare_blanks(cells)


def _with_uncertain(
    cells: "list[TerminalCell]", style: str, rest: str
) -> "list[TerminalCell] | None":
    """Return the cells followed by one glyph of the rest, which may join with the last cell's."""
    if not _UNCERTAIN.fullmatch(rest):
        return None
    joined = ""
    while cells and not joined:
        joined, joined_style = cells.pop()
        if joined:
            between = "" if joined_style == style else full_style(style)
            rest = f"{full_style(joined_style)}{joined}{between}{rest}"
    if not joined:
        rest = f"{full_style(style)}{rest}"
    width = cell_width(_STYLE_OR_LINK.sub("", rest))
    if width == 0:
        return None
    return [*_with_bare_blanks(cells), (rest, VERBATIM), *repeat(("", VERBATIM), width - 1)]


def _with_bare_blanks(cells: "list[TerminalCell]") -> "list[TerminalCell]":
    """Return cells with only that of the blanks' styles that shows there."""
    return [(" ", on_blanks(cell[1])) if cell[0] == " " else cell for cell in cells]


def _added(style: str, parameters: str) -> str:
    """Return the style after an SGR sequence with these parameters."""
    if parameters.strip("0;") == "":
        return ""
    return f"{style};{parameters}" if style else parameters


def full_style(style: str) -> str:
    """Return the sequence that sets a style, whatever was set before."""
    return f"\x1b[0;{style}m" if style else "\x1b[m"


@lru_cache(maxsize=4096)
def restyle(before: str, after: str) -> str:
    """Return the shortest sequence that turns one style into another."""
    attributes, *colours = _split_style(before)
    new_attributes, *new_colours = _split_style(after)
    if not (attributes | new_attributes <= _ATTRIBUTES and any(new_colours)):
        return "" if before == after else full_style(after)
    off = {_OFF[attribute] for attribute in attributes - new_attributes}
    kept = {attribute for attribute in attributes & new_attributes if _OFF[attribute] not in off}
    codes = sorted(off) + sorted(new_attributes - kept)
    for colour, new_colour, default in zip(colours, new_colours, ("39", "49"), strict=True):
        if colour != new_colour:
            codes.append(new_colour or default)
    return min(f"\x1b[{';'.join(codes)}m", full_style(after), key=len) if codes else ""


@lru_cache(maxsize=4096)
def on_blanks(style: str) -> str:
    """Return what of a style shows where there is no glyph."""
    attributes, _, background = _split_style(style)
    return style if attributes - _HIDDEN_ON_BLANKS else background


@lru_cache(maxsize=4096)
def on_ground_of(style: str, blank: str) -> str:
    """Return a style that shows as `blank` where there is no glyph, and else is as `style`."""
    attributes, foreground, background = _split_style(style)
    _, _, ground = _split_style(blank)
    if blank != ground or attributes - _HIDDEN_ON_BLANKS:
        return blank
    if background == ground:
        return style
    return ";".join(filter(None, (*sorted(attributes), foreground, ground)))


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
