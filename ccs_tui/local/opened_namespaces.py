"""The namespaces that were opened by name, since the service's list may lack them [V1].

They are kept by profile and account in a small file of their own. If it can't be read or written,
they are remembered until the run ends.
"""

from contextlib import suppress
from pathlib import Path

from ccs_tui.local.kept_file import KeptFile

NAMESPACES_FILE = "namespaces.json"
MOST_NAMESPACES = 1_000
"""The most names that are kept for a profile and account: those opened last."""

_Names = dict[str, dict[str, list[str]]]


class OpenedNamespaces:
    """The names in a file, in memory if `path` is None. Its methods block, and never raise."""

    def __init__(self, path: Path | None = None) -> None:
        self._file = KeptFile(path)
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
        def changed(content: object) -> _Names:
            names = _names(content)
            others = [each for each in _of(names, profile, account) if each != name]
            names.setdefault(profile, {})[account] = [*others, *([name] if adds else [])][
                -MOST_NAMESPACES:
            ]
            return names

        self._file.change(changed)

    def _read(self) -> _Names:
        return _names(self._file.read())


def _names(content: object) -> _Names:
    """Return the names in what was read; what is no name of ours is left out."""
    if not isinstance(content, dict):
        return {}
    with suppress(AttributeError, TypeError):
        return {
            profile: {account: [str(name) for name in names] for account, names in kept.items()}
            for profile, kept in content.items()
        }
    return {}


def _of(names: _Names, profile: str, account: str) -> list[str]:
    return names.get(profile, {}).get(account, [])
