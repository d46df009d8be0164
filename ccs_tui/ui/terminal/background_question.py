"""The background of the terminal: asked for once, and told when the answer comes, if one does.

`OSC 11 ; ?` is the question, `OSC 11 ; rgb:rrrr/gggg/bbbb` the answer (xterm's control sequences).
Nothing waits for it. An answer that comes too late changes nothing any more: a screen that turns
light under somebody's hands is worse than a dark one.
"""

import re
from threading import Event
from time import monotonic

from textual.message import Message

QUESTION = "\x1b]11;?\x1b\\"
ANSWER_SECONDS = 5.0
"""The seconds after the question in which an answer counts."""
QUIT_SECONDS, LINGER_SECONDS = 2.0, 0.5
"""A quit within QUIT_SECONDS of the question waits for the answer, for LINGER_SECONDS."""
PIECES_SECONDS = 30.0
"""The seconds after the question in which an answer may come in pieces, over a line that stalls."""

_ANSWER = re.compile(
    r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:/[0-9a-fA-F]{1,4})?"
    r"(?:\x07|\x9c|\x1b\\)"
)


class BackgroundTold(Message):
    """The terminal told its background: whether that is dark."""

    def __init__(self, is_dark: bool) -> None:
        super().__init__()
        self.is_dark = is_dark


def is_dark(answer: str) -> bool | None:
    """Return whether an answer tells of a dark background; None if it is no such answer."""
    found = _ANSWER.fullmatch(answer)
    if found is None:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return bool(0.299 * red + 0.587 * green + 0.114 * blue < 0.5)


class BackgroundQuestion:
    """The question to the terminal, which is asked once, and the instant of it."""

    def __init__(self) -> None:
        self._asked_at: float | None = None
        self._answered = Event()

    def ask(self) -> str:
        """Return what to send the terminal: the question, or nothing if it was asked before."""
        if self._asked_at is not None:
            return ""
        self._asked_at = monotonic()
        return QUESTION

    @property
    def counts(self) -> bool:
        """True as long as an answer would still count."""
        return self._is_within(ANSWER_SECONDS)

    @property
    def may_come(self) -> bool:
        """True as long as an answer may be on its way: the rest of one is waited for."""
        return self._is_within(PIECES_SECONDS)

    def answered(self) -> None:
        """Take note that the answer came, so that no other is waited for."""
        self._asked_at = -PIECES_SECONDS if self._asked_at is not None else None
        self._answered.set()

    def linger(self) -> None:
        """Wait a moment for an answer that is on its way: the shell would take it for typed."""
        if self._is_within(QUIT_SECONDS):
            self._answered.wait(LINGER_SECONDS)

    def _is_within(self, seconds: float) -> bool:
        return self._asked_at is not None and monotonic() - self._asked_at < seconds
