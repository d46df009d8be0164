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
        # -P: the folder that it is started in is no place to import from.
        command = [sys.executable, "-P", "-m", "ccs_tui.emulator.demo", DEMO_ACCOUNT]
        self._process: subprocess.Popen[bytes] | None = None
        # The system may refuse another process, or Python may not know its own path.
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and two numbers
                [*command, str(sessions), str(seed)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def image(self) -> bytes | None:
        """Wait for the image of the store, as `Store` takes it; None if none came."""
        if self._process is None:
            return None
        image, _ = self._process.communicate()
        return image if self._process.returncode == 0 else None
