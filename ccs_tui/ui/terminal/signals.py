"""Ending when the system says so: a closed terminal, a shutdown, a `kill`."""

import asyncio
import signal

from textual.app import App, ReturnType

ENDING = (signal.SIGHUP, signal.SIGTERM)


class SignalsApp(App[ReturnType]):
    """An app that leaves the terminal as it found it also when a signal ends it.

    It ends with 128 and the signal's number, as a shell reports it. A second signal ends it at
    once.
    """

    def on_mount(self) -> None:
        """Listen to signals, unless there is no terminal to leave."""
        if not self.is_headless:
            for number in ENDING:
                asyncio.get_running_loop().add_signal_handler(number, self._end, number)

    def _end(self, number: signal.Signals) -> None:
        for each in ENDING:
            asyncio.get_running_loop().remove_signal_handler(each)
        self.exit(return_code=128 + number)
