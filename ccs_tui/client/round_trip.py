"""The round trip of a call: one request over httpx, and its whole answer as a value."""

from collections.abc import Callable

import httpx

from ccs_tui.client.answer_body import answer_too_large, unlike_contract
from ccs_tui.client.auth import Header
from ccs_tui.client.call import Answer, Call
from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.call_progress import CallProgress
from ccs_tui.client.decompression import TooLargeBodyError, UnreadableBodyError, decompressed_body
from ccs_tui.client.http_client import HttpClient
from ccs_tui.client.request_log import RequestLog, SentRequest
from ccs_tui.client.secret_masking import masked


class RoundTrips:
    """Makes round trips. `ticks` is the clock that they are timed by, in seconds.

    `secrets` are masked in texts that show an answer; the login's header of each call is added.
    Each request is kept in `log`, if there is one.
    """

    def __init__(
        self,
        limits: CallLimits,
        secrets: set[str],
        ticks: Callable[[], float],
        log: RequestLog | None,
    ) -> None:
        self._log = log
        self._limits = limits
        self._secrets = secrets
        self._ticks = ticks

    def mask(self, secret: str) -> None:
        """Mask a secret in texts from now on."""
        self._secrets.add(secret)

    def masked(self, text: str) -> str:
        """Return a text with a mask over each secret in it."""
        return masked(text, self._secrets)

    async def make(self, http: HttpClient, sending: CallProgress, header: Header) -> Answer:
        """Send a call once with the header of its login, and return the whole answer.

        Notes in `sending` the instants that bound the answer, and its status. Raises what httpx
        raises, and ProtocolError.
        """
        call = sending.call
        sending.handed_over = False
        secret = header[1].get_secret_value()
        self._secrets.add(secret)  # a token that was fetched is a secret too
        self._secrets.add(secret.removeprefix("Basic "))
        request = http.request(call.route.method, sending.url, (header[0], secret), call.body)
        sending.request = log = self._begin(sending, request)
        sending.sent = self._ticks()
        sending.handed_over = True
        response = await http.send(sending.base_url, request)
        sending.received = self._ticks()
        try:
            sending.status = response.status_code
            if self._log is not None and log is not None:
                self._log.answered(log, response.status_code, response.headers.raw)
            body = await self._read(response, call)
            if self._log is not None and log is not None:
                is_secret = call.gets_secret and not response.is_error
                self._log.received(log, body, response.num_bytes_downloaded, is_secret=is_secret)
            headers = _Headers(response)
            return Answer(
                status=response.status_code,
                content_type=(headers.get("content-type") or "").partition(";")[0].strip(),
                body=body,
                retry_after=headers.get("retry-after"),
                location=headers.get("location"),
                date=_date_of(headers),
                secrets=self._secrets,
            )
        finally:
            await response.aclose()

    def _begin(self, sending: CallProgress, request: httpx.Request) -> SentRequest | None:
        """Have the log keep a request that is about to be sent."""
        if self._log is None:
            return None
        headers = request.headers.raw
        return self._log.begin(
            sending.call, sending.attempts, sending.url, headers, request.content
        )

    async def _read(self, response: httpx.Response, call: Call) -> bytes:
        """Return the whole body; raises ProtocolError if it is too large or can't be unpacked."""
        most = self._limits.answer_bytes
        try:
            if response.is_stream_consumed:  # another transport may have read it
                body = await decompressed_body(response.aiter_bytes(), None, most)
            else:
                encoding = response.headers.get("content-encoding")
                body = await decompressed_body(response.aiter_raw(), encoding, most)
        except UnreadableBodyError as error:
            problem = str(error)
        except TooLargeBodyError:
            raise answer_too_large(call, f"{most:,} bytes") from None
        else:
            parts = self._limits.answer_parts
            if len(body) > parts and sum(map(body.count, (b",", b"[", b"{"))) > parts:
                raise answer_too_large(call, f"{parts:,} values")
            return body
        raise unlike_contract(call, problem)


class _Headers:
    """The headers of an answer: httpx looks through all of them for each that is not there."""

    def __init__(self, response: httpx.Response) -> None:
        self._headers = response.headers
        self._names = {name.lower() for name, _ in response.headers.raw}

    def get(self, name: str) -> str | None:
        """Return a header by its name in small letters, None if it is not there."""
        return self._headers.get(name) if name.encode() in self._names else None


def _date_of(headers: _Headers) -> str | None:
    """Return the `Date` of an answer, None if a cache may have kept the answer."""
    if headers.get("age") is not None or "hit" in (headers.get("x-cache") or "").lower():
        return None
    return headers.get("date")
