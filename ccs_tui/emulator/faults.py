"""Trouble on purpose, for people who test how their bot copes with it.

This is an ASGI layer around the app. It makes calls wait, refuses a share of them with 503, and
refuses calls beyond a rate with 429. A call that it refuses has not been done. The emulator's own
calls, under `/__emulator__/`, pass untouched.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from starlette.types import ASGIApp, Receive, Scope, Send

from ccs_tui.emulator.http_answers import deliver, error_answer
from ccs_tui.model.expiry import DAY, Clock, system_clock

OWN_CALLS = b"/__emulator__/"


@dataclass(frozen=True, slots=True)
class Trouble:
    """An amount of trouble: the seconds that a call waits, the share that fails, calls a second."""

    latency_seconds: float = 0.0
    failing: float = 0.0
    calls_per_second: float | None = None


class Troubled:
    """`app`, with trouble.

    `pause` waits for the seconds it is given, `ticks` counts seconds, and `clock` gives the `Date`
    of a refusal.
    """

    def __init__(
        self,
        app: ASGIApp,
        trouble: Trouble,
        random: Random,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        ticks: Callable[[], float] = time.monotonic,
        clock: Clock = system_clock,
    ) -> None:
        self._app = app
        self._trouble = trouble
        self._random = random
        self._pause = pause
        self._ticks = ticks
        self._clock = clock
        # The calls of one second may also come all at once.
        self._allowance = max(1.0, trouble.calls_per_second or 1.0)
        self._counted_at = ticks()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http" or scope["raw_path"].startswith(OWN_CALLS):
            await self._app(scope, receive, send)
            return
        if self._trouble.latency_seconds:
            await self._pause(self._trouble.latency_seconds)
        if not self._is_allowed():
            refusal = error_answer(429, "Too many calls; wait a second.", {"Retry-After": "1"})
            await deliver(refusal, self._clock, scope, receive, send)
        elif self._random.random() < self._trouble.failing:
            refusal = error_answer(503, "The emulator fails on purpose.")
            await deliver(refusal, self._clock, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_allowed(self) -> bool:
        rate = self._trouble.calls_per_second
        if rate is None:
            return True
        now = self._ticks()
        most = max(1.0, rate)
        self._allowance = min(most, self._allowance + (now - self._counted_at) * rate)
        self._counted_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True


def parse_latency(text: str) -> float:
    """Read `200ms` or `1.5s` in seconds. Raises ValueError with a sentence for people."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s)", text.strip(), re.ASCII)
    seconds = float(match[1]) / (1_000 if match[2] == "ms" else 1) if match else DAY + 1
    if seconds > DAY:
        raise ValueError("A latency reads like 200ms or 1.5s, and is at most a day.")
    return seconds


def parse_share(text: str) -> float:
    """Read `5%` as 0.05. Raises ValueError with a sentence for people."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.strip(), re.ASCII)
    if match is None or float(match[1]) > 100:
        raise ValueError("A share reads like 5%, from 0% to 100%.")
    return float(match[1]) / 100


def parse_rate(text: str) -> float:
    """Read `10/s` or `600/m` in calls a second. Raises ValueError with a sentence for people."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)/(s|m)", text.strip(), re.ASCII)
    if match is None or float(match[1]) == 0:
        raise ValueError("A rate reads like 10/s or 600/m.")
    return float(match[1]) / (60 if match[2] == "m" else 1)
