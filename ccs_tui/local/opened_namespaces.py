"""The namespaces that were opened by name, since the service's list may lack them [V1].

They are kept by profile and account in a small file of their own. If it can't be read or written,
they are remembered until the run ends.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from ccs_tui.local.folder_lock import alone_in

FILE_NAME = "namespaces.json"
MOST = 1_000
"""The most names that are kept for a profile and account: those opened last."""

_Names = dict[str, dict[str, list[str]]]


class OpenedNamespaces:
    """The names in a file, in memory if `path` is None. Its methods block, and never raise."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._here: _Names = {}

    def names(self, profile: str, account: str) -> list[str]:
        """Return the names that were opened with a profile and account, in that order."""
        found = [*_of(self._read(), profile, account), *_of(self._here, profile, account)]
        return list(dict.fromkeys(found))

    def remember(self, profile: str, account: str, name: str) -> None:
        """Remember a name as the last one opened."""
        here = [each for each in _of(self._here, profile, account) if each != name]
        self._here.setdefault(profile, {})[account] = [*here, name]
        self._change(profile, account, name, adds=True)

    def forget(self, profile: str, account: str, name: str) -> None:
        """Forget a name."""
        here = [each for each in _of(self._here, profile, account) if each != name]
        self._here.setdefault(profile, {})[account] = here
        self._change(profile, account, name, adds=False)

    def _change(self, profile: str, account: str, name: str, *, adds: bool) -> None:
        if self._path is None:
            return
        with suppress(OSError), alone_in(self._path.parent):
            names = self._read()
            others = [each for each in _of(names, profile, account) if each != name]
            names.setdefault(profile, {})[account] = [*others, *([name] if adds else [])][-MOST:]
            # mkstemp makes the file readable by its owner only.
            handle, beside = mkstemp(dir=self._path.parent, prefix=f"{FILE_NAME}.")
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump(names, file)
            Path(beside).replace(self._path)

    def _read(self) -> _Names:
        if self._path is None or not self._path.is_file():
            return {}
        try:
            read = json.loads(self._path.read_bytes())
            return {
                profile: {account: [str(name) for name in names] for account, names in kept.items()}
                for profile, kept in read.items()
            }
        except (OSError, ValueError, AttributeError, TypeError, RecursionError):
            return {}


def _of(names: _Names, profile: str, account: str) -> list[str]:
    return names.get(profile, {}).get(account, [])
