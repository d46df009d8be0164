"""The rows of a recording: steps and values written, and read back one after another."""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ccs_tui.local.columns import from_bytes, from_microseconds, to_bytes, to_microseconds
from ccs_tui.local.text_delta import delta, restored
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.step import (
    Cause,
    Gap,
    Reading,
    Step,
    ValueChange,
    apply,
    apply_to,
    changes_between,
)

WORTH_A_DELTA = 200
"""The characters of a value from which on a difference is kept in its place."""
EXPIRY_SLACK = timedelta(seconds=2)
"""By how much two readings of the same expiry may differ."""


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
    is_others: bool = False

    def take(self, step: Step) -> None:
        """Bring the state up to a step that follows."""
        self.mark, self.after = StepMark(step.number, step.before), step.after
        self.exists, self.expires = step.exists, step.expires
        apply_to(self.properties, step.changes)

    def following(
        self,
        reading: Reading,
        after: datetime | None,
        cause: Callable[[tuple[ValueChange, ...]], Cause],
    ) -> Step | None:
        """Return the step that a reading makes, None if it shows what is known already."""
        document, (number, at) = reading.document, self.mark
        changes = changes_between(self.properties, document.properties)
        is_new = changes or self.exists != document.exists or self._expires_else(document)
        if number and not is_new:
            return None
        # The clocks of two processes may be apart, and steps are in the order of time.
        before = reading.at if at is None else max(reading.at, at)
        if after is not None and self.is_others and self.after is not None:
            # Of what the other process saw no more is known than that it was later than this.
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
        return abs(self.expires - document.expires_at) > EXPIRY_SLACK


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
) -> None:
    """Write a step; `before` are the properties that its differences are taken from."""
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
    connection.executemany(
        "INSERT INTO step_values (step, is_delta, name, data) VALUES (?, ?, ?, ?)",
        [(row.lastrowid, *_value_row(change, before.get(change.name))) for change in step.changes],
    )


def _value_row(change: ValueChange, before: JsonText | None) -> tuple[bool, bytes, bytes | None]:
    name = to_bytes(change.name)
    if change.after is None:
        return False, name, None
    if before is not None and len(change.after) >= WORTH_A_DELTA:
        data = delta(before, change.after)
        if len(data) < len(change.after) // 2:
            return True, name, data
    return False, name, to_bytes(change.after)


def read_steps(connection: sqlite3.Connection, recording: int) -> Iterator[Step]:
    """Yield the steps of a recording in their order, each with the values before and after."""
    state: dict[str, JsonText] = {}
    values = connection.execute(
        "SELECT steps.id, is_delta, name, data FROM steps JOIN step_values ON step = steps.id "
        "WHERE recording = ? ORDER BY number, step_values.id",
        (recording,),
    )
    waiting = next(values, None)
    for id, *columns in connection.execute(
        "SELECT id, number, not_before, at, exists_then, expires, size, cause, note FROM steps "
        "WHERE recording = ? ORDER BY number",
        (recording,),
    ):
        changes: list[ValueChange] = []
        while waiting is not None and waiting[0] == id:
            changes.append(_change(state, waiting[1], from_bytes(waiting[2]), waiting[3]))
            waiting = next(values, None)
        yield _step(columns, tuple(changes))


def _change(
    state: dict[str, JsonText], is_delta: bool, name: str, data: bytes | None
) -> ValueChange:
    """Take a value's row over into the state, and return it as a change."""
    before = state.get(name)
    if data is None:
        state.pop(name, None)
        return ValueChange(name, before, None)
    text = restored(before or "", data) if is_delta else from_bytes(data)
    state[name] = JsonText(text)
    return ValueChange(name, before, state[name])


def _step(columns: list[Any], changes: tuple[ValueChange, ...]) -> Step:
    number, not_before, at, exists, expires, size, cause, note = columns
    return Step(
        number=number,
        after=None if not_before is None else from_microseconds(not_before),
        before=from_microseconds(at),
        changes=changes,
        exists=bool(exists),
        expires=None if expires is None else from_microseconds(expires),
        size=size,
        cause=Cause(cause),
        note=from_bytes(note),
    )


def read_gaps(connection: sqlite3.Connection, recording: int) -> list[Gap]:
    """Return the gaps of a recording, in the order of time."""
    return [
        Gap(from_microseconds(since), from_microseconds(until), from_bytes(why))
        for since, until, why in connection.execute(
            "SELECT since, until, why FROM gaps WHERE recording = ? ORDER BY since", (recording,)
        )
    ]


def read_latest(
    connection: sqlite3.Connection, recording: int, characters: int
) -> tuple[list[Step], datetime | None]:
    """Return the last steps of a recording, whose values have about so many characters together.

    The first of them has all properties if steps before it were left out; then the instant of the
    very first is returned as well, else None.
    """
    steps: deque[Step] = deque()
    begun: datetime | None = None
    left_out: dict[str, JsonText] = {}
    total = 0
    for step in read_steps(connection, recording):
        steps.append(step)
        total += _characters(step)
        while total > characters and len(steps) > 1:
            oldest = steps.popleft()
            begun = begun or oldest.before
            apply_to(left_out, oldest.changes)
            total -= _characters(oldest)
    if begun is not None:
        steps[0] = whole_step(steps[0], left_out)
    return list(steps), begun


def _characters(step: Step) -> int:
    return sum(len(change.after) for change in step.changes if change.after is not None)


def whole_step(step: Step, before: Mapping[str, JsonText]) -> Step:
    """Return a step as the first one of a recording, with all properties that it left."""
    properties = apply(before, step.changes)
    whole = tuple(ValueChange(name, None, value) for name, value in properties.items())
    return replace(step, after=None, changes=whole)


def last_state(connection: sqlite3.Connection, recording: int) -> LastState:
    """Return the state after the last step, from all the steps before it."""
    state = LastState()
    for step in read_steps(connection, recording):
        state.take(step)
    return state


def insert_gap(connection: sqlite3.Connection, recording: int, gap: Gap) -> None:
    """Write a gap, in the place of a shorter one that began at the same time."""
    connection.execute(
        "INSERT INTO gaps (recording, since, until, why) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (recording, since) DO UPDATE SET until = max(until, excluded.until), "
        "why = excluded.why",
        (recording, to_microseconds(gap.since), to_microseconds(gap.until), to_bytes(gap.why)),
    )
