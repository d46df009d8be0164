"""The conversations that were looked at: sets of ids, by profile and account, in a private file."""

from collections.abc import Callable
from pathlib import Path

from ccs_tui.local.kept_file import KeptFile, as_mapping, is_of_version

CONVERSATIONS_FILE = "conversations.json"
VERSION = 1
MOST_CONVERSATIONS, MOST_IDS = 50, 50
"""Conversations that are kept for a profile and account, the last ones; and ids of each."""

Ids = tuple[str, ...]


class KeptConversations:
    """Sets of ids in a file, in memory if `path` is None. Its methods block, and never raise.

    `owner` is a profile and an account. A file of a newer version is left alone; then, and where
    none can be written, sets are kept until the run ends.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._file = KeptFile(path)
        self._here: dict[tuple[str, str], list[Ids]] = {}

    def recents(self, owner: tuple[str, str]) -> list[Ids]:
        """Return the sets, the one looked at last first."""
        here = self._here.get(owner, [])
        first = {ids[0] for ids in here}
        kept = [ids for ids in _of(self._file.read(), owner) if ids[0] not in first]
        return [*here, *kept][:MOST_CONVERSATIONS]

    def keep(self, owner: tuple[str, str], ids: Ids) -> None:
        """Take a set as the last one looked at, in the place of one that began with the same id."""
        ids = ids[:MOST_IDS]
        if ids:
            self._change(owner, lambda sets: _with(sets, ids))

    def forget(self, owner: tuple[str, str], ids: Ids) -> None:
        """Forget a set, and any other that began with the same id."""
        self._change(owner, lambda sets: [each for each in sets if each[0] != ids[0]])

    def _change(self, owner: tuple[str, str], change: Callable[[list[Ids]], list[Ids]]) -> None:
        self._here[owner] = change(self._here.get(owner, []))

        def changed(content: object) -> object:
            if content is not None and not is_of_version(content, VERSION):
                return None
            old = content if isinstance(content, dict) else {}
            profile, account = owner
            profiles = as_mapping(old.get("conversations"))
            rows = [list(each) for each in change(_of(content, owner))]
            mine = {**as_mapping(profiles.get(profile)), account: rows}
            return {"version": VERSION, "conversations": {**profiles, profile: mine}}

        self._file.change(changed)


def _with(sets: list[Ids], ids: Ids) -> list[Ids]:
    return [ids, *(each for each in sets if each[0] != ids[0])][:MOST_CONVERSATIONS]


def _of(content: object, owner: tuple[str, str]) -> list[Ids]:
    """Return the sets of an owner; entries that this program did not write are left out."""
    profile, account = owner
    if not is_of_version(content, VERSION):
        return []
    rows = as_mapping(as_mapping(content.get("conversations")).get(profile)).get(account)
    if not isinstance(rows, list):
        return []
    return [
        tuple(row)
        for row in rows
        if isinstance(row, list) and row and all(isinstance(each, str) and each for each in row)
    ]
