"""Secrets that are not known at the start: got when a call needs them, and anew when refused."""

import asyncio
import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from ccs_tui.client import (
    CcsError,
    Connection,
    ContextServiceClient,
    ForbiddenError,
    NotDoneError,
    UnauthorizedError,
    UnusableSettingError,
)
from ccs_tui.model.secret import NoSecretError, Secret, TypedSecret
from tests.client.conftest import ACCOUNT, Recorder
from tests.client.test_auth import DOCUMENT


class Given:
    """A source that gives these secrets one after the other, and counts."""

    def __init__(self, *secrets: str) -> None:
        self.secrets = list(secrets)
        self.asked = 0
        self.worked: list[bool] = []

    async def get(self) -> Secret:
        await asyncio.sleep(0)
        self.asked += 1
        if not self.secrets:
            raise NoSecretError("There is no secret", "Find one.")
        return Secret(self.secrets[0])

    async def renew(self, refused: Secret, *, has_worked: bool) -> Secret | None:
        await asyncio.sleep(0)
        self.worked.append(has_worked)
        if refused == Secret(self.secrets[0]):
            if len(self.secrets) == 1:
                return None
            del self.secrets[0]
        return Secret(self.secrets[0])


class Guarded:
    """A service that takes the key, the password and the tokens of now, and counts what comes."""

    def __init__(self, right: str, *, refusal: int = 403) -> None:
        self.right = right
        self.refusal = refusal
        self.sent: list[str] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        given = request.headers.get("maven-api-key") or request.headers["authorization"]
        if request.url.path == "/v2/authenticate/login":
            given = base64.b64decode(given.removeprefix("Basic ")).decode()
        self.sent.append(given)
        await asyncio.sleep(0)
        if given not in (self.right, f"robot:{self.right}", "token"):
            return httpx.Response(self.refusal, json={"message": f"no {given}"})
        if request.url.path == "/v2/authenticate/login":
            return httpx.Response(200, json={"token": "token"})
        if request.url.path.startswith("/v2"):
            return httpx.Response(200, json=DOCUMENT)
        return httpx.Response(200, json=[])


def with_key(key: Any) -> Connection:
    return Connection.to("http://ccs.test", ACCOUNT, api_key=Secret("x")) if key is None else (
        replace(Connection.to("http://ccs.test", ACCOUNT, api_key=Secret("x")), api_key=key)
    )  # fmt: skip


def with_password(password: Any) -> Connection:
    return Connection.to("http://ccs.test", ACCOUNT, user="robot", password=password)


def with_token(token: Any) -> Connection:
    return Connection.to("http://ccs.test", ACCOUNT, token=token)


async def use(ccs: ContextServiceClient) -> None:
    if ccs.capabilities.v1:
        await ccs.get_list_of_namespaces()
    else:
        await ccs.read_document("n", "s")


WAYS = pytest.mark.parametrize(
    ("connection", "refusal"), [(with_key, 403), (with_password, 401), (with_token, 401)]
)
Way = Callable[[Any], Connection]


@WAYS
async def test_nothing_is_asked_for_before_it_is_needed(
    connection: Way, refusal: int, recorder: Recorder
) -> None:
    source, service = Given("right"), Guarded("right", refusal=refusal)
    async with recorder.client(service, connection(source)) as ccs:
        assert source.asked == 0
        await use(ccs)
        assert source.asked > 0


@WAYS
async def test_a_refused_secret_is_renewed_and_the_call_goes_on(
    connection: Way, refusal: int, recorder: Recorder
) -> None:
    source, service = Given("old", "older", "new"), Guarded("old", refusal=refusal)
    async with recorder.client(service, connection(source)) as ccs:
        await use(ccs)
        service.right = "new"
        if connection is with_password:  # the token is used until it is refused
            ccs._v2._token._token = Secret("stale")  # type: ignore[union-attr]
        await asyncio.gather(*(use(ccs) for _ in range(5)))
    assert "shh" not in repr(source)
    assert source.worked[0]
    assert source.secrets == ["new"]


@WAYS
async def test_without_another_the_refusal_is_told(
    connection: Way, refusal: int, recorder: Recorder
) -> None:
    source, service = Given("wrong"), Guarded("right", refusal=refusal)
    async with recorder.client(service, connection(source)) as ccs:
        with pytest.raises((ForbiddenError, UnauthorizedError)) as caught:
            await use(ccs)
    assert source.worked == [False]
    # The service repeats it, and we don't.
    assert "wrong" not in str(caught.value)


async def test_a_refused_password_is_not_sent_again_until_it_is_another(recorder: Recorder) -> None:
    source, service = Given("wrong"), Guarded("right", refusal=401)
    async with recorder.client(service, with_password(source)) as ccs:
        for _ in range(3):
            with pytest.raises(UnauthorizedError):
                await use(ccs)
        assert service.sent == ["robot:wrong"]
        source.secrets = ["right"]
        await use(ccs)
    assert service.sent == ["robot:wrong", "robot:right", "token"]


@WAYS
@pytest.mark.parametrize("source", [Given(), TypedSecret("the secret of prod")])
async def test_a_secret_that_cant_be_had_is_told_and_nothing_is_sent(
    connection: Way, refusal: int, source: Any, recorder: Recorder
) -> None:
    service = Guarded("right", refusal=refusal)
    async with recorder.client(service, connection(source)) as ccs:
        with pytest.raises(UnusableSettingError):
            await use(ccs)
    assert service.sent == []


@pytest.mark.parametrize("connection", [with_key, with_token])
@pytest.mark.parametrize("secret", ["two words", "line\nbreak", "é", ""])
async def test_a_secret_that_no_header_can_hold_is_told_and_not_shown(
    connection: Way, secret: str, recorder: Recorder
) -> None:
    service = Guarded("right")
    async with recorder.client(service, connection(Given(secret))) as ccs:
        with pytest.raises(UnusableSettingError) as caught:
            await use(ccs)
    assert not secret or secret not in str(caught.value)
    assert service.sent == []


async def test_a_write_that_waited_for_a_secret_is_not_sent_as_it_was_made(
    recorder: Recorder,
) -> None:
    """While somebody types a key, the seconds that are left to a document go on."""
    ticks = 0.0

    class Slow(Given):
        async def renew(self, refused: Secret, *, has_worked: bool) -> Secret | None:
            nonlocal ticks
            ticks += 60
            return await super().renew(refused, has_worked=has_worked)

    source, service = Slow("old", "new"), Guarded("new")
    async with ContextServiceClient(
        with_key(source), transport=httpx.MockTransport(service), ticks=lambda: ticks
    ) as ccs:
        with pytest.raises(NotDoneError, match="waited for its credentials"):
            await ccs.delete_namespace("orders")
        assert service.sent == ["old"]
        with pytest.raises(CcsError):  # this service answers no deletion as it should
            await ccs.delete_namespace("orders")
        assert service.sent[1:] == ["new"]
