"""Short-lived private files of our own, for another program or for `scp`, and removed again.

They lie in a folder of the state, so nothing else on this machine has to be writable. Where that
can't be written, as in a container that is read-only, they lie in the folder of the running session
(XDG_RUNTIME_DIR), else in one of our own in the folder for temporary files.
"""

import os
import secrets
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from ccs_tui.local.paths import NoFolderError, make_folder, state_dir

COPIES = "copied"
"""The folder of the texts that were copied to a file."""
COPY_SECONDS = 86_400.0
"""The seconds that a copied file is kept: the next start after that, or the next copy, ends it."""


def folders(environment: Mapping[str, str], name: str) -> Iterator[Path]:
    """Yield the places for the folder `name`, the best first; they may not exist."""
    with suppress(NoFolderError):
        yield state_dir(environment) / name
    runtime = Path(environment.get("XDG_RUNTIME_DIR", "").strip())
    if runtime.is_absolute():
        yield runtime / "ccs-tui" / name
    with suppress(FileNotFoundError):
        yield Path(tempfile.gettempdir()) / f"ccs-tui-{os.getuid()}" / name


def private_folder(environment: Mapping[str, str], name: str) -> Path:
    """Return the folder `name` for files in passing, made if need be (0700). Raises OSError."""
    refused: OSError = FileNotFoundError(2, "There is no folder for files in passing")
    for folder in folders(environment, name):
        try:
            make_folder(folder)
            _check_ours(folder.parent)
            _check_ours(folder)
            folder.chmod(0o700)
            if os.access(folder, os.W_OK | os.X_OK):
                return folder
        except OSError as error:
            refused = error
    raise refused


def _check_ours(folder: Path) -> None:
    """Raise PermissionError for a folder that others made, or could put another in place of."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(1, "It belongs to another user", str(folder))


def private_file(folder: Path, text: str, suffix: str) -> Path:
    """Write a text to a new file, for its owner only (0600); return it. Raises OSError."""
    path = folder / f"{secrets.token_hex(6)}{suffix}"
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode(errors="backslashreplace"))
    except OSError:
        # Half a text helps nobody, and would stay for a day.
        path.unlink(missing_ok=True)
        raise
    return path


def copy_to_file(environment: Mapping[str, str], text: str) -> Path:
    """Write a copied text to a file of its own, and remove those of long ago. Raises OSError."""
    forget_copies(environment)
    suffix = ".json" if text.lstrip()[:1] in ("{", "[") else ".txt"
    return private_file(private_folder(environment, COPIES), text, suffix)


def forget_copies(environment: Mapping[str, str], seconds: float = COPY_SECONDS) -> None:
    """Remove the copies that were made more than `seconds` ago; what can't be removed stays."""
    for folder in folders(environment, COPIES):
        with suppress(OSError):
            for path in folder.iterdir():
                if time.time() - path.lstat().st_mtime > seconds:
                    path.unlink()
