"""The demo's data, made beside the explorer's start. Standard library only: it comes before it."""

import subprocess
import sys
from contextlib import suppress

DEMO_ACCOUNT = "le12345678"


class DemoData:
    """Makes the demo's data in a process of its own, from the moment that this is made."""

    def __init__(self, sessions: int, seed: int) -> None:
        self.sessions = sessions
        self.seed = seed
        # Without the folder that it was started in among the places of modules (-P).
        command = [sys.executable, "-P", "-m", "ccs_tui.emulator.demo", DEMO_ACCOUNT]
        self._process: subprocess.Popen[bytes] | None = None
        # The system may have no more processes to give, or Python not know where it is.
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and two numbers
                [*command, str(sessions), str(seed)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def image(self) -> bytes | None:
        """Wait for the image of the store, as `Store` takes it; None if there came none."""
        if self._process is None:
            return None
        image, _ = self._process.communicate()
        return image if self._process.returncode == 0 else None
