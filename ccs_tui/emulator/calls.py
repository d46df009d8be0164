"""A call as a handler gets it, and the answers it gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ccs_tui.model.expiry import Clock
from ccs_tui.model.wire import ErrorAnswer


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the decoded names of its path, its query and headers, and its body as text."""

    names: Mapping[str, str]
    query: Mapping[str, str] = field(repr=False)
    headers: Headers = field(repr=False)
    body: str = field(default="", repr=False)


Guard = Callable[[Call], None]
"""Lets a call in, or raises RefusedError; it comes before the body is read."""
Handler = Callable[[Call], Response]


def json_answer(text: str, status: int = 200) -> Response:
    """Answer JSON text."""
    return Response(text, status, media_type="application/json")


def no_content() -> Response:
    """Answer that it is done."""
    return Response(status_code=204)


def error_answer(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Refuse, with a sentence for people under `message` [OURS] [SDK]."""
    response = json_answer(ErrorAnswer(message=message).to_text(), status)
    response.headers.update(headers or {})
    return response


async def deliver(
    response: Response, clock: Clock, scope: Scope, receive: Receive, send: Send
) -> None:
    """Send an answer, with the `Date` that `clock` shows; to HEAD without its body."""
    response.headers["date"] = http_date(clock)
    if scope["method"] == "HEAD":
        response.body = b""
    await response(scope, receive, send)


def http_date(clock: Clock) -> str:
    """Return the time that `clock` shows as a `Date` header has it, to the second."""
    return format_datetime(clock(), usegmt=True)
