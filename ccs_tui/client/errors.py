"""The tree of errors. The text of each says what happened, to what, and what to do next.

CcsError
├── NotSentError                  refused here, before anything was sent
│   ├── InvalidNameError            a name that the service can't have
│   ├── ReservedNamespaceError      a write to a namespace that the service keeps for itself
│   ├── ReadOnlyError               a write over a read-only connection
│   ├── MissingCredentialsError     a call of a version that the connection has no credentials for
│   └── UnusableSettingError        a setting, file or URL that can't be used, or no secret
├── RefusedByServiceError         the service answered, and said no
│   ├── UnauthorizedError           401
│   ├── ForbiddenError              403
│   ├── NotFoundError               404
│   ├── DocumentTooLargeError       413
│   └── RateLimitedError            429
├── ServiceUnavailableError       the service answered that it is in trouble: 5xx
├── NetworkError                  no answer, or not the whole of it
│   └── RequestTimeoutError         not in time
├── ProtocolError                 an answer that is not what the contract says
│   ├── AnswerTooLargeError         an answer beyond the limit on its size
│   └── UnreadableDocumentError     a document with a name twice, NaN or the like in it
├── OutcomeUnknownError           a write that may have been done: its answer was lost or unusable
└── NotDoneError                  a write that was put off or never left: nothing was done by it

A write is done, or ends with NotSentError, RefusedByServiceError, OutcomeUnknownError or
NotDoneError; the last two have the error of the call as their `cause`.

No text contains a key, a token or a value of a document. This module does not import httpx.
"""

_LONGEST_NAME_SHOWN = 60


class CcsError(Exception):
    """Something went wrong with a call.

    `what` says what happened and to what, and `advice` what to do next. `attempts` is the number
    of times that the call was sent.
    """

    def __init__(self, what: str, advice: str = "") -> None:
        self.what = what
        self.advice = advice
        self.attempts = 1
        super().__init__(what, advice)

    def __str__(self) -> str:
        tried = f", {self.attempts} times in a row" if self.attempts > 1 else ""
        return f"{self.what}{tried}. {self.advice}".strip()


class NotSentError(CcsError):
    """The call was refused by the client: nothing was sent."""


class InvalidNameError(NotSentError):
    """A name of a namespace, session or property that the service can't have."""


class ReservedNamespaceError(NotSentError):
    """A write to a namespace that the service keeps for itself [S2]."""


class ReadOnlyError(NotSentError):
    """A write over a connection that is read-only."""


class MissingCredentialsError(NotSentError):
    """A call of a version that the connection has no credentials for."""


class UnusableSettingError(NotSentError):
    """A setting, a file or a URL that can't be used, or a secret that can't be had."""


class RefusedByServiceError(CcsError):
    """The service answered with a 4xx.

    `status` is the HTTP status, and `service_message` the service's message, or None. The text
    leaves the message out if it may repeat a value that was to be saved.
    """

    def __init__(
        self, what: str, advice: str = "", *, status: int, service_message: str | None = None
    ) -> None:
        super().__init__(what, advice)
        self.status = status
        self.service_message = service_message


class UnauthorizedError(RefusedByServiceError):
    """A token, or a user and password, that v2 does not accept: 401 [AUTH]."""


class ForbiddenError(RefusedByServiceError):
    """An API key that v1 does not accept [SDK], or no permission: 403."""


class NotFoundError(RefusedByServiceError):
    """A namespace, document or property that is not there: 404."""


class DocumentTooLargeError(RefusedByServiceError):
    """A save that would make the document larger than 800,000 characters: 413 [S2].

    Nothing was saved. `size` is the number of characters that were sent; the whole document would
    have had at least as many.
    """

    def __init__(self, what: str, advice: str = "", *, size: int) -> None:
        super().__init__(what, advice, status=413)
        self.size = size


class RateLimitedError(RefusedByServiceError):
    """Too many calls: 429. `wait_seconds` is the time to wait before the next."""

    def __init__(self, what: str, advice: str = "", *, wait_seconds: float) -> None:
        super().__init__(what, advice, status=429)
        self.wait_seconds = wait_seconds


class ServiceUnavailableError(CcsError):
    """The service is in trouble. `status` is a 5xx; `wait_seconds` is what it asks for, or None."""

    def __init__(
        self, what: str, advice: str = "", *, status: int, wait_seconds: float | None = None
    ) -> None:
        super().__init__(what, advice)
        self.status = status
        self.wait_seconds = wait_seconds


class NetworkError(CcsError):
    """The service was not reached, or its answer broke off.

    `may_have_arrived` is False if no connection was made, so that the call never left.
    """

    may_have_arrived = True


class RequestTimeoutError(NetworkError):
    """There was no whole answer in time."""


class ProtocolError(CcsError):
    """An answer that is not what the contract says; the text names the offending part."""


class AnswerTooLargeError(ProtocolError):
    """An answer larger than the client is willing to hold."""


class UnreadableDocumentError(ProtocolError):
    """A document that is not JSON as everybody reads it: a name twice, NaN.

    `session` is its session, None for the namespace document; `raw` its text as it came, which is
    no part of the error's own text.
    """

    def __init__(self, what: str, advice: str = "", *, session: str | None, raw: str) -> None:
        super().__init__(what, advice)
        self.session = session
        self.raw = raw


class OutcomeUnknownError(CcsError):
    """A write that may have been done, or not: only reading the document can tell.

    `cause` is the error of the call: its answer was lost, or is not the service's.
    """

    def __init__(self, what: str, advice: str = "", *, cause: CcsError) -> None:
        super().__init__(what, advice)
        self.cause = cause


class NotDoneError(CcsError):
    """A write that was put off by the service, or that never left: nothing was done by it.

    `cause` is the error of the call. `wait_seconds` is the time that the service asks to wait, None
    if it does not say. Others may have changed the document meanwhile.
    """

    def __init__(
        self, what: str, advice: str = "", *, cause: CcsError, wait_seconds: float | None = None
    ) -> None:
        super().__init__(what, advice)
        self.cause = cause
        self.wait_seconds = wait_seconds


def shown_name(name: str) -> str:
    """Return a name for a sentence: with control characters escaped, and cut in its middle."""
    text = name
    if not name.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode-escape").decode() for c in name)
    if len(text) <= _LONGEST_NAME_SHOWN:
        return text
    half = _LONGEST_NAME_SHOWN // 2
    return f"{text[:half]}…{text[-half:]}"


def capitalised(phrase: str) -> str:
    """Return a phrase as the beginning of a sentence."""
    return phrase[:1].upper() + phrase[1:]


def not_found(
    subject: str, service_message: str | None = None, *, advice: str = ""
) -> NotFoundError:
    """Return the error for a missing `subject`, such as `the document le1:orders:1`.

    `advice` is what else may be to do about it.
    """
    return NotFoundError(
        f"{capitalised(subject)} does not exist",
        f"It may have expired or been deleted; check its name.{advice}",
        status=404,
        service_message=service_message,
    )
