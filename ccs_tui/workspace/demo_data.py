"""The demo's data, made beside the explorer's start. Standard library only: it comes before it."""

import fcntl
import subprocess
from contextlib import suppress
from threading import Thread
from time import time
from weakref import finalize

from ccs_tui.local.secret_variables import without_secrets
from ccs_tui.workspace.own_process import own_process

DEMO_ACCOUNT = "le12345678"
DEMO_SESSIONS = 1_200
DEMO_SEED = 7

_PIPE_BYTES = 1 << 20
"""The room of the pipe: with 64 KiB, the usual, the 8 MB of the image take 9 ms longer."""


class DemoData:
    """Makes the demo's data in a process of its own, from the moment that this is made.

    Whoever stays where they are, asked about unsaved edits, drops it: the process ends with it.
    """

    def __init__(self, sessions: int, seed: int) -> None:
        self.sessions = sessions
        self.seed = seed
        self.milliseconds = round(time() * 1_000)
        """The time before which everything in it was written."""
        numbers = (sessions, seed, self.milliseconds)
        command = own_process("ccs_tui.emulator.demo", DEMO_ACCOUNT, *map(str, numbers))
        self._process: subprocess.Popen[bytes] | None = None
        # The system may refuse another process, or Python may not know its own path.
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this program, and numbers
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=without_secrets(),
            )
            finalize(self, _end, self._process)
            _give_room(self._process)
        self._images: list[bytes] = []
        """The image, once it came."""
        # The image comes while the explorer imports: to read it when it is wanted took 18 ms more.
        self._reader = Thread(target=_read, args=(self._process, self._images), daemon=True)
        self._reader.start()

    def image(self) -> bytes | None:
        """Wait for the image of the store, as `Store` takes it; None if none came whole."""
        self._reader.join()
        return self._images.pop() if self._images else None


def _read(process: "subprocess.Popen[bytes] | None", images: list[bytes]) -> None:
    """Read the image that a process writes, and wait for its end. It has no hold on `DemoData`."""
    if process is None or process.stdout is None:
        return
    size = image = b""
    # Whoever drops the data may close the pipe at any moment.
    with suppress(ValueError), process, process.stdout as output:
        # Its size comes first: to read into its place takes a third of reading to the end.
        size = output.readline().strip()
        image = output.read(int(size)) if size.isdigit() else b""
    if size.isdigit() and len(image) == int(size) and process.returncode == 0:
        images.append(image)


_begun: list[DemoData] = []


def begin() -> None:
    """Begin with the data of a demo that nothing else is said of, before anything is imported."""
    _begun.append(DemoData(DEMO_SESSIONS, DEMO_SEED))


def demo_data(sessions: int, seed: int) -> DemoData:
    """Return the data that was begun, if it is this one, else begin with it."""
    begun = _begun.pop() if _begun else None
    if begun is not None and (begun.sessions, begun.seed) == (sessions, seed):
        return begun
    return DemoData(sessions, seed)


def _give_room(process: "subprocess.Popen[bytes]") -> None:
    """Have much wait in the pipe of a process, where the system grants it."""
    if process.stdout is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process whose data nobody waits for; nothing if it ended by itself."""
    with process:  # closes its output, and waits for its end
        process.kill()
