"""OSC 52, by which a terminal is given a text for its clipboard: it takes it or not, unsaid.

tmux and GNU screen stand between, and keep it from the terminal unless it is wrapped as each of
them wants it: tmux passes what is in its own sequence where `allow-passthrough` is on, screen what
is in a device control string, in pieces that its buffer holds. `ui/clipboard.py` decides which way
a copy goes: tmux's own buffer comes first.
"""

from base64 import b64encode
from collections.abc import Mapping
from enum import Enum

SAFE_BYTES, USUAL_BYTES = 1_000, 75_000
"""The caps of terminals on a text, in encoded bytes: the strictest, and that of many."""

_PIECE = 250
"""The most bytes that every GNU screen takes in one control string."""

_WITHOUT = ("linux", "vt", "ansi", "cons25", "sun", "wyse")
"""The beginnings of the names of terminals that have no clipboard."""


class Wrapping(Enum):
    """A way to get a sequence past what stands between."""

    PLAIN = "plain"
    TMUX = "tmux"
    SCREEN = "screen"


def encoded_size(data: bytes) -> int:
    """Return how many bytes a text takes once it is encoded."""
    return -(-len(data) // 3) * 4


def sequence(data: bytes, wrapping: Wrapping) -> str:
    """Return the sequence that gives the terminal a text."""
    plain = f"\x1b]52;c;{b64encode(data).decode()}\x07"
    if wrapping is Wrapping.TMUX:
        inner = plain.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{inner}\x1b\\"
    if wrapping is Wrapping.SCREEN:
        pieces = (plain[at : at + _PIECE] for at in range(0, len(plain), _PIECE))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return plain


def has_osc52(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal of these variables may take a text at all."""
    return not environment.get("TERM", "").startswith(_WITHOUT)


def wrappings(environment: Mapping[str, str]) -> tuple[Wrapping, ...]:
    """Return the ways in which to send a text, all of them, by what stands before the terminal.

    tmux takes a plain one where `set-clipboard` is on, passes a wrapped one where
    `allow-passthrough` is on, and drops the others. Which it is can't be asked over SSH, where only
    TERM tells of it.
    """
    term = environment.get("TERM", "")
    if term.startswith("tmux") or "TMUX" in environment:
        return Wrapping.PLAIN, Wrapping.TMUX
    if "STY" in environment or term.startswith("screen."):
        return (Wrapping.SCREEN,)
    return (Wrapping.PLAIN,)
