"""The abilities of a terminal: its colours, and glyphs beyond ASCII."""

from collections.abc import Mapping

from ccs_tui.model.value_object import ValueObject

_WITHOUT_COLOURS = ("vt", "dumb", "unknown", "ansi-m", "hp", "wyse", "tvi", "adm", "3270", "ibm3")
_ONLY_ASCII = _WITHOUT_COLOURS
_LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
_NO_QUERIES = (*_WITHOUT_COLOURS, "linux", "cons", "cygwin", "sun", "screen")
"""Terminals that show a question in part, or never answer one."""


class Abilities(ValueObject):
    """The abilities of a terminal, by what the environment says of it.

    `has_colours`: whether it has any, and they are wanted; `has_many_colours`: more than sixteen,
    by what Rich takes for more as well, which sends them. `has_glyphs`: whether it shows more than
    ASCII, and so draws frames. `answers`: whether it can be asked for its background.
    """

    has_colours: bool = True
    has_many_colours: bool = True
    has_glyphs: bool = True
    answers: bool = True


def abilities(environment: Mapping[str, str]) -> Abilities:
    """Return the abilities of the terminal.

    A locale counts only where it names another encoding than UTF-8: one of C or POSIX says no more
    than that nobody has set one. NO_COLOR counts with any value but an empty one (no-color.org).
    """
    term = environment.get("TERM", "").lower()
    locale = next((value for name in _LOCALE if (value := environment.get(name))), "")
    _, _, encoding = locale.partition("@")[0].partition(".")
    is_other = encoding.lower().replace("-", "") not in ("", "utf8")
    no_colours = bool(environment.get("NO_COLOR")) or term.endswith(("-m", "-mono"))
    has_colours = not no_colours and not term.startswith(_WITHOUT_COLOURS)
    many = environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    many = many or term.rpartition("-")[2] in ("256color", "kitty")
    return Abilities(
        has_colours=has_colours,
        has_many_colours=has_colours and many,
        has_glyphs=not is_other and not term.startswith(_ONLY_ASCII),
        answers=bool(term) and (not term.startswith(_NO_QUERIES) or "TMUX" in environment),
    )
