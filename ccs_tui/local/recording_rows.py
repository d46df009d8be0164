"""The rows of a recording: steps and values written, and read back one after another."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from ccs_tui.local.sqlite_values import (
    from_bytes,
    from_microseconds,
    optional_bytes,
    to_bytes,
    to_microseconds,
)
from ccs_tui.model.changes import Change
from ccs_tui.model.document import Document
from ccs_tui.model.expiry_slack import READ_SLACK
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import (
    Cause,
    Gap,
    Reading,
    Step,
    apply_to,
    changes_between,
)
from ccs_tui.model.timeline.steps import Steps
from ccs_tui.model.timeline.stored_values import stored


class StepMark(NamedTuple):
    """A step of a document as its number and the instant of its reading: 0 and None for no step.

    The number alone would be the same in a recording that was deleted and begun anew.
    """

    number: int = 0
    at: datetime | None = None


@dataclass(slots=True)
class LastState:
    """The state of a document after the last step: what the next step is compared with.

    `is_others` is True if another process wrote that step, and nobody here has read the same since.
    """

    mark: StepMark = field(default_factory=StepMark)
    after: datetime | None = None
    properties: dict[str, JsonText] = field(default_factory=dict)
    exists: bool = False
    expires: datetime | None = None
    differences: dict[str, int] = field(default_factory=dict)
    """The bytes of the differences in the file since each value was whole there."""
    is_others: bool = False
    seen: datetime | None = None
    """When the reading was asked for that made the last step, as far as that was noted."""

    def take(self, step: Step) -> None:
        """Bring the state up to a step that follows, and was written."""
        self.mark, self.after = StepMark(step.number, step.before), step.after
        self.exists, self.expires = step.exists, step.expires
        apply_to(self.properties, step.changes)

    def following(
        self,
        reading: Reading,
        after: datetime | None,
        cause: Callable[[tuple[Change[JsonText], ...]], Cause],
    ) -> Step | None:
        """Return the step that a reading makes, None if it shows what is known already."""
        document, (number, at) = reading.document, self.mark
        changes = changes_between(self.properties, document.properties)
        is_new = changes or self.exists != document.exists or self._expires_else(document)
        if number and not is_new:
            return None
        # The clocks of two processes may be apart, and steps are in the order of time.
        before = reading.at if at is None else max(reading.at, at)
        if after is not None and self.is_others and self.seen is not None:
            after = self.seen  # the other process's reading was the last one, and later than ours
        elif after is not None and self.is_others and self.after is not None:
            # Nothing is known of the other process's reading but that it was later than this one.
            after = min(after, self.after)
        return Step(
            number=number + 1,
            after=min(after, before) if number and after is not None else None,
            before=before,
            changes=changes,
            exists=document.exists,
            expires=document.expires_at,
            size=document.size if document.exists else 0,
            cause=cause(changes),
        )

    def _expires_else(self, document: Document) -> bool:
        if self.expires is None or document.expires_at is None:
            return False
        return abs(self.expires - document.expires_at) > READ_SLACK


def find_recording(connection: sqlite3.Connection, profile: str, key: DocumentKey) -> int | None:
    """Return the id of a document's recording, None if there is none."""
    row = connection.execute(
        "SELECT id FROM recordings WHERE profile = ? AND account = ? AND namespace = ? "
        "AND session = ?",
        _place(profile, key),
    ).fetchone()
    return None if row is None else int(row[0])


def recording_of(connection: sqlite3.Connection, profile: str, key: DocumentKey) -> int:
    """Return the id of a document's recording, which is made if there is none."""
    connection.execute(
        "INSERT OR IGNORE INTO recordings (profile, account, namespace, session) "
        "VALUES (?, ?, ?, ?)",
        _place(profile, key),
    )
    found = find_recording(connection, profile, key)
    if found is None:
        raise LookupError(key.label)
    return found


def _place(profile: str, key: DocumentKey) -> tuple[bytes, bytes, bytes, bytes]:
    return (
        to_bytes(profile),
        to_bytes(key.account),
        to_bytes(key.namespace),
        to_bytes(key.session or ""),
    )


def last_mark(connection: sqlite3.Connection, recording: int) -> StepMark:
    """Return which step is the last one of a recording."""
    row = connection.execute(
        "SELECT number, at FROM steps WHERE recording = ? ORDER BY number DESC LIMIT 1",
        (recording,),
    ).fetchone()
    return StepMark() if row is None else StepMark(row[0], from_microseconds(row[1]))


def insert_step(
    connection: sqlite3.Connection,
    recording: int,
    step: Step,
    before: Mapping[str, JsonText],
    differences: dict[str, int],
) -> None:
    """Write a step; `before` are the properties that its differences are taken from.

    `differences` are the bytes of these since each value was whole, and are brought up.
    """
    row = connection.execute(
        "INSERT INTO steps (recording, number, not_before, at, exists_then, expires, size, cause, "
        "note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            recording,
            step.number,
            None if step.after is None else to_microseconds(step.after),
            to_microseconds(step.before),
            step.exists,
            None if step.expires is None else to_microseconds(step.expires),
            step.size,
            step.cause.value,
            to_bytes(step.note),
        ),
    )
    rows: list[tuple[int | None, bool, bytes, bytes | None]] = []
    for name, after in ((change.name, change.after) for change in step.changes):
        value = stored(before.get(name), after, differences.get(name, 0))
        if isinstance(value, bytes):
            differences[name] = differences.get(name, 0) + len(value)
            rows.append((row.lastrowid, True, to_bytes(name), value))
        else:
            differences[name] = 0
            rows.append((row.lastrowid, False, to_bytes(name), optional_bytes(value)))
    connection.executemany(
        "INSERT INTO step_values (step, is_delta, name, data) VALUES (?, ?, ?, ?)", rows
    )


def _fill(connection: sqlite3.Connection, recording: int, steps: Steps | Recording) -> None:
    """Take all steps of a recording."""
    (first,) = connection.execute(
        "SELECT min(number) FROM steps WHERE recording = ?", (recording,)
    ).fetchone()
    if first is None:
        return
    heads = connection.execute(
        "SELECT number, not_before, at, exists_then, expires, size, cause, note FROM steps "
        "WHERE recording = ? ORDER BY number",
        (recording,),
    )
    values = connection.execute(
        "SELECT number, is_delta, name, data FROM steps JOIN step_values ON step = steps.id "
        "WHERE recording = ? ORDER BY number, step_values.id",
        (recording,),
    )
    steps.fill(first, (partial(_step, *columns) for columns in heads), values)


def _step(
    number: int,
    not_before: int | None,
    at: int,
    exists: int,
    expires: int | None,
    size: int,
    cause: str,
    note: bytes,
) -> Step:
    return Step(
        number,
        None if not_before is None else from_microseconds(not_before),
        from_microseconds(at),
        (),
        bool(exists),
        None if expires is None else from_microseconds(expires),
        size,
        _CAUSES[cause],
        from_bytes(note) if note else "",
    )


_CAUSES = {cause.value: cause for cause in Cause}


def read_gaps(connection: sqlite3.Connection, recording: int) -> list[Gap]:
    """Return the gaps of a recording, in the order of time."""
    return [
        Gap(from_microseconds(since), from_microseconds(until), from_bytes(why))
        for since, until, why in connection.execute(
            "SELECT since, until, why FROM gaps WHERE recording = ? ORDER BY since", (recording,)
        )
    ]


def read_steps(connection: sqlite3.Connection, recording: int) -> Steps:
    """Return all steps of a recording."""
    steps = Steps()
    _fill(connection, recording, steps)
    return steps


def read_recording(
    connection: sqlite3.Connection, recording: int, key: DocumentKey, most: int | None = None
) -> Recording:
    """Return a recording; `most` are the characters from which on its oldest steps are left out."""
    found = Recording(key, gaps=read_gaps(connection, recording), most=most)
    _fill(connection, recording, found)
    return found


def last_state(connection: sqlite3.Connection, recording: int) -> LastState:
    """Return the state after the last step, from all the steps before it."""
    steps = read_steps(connection, recording)
    if not steps:
        return LastState()
    last = steps.heads[-1]
    (seen,) = connection.execute(
        "SELECT seen FROM recordings WHERE id = ?", (recording,)
    ).fetchone()
    return LastState(
        StepMark(last.number, last.before),
        last.after,
        steps.properties_at(last.number),
        last.exists,
        last.expires,
        {name: values.differences for name, values in steps.values.items()},
        seen=None if seen is None else min(from_microseconds(seen), last.before),
    )


def insert_gap(connection: sqlite3.Connection, recording: int, gap: Gap) -> None:
    """Write a gap, in the place of a shorter one that began at the same time."""
    connection.execute(
        "INSERT INTO gaps (recording, since, until, why) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (recording, since) DO UPDATE SET until = max(until, excluded.until), "
        "why = excluded.why",
        (recording, to_microseconds(gap.since), to_microseconds(gap.until), to_bytes(gap.why)),
    )
