"""The error that an answer without the promised status stands for (`ccs-api.md` 5)."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from ccs_tui.client.answer_body import html_page, is_html, unlike_contract
from ccs_tui.client.call import Answer, Call
from ccs_tui.client.errors import (
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
    shown_name,
)
from ccs_tui.client.secret_masking import masked
from ccs_tui.model.expiry import DAY
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.size import LIMIT, payload_size
from ccs_tui.model.wire import ErrorAnswer

LONGEST_MESSAGE = 200
SHORTEST_PIECE = 4
"""The characters of a value that a message repeats for more than chance."""
SHORTEST_WAIT = 1.0
"""The least seconds to wait after a 429."""


def error_of_answer(
    call: Call, answer: Answer, credential: str, advice: str, now: datetime
) -> CcsError | None:
    """Return the error that `answer` stands for, or None if it has the promised status.

    `credential` names the call's credential for a sentence, and `advice` says what to do if it is
    refused. `now` is on the service's clock.
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

    It is if it has the promised status, or refuses with a message as the service does.
    """
    if is_html(answer):
        return False
    if refused is None:
        return True
    return isinstance(refused, RefusedByServiceError) and message_of(answer) is not None


def _host(answer: Answer) -> str:
    """Return the host of a redirect, without the rest of its URL, which may hold a secret."""
    try:
        host = urlsplit(answer.location or "").hostname
    except ValueError:
        host = None
    return shown_name(masked(host, answer.secrets)) if host else "another path"


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
                return html_page(call, answer)  # a proxy answered: the document may be there
            if call.route.method == "DELETE" and message is None:
                # The service answers a deletion only by saying that it was done [S1]: here a proxy
                # or a wrong path answered, and the document may still be there.
                return unlike_contract(call, "status 404 without a message of the service")
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
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return RefusedByServiceError(
                f"A proxy refused {call} ({status}): it wants a login of its own",
                "Put it into the proxy's URL: http://USER:PASSWORD@HOST:PORT.",
                status=status,
            )
    said = f': "{message}"' if message and not repeats(message, call.payload or {}) else ""
    return RefusedByServiceError(
        f"The service refused {call} ({status}){said}",
        "Calling again does not help until that is put right.",
        status=status,
        service_message=message,
    )


def message_of(answer: Answer) -> str | None:
    """Return the message in an error's body, on one line and cut, or None if it has none."""
    try:
        message = ErrorAnswer.from_text(answer.body.decode()).message
    except ValueError:  # errors of JSON, UTF-8 and pydantic
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
    """Return the seconds that a Retry-After header asks to wait, from 0 to a day.

    The header has seconds or a date, which is on the service's clock, as `now` is. Returns None if
    it is missing or has neither.
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
