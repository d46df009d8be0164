"""The emulator's answers: JSON, nothing, or an error with a sentence for people."""

from collections.abc import Mapping
from email.utils import format_datetime

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ccs_tui.model.expiry import Clock
from ccs_tui.model.wire import ErrorAnswer


def json_answer(text: str, status: int = 200) -> Response:
    """Return an answer of JSON text."""
    return Response(text, status, media_type="application/json")


def no_content() -> Response:
    """Return the answer of a call that is done and has nothing to say: 204."""
    return Response(status_code=204)


def error_answer(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error, with a sentence for people under `message` [OURS] [SDK]."""
    response = json_answer(ErrorAnswer(message=message).to_text(), status)
    response.headers.update(headers or {})
    return response


async def deliver(
    response: Response, clock: Clock, scope: Scope, receive: Receive, send: Send
) -> None:
    """Send an answer with the time of `clock` as its `Date`; an answer to HEAD has no body."""
    response.headers["date"] = http_date(clock)
    if scope["method"] == "HEAD":
        response.body = b""
    await response(scope, receive, send)


def http_date(clock: Clock) -> str:
    """Return the time of `clock` in the form of a `Date` header, to the second."""
    return format_datetime(clock(), usegmt=True)
