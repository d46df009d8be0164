"""The recordings: what was seen of watched documents, step by step, in a private file of their own.

A step is on the disk when `record` returns. It costs about what changed: a property that changed is
kept, and of a large value only the part that did. The file is bounded by days and megabytes; the
oldest steps go first, and a gap says so.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from ccs_tui.local.database import WAIT_SECONDS, Database
from ccs_tui.local.recording_retention import bytes_in_use, drop_before, drop_oldest
from ccs_tui.local.recording_rows import (
    LastState,
    StepMark,
    find_recording,
    insert_gap,
    insert_step,
    last_mark,
    last_state,
    read_recording,
    recording_of,
)
from ccs_tui.local.recording_seen import note_seen, noted, seen_at
from ccs_tui.local.recording_tables import RECORDINGS
from ccs_tui.local.sqlite_values import from_bytes, from_microseconds, to_bytes, to_microseconds
from ccs_tui.model.changes import Change
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import RECORDING_DAYS, RECORDING_MEGABYTES
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Gap, Reading, Step
from ccs_tui.model.value_object import ValueObject

LOOKOUTS = "lookouts"
MOST_CHARACTERS = 100_000_000
"""The characters of all values of a recording in memory: a large document may change often."""


class OlderReadingError(Exception):
    """A reading that may be older than the last step, which another process recorded meanwhile."""


class RecordingInfo(ValueObject):
    """A recording in a list: its document, the number of its steps, the first and the last."""

    profile: str
    key: DocumentKey
    steps: int
    first: datetime
    last: datetime


class Recordings:
    """The recordings in a file, in memory if `path` is None. Every method blocks, and may raise
    StateError; any thread may call it, and other processes may have the same file open.

    `profile` names whose document it is, as in the drafts.
    """

    def __init__(
        self,
        path: Path | None = None,
        clock: Clock = system_clock,
        wait_seconds: float = WAIT_SECONDS,
        most_characters: int = MOST_CHARACTERS,
    ) -> None:
        self._path, self._clock, self._wait_seconds = path, clock, wait_seconds
        self.lookouts = None if path is None else path.with_name(LOOKOUTS)
        """The folder in which those that record tell each other what they read."""
        self._most_characters = most_characters
        self._opened: Database | None = None
        self._last: dict[tuple[str, DocumentKey], LastState] = {}

    @property
    def _database(self) -> Database:
        # The file is made with the first recording, and most users' runs have none.
        if self._opened is None:
            self._opened = Database(self._path, self._clock, self._wait_seconds, RECORDINGS)
        return self._opened

    def close(self) -> None:
        """Close the file, if it was opened."""
        if self._opened is not None:
            self._opened.close()

    # ── writing ────────────────────────────────────────────────────────────────────────────────

    def last_step(self, profile: str, key: DocumentKey) -> StepMark:
        """Return which step is the last, to be asked before a reading is: `record` takes both."""
        with self._database.reading() as connection:
            found = find_recording(connection, profile, key)
            return StepMark() if found is None else last_mark(connection, found)

    def record(
        self,
        profile: str,
        reading: Reading,
        after: datetime | None,
        cause: Callable[[tuple[Change[JsonText], ...]], Cause] = lambda _: Cause.OTHERS,
        begun_at: StepMark | None = None,
        asked: datetime | None = None,
    ) -> Step | None:
        """Keep what a reading shows, as a step if it differs from the last; return that, or None.

        `after` is the reading before, None if something may have been missed since then. `cause`
        tells whose changes they are. `begun_at` was the last step when the reading was begun; where
        it is not known the reading's instant counts. `asked` is when the reading was asked for: a
        step of another process that follows begins there.

        Raises OlderReadingError if another process recorded a step meanwhile: which of the two
        readings shows what was later nobody knows, so that one has to read again.
        """
        document = reading.document
        place = (profile, document.key)
        with self._database.writing() as connection:
            recording = recording_of(connection, profile, document.key)
            last = self._state(connection, recording, place)
            at = last.mark.at
            is_older = at is not None and reading.at < at
            if begun_at != last.mark if begun_at is not None else is_older:
                raise OlderReadingError(document.key.label)
            step = last.following(reading, after, cause)
            if step is None:
                last.is_others = False
                return None
            insert_step(connection, recording, step, last.properties, last.differences)
            if asked is not None:
                note_seen(connection, recording, asked)
        last.take(step)
        last.is_others = False
        return step

    def _state(
        self, connection: sqlite3.Connection, recording: int, place: tuple[str, DocumentKey]
    ) -> LastState:
        """Return the state after the last step, which another process may have written."""
        known = self._last.get(place)
        if known is None or known.mark != last_mark(connection, recording):
            state = self._last[place] = last_state(connection, recording)
            state.is_others = known is not None
            return state
        return known

    def add_gap(self, profile: str, key: DocumentKey, gap: Gap) -> Gap | None:
        """Keep a gap, in the place of a shorter one that began at the same time; return it.

        It begins no earlier than when any process noted last to have seen the document.
        """
        with self._database.writing() as connection:
            recording = recording_of(connection, profile, key)
            seen = noted(connection, recording)
            if seen is not None and seen > gap.since:
                gap = replace(gap, since=seen)
            if gap.since >= gap.until:
                return None
            insert_gap(connection, recording, gap)
            return gap

    def note(self, profile: str, key: DocumentKey, step: StepMark, text: str) -> bool:
        """Give a step another note; return False if that very step is not there any more."""
        with self._database.writing() as connection:
            id = _find_step(connection, profile, key, step)
            connection.execute("UPDATE steps SET note = ? WHERE id = ?", (to_bytes(text), id))
            return id is not None

    def has(self, profile: str, key: DocumentKey, step: StepMark) -> bool:
        """Return whether that very step is there: a recording begun anew has its number, too."""
        with self._database.reading() as connection:
            return _find_step(connection, profile, key, step) is not None

    def saw(self, profile: str, key: DocumentKey, at: datetime) -> None:
        """Note when a document was read, whatever that showed, unless a later reading is noted."""
        with self._database.writing() as connection:
            note_seen(connection, recording_of(connection, profile, key), at)

    def saw_all(self, profile: str, read: Mapping[DocumentKey, datetime]) -> None:
        """Note when documents were read last, of those that are recorded."""
        with self._database.writing() as connection:
            for key, at in read.items():
                recording = find_recording(connection, profile, key)
                if recording is not None:
                    note_seen(connection, recording, at)

    def seen_at(self, profile: str, key: DocumentKey) -> datetime | None:
        """Return the instant at which a document was read last, None if no recording tells it."""
        with self._database.reading() as connection:
            found = find_recording(connection, profile, key)
            return None if found is None else seen_at(connection, found)

    def delete(self, profile: str, key: DocumentKey) -> None:
        """Delete a recording with all its steps."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM recordings WHERE id = ?", (recording_of(connection, profile, key),)
            )
        self._last.pop((profile, key), None)
        self._database.give_back_space()

    # ── reading ────────────────────────────────────────────────────────────────────────────────

    def load(self, profile: str, key: DocumentKey) -> Recording:
        """Return a recording, without steps if there is none.

        Where a recording would take too much memory, only its last steps are returned, and a gap
        says so.
        """
        with self._database.reading() as connection:
            found = find_recording(connection, profile, key)
            if found is None:
                return Recording(key, most=self._most_characters)
            return read_recording(connection, found, key, self._most_characters)

    def steps_between(
        self, profile: str, key: DocumentKey, known: StepMark, last: StepMark
    ) -> list[Step]:
        """Return the steps after a known one, up to a last one.

        All up to that where the known one is of a recording that was deleted since.
        """
        found = self.load(profile, key)
        number, at = known
        is_anew = last.number < number or (found.has(number) and found.head(number).before != at)
        first = 0 if is_anew else number
        return [step for step in found.steps if first < step.number <= last.number]

    def all(self, profile: str | None = None) -> list[RecordingInfo]:
        """Return the recordings of a profile, None for all, those that changed last first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT profile, account, namespace, session, count(*), min(at), max(at) "
                "FROM recordings JOIN steps ON recording = recordings.id "
                "WHERE profile = ?1 OR ?1 IS NULL GROUP BY recordings.id ORDER BY max(at) DESC",
                (None if profile is None else to_bytes(profile),),
            ).fetchall()
        return [
            RecordingInfo(
                from_bytes(of),
                DocumentKey(from_bytes(account), from_bytes(name), from_bytes(session) or None),
                count,
                from_microseconds(first),
                from_microseconds(last),
            )
            for of, account, name, session, count, first, last in rows
        ]

    # ── retention ──────────────────────────────────────────────────────────────────────────────

    def retain(
        self, now: datetime, days: int = RECORDING_DAYS, megabytes: float = RECORDING_MEGABYTES
    ) -> None:
        """Drop the steps that are older than `days`, and the oldest while there are too many.

        The last step of a recording stays until it is too old, however large it is.
        """
        limit = int(megabytes * 1_000_000)
        with self._database.writing() as connection:
            dropped = drop_before(connection, now - timedelta(days=days), keeps_last=False)
        while True:
            with self._database.writing() as connection:
                if bytes_in_use(connection) <= limit or not drop_oldest(connection):
                    break
            dropped = True
        self._last.clear()
        if dropped:
            self._database.give_back_space()


def _find_step(
    connection: sqlite3.Connection, profile: str, key: DocumentKey, step: StepMark
) -> int | None:
    row = connection.execute(
        "SELECT id FROM steps WHERE recording = ? AND number = ? AND at = ?",
        (
            find_recording(connection, profile, key),
            step.number,
            None if step.at is None else to_microseconds(step.at),
        ),
    ).fetchone()
    return None if row is None else int(row[0])
