"""The outcome of a write that did not end as promised: refused, not done, or unknown.

A write is not repeated blindly. After a lost answer it may have been done, and after a wait others
may have changed the document. The caller reads the document and decides (`ccs-api.md`, 5).
"""

import math
from http import HTTPStatus
from typing import TypeVar

from ccs_tui.client.errors import (
    CcsError,
    NetworkError,
    NotDoneError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RefusedByServiceError,
    ServiceUnavailableError,
)

Error = TypeVar("Error", bound=CcsError)

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


def before_sending(error: CcsError) -> CcsError:
    """Return the error of a write whose login failed, so that it never left."""
    if isinstance(error, (NotSentError, NotDoneError)):
        return error
    if isinstance(error, RefusedByServiceError) and not isinstance(error, RateLimitedError):
        return error
    wait = error.wait_seconds if isinstance(error, _WITH_WAIT) else None
    return _not_done(error, wait)


def _unknown(error: CcsError) -> OutcomeUnknownError:
    unknown = OutcomeUnknownError(
        error.what, "It may have arrived: read what is there before it is sent again.", cause=error
    )
    return _chained(unknown, error)


def _not_done(error: CcsError, wait_seconds: float | None) -> NotDoneError:
    again = f" Try again in {math.ceil(wait_seconds)} s." if wait_seconds else ""
    advice = error.advice if isinstance(error, NetworkError) else ""
    done = NotDoneError(
        error.what,
        f"Nothing was done by it.{again} {advice}".rstrip(),
        cause=error,
        wait_seconds=wait_seconds,
    )
    return _chained(done, error)


def _chained(ours: Error, error: CcsError) -> Error:
    ours.attempts = error.attempts
    ours.__cause__ = error
    return ours
