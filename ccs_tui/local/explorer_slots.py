"""The slots: each running explorer holds one, by which others can tell whether it still runs.

A slot is a file that its explorer keeps locked. The kernel releases the lock when the process ends,
however it ends. A process id would not do: it is given away again, and each container counts its
own. Containers that share a folder also share the kernel and its locks. Machines that share a
folder over a network may not share locks, and some file systems have none: there a slot counts as
running for a minute after its file was last touched, which its explorer does more often than that.

So the answer can be wrong for a minute, or say "it ended" of an explorer that runs. Then its draft
is offered to another explorer as well, by which nothing is lost.

Whoever records documents has a slot as well, in a folder of their own (see `lookout`).
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
"""The seconds after which an explorer touches its slot again."""
STALE_SECONDS = 60.0
"""The seconds for which a touched slot counts as running if its lock can't be asked for."""

_NAME = re.compile(r"[0-9a-f]{12}")
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_TRIES = 5


class Slot:
    """The slot of this explorer, in `folder`; None means no file, and no other explorers.

    Its methods block, and may be called by any thread.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._handle: int | None = None
        self.name = secrets.token_hex(6)
        if folder is not None:
            # Without a file, other explorers think that this one has ended.
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
                    # Another explorer asks for the lock just now, and would think this one ended.
                    self.release()
                except OSError:
                    pass
                if self._handle is not None:
                    # The lock comes first: a slot with a kernel's name and no lock is swept away.
                    os.write(self._handle, _kernel().encode())
                    return
            self.name = secrets.token_hex(6)

    def _sweep(self, folder: Path) -> None:
        """Remove the slots of explorers that have ended."""
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
            # No process under this kernel has it locked.
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
        """Touch this slot's file, to show that the explorer runs."""
        if self._folder is not None and self._handle is not None:
            with suppress(OSError):
                os.utime(self._folder / self.name)

    def release(self) -> None:
        """Release the slot, so that other explorers can take its drafts: this one ends."""
        if self._folder is not None and self._handle is not None:
            with suppress(OSError):
                (self._folder / self.name).unlink(missing_ok=True)
        self._let_go()

    def _let_go(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _kernel() -> str:
    """Return a name for the kernel that keeps our locks, another one after each boot."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return platform.node()
