"""Lookouts: whoever records documents tells others what it read last, and by when it reads again.

Several processes may record the same document: explorers that watch it, sweeps of its namespace.
What one of them missed is a gap only where no other read. So each lookout has a slot, as explorers
have, and beside it two small files with its looks, which it writes in turn: while one is being
written the other is whole. One that was killed leaves them: the next that asks keeps what they tell
with the recordings, and removes them.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from zlib import crc32

from ccs_tui.local.explorer_slots import Slot
from ccs_tui.local.recordings import Recordings
from ccs_tui.local.sqlite_values import from_microseconds, to_microseconds
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.step import Gap

_ENDS = ".0.looks", ".1.looks"


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
        self._files: list[int] = []
        self._told = 0
        self._alone = Lock()

    def tell(self, looks: Looks) -> None:
        """Tell the others what was read, in the place of what was told before."""
        if self._folder is None:
            return
        rows = [
            (key.account, key.namespace, key.session, to_microseconds(look.read), _optional(look))
            for key, look in looks.items()
        ]
        with self._alone, suppress(OSError):
            if not self._files:
                flags = os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC
                for path in self._paths(self._slot.name):
                    self._files.append(os.open(path, flags, 0o600))
            self._told += 1
            text = json.dumps([self._told, self._profile, rows]).encode("ascii")
            # Written in place: a new file for each of ten looks a second took most of their time.
            file = self._files[self._told % len(self._files)]
            written = os.pwrite(file, b"%08x%b" % (crc32(text), text), 0)
            os.ftruncate(file, written)

    def others(self) -> dict[DocumentKey, Look]:
        """Return what the others that run told of each document.

        What those that ended had read is kept with the recordings first.
        """
        found: dict[DocumentKey, Look] = {}
        with self._alone:
            for name in self._names():
                # Asked first: else what one tells that ends in between is forgotten.
                is_running = self._slot.is_running(name)
                profile, looks = self._read(name)
                if not is_running:
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
            while self._files:
                os.close(self._files.pop())
            if self._known_slot is not None:
                self._known_slot.release()

    @property
    def _slot(self) -> Slot:
        # Its file is made with the first recording, and most users' runs have none.
        if self._known_slot is None:
            self._known_slot = Slot(self._folder)
        return self._known_slot

    def _names(self) -> set[str]:
        if self._folder is None:
            return set()
        with suppress(OSError):
            return {path.name.partition(".")[0] for path in self._folder.glob("*.looks")}
        return set()

    def _paths(self, name: str) -> list[Path]:
        return [] if self._folder is None else [self._folder / f"{name}{end}" for end in _ENDS]

    def _read(self, name: str) -> tuple[str, list[tuple[DocumentKey, Look]]]:
        """Return the profile and the looks that a slot told last."""
        found: tuple[int, str, list[tuple[DocumentKey, Look]]] = (0, "", [])
        for path in self._paths(name):
            # It may be gone by now, or half written.
            with suppress(OSError, ValueError, TypeError):
                content = path.read_bytes()
                if int(content[:8], 16) == crc32(content[8:]):
                    number, profile, rows = json.loads(content[8:])
                    if number > found[0]:
                        found = number, profile, [*_looks(rows)]
        return found[1:]

    def _forget(self, name: str) -> None:
        for path in self._paths(name):
            with suppress(OSError):
                path.unlink(missing_ok=True)


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
