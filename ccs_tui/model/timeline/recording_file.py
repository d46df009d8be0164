"""The format of a recording in a file: lines of JSON, for a colleague who may have no account.

Each line is a JSON object (NDJSON, UTF-8). Instants are ISO 8601 in UTC, by the service's clock.
Values stand exactly as the service had them, digits and order of keys included.

| line | it has |
| --- | --- |
| the first | `format` is `ccs-tui recording`, `version` is 1, `written` is when |
| a document | `document`: with `account`, `namespace` and `session`, which may be null; and if |
| | there are any, `turn` the JMESPath expression that finds its turn, `muted` the paths that are |
| | noise, each a list in which -1 is any element, and `expect` the conditions pinned to it |
| a step | `step` its number, `after` (or null) and `before` the readings around it, `exists`, |
| | `expires` (or null), `size` in characters, `cause` (`ours`, `others`, `both`), `note` if any, |
| | `set` the properties with the values they got, `removed` the names of those that went |
| a gap | `gap` says why, `since` and `until` are the readings around it |

Steps and gaps belong to the document above them. A step of a document whose older steps were
forgotten may have `was`: values before, which no line above tells. A reader passes over fields that
it does not know, and refuses a higher version.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ccs_tui.model.changes import Change
from ccs_tui.model.expiry import exact_instant
from ccs_tui.model.export_file import FORMAT as EXPORT
from ccs_tui.model.expression import Expression
from ccs_tui.model.json_text import (
    JsonError,
    JsonText,
    decode,
    encode,
    join_object,
    parse_object,
)
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.expectation import Expectation
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Gap, Properties, Step, apply
from ccs_tui.model.value_at import ValuePath

FORMAT = "ccs-tui recording"
VERSION = 1


class RecordingFileError(ValueError):
    """A text that is no recording; it says at which line, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line:,}: {reason}")


@dataclass(frozen=True, slots=True)
class SentRecording:
    """A recording in a file, with what a timeline of it is looked at by, as `Timeline` has it."""

    recording: Recording
    turn: str | None = None
    muted: Muted = Muted()  # noqa: RUF009
    expectations: tuple[str, ...] = ()


def write_lines(sent: Iterable[SentRecording], written: datetime) -> Iterator[str]:
    """Yield the lines of a file of recordings, each without its end."""
    head = {"format": FORMAT, "version": VERSION, "written": exact_instant(written)}
    yield encode(head)
    for each in sent:
        recording = each.recording
        yield _document_line(each)
        known: Properties = {}
        steps = iter(recording.steps)
        for row in recording.order():
            if isinstance(row, Gap):
                since, until = exact_instant(row.since), exact_instant(row.until)
                yield encode({"gap": row.why, "since": since, "until": until})
            else:
                step = next(steps)
                yield _step_line(step, known)
                known = apply(known, step.changes)


def _document_line(sent: SentRecording) -> JsonText:
    key = sent.recording.key
    place = {"account": key.account, "namespace": key.namespace, "session": key.session}
    fields: dict[str, object] = {"document": place}
    if sent.turn is not None:
        fields["turn"] = sent.turn
    if sent.muted.paths:
        fields["muted"] = [decode(text) for text in sorted(encode([*p]) for p in sent.muted.paths)]
    if sent.expectations:
        fields["expect"] = [*sent.expectations]
    return encode(fields)


def _step_line(step: Step, known: Properties) -> JsonText:
    was = {
        change.name: change.before
        for change in step.changes
        if change.before is not None and change.before != known.get(change.name)
    }
    fields: dict[str, object] = {
        "step": step.number,
        "after": None if step.after is None else exact_instant(step.after),
        "before": exact_instant(step.before),
        "exists": step.exists,
        "expires": None if step.expires is None else exact_instant(step.expires),
        "size": step.size,
        "cause": step.cause.value,
    }
    if step.note:
        fields["note"] = step.note
    removed = [change.name for change in step.changes if change.after is None]
    values = {change.name: change.after for change in step.changes if change.after is not None}
    parts = {name: encode(value) for name, value in fields.items()}
    parts["set"] = join_object(values)
    parts["removed"] = encode(removed)
    if was:
        parts["was"] = join_object(was)
    return join_object(parts)


# ── in ─────────────────────────────────────────────────────────────────────────────────────────


def read_lines(lines: Iterable[str]) -> list[SentRecording]:
    """Return the recordings of a file's lines. Raises RecordingFileError."""
    reader = _Reader()
    for line in lines:
        if line.strip():
            reader.take(line)
        else:
            reader.number += 1
    return reader.finish()


class _Reader:
    """Takes the lines of a file one by one."""

    def __init__(self) -> None:
        self.number = 0
        self._sent: list[SentRecording] = []
        self._document: SentRecording | None = None
        """The last document, its recording without steps."""
        self._steps: list[Step] = []
        self._gaps: list[Gap] = []
        self._known: Properties = {}
        self._has_head = False

    def take(self, line: str) -> None:
        self.number += 1
        try:
            fields = parse_object(line)
        except JsonError as error:
            what = "this is no JSON" if self._has_head else "this is no recording of ccs-tui"
            raise RecordingFileError(self.number, f"{what}: {error.reason}.") from None
        try:
            self._take(fields)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            if isinstance(error, RecordingFileError):
                raise
            reason = f"it has no {error}." if isinstance(error, KeyError) else "it is damaged."
            raise RecordingFileError(self.number, reason) from None

    def finish(self) -> list[SentRecording]:
        if not self._has_head:
            raise RecordingFileError(1, "the file is empty.")
        self._close()
        return self._sent

    def _take(self, fields: dict[str, JsonText]) -> None:
        if not self._has_head:
            self._take_head(fields)
        elif "document" in fields:
            self._close()
            self._document = _read_document(fields)
        elif self._document is None:
            raise RecordingFileError(self.number, "there is no document above it.")
        elif "step" in fields:
            self._take_step(fields)
        elif "gap" in fields:
            since, until = _read_instant(fields["since"]), _read_instant(fields["until"])
            self._gaps.append(Gap(since, until, str(decode(fields["gap"]))))

    def _take_head(self, fields: dict[str, JsonText]) -> None:
        if fields.get("format") == encode(EXPORT):
            raise RecordingFileError(
                self.number, "this is an export, which has no steps: ccs-tui import writes it."
            )
        if fields.get("format") != encode(FORMAT):
            raise RecordingFileError(self.number, "this is no recording of ccs-tui.")
        if (version := decode(fields["version"])) != VERSION:
            raise RecordingFileError(
                self.number,
                f"it is of version {version}, and this ccs-tui reads {VERSION}: take a newer one.",
            )
        self._has_head = True

    def _take_step(self, fields: dict[str, JsonText]) -> None:
        number = decode(fields["step"])
        if self._steps and number != self._steps[-1].number + 1:
            raise RecordingFileError(self.number, f"step {number} does not follow the one above.")
        values, removed = parse_object(fields["set"]), decode(fields["removed"])
        was = parse_object(fields["was"]) if "was" in fields else {}

        def before(name: str) -> JsonText | None:
            return was.get(name, self._known.get(name))

        changes = [Change(name, before(name), value) for name, value in values.items()]
        changes += [Change(name, before(name), None) for name in removed]
        after, expires = fields["after"], fields["expires"]
        self._steps.append(
            Step(
                int(number),
                None if after == "null" else _read_instant(after),
                _read_instant(fields["before"]),
                tuple(changes),
                _flag(fields["exists"]),
                None if expires == "null" else _read_instant(expires),
                int(decode(fields["size"])),
                Cause(decode(fields["cause"])),
                str(decode(fields.get("note", encode("")))),
            )
        )
        self._known = apply(self._known, changes)

    def _close(self) -> None:
        if self._document is not None:
            recording = Recording(self._document.recording.key, self._steps, self._gaps)
            self._sent.append(replace(self._document, recording=recording))
        self._steps, self._gaps, self._known = [], [], {}


def _read_document(fields: dict[str, JsonText]) -> SentRecording:
    """Return a document without its steps. Raises KeyError, TypeError and ValueError."""
    place = decode(fields["document"])
    key = DocumentKey(place["account"], place["namespace"], place["session"])
    turn = _read_text(decode(fields["turn"])) if "turn" in fields else None
    if turn is not None:
        Expression(turn)
    muted = Muted(frozenset(map(_read_path, _read_list(fields, "muted"))))
    expected = tuple(Expectation(_read_text(text)).text for text in _read_list(fields, "expect"))
    return SentRecording(Recording(key), turn, muted, expected)


def _read_list(fields: dict[str, JsonText], name: str) -> list[object]:
    found = decode(fields.get(name, JsonText("[]")))
    if not isinstance(found, list):
        raise TypeError("it is a list")
    return found


def _read_path(value: object) -> ValuePath:
    if not isinstance(value, list) or not value or {*map(type, value)} - {str, int}:
        raise TypeError("a path has names and indexes")
    return tuple(value)


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("it is a text")
    return value


def _read_instant(text: JsonText) -> datetime:
    instant = datetime.fromisoformat(decode(text))
    if instant.tzinfo is None:
        raise ValueError("an instant has an offset")
    return instant.astimezone(UTC)


def _flag(text: JsonText) -> bool:
    value: Any = decode(text)
    if not isinstance(value, bool):
        raise TypeError("a flag is true or false")
    return value
