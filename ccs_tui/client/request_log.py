"""The last requests of a client, in memory and bounded, to be looked at: headers, bodies, times.

No credential is kept: its header has no value here, and an answer that is a secret is left out.
What a body or a header may repeat of a secret is to be masked where it is shown (`Service.masked`).
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ccs_tui.client.call import Call
from ccs_tui.client.errors import CcsError
from ccs_tui.model.curl import CredentialKind
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.value_object import ValueObject
from ccs_tui.model.wire import API_KEY_HEADER

MOST_REQUESTS = 500
"""The requests that are kept, each attempt for itself."""
BODY_BYTES = 64_000
"""The bytes that are kept of a body, its first ones."""
ALL_BYTES = 8_000_000
"""The bytes of bodies that are kept in all; the oldest go first."""

RawHeaders = Sequence[tuple[bytes, bytes]]
"""Names and values of headers, as they went over the wire."""
SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", API_KEY_HEADER.lower(), "cookie", "set-cookie"}
)
"""The headers whose values are never kept."""
_SECRET_NAMES = frozenset(name.encode() for name in SECRET_HEADERS)


class KeptBody(ValueObject):
    """A body of `size` bytes, unpacked: its `head`, or none with why it is not kept."""

    size: int
    head: bytes = field(default=b"", repr=False)
    left_out: str = ""

    @property
    def is_whole(self) -> bool:
        """True if nothing of it is missing."""
        return len(self.head) == self.size


NO_BODY = KeptBody(0)
GONE = "no longer kept, since later bodies took its room"
WITHHELD = "not kept, since it is a secret"


@dataclass(slots=True, eq=False)
class SentRequest:
    """One request, and what came back so far.

    `number` counts from 1 in the order of sending, `attempt` those of one call. `at` is the instant
    of the sending on this machine's clock. `credential` is the kind of its secret. `seconds` is how
    long it took, None while it is under way; `wire_bytes` what came over the wire, packed as it
    was. `problem` says in a sentence why it was no success, empty if it was; `wait_seconds` is the
    pause before it was sent again, None if it was not. `is_left` says that nobody waited for its
    end.
    """

    number: int
    at: datetime
    doing: str
    method: str
    url: str = field(repr=False)
    attempt: int
    credential: CredentialKind
    sent_headers: RawHeaders = field(repr=False)
    sent: KeptBody
    status: int | None = None
    received_headers: RawHeaders = field(default=(), repr=False)
    received: KeptBody = NO_BODY
    wire_bytes: int = 0
    seconds: float | None = None
    problem: str = field(default="", repr=False)
    wait_seconds: float | None = None
    is_left: bool = False


class RequestLog:
    """Keeps the last requests. `changes` counts what happened, for what shows them."""

    def __init__(
        self,
        clock: Clock = system_clock,
        *,
        most: int = MOST_REQUESTS,
        body_bytes: int = BODY_BYTES,
        all_bytes: int = ALL_BYTES,
    ) -> None:
        self._clock = clock
        self._body_bytes = body_bytes
        self._all_bytes = all_bytes
        self._requests: deque[SentRequest] = deque(maxlen=most)
        self._bytes = 0
        self._number = 0
        self.changes = 0

    def __iter__(self) -> Iterator[SentRequest]:
        """Iterate over the requests, the newest first."""
        return reversed(self._requests)

    def begin(
        self, call: Call, attempt: int, url: str, headers: RawHeaders, body: bytes
    ) -> SentRequest:
        """Keep a request that is about to be sent."""
        names = {name.lower() for name, _ in headers}
        kind = CredentialKind.LOGIN if call.gets_secret else CredentialKind.TOKEN
        if API_KEY_HEADER.encode() in names:
            kind = CredentialKind.API_KEY
        self._number += 1
        request = SentRequest(
            self._number,
            self._clock(),
            call.doing,
            call.route.method,
            url,
            attempt,
            kind,
            _without_secrets(headers),
            self._kept(body),
        )
        if len(self._requests) == self._requests.maxlen:
            self._drop_bodies(self._requests[0])
        self._requests.append(request)
        self._add(request, request.sent)
        return request

    def answered(self, request: SentRequest, status: int, headers: RawHeaders) -> None:
        """Note the status and headers of the answer, whose body is on its way."""
        request.status = status
        request.received_headers = _without_secrets(headers)
        self.changes += 1

    def received(
        self, request: SentRequest, body: bytes, wire_bytes: int, *, is_secret: bool
    ) -> None:
        """Note the whole body of the answer, or only its size if it is a secret."""
        request.received = KeptBody(len(body), b"", WITHHELD) if is_secret else self._kept(body)
        request.wire_bytes = wire_bytes
        self._add(request, request.received)

    def ended(
        self, request: SentRequest, seconds: float, error: CcsError | None, pause: float | None
    ) -> None:
        """Note the end of a request, its error if it has one, and the pause before the next."""
        request.seconds = seconds
        request.problem = "" if error is None else error.what
        request.wait_seconds = pause
        self.changes += 1

    def left(self, request: SentRequest, seconds: float) -> None:
        """Note that nobody waits for the answer any more."""
        request.seconds, request.is_left = seconds, True
        request.problem = "It was cancelled before the whole answer came"
        self.changes += 1

    def _kept(self, body: bytes) -> KeptBody:
        return KeptBody(len(body), body[: self._body_bytes])

    def _add(self, request: SentRequest, body: KeptBody) -> None:
        """Count a body of a request that is kept, and make room for it."""
        self.changes += 1
        if not body.head or request.number <= self._number - (self._requests.maxlen or 0):
            return
        self._bytes += len(body.head)
        for oldest in self._requests:
            if self._bytes <= self._all_bytes:
                break
            self._drop_bodies(oldest)

    def _drop_bodies(self, request: SentRequest) -> None:
        self._bytes -= len(request.sent.head) + len(request.received.head)
        if request.sent.head:
            request.sent = KeptBody(request.sent.size, b"", GONE)
        if request.received.head:
            request.received = KeptBody(request.received.size, b"", GONE)


def _without_secrets(headers: RawHeaders) -> RawHeaders:
    """Return headers with no value for those that hold a secret."""
    return tuple((name, b"" if name.lower() in _SECRET_NAMES else value) for name, value in headers)
