"""The decisions where the service's descriptions are silent, one function each.

All of them are this project's reading [OURS], to be changed here when a real account shows
otherwise. More decisions of that kind are in the module that has the data:

- the character count (`model.size`) and 13 months as 395 days (`model.expiry`);
- a path that fits two calls is the one whose literal segment comes first (`router`);
- a wrong account under valid credentials is a 403 in both versions (`app`);
- unknown path and method are answered before the credentials are looked at (`app`);
- a page continues the page before, whatever others write (`session_pages`);
- a v1 read of a document that is not there is empty, also where the namespace never was; so is a
  v2 read of named properties (`v1`, `v2`);
- a document stays, empty, when its last property is deleted: it is no longer listed [V1], but can
  be read by its name; a namespace stays without documents; a create with an empty payload makes a
  document or moves its expiry (`store`);
- properties are in the order in which they first came (`document_rows`).
"""

import json
import re
from collections.abc import Mapping

from ccs_tui.emulator.refusal import CallRefusedError
from ccs_tui.model.json_text import JsonError, JsonText, decode, kind
from ccs_tui.model.names import is_reserved, namespace_problem
from ccs_tui.model.wire import DEFAULT_PER_PAGE, MAX_PER_PAGE

MAX_BODY_BYTES = 16 * 1024 * 1024
"""The most bytes that a body may have.

A document within the limit fits even with every character escaped as a surrogate pair and white
space to spare, so a longer body is answered like a document that is too large.
"""

_COUNT = re.compile(r"[0-9]{1,18}", re.ASCII)
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(?:(?P<lone>u[dD][89a-fA-F])|.)",
    re.DOTALL,
)


def check_namespace(namespace: str, *, writes: bool) -> None:
    """Refuse a name that breaks the grammar, and a reserved name to a call that writes [S2] [GS].

    A read is also refused a name that breaks the grammar, since no document can have it.
    """
    if problem := namespace_problem(namespace):
        raise CallRefusedError(400, problem)
    if writes and is_reserved(namespace):
        raise CallRefusedError(400, f"The namespace {namespace} is reserved; it can't be written.")


def check_characters(body: str) -> None:
    """Refuse lone surrogates: half characters, which UTF-8 can neither store nor send."""
    if "\\u" in body:
        for match in _ESCAPE.finditer(body):
            if match["lone"]:
                raise JsonError("half a character (a lone surrogate)", body, match.start())


def read_paging(query: Mapping[str, str]) -> tuple[int, int]:
    """Return `page`, which counts from 0, and `perPage`, 1 to 1,000 and 100 if absent."""
    page = _read_count(query, "page", 0)
    per_page = _read_count(query, "perPage", DEFAULT_PER_PAGE)
    if not 1 <= per_page <= MAX_PER_PAGE:
        raise CallRefusedError(400, f"perPage is from 1 to {MAX_PER_PAGE:,}.")
    return page, per_page


def read_namespace_ttl(query: Mapping[str, str]) -> int | None:
    """Return `ttlSecond`: None leaves the TTL as it is, 0 removes it."""
    return _read_count(query, "ttlSecond", 0) if "ttlSecond" in query else None


def read_session_ttl(query: Mapping[str, str]) -> int:
    """Return `ttlSecond`, which a session's TTL needs; 0 removes it."""
    if "ttlSecond" not in query:
        raise CallRefusedError(
            400, "ttlSecond is missing: the seconds that the session's data lives."
        )
    return _read_count(query, "ttlSecond", 0)


def single_value(value: JsonText) -> tuple[str, str]:
    """Return a property's value as v1 answers it alone, and its media type.

    A string is bare, as the service's page prints it [V1], unless its text reads as another JSON
    value: then it stays JSON, so that the SDK gets the value that was stored [SDK].
    """
    if kind(value) == "string":
        text: str = decode(value)
        if not _reads_as_json(text):
            return text, "text/plain"
    return value, "application/json"


def _reads_as_json(text: str) -> bool:
    # Many readers strip a byte order mark and read what follows it.
    if text.startswith("\ufeff"):
        return True
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    except (RecursionError, ValueError):
        return True
    return True


def _read_count(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not _COUNT.fullmatch(text):
        raise CallRefusedError(400, f"{name} is a whole number, not negative.")
    return int(text)
