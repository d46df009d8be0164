"""A small file of the program's own, as JSON: read, changed and put in its place in one go."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any, TypeGuard

from ccs_tui.local.folder_lock import alone_in

MAX_BYTES = 4 * 1024 * 1024
"""The most that is read: what is larger is no file of ours."""


class KeptFile:
    """A file that running explorers share. Its methods block, and never raise.

    With `path` None, or where it can't be read or written, there is nothing in it.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def read(self) -> object:
        """Return what is in it, as Python values; None if nothing is."""
        if self._path is None:
            return None
        try:
            # The read must not wait for a pipe that somebody put in the file's place.
            if not self._path.is_file() or self._path.stat().st_size > MAX_BYTES:
                return None
            read: object = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return read

    def change(self, change: Callable[[object], object]) -> None:
        """Put what `change` makes of its content in its place, readable by its owner only.

        Where it makes None of it, the file is left as it is.
        """
        if self._path is None:
            return
        with suppress(OSError), alone_in(self._path.parent):
            content = change(self.read())
            if content is None:
                return
            # mkstemp makes the file readable by its owner only.
            handle, beside = mkstemp(dir=self._path.parent, prefix=f"{self._path.name}.")
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump(content, file)
            Path(beside).replace(self._path)


def is_of_version(content: object, version: int) -> TypeGuard[dict[str, Any]]:
    """Return whether the content of a file is ours, and of this version."""
    return isinstance(content, dict) and content.get("version") == version


def as_mapping(value: object) -> dict[str, Any]:
    """Return a part of a file as a mapping, an empty one for anything else."""
    return value if isinstance(value, dict) else {}
