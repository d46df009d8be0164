"""The format of an export: documents as lines of JSON, from which they can be written again.

Each line is a JSON object (NDJSON, UTF-8), and a file whose name ends in `.gz` is compressed.
Instants are ISO 8601 in UTC, by the service's clock. Values stand exactly as the service had them,
digits and order of keys included.

| line | it has |
| --- | --- |
| the first | `format` is `ccs-tui export`, `version` is 2, `account`, `written` is when it was |
| | begun, `of` is what was asked for, `documents` their number, null as long as the file is not |
| | whole; `service` has its base URLs, and `expiries` says whether documents were read with |
| | theirs (older files have neither); `masked` says how values were masked, if they were; |
| | `session_ttls` has the TTLs that are configured for sessions, in seconds by session, if those |
| | were asked for |
| a document | `namespace`, `session` (null is the namespace document), `expires` (null if it is |
| | not known), `read` is when it was read, `size` in characters, `payload` has its properties |
| the last | `documents` once more, and `crc32` of all lines above: that of the first as it was |
| | while the number was null |

A file that people or `jq` made may leave out `documents` in the first line, and the last line with
it. A reader passes over fields that it does not know, and refuses a higher version. In version 1 a
document has its `account`, `expires_at` in the place of `expires`, `exists`, and `properties` in
that of `payload`; the first line has neither `account` nor `documents`.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any

from ccs_tui.model.document import Document
from ccs_tui.model.expiry import exact_instant
from ccs_tui.model.json_text import (
    JsonError,
    JsonText,
    decode,
    encode,
    join_object,
    members,
    parse_object,
    quote,
)
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.value_object import ValueObject

FORMAT = "ccs-tui export"
VERSION = 2
NO_FILE = "is no file, and an export is read more than once: save it as one first."
"""The rest of the sentence on a pipe, or what else can be read only once, in its place."""

_COUNT = re.compile(rb'"documents": *(?:\d+|null)')
_COUNT_CELLS = 12
_BEGINNING = f'{{"format":"{FORMAT}","version":'.encode()


class ExportLineError(ValueError):
    """A line that does not belong into an export; it says why, for the end of a sentence."""


class OtherFormatError(ExportLineError):
    """A first line of another kind of file, or of a newer version of this one."""


class Head(ValueObject):
    """The first line of an export: where it comes from, and what was asked for.

    `documents` is their number: None while the file is not whole, or where people made it;
    `tells_number` says whether there is such a field. `masked` says how values were masked, empty
    if they were not. `account` is empty in version 1. `session_ttls` are in seconds, by session.
    `service` has its base URLs, and `expiries` says whether documents were read with theirs: none,
    and None, where the file does not say.
    """

    account: str
    written: datetime | None
    of: str = ""
    masked: str = ""
    session_ttls: Mapping[str, int] = field(default_factory=dict)
    documents: int | None = None
    tells_number: bool = True
    version: int = VERSION
    service: tuple[str, ...] = ()
    expiries: bool | None = None

    def goes_on_with(self, begun: "Head") -> bool:
        """Return whether this is the same export as one that was begun.

        An account's id says nothing of the service: that of a lab may be the same.
        """
        return (self.version, self.account, self.of, self.masked, self.service, self.expiries) == (
            begun.version,
            begun.account,
            begun.of,
            begun.masked,
            begun.service,
            begun.expiries,
        )


class Exported(ValueObject):
    """A document of an export. `read` is when it was read, None where the file does not say."""

    document: Document
    read: datetime | None


# ── out ────────────────────────────────────────────────────────────────────────────────────────


def head_line(head: Head) -> bytes:
    """Return the first line of an export, with its end.

    Its length is the same whatever its number of documents, so that it can be put in place later.
    """
    fields: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "account": head.account,
        **({"service": list(head.service)} if head.service else {}),
        "written": None if head.written is None else exact_instant(head.written),
        "of": head.of,
    }
    if head.expiries is not None:
        fields["expiries"] = head.expiries
    if head.masked:
        fields["masked"] = head.masked
    count = "null" if head.documents is None else str(head.documents)
    parts = {name: encode(value) for name, value in fields.items()}
    parts["documents"] = JsonText(f"{count:>{_COUNT_CELLS}}")
    if head.session_ttls:
        parts["session_ttls"] = encode(dict(head.session_ttls))
    return join_object(parts).encode() + b"\n"


def document_line(document: Document, read: datetime) -> bytes:
    """Return the line of a document, with its end."""
    key, expires, payload = document.key, document.expires_at, document.payload
    session = "null" if key.session is None else quote(key.session)
    until = "null" if expires is None else f'"{exact_instant(expires)}"'
    # The count of a document is the length of its canonical text; `document.size` takes longer.
    return (
        f'{{"namespace":{quote(key.namespace)},"session":{session},"expires":{until},'
        f'"read":"{exact_instant(read)}","size":{len(payload)},"payload":{payload}}}\n'
    ).encode()


def end_line(documents: int, checksum: int) -> bytes:
    """Return the last line of an export, with its end."""
    return encode({"documents": documents, "crc32": checksum}).encode() + b"\n"


def begun(line: bytes, head: Head) -> bytes:
    """Return a first line as it was while its number of documents was not known."""
    if not head.tells_number:
        return line
    return _COUNT.sub(b'"documents":%*s' % (_COUNT_CELLS, b"null"), line, count=1)


def may_begin(text: bytes) -> bool:
    """Return whether a text may be the beginning of a first line; an empty one may."""
    return text.startswith(_BEGINNING) or _BEGINNING.startswith(text)


# ── in ─────────────────────────────────────────────────────────────────────────────────────────


def read_head(line: bytes) -> Head:
    """Return what the first line of an export says. Raises OtherFormatError and ExportLineError.

    An editor may have put a mark of UTF-8 before it.
    """
    try:
        fields = parse_object(line.decode("utf-8-sig"))
    except (JsonError, UnicodeDecodeError):
        fields = {}
    if fields.get("format") != encode(FORMAT):
        raise OtherFormatError("is not an export of this program; choose another file.")
    version = fields.get("version")
    if version not in ("1", str(VERSION)):
        raise OtherFormatError("was written by a newer version; use that to read it.")
    try:
        return _head(fields, int(version))
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise ExportLineError("its first line is damaged") from None


def _head(fields: dict[str, JsonText], version: int) -> Head:
    told: dict[str, Any] = {
        name: decode(fields[name])
        for name in (
            "account",
            "written",
            "of",
            "masked",
            "documents",
            "session_ttls",
            "service",
            "expiries",
        )
        if name in fields
    }
    written, documents = told.get("written"), told.get("documents")
    expiries = told.get("expiries")
    return Head(
        account=_text(told.get("account", "")),
        written=None if written is None else _read_instant(written),
        of=_text(told.get("of", "")),
        masked=_text(told.get("masked", "")),
        session_ttls={str(s): int(ttl) for s, ttl in told.get("session_ttls", {}).items()},
        documents=None if documents is None else int(documents),
        tells_number="documents" in told,
        version=version,
        service=tuple(map(_text, told.get("service") or ())),
        expiries=None if expiries is None else expiries is True,
    )


def read_end(line: bytes) -> tuple[int, int] | None:
    """Return the number of documents and the checksum of a last line; None if it is another."""
    try:
        fields = members(JsonText(line.decode()))
        return int(fields["documents"]), int(fields["crc32"])
    except (ValueError, KeyError, RecursionError):
        return None


def read_document(line: bytes, head: Head) -> Exported:
    """Return the document of a line, every value of it checked. Raises ExportLineError."""
    try:
        fields = parse_object(line.decode().removesuffix("\n"))
    except JsonError as error:
        raise ExportLineError(f"at column {error.column:,} {error.reason}") from None
    except UnicodeDecodeError:
        raise ExportLineError("it is not UTF-8") from None
    try:
        return _document_of_version_1(fields) if head.version == 1 else _document(fields, head)
    except KeyError as missing:
        raise ExportLineError(f"it has no {missing.args[0]}") from None
    except JsonError:
        # The line as a whole is right, so it is the payload that is wrong.
        raise ExportLineError("its properties are no JSON object") from None
    except (ValueError, TypeError, AttributeError):
        raise ExportLineError("it is no document") from None


def _document(fields: dict[str, JsonText], head: Head) -> Exported:
    session, expires, read = (
        decode(fields.get(name, JsonText("null"))) for name in ("session", "expires", "read")
    )
    document = Document(
        DocumentKey(
            head.account,
            _text(decode(fields["namespace"])),
            None if session is None else _text(session),
        ),
        members(fields["payload"]),
        None if expires is None else _read_instant(expires),
    )
    return Exported(document, None if read is None else _read_instant(read))


def _document_of_version_1(fields: dict[str, JsonText]) -> Exported:
    account, namespace = _text(decode(fields["account"])), _text(decode(fields["namespace"]))
    session, expires = decode(fields["session"]), decode(fields["expires_at"])
    exists = decode(fields["exists"])
    document = Document(
        DocumentKey(account, namespace, None if session is None else _text(session)),
        members(fields["properties"]),
        None if expires is None else _read_instant(expires),
        exists=exists is True,
    )
    return Exported(document, None)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a name is a string")
    return value


def _read_instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant has an offset")
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant is one in UTC, too") from None
