"""The errors of documents with a name twice, NaN and the like, so that the rest of a page is read.

Python's own parser accepts such documents. It is used to find where one begins and ends, and to
which session it belongs; no value that it reads is used.
"""

import json
from collections.abc import Iterator

from ccs_tui.client.call import Call
from ccs_tui.client.errors import ProtocolError, UnreadableDocumentError, capitalised, shown_name
from ccs_tui.model.json_text import JsonError, canonical

_decode = json.JSONDecoder().raw_decode
_SPACE = " \t\n\r"


def unreadable(call: Call, text: str, session: str | None, problem: ProtocolError) -> ProtocolError:
    """Return the error of a document that could not be read, with its text.

    `problem` is the error of the whole answer; it is returned if the text is no object at all.
    """
    try:
        if not isinstance(json.loads(text), dict) or _is_json(text):
            return problem
    except (ValueError, RecursionError):
        return problem
    return _error(call, session, text)


def _is_json(text: str) -> bool:
    try:
        canonical(text)
    except JsonError:
        return False
    return True


def elements(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield each object of an array: its text, and its `sessionId`. Raises ValueError."""
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        raise ValueError("no array")
    at = _skip(text, at + 1)
    while text[at : at + 1] != "]":
        value, end = _decode(text, at)
        session = value.get("sessionId") if isinstance(value, dict) else None
        yield text[at:end], session if isinstance(session, str) else None
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise ValueError("no comma")


def row_problem(call: Call, session: str, raw: str) -> UnreadableDocumentError:
    """Return the error of one row of a page."""
    return _error(call, session, raw)


def _error(call: Call, session: str | None, raw: str) -> UnreadableDocumentError:
    about = "it" if session is None else f"the document {shown_name(session)}"
    return UnreadableDocumentError(
        f"{capitalised(call.doing)} failed: {about} is not JSON that can be read without loss "
        f"({_why(raw)})",
        "Its text can be looked at as it is.",
        session=session,
        raw=raw,
    )


def _why(raw: str) -> str:
    try:
        canonical(raw)
    except JsonError as error:
        return str(error)
    return "its fields are not the service's"


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in _SPACE:
        at += 1
    return at
