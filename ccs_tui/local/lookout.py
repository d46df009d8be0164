"""Lookouts: whoever records documents tells others what it read last, and by when it reads again.

Several processes may record the same document: explorers that watch it, sweeps of its namespace.
What one of them missed is a gap only where no other read. So each lookout has a slot, as explorers
have, and beside it a small file with its looks. One that was killed leaves that file: the next that
asks keeps what it tells with the recordings, and removes it.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from ccs_tui.local.explorer_slots import Slot
from ccs_tui.local.recordings import Recordings
from ccs_tui.local.sqlite_values import from_microseconds, to_microseconds
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.step import Gap

_LOOKS = ".looks"
_NEW = ".new"


class Look(NamedTuple):
    """When a lookout read a document last, and by when it does again; None if it may not."""

    read: datetime
    due: datetime | None


Looks = Mapping[DocumentKey, Look]


class Lookout:
    """One that records documents of a profile, in `recordings`.

    Its methods block, and may be called by any thread; those of a recording may raise StateError.
    Where its folder can't be written, the others don't know of it.
    """

    def __init__(self, recordings: Recordings, profile: str) -> None:
        self._recordings, self._profile = recordings, profile
        self._folder = recordings.lookouts
        self._known_slot: Slot | None = None
        self._alone = Lock()

    def tell(self, looks: Looks) -> None:
        """Tell the others what was read, in the place of what was told before."""
        if self._folder is None:
            return
        rows = [
            (key.account, key.namespace, key.session, to_microseconds(look.read), _optional(look))
            for key, look in looks.items()
        ]
        text = json.dumps([self._profile, rows])
        with self._alone, suppress(OSError):
            name = self._slot.name
            # A new file in the place of the old one: one who reads it sees no half of it.
            new = self._folder / f"{name}{_NEW}"
            flags = os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC
            with os.fdopen(os.open(new, flags, 0o600), "w", encoding="ascii") as file:
                file.write(text)
            new.replace(self._folder / f"{name}{_LOOKS}")

    def others(self) -> dict[DocumentKey, Look]:
        """Return what the others that run told of each document.

        What those that ended had read is kept with the recordings first.
        """
        found: dict[DocumentKey, Look] = {}
        with self._alone:
            for name in self._names():
                profile, looks = self._read(name)
                if not self._slot.is_running(name):
                    self._recordings.saw_all(profile, {key: look.read for key, look in looks})
                    self._forget(name)
                elif profile == self._profile and name != self._slot.name:
                    for key, look in looks:
                        found[key] = _both(found.get(key), look)
        return found

    def add_gap(self, key: DocumentKey, gap: Gap, others: Looks) -> Gap | None:
        """Keep what nobody saw of a stretch that this lookout missed, and return that.

        Nothing is where another, of `others`, goes on to read the document.
        """
        look = others.get(key)
        if look is not None:
            if look.due is not None and look.due >= gap.until:
                return None
            gap = replace(gap, since=max(gap.since, look.read))
        return self._recordings.add_gap(self._profile, key, gap)

    def seen_at(self, key: DocumentKey, others: Looks) -> datetime | None:
        """Return when anybody read a document last, None if nobody did."""
        seen, look = self._recordings.seen_at(self._profile, key), others.get(key)
        return seen if look is None else max(look.read, seen or look.read)

    def close(self) -> None:
        """Record no longer. What was told last stays for those that come later."""
        with self._alone:
            if self._known_slot is not None:
                self._known_slot.release()

    @property
    def _slot(self) -> Slot:
        # Its file is made with the first recording, and most users' runs have none.
        if self._known_slot is None:
            self._known_slot = Slot(self._folder)
        return self._known_slot

    def _names(self) -> list[str]:
        if self._folder is None:
            return []
        with suppress(OSError):
            return [path.stem for path in self._folder.glob(f"*{_LOOKS}")]
        return []

    def _read(self, name: str) -> tuple[str, list[tuple[DocumentKey, Look]]]:
        if self._folder is not None:
            # It may be gone by now, and after a loss of power it may be half there.
            with suppress(OSError, ValueError, TypeError):
                profile, rows = json.loads((self._folder / f"{name}{_LOOKS}").read_bytes())
                return profile, [*_looks(rows)]
        return "", []

    def _forget(self, name: str) -> None:
        if self._folder is not None:
            for end in (_LOOKS, _NEW):
                with suppress(OSError):
                    (self._folder / f"{name}{end}").unlink(missing_ok=True)


def _looks(
    rows: list[tuple[str, str, str | None, int, int | None]],
) -> Iterator[tuple[DocumentKey, Look]]:
    for account, namespace, session, read, due in rows:
        until = None if due is None else from_microseconds(due)
        yield DocumentKey(account, namespace, session), Look(from_microseconds(read), until)


def _optional(look: Look) -> int | None:
    return None if look.due is None else to_microseconds(look.due)


def _both(one: Look | None, other: Look) -> Look:
    if one is None:
        return other
    dues = [look.due for look in (one, other) if look.due is not None]
    return Look(max(one.read, other.read), max(dues, default=None))
