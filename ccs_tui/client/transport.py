"""The one place that sends requests, within the limits of time, repeats, number and size."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

from ccs_tui.client.answer_body import text_of
from ccs_tui.client.answer_error import error_of_answer, is_services_own
from ccs_tui.client.auth import Credentials, Header, Refused
from ccs_tui.client.call import Answer, Attempt, Call
from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.call_progress import CallProgress
from ccs_tui.client.concurrency_limit import Limit
from ccs_tui.client.errors import (
    CcsError,
    DocumentTooLargeError,
    NetworkError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    ReadOnlyError,
    ServiceUnavailableError,
    capitalised,
)
from ccs_tui.client.exchange import Exchange, Exchanges, has_written, interruptible, was_left
from ccs_tui.client.http_client import HttpClient
from ccs_tui.client.request_log import RequestLog
from ccs_tui.client.retry_policy import Random, RetryPolicy
from ccs_tui.client.round_trip import RoundTrips
from ccs_tui.client.service_time import ServiceTime
from ccs_tui.client.write_lock import WriteLock
from ccs_tui.client.write_outcome import (
    in_time,
    may_have_arrived,
    outcome_of,
)
from ccs_tui.model.secret import Secret

AttemptListener = Callable[[Attempt], None]
"""A function that is told of each attempt; it must return at once and raise nothing."""
Sleep = Callable[[float], Awaitable[None]]
Attempted = tuple[Answer | CcsError, float | None]
"""The result of one progress, and the seconds before the next; None if there is no next."""

LAST_WRITES_SECONDS = 5.0
"""The seconds that the closing of a client waits for writes under way."""


class Transport:
    """Sends calls within limits, over one pool of connections.

    Reads are repeated, and with `repeat_writes` also writes. `service_time` learns from the answers
    of `time_url`. `open_http` makes the client when the first call is sent; with `own_pool` its
    connections are those of `pool.Pool`. `request_log` keeps what was sent. `secrets` are
    masked in the service's messages. `sleep` and `random` are arguments, so that tests need not
    wait.
    """

    def __init__(
        self,
        open_http: Callable[[], HttpClient],
        *,
        limits: CallLimits,
        own_pool: bool,
        secrets: Sequence[str],
        write_lock: WriteLock,
        repeat_writes: bool,
        service_time: ServiceTime,
        time_url: str,
        sleep: Sleep,
        random: Random,
        listener: AttemptListener | None,
        request_log: RequestLog | None,
    ) -> None:
        self._open_http = open_http
        self._opened: HttpClient | None = None
        self._closed = False
        self._exchanges = Exchanges()
        self._limits = limits
        self._write_lock = write_lock
        self._service_time = service_time
        self._time_url = time_url
        self._sleep = sleep
        self._retries = RetryPolicy(limits, random, repeat_writes=repeat_writes)
        self._listener = listener
        self._own_pool = own_pool
        self._request_log = request_log
        self._round_trips = RoundTrips(limits, set(secrets), service_time.ticks, request_log)
        self._limit = Limit(limits.concurrent)

    async def send(self, base_url: str, call: Call, credentials: Credentials) -> str:
        """Send a call, repeat it if that is allowed, and return the body of its answer as text.

        After a refusal it is sent once more for each time that `credentials` can be renewed [AUTH].
        The write lock is asked before each sending of a write, which is not repeated and ends as
        `write_outcome` says. A write that had to wait for its credentials is not done, since what
        it was made of may have changed, as the seconds that a document has left. Raises CcsError.
        """
        progress = CallProgress(call, base_url, self._limits.total_seconds)
        self._check_lock(progress)
        try:
            return text_of(call, await self._answer(progress, credentials))
        except CcsError as error:
            if not call.writes:
                raise
            ours = outcome_of(error, in_doubt=progress.in_doubt)
            if ours is error:
                raise
        raise ours

    async def _answer(self, progress: CallProgress, credentials: Credentials) -> Answer:
        renewals, ticks = 0, self._service_time.ticks
        while True:
            header = await in_time(progress.call, ticks, credentials.header())
            try:
                answer = await self._repeat(progress, credentials, header)
            except credentials.refusals as error:
                refused = Refused(header, error, renewals)
                if not await in_time(progress.call, ticks, credentials.renew(refused)):
                    raise
                renewals += 1
            except (NotFoundError, DocumentTooLargeError):
                credentials.accepted()
                raise
            else:
                credentials.accepted()
                return answer

    def mask(self, secret: Secret) -> None:
        """Mask a secret, which became known after the start, in the service's messages."""
        self._round_trips.mask(secret.get_secret_value())

    def masked(self, text: str) -> str:
        """Return a text with a mask over each secret in it that is known by now."""
        return self._round_trips.masked(text)

    def _check_lock(self, progress: CallProgress) -> None:
        """Raise ReadOnlyError for a write that must not leave.

        If an earlier attempt may have arrived, its error is raised instead, since it says to look
        at what is on the service.
        """
        call = progress.call
        if not call.writes or not self._write_lock.is_locked:
            return
        if progress.in_doubt is not None:
            raise OutcomeUnknownError(
                progress.in_doubt.what,
                "It may have arrived. It was not sent again, since the connection is read-only "
                "now.",
                cause=progress.in_doubt,
            ) from progress.in_doubt
        raise ReadOnlyError(
            f"This connection is read-only: {call} was not sent",
            "To write, connect without read-only (CCS_READ_ONLY)."
            if self._write_lock.permanent
            else "Unlock it to write.",
        )

    async def _repeat(
        self, progress: CallProgress, credentials: Credentials, header: Header
    ) -> Answer:
        while True:
            under_way = await self._begin(progress, credentials, header)
            outcome, pause = await self._exchanges.wait(under_way)
            if isinstance(outcome, Answer):
                return outcome
            outcome.attempts = progress.attempts
            if pause is None:
                raise outcome
            progress.seconds_left -= pause
            await self._sleep(pause)

    async def _begin(
        self, progress: CallProgress, credentials: Credentials, header: Header
    ) -> asyncio.Task[Attempted]:
        """Wait for a slot, and send in a task that holds it, also if the caller leaves."""
        slot = await self._limit.enter()
        try:
            self._check_lock(progress)
            http = self._http(progress.call)
            return self._exchanges.start(
                Exchange(progress.seconds_left, whole=not self._own_pool),
                lambda: self._once(http, progress, credentials, header, slot),
                self._limit.leave,
                lasts=progress.call.writes,
            )
        except BaseException:
            self._limit.leave()
            raise

    async def _once(
        self,
        http: HttpClient,
        progress: CallProgress,
        credentials: Credentials,
        header: Header,
        slot: int,
    ) -> Attempted:
        """Send once, and return the result and the pause before the next attempt."""
        progress.attempts += 1
        started = perf_counter()
        try:
            outcome = await self._attempt(http, progress, credentials, header)
        except BaseException:
            if self._request_log is not None and progress.request is not None:
                self._request_log.left(progress.request, perf_counter() - started)
            raise
        seconds = perf_counter() - started
        progress.seconds_left -= seconds
        if isinstance(outcome, RateLimitedError):
            self._limit.lower(slot)
        else:
            progress.failures += 1
            if not isinstance(outcome, (NetworkError, ServiceUnavailableError)):
                self._limit.grow()
        if isinstance(outcome, CcsError) and may_have_arrived(outcome):
            progress.in_doubt = outcome
        pause = self._retries.pause(outcome, progress)
        self._tell(progress, outcome, started, seconds, pause)
        return outcome, pause

    def _tell(
        self,
        progress: CallProgress,
        outcome: Answer | CcsError,
        started: float,
        seconds: float,
        pause: float | None,
    ) -> None:
        if self._request_log is not None and progress.request is not None:
            if was_left() and isinstance(outcome, CcsError):
                self._request_log.left(progress.request, seconds)
            else:
                error = outcome if isinstance(outcome, CcsError) else None
                self._request_log.ended(progress.request, seconds, error, pause)
        if self._listener is not None:
            self._listener(
                Attempt(
                    method=progress.call.route.method,
                    path=progress.path,
                    number=progress.attempts,
                    status=progress.status,
                    error=type(outcome).__name__ if isinstance(outcome, CcsError) else None,
                    seconds=seconds,
                    wait_seconds=pause,
                    started=started,
                    was_left=was_left(),
                )
            )

    async def _attempt(
        self, http: HttpClient, progress: CallProgress, credentials: Credentials, header: Header
    ) -> Answer | CcsError:
        """Send once and wait for the whole answer; an error is returned, not raised."""
        call = progress.call
        progress.status = progress.request = None
        try:
            async with interruptible():
                answer = await self._round_trips.make(http, progress, header)
        except CcsError as error:
            return error
        except _library_errors() as error:
            from ccs_tui.client.network_errors import translate

            proxy = http.proxies.get(progress.base_url)
            left = progress.handed_over and has_written()
            return translate(error, call, progress.host, proxy, left=left)
        now = self._service_time.now()
        refused = error_of_answer(call, answer, credentials.name, credentials.advice, now)
        if progress.base_url == self._time_url and is_services_own(answer, refused):
            self._service_time.observe(answer.date, progress.sent, progress.received)
        return refused or answer

    def _http(self, call: Call) -> HttpClient:
        """Return the client, after making it for the first call. Raises NotSentError."""
        if self._closed:
            raise NotSentError(f"{capitalised(call.doing)} was not sent", "The client is closed.")
        if self._opened is None:
            self._opened = self._open_http()
        return self._opened

    async def close(self) -> None:
        """End the reads, wait some seconds for the writes under way, and close all connections."""
        self._closed = True
        await self._exchanges.close(LAST_WRITES_SECONDS)
        if self._opened is not None:
            await self._opened.aclose()


def _library_errors() -> tuple[type[Exception], ...]:
    """Return the errors of the libraries, which are imported when there is the first one."""
    from ccs_tui.client.network_errors import LIBRARY_ERRORS

    return LIBRARY_ERRORS
