"""The slot of each running explorer: a name of its own, and whether the one of a name still runs.

A slot is a file that its explorer keeps locked. The kernel lets go of a lock when the process ends,
however it ends, and knows nothing of process ids that are given away twice or of containers that
count their own. Containers that share a folder share its kernel, and so its locks. Machines that
share one over a network may not, and some file systems have no locks at all: there a slot counts
as running for a minute after its file was last touched, which its explorer does more often.

Where it can't be told, the answer is wrong for a minute at most, or "it ended": what was typed in
one that runs is then offered as well, and nothing is lost by that.
"""

import fcntl
import os
import platform
import re
import secrets
from contextlib import suppress
from pathlib import Path

from ccs_tui.local.paths import make_folder

BEAT_SECONDS = 20.0
"""How often an explorer touches its slot."""
STALE_SECONDS = 60.0
"""How long after that a slot whose lock can't be asked for counts as running."""

_NAME = re.compile(r"[0-9a-f]{12}")
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_TRIES = 5


class Slot:
    """The slot of this explorer, in `folder`; with None it has no file, and there are no others.

    Its methods block, and may be called by any thread.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._handle: int | None = None
        self.name = secrets.token_hex(6)
        if folder is not None:
            # Without a file, others take what is typed here for that of one that ended.
            with suppress(OSError):
                self._take(folder)
                self._sweep(folder)

    def _take(self, folder: Path) -> None:
        make_folder(folder)
        for _ in range(_TRIES):
            flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC
            with suppress(FileExistsError):
                self._handle = os.open(folder / self.name, flags, 0o600)
                try:
                    fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    # Another one looks at this moment whether it runs: its answer would stay.
                    self.release()
                except OSError:
                    pass
                if self._handle is not None:
                    # Not before: until then it is of no kernel, and nobody sweeps it away.
                    os.write(self._handle, _kernel().encode())
                    return
            self.name = secrets.token_hex(6)

    def _sweep(self, folder: Path) -> None:
        """Remove the slots of those that ended."""
        for path in folder.iterdir():
            if _NAME.fullmatch(path.name) and not self.is_running(path.name):
                path.unlink(missing_ok=True)

    def is_running(self, name: str) -> bool:
        """Return whether the explorer of the slot `name` runs."""
        if name == self.name:
            return True
        if self._folder is None or not _NAME.fullmatch(name):
            return False
        try:
            handle = os.open(self._folder / name, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        except OSError:
            return self._is_fresh(name)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            # It is nobody's, as far as this kernel knows.
            is_ours = os.read(handle, 100).decode(errors="replace") == _kernel()
        except BlockingIOError:
            return True
        except OSError:
            is_ours = False
        finally:
            os.close(handle)
        return not is_ours and self._is_fresh(name)

    def _is_fresh(self, name: str) -> bool:
        """Return whether a slot was touched within a minute, by the file system's clock."""
        if self._folder is None:
            return False
        self.beat()
        try:
            own = (self._folder / self.name).stat().st_mtime
            return own - (self._folder / name).stat().st_mtime < STALE_SECONDS
        except OSError:
            return False

    def beat(self) -> None:
        """Touch this slot's file: it runs."""
        if self._folder is not None and self._handle is not None:
            with suppress(OSError):
                os.utime(self._folder / self.name)

    def release(self) -> None:
        """Let others have what was typed here; this explorer ends."""
        if self._folder is not None and self._handle is not None:
            with suppress(OSError):
                (self._folder / self.name).unlink(missing_ok=True)
        self._let_go()

    def _let_go(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _kernel() -> str:
    """Return what tells the kernel that keeps our locks from others, and from its last boot."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return platform.node()
