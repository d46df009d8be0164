"""The input of a terminal: bytes in any state become keys, pastes and reports of the mouse.

A terminal sends more than keys: answers of the device, reports of the mouse, pastes; cut anywhere
between two reads, and at times plain noise. Textual's parser knows what sequences mean, but ends on
numbers that it can't hold, and types the answers that it doesn't know as if they were keys. So it
is given one whole sequence at a time, and one that it fails on is dropped: nothing else is.

Grammar: ECMA-48 (control sequences and control strings), and the exceptions of real terminals.

An escape before a letter is two keys, as most typed it: escape, and then a command at once. Old
terminals send alt with a letter the same way, and over a slow line the two can't be told apart, so
no such key means anything here. Terminals that can tell them send alt as a control sequence.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Generator, Iterator
from time import monotonic
from typing import Final

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from ccs_tui.ui.terminal.background_question import BackgroundQuestion, BackgroundTold, is_dark

SEQUENCE_PATIENCE_SECONDS = 0.5
"""The most seconds that a sequence waits for its end, after each read."""

PASTE_PATIENCE_SECONDS = 5.0
"""The seconds of silence after which a paste without an end is over."""

MAX_PASTE: Final = 1 << 22
"""The most characters of a paste that are held until its end; a longer one comes in pieces."""

BURST: Final = 1_000
"""The bytes of a read from which on nobody typed them: their text is taken as pasted.

A terminal without bracketed paste sends a paste as keys, and a list would take it for commands. A
long one is cut into reads, so text that comes right after such a read belongs to the paste, too.
"""

MAX_SEQUENCE: Final = 64
"""The most characters of a control sequence that means anything."""

MAX_OPEN: Final = 1 << 16
"""The most characters of a sequence, or of a device's answer, whose end is waited for."""

MAX_CELLS: Final = 10_000
"""More cells than any terminal is wide: a mouse report from there is not believed."""

_ESC = "\x1b"
ANSWER_START: Final = "\x1b]1"
"""The beginning of the answer to the one question that a terminal is asked; nobody types it."""
_PASTE_START, _PASTE_END = "\x1b[200~", "\x1b[201~"
_UNDERSTOOD = (
    events.Key,
    events.MouseEvent,
    events.AppFocus,
    events.AppBlur,
    TerminalSupportsSynchronizedOutput,
)
"""The answers of a terminal that count. Its size does not: the system is asked for it."""

_TEXT = re.compile(r"[^\x1b]+")
_SEQUENCE = re.compile(
    r"\x1b{1,2}(?:"
    r"\[M[^\x1b]{3}"  # the oldest form of mouse reports
    r"|\[\[[A-E]"  # The function keys of the Linux console.
    r"|\[[0-?]+[ -/]*[@-~]|\[[ -/]*[@-LN-Z\\-~]"
    r"|O[0-9;]*[^\x1b0-9;])"
)
_STRING = re.compile(r"\x1b[\]PX^_][^\x00-\x1f\x7f\x9c]*(?:\x07|\x9c|\x1b\\)")
_OPEN_STRING = re.compile(r"\x1b[\]PX^_][^\x00-\x1f\x7f\x9c]*\x1b?")
_ESCAPE_AND_KEY = re.compile(r"\x1b[^\x1b\x7f\x08]")
"""An escape with a key behind it. Alt with backspace is left: it deletes a word in every shell."""
_OPEN = re.compile(r"\x1b{1,2}(?:\[\[|\[M[^\x1b]{0,2}|\[[0-?]*[ -/]*|O[0-9;]*)?")
"""A sequence without its end so far."""


class TerminalInput:
    """Turns the bytes that a terminal sends into messages, however reads have cut them.

    Raises nothing, whatever comes. Bytes that are not UTF-8 become U+FFFD.
    """

    def __init__(self, question: BackgroundQuestion | None = None) -> None:
        self._question = question or BackgroundQuestion()
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self._paste: list[str] | None = None
        self._pasted = 0
        self._last_read = 0.0
        self._is_text_to_go_on = False
        self._mouse = (0.0, 0.0)

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that `data`, one read, completes; the rest waits for the next read."""
        self._last_read = monotonic()
        is_burst = len(data) >= BURST or self._is_text_to_go_on
        self._is_text_to_go_on = False
        text = self._rest + self._decode(data)
        self._rest = ""
        at = 0
        while at < len(text):
            if self._paste is not None:
                at = yield from self._paste_on(self._paste, text, at)
            elif found := _TEXT.match(text, at):
                at = found.end()
                self._is_text_to_go_on = is_burst and at == len(text)
                yield from _pasted(found.group()) if is_burst else self._typed(found.group())
            elif (end := _end_of_sequence(text, at)) is None:
                self._rest = text[at:]
                return
            elif (keys := _ESCAPE_AND_KEY.match(text, at)) and end <= keys.end():
                at += 1
                yield from self._parsed(_ESC, is_all=True)
            else:
                sequence, at = text[at:end], end
                if sequence == _PASTE_START:
                    self._paste = []
                else:
                    yield from self._keys_of(sequence)

    def tick(self) -> Iterator[Message]:
        """Yield what has waited too long for its end. To be called while nothing comes."""
        self._is_text_to_go_on = False
        silence = monotonic() - self._last_read
        if self._paste is not None:
            if silence >= PASTE_PATIENCE_SECONDS:
                pasted, self._paste, self._pasted = [*self._paste, self._rest], None, 0
                self._rest = ""
                yield from _pasted("".join(pasted))
            return
        lone = self._rest in (_ESC, _ESC * 2)
        patience = constants.ESCAPE_DELAY if lone else SEQUENCE_PATIENCE_SECONDS
        if self._question.may_come and self._rest.startswith(ANSWER_START):
            # Bytes that come after a while are the rest of the answer, and were not typed.
            patience = PASTE_PATIENCE_SECONDS
        if self._rest and silence >= patience:
            rest, self._rest = self._rest, ""
            yield from self._keys_of(rest)

    def _paste_on(self, paste: list[str], text: str, at: int) -> Generator[Message, None, int]:
        """Take up more of a paste, and return where in `text` to go on."""
        end = text.find(_PASTE_END, at)
        if end >= 0:
            self._paste, self._pasted = None, 0
            yield from _pasted("".join([*paste, text[at:end]]))
            return end + len(_PASTE_END)
        # The read may have cut the end mark.
        stop = len(text)
        kept = next(
            (n for n in range(len(_PASTE_END) - 1, 0, -1) if text.endswith(_PASTE_END[:n], at)), 0
        )
        paste.append(text[at : stop - kept])
        self._pasted += stop - kept - at
        self._rest = text[stop - kept :]
        if self._pasted > MAX_PASTE:
            yield from _pasted("".join(paste))
            paste.clear()
            self._pasted = 0
        return stop

    def _typed(self, text: str) -> Iterator[Message]:
        for character in text:
            yield from self._parsed(character)

    def _keys_of(self, sequence: str) -> Iterator[Message]:
        """Yield the messages of a sequence; none if it means nothing."""
        if _OPEN_STRING.match(sequence):
            if _STRING.fullmatch(sequence):
                if (dark := is_dark(sequence)) is not None:
                    counts = self._question.counts
                    self._question.answered()
                    yield from [BackgroundTold(dark)] if counts else []
            else:
                # This was no answer of a device, but keys behind an escape.
                yield from self._parsed(_ESC, is_all=True)
                yield from self._typed(sequence[1:])
        elif sequence in (f"{_ESC}O", f"{_ESC}["):
            yield from self._parsed(_ESC, is_all=True)
            yield from self._typed(sequence[1:])
        elif len(sequence) <= MAX_SEQUENCE:
            yield from self._parsed(sequence, is_all=len(sequence) <= 2)

    def _parsed(self, sequence: str, *, is_all: bool = False) -> list[Message]:
        """Return Textual's messages for a sequence; if that `is_all`, for a lone escape as well."""
        # Each sequence gets a parser of its own, since an old one may still wait for more.
        parser = XTermParser()
        parser.last_x, parser.last_y = self._mouse
        try:
            messages = list(parser.feed(sequence))
            if is_all and not messages:
                messages = list(parser.feed(""))
        except Exception:  # noqa: BLE001  # whatever is in it: the next one is none the worse
            return []
        self._mouse = parser.last_x, parser.last_y
        return [message for message in messages if _is_believed(message)]


def _end_of_sequence(text: str, at: int) -> int | None:
    """Return the end of the sequence at `at`; None if it may still come."""
    if found := _STRING.match(text, at) or _SEQUENCE.match(text, at):
        return found.end()
    if found := _OPEN_STRING.match(text, at):
        is_open = found.end() == len(text) and len(text) - at <= MAX_OPEN
        end = found.end() - (text[found.end() - 1] == _ESC)
        return None if is_open else end
    found = _OPEN.match(text, at)
    end = found.end() if found else at + 1
    if end == len(text) and len(text) - at <= MAX_OPEN:
        return None
    if text.startswith(_ESC * 2, at) and end == at + 2:
        return at + 1
    # This is a key with alt, or a sequence that something cut short, which is left out.
    return at + 2 if end == at + 1 else end


def _is_believed(message: Message) -> bool:
    if isinstance(message, events.Key):
        return not (message.character and "\ud800" <= message.character <= "\udfff")
    if isinstance(message, events.MouseEvent):
        return max(message.screen_x, message.screen_y) < MAX_CELLS
    return isinstance(message, _UNDERSTOOD)


def _pasted(text: str) -> Iterator[Message]:
    if text := text.replace("\x00", ""):
        yield events.Paste(text)
