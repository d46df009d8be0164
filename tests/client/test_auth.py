"""Tokens: the login, the one re-login after a 401, and what many calls share of it."""

import asyncio
import base64

import httpx
import pytest

from ccs_tui.client import (
    CallLimits,
    CcsError,
    ContextServiceClient,
    ProtocolError,
    ServiceUnavailableError,
    UnauthorizedError,
)
from tests.client.conftest import BOTH, KEY, PASSWORD, TOKEN, V2_ONLY, Recorder

DOCUMENT = {
    "accountId": "a", "documentKey": "k", "nameSpace": "n", "tenantId": "t", "payload": {},
    "ttl": "2030-01-01T00:00:00.000Z",
}  # fmt: skip


class TokenService:
    """A v2 whose tokens are numbered; one that is not `valid` gets a 401."""

    def __init__(self) -> None:
        self.logins = 0
        self.reads = 0
        self.valid = ""
        self.login_status = 200
        self.accepts = True
        self.gate: asyncio.Event | None = None
        self.login_begun = asyncio.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v2/authenticate/login":
            self.logins += 1
            self.login_begun.set()
            if self.gate:
                await self.gate.wait()
            pair = base64.b64decode(request.headers["authorization"].removeprefix("Basic "))
            assert pair.decode() == f"robot:{PASSWORD}"
            self.valid = f"token-{self.logins}"
            return httpx.Response(self.login_status, json={"token": self.valid})
        self.reads += 1
        await asyncio.sleep(0)
        if self.accepts and request.headers["authorization"] == self.valid:
            return httpx.Response(200, json=DOCUMENT)
        return httpx.Response(401, json={"message": "expired"})


@pytest.fixture
def service() -> TokenService:
    return TokenService()


async def read(ccs: ContextServiceClient) -> None:
    await ccs.read_document("n", "s")


async def test_the_token_is_sent_bare_and_the_key_in_its_header(recorder: Recorder) -> None:
    sent: list[httpx.Headers] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers)
        return httpx.Response(200, json=DOCUMENT if "v2" in request.url.path else [])

    async with recorder.client(answer) as ccs:
        await read(ccs)
        await ccs.get_list_of_namespaces()
    v2, v1 = sent
    assert (v2["authorization"], v1["maven-api-key"]) == (TOKEN, KEY)
    assert "maven-api-key" not in v2
    assert "authorization" not in v1


async def test_many_calls_share_the_first_login(recorder: Recorder, service: TokenService) -> None:
    async with recorder.client(service, BOTH) as ccs:
        await asyncio.gather(*(read(ccs) for _ in range(20)))
    assert (service.logins, service.reads) == (1, 20)


async def test_a_call_that_is_left_ends_no_login(recorder: Recorder, service: TokenService) -> None:
    service.gate = asyncio.Event()
    async with recorder.client(service, BOTH) as ccs:
        for _ in range(3):  # as where a cursor moves on from document to document
            left = asyncio.create_task(read(ccs))
            await service.login_begun.wait()
            left.cancel()
            await asyncio.wait([left])
        last = asyncio.create_task(read(ccs))
        await asyncio.sleep(0)
        service.gate.set()
        await last
    assert (service.logins, service.reads) == (1, 1)


async def test_a_login_that_nobody_waits_for_ends_with_the_client(
    recorder: Recorder, service: TokenService
) -> None:
    service.gate = asyncio.Event()
    async with recorder.client(service, BOTH) as ccs:
        left = asyncio.create_task(read(ccs))
        await service.login_begun.wait()
        left.cancel()
        await asyncio.wait([left])
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_many_calls_share_one_new_login(recorder: Recorder, service: TokenService) -> None:
    async with recorder.client(service, BOTH) as ccs:
        await read(ccs)
        service.valid = "another"
        await asyncio.gather(*(read(ccs) for _ in range(20)))
    assert service.logins == 2


async def test_a_call_is_repeated_once_after_a_new_login(
    recorder: Recorder, service: TokenService
) -> None:
    async with recorder.client(service, BOTH) as ccs:
        await read(ccs)
        service.accepts = False
        with pytest.raises(UnauthorizedError, match=r"the token \(401\) for reading"):
            await read(ccs)
    assert (service.logins, service.reads) == (2, 3)


async def test_a_given_token_is_used_before_a_login(
    recorder: Recorder, service: TokenService
) -> None:
    service.valid = TOKEN
    async with recorder.client(service, BOTH, token=V2_ONLY.token) as ccs:
        await read(ccs)
        assert service.logins == 0
        service.valid = "another"
        await read(ccs)
    assert service.logins == 1


async def test_a_token_alone_is_not_renewed(recorder: Recorder, service: TokenService) -> None:
    async with recorder.client(service, V2_ONLY) as ccs:
        with pytest.raises(UnauthorizedError, match="give a new one") as refused:
            await read(ccs)
    # Only whoever made the connection knows where its secrets come from.
    assert "CCS_" not in str(refused.value)
    assert (service.logins, service.reads) == (0, 1)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_password_is_not_sent_again(
    status: int, recorder: Recorder, service: TokenService
) -> None:
    service.login_status = status
    async with recorder.client(service, BOTH) as ccs:
        for _ in range(3):
            with pytest.raises(CcsError, match=r"the user and password.*Check both") as refused:
                await read(ccs)
            assert "CCS_" not in str(refused.value)
    assert (service.logins, service.reads) == (1, 0)


async def test_a_failed_login_is_shared_by_those_who_wait_for_it(
    recorder: Recorder, service: TokenService
) -> None:
    service.login_status, service.gate = 500, asyncio.Event()
    async with recorder.client(service, BOTH, CallLimits(tries=1)) as ccs:
        reads = [asyncio.create_task(read(ccs)) for _ in range(20)]
        await service.login_begun.wait()
        service.gate.set()
        results = await asyncio.gather(*reads, return_exceptions=True)
        assert all(isinstance(result, ServiceUnavailableError) for result in results)
        assert service.logins == 1
        service.login_status = 200
        await read(ccs)
    assert service.logins == 2


async def test_a_cancelled_login_does_not_fail_those_who_wait_for_it(
    recorder: Recorder, service: TokenService
) -> None:
    service.gate = asyncio.Event()
    async with recorder.client(service, BOTH) as ccs:
        first, second = asyncio.create_task(read(ccs)), asyncio.create_task(read(ccs))
        await service.login_begun.wait()
        first.cancel()
        service.gate.set()
        await second
        assert first.cancelled()


@pytest.mark.parametrize("token", ["", 5, None, "two words", "line\nbreak", "é"])
async def test_a_login_that_gives_no_token_is_a_protocol_error(
    token: object, recorder: Recorder
) -> None:
    async def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"token": token})

    async with recorder.client(answer, BOTH) as ccs:
        with pytest.raises(ProtocolError, match=r"logging in to .* \(token: ") as caught:
            await read(ccs)
    assert "two words" not in str(caught.value)


async def test_a_login_in_trouble_is_tried_as_any_call(
    recorder: Recorder, service: TokenService
) -> None:
    service.login_status = 500
    async with recorder.client(service, BOTH) as ccs:
        with pytest.raises(CcsError, match=r"Logging in .* \(500\), 3 times"):
            await read(ccs)
    assert service.logins == 3
