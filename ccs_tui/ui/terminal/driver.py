"""The driver for the terminals of Unix: Textual's, made steady.

Textual's own ends the program on a byte that is not UTF-8, reads on for ever from a terminal that
is gone, believes COLUMNS and LINES rather than the terminal, and stops in a way that only a shell
can undo. What is different here stands in the methods that a driver is made of.
"""

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from rich.text import Text
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size

from ccs_tui.model.system_limits import NO_MORE_THREADS, is_thread_limit
from ccs_tui.ui.terminal.background_question import BackgroundQuestion
from ccs_tui.ui.terminal.input import BURST, TerminalInput
from ccs_tui.ui.terminal.output import TerminalOutput
from ccs_tui.ui.terminal.plain_lines import PlainLinesApp
from ccs_tui.ui.terminal.signals import EndingSignals, restore
from ccs_tui.ui.terminal.typed_ahead import TypedAheadApp, end_after_typed

MAX_SIZE = (2_000, 1_000)
"""The most columns and rows of a terminal: more of them would cost too much memory."""

UNKNOWN_SIZE = (80, 24)
"""The columns and rows for a terminal that reports zero: a line that nobody measures."""

MAX_AHEAD = 500
"""The most messages that wait for the app before more is read, since memory is not endless."""

JUST_NOW_SECONDS = 1.0
"""The seconds for which a SIGCONT belongs to the taking of the terminal before it."""

SWITCH_SECONDS = 0.0005
"""The time after which one thread leaves Python to another: 5 ms by itself.

The thread that reads a key and the one that sends its frame wait so long for a busy loop, each.
"""


_FROM_KEYS = (signal.SIGINT, signal.SIGQUIT)
"""The signals that keys of a terminal send to a whole job."""


def _hear_nothing(*_: object) -> None:
    """Hear a signal, and do nothing."""


def terminal_size(filenos: Sequence[int]) -> tuple[int, int]:
    """Return the columns and rows of the first of these files that is a terminal."""
    for fileno in filenos:
        with suppress(OSError, ValueError):
            size = os.get_terminal_size(fileno)
            return (
                min(size.columns or UNKNOWN_SIZE[0], MAX_SIZE[0]),
                min(size.lines or UNKNOWN_SIZE[1], MAX_SIZE[1]),
            )
    return UNKNOWN_SIZE


class UnixDriver(LinuxDriver):
    """Textual's driver, made so that no input and no failure of a terminal can end it."""

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        output = self._file.fileno() if self._file is not None else 2
        self._filenos = (output, self.fileno)
        self._size = size or self._get_terminal_size()
        self.output = TerminalOutput(output, self._tell_gone)
        # Textual writes to a text file here, and its type says so.
        self._file = self.output  # type: ignore[assignment]
        self._background = BackgroundQuestion()
        self._is_on = False
        self._on_since = 0.0
        self._is_ending = False
        self._ending: asyncio.Future[None] | None = None
        sys.setswitchinterval(SWITCH_SECONDS)
        EndingSignals(self._end, self._leave_at_once).listen()
        # This runs in the loop, where no write is under way that stopping would wait for.
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
        self._loop.add_signal_handler(signal.SIGCONT, self._continue)

    def _get_terminal_size(self) -> tuple[int, int]:
        return terminal_size(self._filenos)

    def _query_in_band_window_resize(self) -> None:
        """Ask the terminal nothing: the system knows the size, and no byte can make it lie."""

    def report_mouse(self, on: bool) -> None:
        """Have the terminal report the mouse, or have it select text as it does elsewhere.

        It stays so when the terminal is given back and taken again.
        """
        if on:
            self._mouse = True
            self._enable_mouse_support()
        else:
            self._disable_mouse_support()
            self._mouse = False

    def write(self, data: str) -> None:
        """Send `data` to the terminal, if we have it at the moment."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        self._key_thread = None
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        except RuntimeError as error:
            if not is_thread_limit(error):
                raise
            self._end_without_threads()
            return
        # Calls of Textual's own handler may interrupt each other, and then the size that was read
        # first would be told last. The loop makes one call after the other.
        self._loop.add_signal_handler(signal.SIGWINCH, self._tell_size)
        # In the background the terminal may be refused; the shell then stops this program, and
        # continues it later.
        self._is_on = self._key_thread is not None
        self._on_since = time.monotonic()
        if self._is_on and isinstance(self._app, PlainLinesApp) and self._app.asks_background:
            self.write(self._background.ask())

    def _tell_size(self) -> None:
        """Tell the app the size that the terminal has now."""
        size = Size(*self._get_terminal_size())
        self._app.post_message(Resize(size, size))

    def _end_without_threads(self) -> None:
        """End the app, which can't read or write; stopping gives back what was taken by then."""
        self._key_thread = None
        if self._writer_thread is not None and self._writer_thread.ident is None:
            self._writer_thread = None  # else the exit would wait for the thread
        self._is_ending = True
        self._app.exit(return_code=1, message=Text(NO_MORE_THREADS))

    def disable_input(self) -> None:
        """Stop reading what the terminal sends."""
        if not self._is_ending:  # else no terminal would answer
            self._background.linger()
        super().disable_input()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was found."""
        self._is_on = False
        super().stop_application_mode()

    def run_input_thread(self) -> None:
        """Read until the end of the program, or of the terminal."""
        terminal_input = TerminalInput(self._background)
        while not self.exit_event.is_set():
            data = b""
            if select.select([self.fileno], [], [], 0.05)[0]:
                try:
                    data = os.read(self.fileno, 1 << 16)
                except BlockingIOError:
                    continue
                except OSError:
                    self._tell_gone()
                    return
                if not data:
                    self._tell_gone()
                    return
            for message in terminal_input.feed(data) if data else terminal_input.tick():
                self.process_message(message)
            if len(data) >= BURST:
                self._wait_for_the_app()

    def _wait_for_the_app(self) -> None:
        app = self._app
        while app.message_queue_size > MAX_AHEAD or (
            isinstance(app, TypedAheadApp) and app.typed_ahead > MAX_AHEAD
        ):
            if self.exit_event.wait(0.02):
                return

    def _tell_gone(self) -> None:
        """End the app as a hangup does: nobody sees it or can type any more."""
        self._end(128 + signal.SIGHUP)

    def _end(self, status: int) -> None:
        """End the app with this status; the first one counts. Threads and signals may call it."""
        if self._is_ending:
            return
        self._is_ending = True
        self.output.end_soon()
        with suppress(RuntimeError):  # The loop is closed: the end has come already.
            self._loop.call_soon_threadsafe(self._exit_app, status)

    def _exit_app(self, status: int) -> None:
        app = self._app
        if isinstance(app, TypedAheadApp):
            self._ending = asyncio.ensure_future(end_after_typed(app, status))
        else:
            app.exit(return_code=status)

    def _leave_at_once(self) -> None:
        if self._is_on:
            restore(self.fileno, self.output.fileno(), self.attrs_before)

    def _stop(self) -> None:
        """Give the terminal back and stop, with all of the job, until the shell goes on."""
        self._turn_off()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # SIGTSTP does nothing where no shell could continue the program; SIGSTOP would stop it for
        # good.
        os.kill(0, signal.SIGTSTP)
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
        self._turn_on()

    def _continue(self) -> None:
        """Take the terminal again, which others had meanwhile."""
        if self._is_on and time.monotonic() - self._on_since < JUST_NOW_SECONDS:
            return
        self._turn_off()
        self._turn_on()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Leave the terminal, as it was found, to another program of this job in the meantime.

        What its keys send to the whole job, an interrupt above all, is meant for that program.
        """
        self._turn_off()
        for number in (signal.SIGTSTP, signal.SIGCONT):
            self._loop.remove_signal_handler(number)
        # This handler does nothing; the other program would inherit SIG_IGN.
        before = {number: signal.signal(number, _hear_nothing) for number in _FROM_KEYS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
            self._loop.add_signal_handler(signal.SIGCONT, self._continue)
            if not self._is_ending:
                self._turn_on()

    def _turn_off(self) -> None:
        if self._is_on:
            self.suspend_application_mode()

    def _turn_on(self) -> None:
        if not self._is_on and self._app.is_running:
            self._must_signal_resume = True
            self.resume_application_mode()
