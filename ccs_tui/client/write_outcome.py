"""The outcome of a write that did not end as promised: refused, not done, or unknown.

A write is not repeated blindly. After a lost answer it may have been done, and after a wait others
may have changed the document. The caller reads the document and decides (`ccs-api.md`, 5).
"""

import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar

from ccs_tui.client.call import Call
from ccs_tui.client.errors import (
    CcsError,
    NetworkError,
    NotDoneError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedByServiceError,
    ServiceUnavailableError,
    capitalised,
)

Error = TypeVar("Error", bound=CcsError)
Got = TypeVar("Got")

LATE_SECONDS = 5.0
"""A write that waited this many seconds for its credentials is not sent as it was made: what it was
made of, as the seconds that a document has left, may have changed."""

_WITH_WAIT = (RateLimitedError, ServiceUnavailableError)


def may_have_arrived(error: CcsError) -> bool:
    """Return whether a write that was sent once and ended in `error` may have been done."""
    match error:
        case NotSentError() | NotDoneError() | RefusedByServiceError():
            return False
        case ServiceUnavailableError():
            return error.status != HTTPStatus.SERVICE_UNAVAILABLE
        case NetworkError():
            return error.may_have_arrived
    return True


def outcome_of(error: CcsError, *, in_doubt: CcsError | None = None) -> CcsError:
    """Return the error of a write for the error of its call.

    `in_doubt` is the error of an earlier sending that may have been done, None without one.
    """
    if isinstance(error, OutcomeUnknownError):
        return error
    if may_have_arrived(error) or in_doubt is not None:
        return _unknown(error)
    if isinstance(error, _WITH_WAIT):
        return _not_done(error, error.wait_seconds)
    if isinstance(error, NetworkError):
        return _not_done(error, None)
    return error


async def in_time(call: Call, ticks: Callable[[], float], getting: Awaitable[Got]) -> Got:
    """Wait for the credentials of a call, and return them.

    Raises the CcsError of `getting`; for a write it is one that says that the write never left, and
    so is that of a write that waited longer than LATE_SECONDS by `ticks`.
    """
    began = ticks()
    try:
        got = await getting
    except CcsError as error:
        ours = _before_sending(error) if call.writes else error
        if ours is error:
            raise
        raise ours from error
    if call.writes and ticks() - began > LATE_SECONDS:
        what = f"{capitalised(call.doing)} was not sent, since it waited for its credentials"
        raise NotDoneError(what, "Try again.", cause=NotSentError(what, "Try again."))
    return got


def _before_sending(error: CcsError) -> CcsError:
    """Return the error of a write whose login failed, so that it never left."""
    if isinstance(error, (NotSentError, NotDoneError)):
        return error
    if isinstance(error, RefusedByServiceError) and not isinstance(error, RateLimitedError):
        return error
    wait = error.wait_seconds if isinstance(error, _WITH_WAIT) else None
    return _not_done(error, wait)


def _unknown(error: CcsError) -> OutcomeUnknownError:
    unknown = OutcomeUnknownError(
        error.what, "It may have arrived: read what is there before you send it again.", cause=error
    )
    return _chained(unknown, error)


def _not_done(error: CcsError, wait_seconds: float | None) -> NotDoneError:
    again = f" Try again in {math.ceil(wait_seconds)} s." if wait_seconds else ""
    advice = error.advice if isinstance(error, NetworkError) else ""
    done = NotDoneError(
        error.what,
        f"Nothing was changed.{again} {advice}".rstrip(),
        cause=error,
        wait_seconds=wait_seconds,
    )
    return _chained(done, error)


def _chained(ours: Error, error: CcsError) -> Error:
    ours.attempts = error.attempts
    ours.__cause__ = error
    return ours
