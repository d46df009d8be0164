"""What the client's tests share: a connection, and a client that waits for nothing."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from ccs_tui.client import Attempt, CallLimits, Connection, ContextServiceClient, Secret

ACCOUNT = "le12345678"
KEY, TOKEN, PASSWORD, VALUE = "key-shh", "token-shh", "password-shh", "value-shh"
SECRETS = (KEY, TOKEN, PASSWORD, VALUE, "cm9ib3Q6cGFzc3dvcmQtc2ho")
"""What no text may hold; the last is the user and password as a login sends them."""

BOTH = Connection.to(
    "http://ccs.test", ACCOUNT, api_key=Secret(KEY), user="robot", password=Secret(PASSWORD)
)
WITH_TOKEN = Connection.to("http://ccs.test", ACCOUNT, api_key=Secret(KEY), token=Secret(TOKEN))
V1_ONLY = Connection.to("http://ccs.test", ACCOUNT, api_key=Secret(KEY))
V2_ONLY = Connection.to("http://ccs.test", ACCOUNT, token=Secret(TOKEN))


class Network:
    """A network by script: each request gets the next answer; the last answer stays."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=await answer.aread()
        )


class Recorder:
    """A client's surroundings: pauses that take no time, chance that is none, attempts kept."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.attempts: list[Attempt] = []
        self.chance = 0.0
        self.sleep_instead: Callable[[float], Awaitable[None]] | None = None

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if self.sleep_instead:
            await self.sleep_instead(seconds)

    def client(
        self,
        network: Callable[[httpx.Request], Any] | None = None,
        connection: Connection = WITH_TOKEN,
        limits: CallLimits | None = None,
        *,
        repeat_writes: bool = False,
        **replaced: Any,
    ) -> ContextServiceClient:
        return ContextServiceClient(
            dataclasses.replace(connection, **replaced),
            transport=httpx.MockTransport(network) if network else None,
            limits=limits,
            repeat_writes=repeat_writes,
            listener=self.attempts.append,
            sleep=self.sleep,
            random=lambda: self.chance,
        )


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()
