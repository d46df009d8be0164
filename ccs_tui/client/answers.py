"""From an answer to values, or to the error that it is. All of it is said in `ccs-api.md` 2 to 5.

An answer is not trusted: what is not as the contract says becomes a ProtocolError that names the
field or the position, never a value. Errors are raised outside of `except` blocks where the cause
holds the body, so that no traceback can show it.
"""

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote as url_quote
from urllib.parse import urlsplit

from pydantic import ValidationError

from ccs_tui.client.call import Answer, Call
from ccs_tui.client.errors import (
    AnswerTooLargeError,
    CcsError,
    DocumentTooLargeError,
    ForbiddenError,
    ProtocolError,
    RateLimitedError,
    RefusedByServiceError,
    ServiceUnavailableError,
    UnauthorizedError,
    capitalised,
    not_found,
    shown,
)
from ccs_tui.model.expiry import DAY
from ccs_tui.model.json_text import (
    JsonError,
    JsonText,
    canonical,
    decode,
    kind,
    members,
    parse_array,
    quote,
)
from ccs_tui.model.size import LIMIT, payload_size
from ccs_tui.model.wire import ErrorAnswer, WireBody, describe

Body = TypeVar("Body", bound=WireBody)

LONGEST_MESSAGE = 200
SHORTEST_PIECE = 4
"""How many characters of a value in a message are taken for a repetition of it."""
MASK = "[…]"
SHORTEST_WAIT = 1.0
"""Seconds to wait after a 429 at the least."""


# ── the body of an answer that is as promised ──────────────────────────────────────────────────


def text_of(call: Call, answer: Answer) -> str:
    """Return the body as text. Raises ProtocolError if it is an HTML page or not UTF-8."""
    if is_html(answer):
        raise html_page(call, answer)
    problem = ""
    try:
        return answer.body.decode()
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8"
    raise unlike_contract(call, problem)


def read_body(call: Call, text: str, model: type[Body]) -> Body:
    """Read a body of the contract. Raises ProtocolError."""
    try:
        return model.from_text(text)
    except JsonError as error:
        problem = str(error)
    except ValidationError as error:
        problem = describe(error)
    raise unlike_contract(call, problem)


def read_list(call: Call, text: str, model: type[Body]) -> list[Body]:
    """Read an array of bodies of the contract. Raises ProtocolError."""
    bodies = []
    for number, element in enumerate(_elements(call, text)):
        try:
            bodies.append(model.from_canonical(element))
            continue
        except JsonError as error:
            problem = error.reason
        except ValidationError as error:
            problem = describe(error)
        raise unlike_contract(call, f"element {number}: {problem}")
    return bodies


def read_strings(call: Call, text: str) -> list[str]:
    """Read an array of strings. Raises ProtocolError."""
    elements = _elements(call, text)
    for number, element in enumerate(elements):
        if kind(element) != "string":
            raise unlike_contract(call, f"element {number}: it is no string but a {kind(element)}")
    return [decode(element) for element in elements]


def read_object(call: Call, text: str) -> dict[str, JsonText]:
    """Read an object of properties. Raises ProtocolError."""
    try:
        return members(canonical(text))
    except JsonError as error:
        problem = str(error)
    raise unlike_contract(call, problem)


def read_bare_value(text: str) -> JsonText:
    """Read v1's single property: JSON, or where it is none, a string without its quotes [V1]."""
    try:
        return canonical(text)
    except JsonError:
        return quote(text)


def _elements(call: Call, text: str) -> Sequence[JsonText]:
    try:
        return parse_array(text)
    except JsonError as error:
        problem = str(error)
    raise unlike_contract(call, problem)


def unlike_contract(call: Call, problem: str) -> ProtocolError:
    """Return the error of an answer that is not what the contract says."""
    return ProtocolError(
        f"The answer to {call} is not what the service promises ({problem})",
        "Check that the URL is the service's and that no proxy changes its answers.",
    )


def answer_too_large(call: Call, most: str) -> AnswerTooLargeError:
    """Return the error of an answer that is larger than allowed."""
    return AnswerTooLargeError(
        f"The answer to {call} is larger than {most}", "Ask for less at once."
    )


def is_html(answer: Answer) -> bool:
    """Return whether an answer is a page for people, and so not the service's."""
    return answer.content_type.lower() == "text/html"


def html_page(call: Call, answer: Answer) -> ProtocolError:
    """Return the error of an HTML page where JSON is promised."""
    return ProtocolError(
        f"The answer to {call} is an HTML page ({answer.status}), not the service's",
        "A proxy or another site answered: check the URL, and whether the network asks to log in.",
    )


# ── an answer that is not as promised ──────────────────────────────────────────────────────────


def refusal(
    call: Call, answer: Answer, credential: str, advice: str, now: datetime
) -> CcsError | None:
    """Return the error that `answer` is, or None if it has the promised status.

    `credential` and `advice` are how the credential is called that the call was sent with, and
    what to do if it is refused.
    """
    status = answer.status
    if status == call.expects:
        return None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServiceUnavailableError(
            f"{capitalised(call.doing)} failed: the service is in trouble ({status})",
            "Try again later; doing so is safe.",
            status=status,
            wait_seconds=wait_seconds(answer.retry_after, now),
        )
    if status >= HTTPStatus.BAD_REQUEST:
        return _refused(call, answer, credential, advice, now)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        return ProtocolError(
            f"The answer to {call} is a redirect ({status}) to {_host(answer)}, which is "
            f"not followed: the credentials would go with it",
            "Check the URL.",
        )
    if is_html(answer):
        return html_page(call, answer)
    return unlike_contract(call, f"status {status} instead of {call.expects}")


def is_services_own(answer: Answer, refused: CcsError | None) -> bool:
    """Return whether an answer is the service's, and not that of a proxy on the way.

    It has the promised status, or refuses with a message as the service does.
    """
    if is_html(answer):
        return False
    if refused is None:
        return True
    return isinstance(refused, RefusedByServiceError) and message_of(answer) is not None


def _host(answer: Answer) -> str:
    """Return where a redirect leads; the rest of the URL may hold anything."""
    try:
        host = urlsplit(answer.location or "").hostname
    except ValueError:
        host = None
    return shown(masked(host, answer.secrets)) if host else "another path"


def masked(text: str, secrets: Collection[str]) -> str:
    """Return a text of the service without the secrets that it repeats, however they are spelled.

    A text that holds a secret too short to be told from chance is masked as a whole.
    """
    for secret in secrets:
        for spelling in {secret, url_quote(secret, safe=""), json.dumps(secret)[1:-1]}:
            if spelling and spelling.casefold() in text.casefold():
                if len(spelling) < SHORTEST_PIECE:
                    return MASK
                text = re.sub(re.escape(spelling), MASK, text, flags=re.IGNORECASE)
    return text


def _refused(call: Call, answer: Answer, credential: str, advice: str, now: datetime) -> CcsError:
    status = answer.status
    message = message_of(answer)
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            kind_ = UnauthorizedError if status == HTTPStatus.UNAUTHORIZED else ForbiddenError
            return kind_(
                f"The service refused {credential} ({status}) for {call}",
                advice,
                status=status,
                service_message=message,
            )
        case HTTPStatus.NOT_FOUND:
            if is_html(answer):
                return html_page(call, answer)  # not the service: nothing is known to be missing
            return not_found(call.subject, message)
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE if call.payload is not None:
            if is_html(answer):
                return html_page(call, answer)  # a proxy has limits of its own
            size = payload_size(call.payload)
            return DocumentTooLargeError(
                f"{capitalised(call.subject)} would be larger than {LIMIT:,} "
                f"characters (413): nothing of the {size:,} sent was saved",
                "Shorten or remove properties and save again.",
                size=size,
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            wait = max(SHORTEST_WAIT, wait_seconds(answer.retry_after, now) or 0)
            return RateLimitedError(
                f"{capitalised(call.doing)} has to wait: the service was called too often (429)",
                f"Try again in {math.ceil(wait)} s.",
                wait_seconds=wait,
            )
    said = f': "{message}"' if message and not repeats(message, call.payload or {}) else ""
    return RefusedByServiceError(
        f"The service refused {call} ({status}){said}",
        "Calling again does not help until that is put right.",
        status=status,
        service_message=message,
    )


def message_of(answer: Answer) -> str | None:
    """Return what the service says in an error's body, on one line and cut, or None."""
    try:
        message = ErrorAnswer.from_text(answer.body.decode()).message
    except ValueError:  # of JSON, of UTF-8 and of pydantic alike
        return None
    line = " ".join("".join(c if c.isprintable() else " " for c in message).split())
    line = masked(line, answer.secrets)
    return line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]}…"


def repeats(message: str, payload: Mapping[str, JsonText]) -> bool:
    """Return whether a message may hold part of a value that was sent, and must not be shown."""
    pieces = {message[at : at + SHORTEST_PIECE] for at in range(len(message))}
    return any(
        piece in value
        for value in payload.values()
        for piece in pieces
        if len(piece) == SHORTEST_PIECE
    )


def wait_seconds(retry_after: str | None, now: datetime) -> float | None:
    """Read a Retry-After header, in seconds or as a date; None if there is none that makes sense.

    The wait is in seconds, from `now`, from 0 to a day.
    """
    if retry_after is None:
        return None
    if retry_after.isdecimal() and retry_after.isascii():
        return min(float(retry_after), DAY)
    try:
        date = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return min(max(0.0, (date - now).total_seconds()), DAY)


def plain(properties: Mapping[str, JsonText]) -> dict[str, Any]:
    """Return properties as plain Python values; numbers become int and float."""
    return {name: decode(value) for name, value in properties.items()}
