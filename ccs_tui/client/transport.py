"""The one place where requests are sent: time, repeats, concurrency, size, read-only.

What repeats, and when: `ccs-api.md` section 5.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode, urlsplit

import httpx

from ccs_tui import __version__
from ccs_tui.client.answers import is_services_own, refusal, text_of
from ccs_tui.client.auth import Credentials, Header
from ccs_tui.client.call import Answer, Attempt, Call
from ccs_tui.client.errors import (
    AnswerTooLargeError,
    CcsError,
    InvalidNameError,
    NetworkError,
    OutcomeUnknownError,
    RateLimitedError,
    ReadOnlyError,
    ServiceUnavailableError,
    UnauthorizedError,
)
from ccs_tui.client.failures import translate
from ccs_tui.client.limit import Limit
from ccs_tui.client.service_time import ServiceTime
from ccs_tui.client.write_lock import WriteLock
from ccs_tui.client.write_outcome import before_sending, may_have_arrived, outcome_of
from ccs_tui.model.connection import Connection, is_loopback
from ccs_tui.model.expiry import Clock

Listener = Callable[[Attempt], None]
"""Is told of each attempt once it is over; it must return at once and raise nothing."""
Sleep = Callable[[float], Awaitable[None]]
Random = Callable[[], float]
"""Returns a number from 0 to below 1, as `random.random`."""

KEEP_CONNECTION_SECONDS = 30.0
"""How long an unused connection is kept for the next call."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, how often, how much at once; times in seconds.

    `connect_seconds` to reach the service; `silence_seconds` without a byte of the answer;
    `total_seconds` for a call with all its attempts and pauses, once its turn has come, and as
    much again for a login that it needs. `tries` for network errors and 5xx; a 429 is repeated
    while there is time. The pause doubles from `first_pause_seconds`. `concurrent` calls are
    under way at the most; an answer has at most `answer_bytes`, unpacked.
    """

    connect_seconds: float = 5.0
    silence_seconds: float = 10.0
    total_seconds: float = 30.0
    tries: int = 3
    first_pause_seconds: float = 0.5
    concurrent: int = 16
    answer_bytes: int = 64 * 1024 * 1024


def open_http(
    connection: Connection, patience: Patience, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    """Return the pool of connections that everything goes over.

    Proxies and certificate authorities are those of the environment (`HTTPS_PROXY`, `NO_PROXY`,
    `SSL_CERT_FILE`), but for an emulator on this machine, which no proxy can reach.
    """
    return httpx.AsyncClient(
        transport=transport,
        trust_env=not (is_loopback(connection.v1_url) and is_loopback(connection.v2_url)),
        follow_redirects=False,
        timeout=httpx.Timeout(
            patience.silence_seconds, connect=patience.connect_seconds, pool=None
        ),
        limits=httpx.Limits(
            max_connections=patience.concurrent, keepalive_expiry=KEEP_CONNECTION_SECONDS
        ),
        headers={"Accept": "application/json", "User-Agent": f"ccs-tui/{__version__}"},
    )


@dataclass(slots=True)
class Sending:
    """A call on its way, over all its attempts; `status` is of the last one, None without any.

    `in_doubt` is the last failure after which it may have arrived all the same, None without any.
    `sent` and `received` bound the instant at which it was answered, in ticks.
    """

    call: Call
    base_url: str
    seconds_left: float
    attempts: int = 0
    status: int | None = None
    in_doubt: CcsError | None = None
    sent: float = 0.0
    received: float = 0.0
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = self.call.path()

    @property
    def url(self) -> str:
        """The whole URL; its path goes out as it is, since httpx leaves escapes alone."""
        query = f"?{urlencode(self.call.query)}" if self.call.query else ""
        return f"{self.base_url.rstrip('/')}{self.path}{query}"

    @property
    def host(self) -> str:
        """Where it goes, for sentences."""
        return urlsplit(self.base_url).netloc


class Transport:
    """Sends calls with patience, over one pool of connections.

    Reads are repeated, and with `repeat_writes` writes too. `service_time` learns from the answers
    of `time_url`.
    `sleep`, `random` and `clock` are arguments, so that tests wait for nothing.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        patience: Patience,
        write_lock: WriteLock,
        repeat_writes: bool,
        service_time: ServiceTime,
        time_url: str,
        clock: Clock,
        sleep: Sleep,
        random: Random,
        listener: Listener | None,
    ) -> None:
        self._http = http
        self._patience = patience
        self._write_lock = write_lock
        self._repeat_writes = repeat_writes
        self._service_time = service_time
        self._time_url = time_url
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._listener = listener
        self._limit = Limit(patience.concurrent)

    async def send(self, base_url: str, call: Call, credentials: Credentials) -> str:
        """Send a call, repeating it as it may be, and return the body of its answer as text.

        After a 401 it is sent once more if `credentials` can be renewed [AUTH]. A write is sent
        only while writes are not locked; that is asked before each attempt. It is not repeated,
        and ends as `write_outcome` says. Raises CcsError.
        """
        sending = Sending(call, base_url, self._patience.total_seconds)
        self._check_lock(sending)
        try:
            return text_of(call, await self._answer(sending, credentials))
        except CcsError as error:
            if not call.writes:
                raise
            ours = outcome_of(error, in_doubt=sending.in_doubt)
            if ours is error:
                raise
        raise ours

    async def _answer(self, sending: Sending, credentials: Credentials) -> Answer:
        header = await self._header(sending, credentials)
        try:
            return await self._repeat(sending, credentials, header)
        except UnauthorizedError:
            if not await self._renewed(sending, credentials, header):
                raise
        header = await self._header(sending, credentials)
        return await self._repeat(sending, credentials, header)

    async def _header(self, sending: Sending, credentials: Credentials) -> Header:
        with _login_before(sending.call):
            return await credentials.header()

    async def _renewed(self, sending: Sending, credentials: Credentials, refused: Header) -> bool:
        with _login_before(sending.call):
            return await credentials.renew(refused)

    def _check_lock(self, sending: Sending) -> None:
        """Raise ReadOnlyError for a write that must not leave.

        If an earlier attempt may have arrived, its error is raised instead: what is on the
        service is not known then, and the advice is to look.
        """
        call = sending.call
        if not call.writes or not self._write_lock.is_locked:
            return
        if sending.in_doubt is not None:
            raise OutcomeUnknownError(
                sending.in_doubt.what,
                "It may have arrived. It was not sent again, since the connection is read-only "
                "now.",
                cause=sending.in_doubt,
            ) from sending.in_doubt
        raise ReadOnlyError(
            f"This connection is read-only: {call} was not sent",
            "To write, connect without read-only (CCS_READ_ONLY)."
            if self._write_lock.permanent
            else "Unlock it to write.",
        )

    async def _repeat(self, sending: Sending, credentials: Credentials, header: Header) -> Answer:
        failures = 0
        while True:
            async with self._limit.slot() as slot:
                self._check_lock(sending)
                sending.attempts += 1
                started = perf_counter()
                outcome = await self._attempt(sending, credentials, header)
                seconds = perf_counter() - started
                if isinstance(outcome, RateLimitedError):
                    self._limit.lower(slot)
                elif not isinstance(outcome, (NetworkError, ServiceUnavailableError)):
                    self._limit.grow()
            sending.seconds_left -= seconds
            if isinstance(outcome, CcsError) and may_have_arrived(outcome):
                sending.in_doubt = outcome
            failures += not isinstance(outcome, RateLimitedError)
            pause = self._pause(outcome, failures, sending)
            self._tell(sending, outcome, seconds, pause)
            if isinstance(outcome, Answer):
                return outcome
            outcome.attempts = sending.attempts
            if pause is None:
                raise outcome
            sending.seconds_left -= pause
            await self._sleep(pause)

    def _pause(self, outcome: Answer | CcsError, failures: int, sending: Sending) -> float | None:
        """Return the seconds to wait before the next attempt, or None if there is to be none."""
        if sending.call.writes and not self._repeat_writes:
            return None
        backoff = self._patience.first_pause_seconds * 2 ** (sending.attempts - 1)
        match outcome:
            case RateLimitedError():
                # Never sooner than it asked for; later by chance, so that calls do not come back
                # in the burst that they left in.
                pause = max(outcome.wait_seconds, backoff) * (1 + self._random() / 4)
            case ServiceUnavailableError() if failures < self._patience.tries:
                pause = max(outcome.wait_seconds or 0, backoff * (1 + self._random()) / 2)
            case NetworkError() if failures < self._patience.tries:
                pause = backoff * (1 + self._random()) / 2
            case _:
                return None
        return pause if pause < sending.seconds_left else None

    def _tell(
        self, sending: Sending, outcome: Answer | CcsError, seconds: float, pause: float | None
    ) -> None:
        if self._listener is not None:
            self._listener(
                Attempt(
                    method=sending.call.route.method,
                    path=sending.path,
                    number=sending.attempts,
                    status=sending.status,
                    error=type(outcome).__name__ if isinstance(outcome, CcsError) else None,
                    seconds=seconds,
                    wait_seconds=pause,
                )
            )

    async def _attempt(
        self, sending: Sending, credentials: Credentials, header: Header
    ) -> Answer | CcsError:
        """Send once and wait for the whole answer; whatever goes wrong is returned."""
        call = sending.call
        sending.status = None
        try:
            async with asyncio.timeout(max(0.0, sending.seconds_left)):
                answer = await self._exchange(sending, header)
        except CcsError as error:
            return error
        except (httpx.HTTPError, TimeoutError) as error:
            return translate(error, call, sending.host)
        refused = refusal(call, answer, credentials.name, credentials.advice, self._clock())
        if sending.base_url == self._time_url and is_services_own(answer, refused):
            self._service_time.observe(answer.date, sending.sent, sending.received)
        return refused or answer

    async def _exchange(self, sending: Sending, header: Header) -> Answer:
        call = sending.call
        headers = {header[0]: header[1].get_secret_value()}
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        try:
            request = self._http.build_request(
                call.route.method, sending.url, headers=headers, content=call.body
            )
        except httpx.InvalidURL:
            raise InvalidNameError(
                f"A name is too long for a URL: {call} was not sent", "Choose a shorter name."
            ) from None
        sending.sent = self._service_time.ticks()
        response = await self._http.send(request, stream=True)
        sending.received = self._service_time.ticks()
        try:
            sending.status = response.status_code
            return Answer(
                status=response.status_code,
                content_type=response.headers.get("content-type", "").partition(";")[0].strip(),
                body=await self._read(response, call),
                retry_after=response.headers.get("retry-after"),
                location=response.headers.get("location"),
                date=date_of(response.headers),
            )
        finally:
            await response.aclose()

    async def _read(self, response: httpx.Response, call: Call) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._patience.answer_bytes:
                raise AnswerTooLargeError(
                    f"The answer to {call} is larger than {self._patience.answer_bytes:,} bytes",
                    "Ask for less at once.",
                )
        return bytes(body)


@contextmanager
def _login_before(call: Call) -> Iterator[None]:
    """Say of a write whose login fails that it never left."""
    try:
        yield
    except CcsError as error:
        ours = before_sending(error) if call.writes else error
        if ours is error:
            raise
        raise ours from error


def date_of(headers: httpx.Headers) -> str | None:
    """Return the `Date` of an answer, None if a cache may have kept the answer."""
    if "age" in headers or "hit" in headers.get("x-cache", "").lower():
        return None
    date: str | None = headers.get("date")
    return date
