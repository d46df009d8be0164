"""The log of requests: bounded, true, and without a secret."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from ccs_tui.client import ContextServiceClient
from ccs_tui.client.call import Call
from ccs_tui.client.errors import CcsError
from ccs_tui.client.request_log import GONE, RequestLog, SentRequest
from ccs_tui.model import wire
from ccs_tui.model.connection import Connection
from ccs_tui.model.json_text import encode
from ccs_tui.model.secret import Secret

KEY, PASSWORD, TOKEN = "shh-key", "shh-password", "shh-token"
CALL = Call(wire.V1_LIST_NAMESPACES, "listing", "the namespaces", {"account": "le1"})


async def no_sleep(_: float) -> None:
    pass


class Answers:
    """A service that answers as it is told, and repeats the secrets that it was sent."""

    def __init__(self) -> None:
        self.status = [200]
        self.hang = asyncio.Event()
        self.hangs = False
        self.asked = asyncio.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.set()
        if self.hangs:
            await self.hang.wait()
        if request.url.path.endswith("/login"):
            return httpx.Response(200, json={"token": TOKEN})
        status = self.status.pop(0) if len(self.status) > 1 else self.status[0]
        said = {"message": f"no: {request.headers.get('maven-api-key')} {TOKEN}", "code": "x"}
        content = b"[]" if status == 200 else json.dumps(said).encode()
        headers = {"set-cookie": "shh-cookie", "content-type": "application/json"}
        return httpx.Response(status, content=content, headers=headers)


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
async def client(answers: Answers) -> AsyncIterator[ContextServiceClient]:
    connection = Connection(
        account="le1", v1_url="https://v1.example", v2_url="https://v2.example",
        api_key=Secret(KEY), user="robot", password=Secret(PASSWORD),
    )  # fmt: skip
    async with ContextServiceClient(
        connection, transport=httpx.MockTransport(answers), request_log=RequestLog(),
        sleep=no_sleep,
    ) as client:  # fmt: skip
        yield client


def log_of(client: ContextServiceClient) -> list[SentRequest]:
    assert client.request_log is not None
    return [*client.request_log]


async def test_each_attempt_is_a_request(client: ContextServiceClient, answers: Answers) -> None:
    answers.status = [503, 200]
    await client.get_list_of_namespaces()
    second, first = log_of(client)
    assert (first.attempt, first.status, first.number) == (1, 503, 1)
    assert first.problem.startswith("Listing the namespaces of")
    assert first.wait_seconds is not None
    assert (second.attempt, second.status, second.problem) == (2, 200, "")
    assert second.wait_seconds is None
    assert second.received.head == b"[]"
    assert second.seconds is not None
    assert second.url == "https://v1.example/v1/account/le1"


async def test_no_credential_is_kept(client: ContextServiceClient, answers: Answers) -> None:
    answers.status = [403]
    with pytest.raises(CcsError):
        await client.get_list_of_namespaces()
    with pytest.raises(CcsError):
        await client.get_all_properties_in_session("bot", "s1")
    for request in log_of(client):
        kept = [*request.sent_headers, *request.received_headers]
        assert not any(b"shh" in value for _, value in kept)
        assert any(name.lower() in (b"maven-api-key", b"authorization") for name, _ in kept)
        assert "shh" not in repr(request)
    (login,) = [r for r in log_of(client) if r.url.endswith("/login")]
    assert (login.received.head, login.received.left_out) == (b"", "not kept, since it is a secret")
    assert login.received.size > 0


async def test_a_request_is_under_way_until_it_ends_or_is_left(
    client: ContextServiceClient, answers: Answers
) -> None:
    answers.hangs = True
    reading = asyncio.create_task(client.get_list_of_namespaces())
    await answers.asked.wait()
    (request,) = log_of(client)
    assert (request.seconds, request.status, request.is_left) == (None, None, False)
    changes = client.request_log.changes if client.request_log else 0
    reading.cancel()
    await asyncio.wait([reading])
    await client.aclose()
    assert request.seconds is not None
    assert request.is_left
    assert request.problem == "It was cancelled before the whole answer came"
    assert client.request_log is not None
    assert client.request_log.changes > changes


async def test_what_is_sent_is_kept_as_it_was(
    client: ContextServiceClient, answers: Answers
) -> None:
    answers.status = [500]
    with pytest.raises(CcsError):
        await client.save_properties("bot", "s1", {"a": encode({"b": 1})})
    saving = log_of(client)[0]
    assert json.loads(saving.sent.head)["payload"] == {"a": {"b": 1}}
    assert saving.sent.is_whole


def filled(log: RequestLog, sent: bytes, received: bytes) -> SentRequest:
    request = log.begin(CALL, 1, "https://v1.example", (), sent)
    log.received(request, received, len(received), is_secret=False)
    return request


def test_it_is_bounded() -> None:
    log = RequestLog(most=5, body_bytes=100, all_bytes=700)
    requests = [filled(log, b"s" * 50, b"r" * 250) for _ in range(9)]
    assert [*log] == requests[:3:-1]
    assert sum(len(r.sent.head) + len(r.received.head) for r in log) <= 700
    newest, oldest = requests[-1], requests[4]
    assert (newest.received.size, len(newest.received.head)) == (250, 100)
    assert not newest.received.is_whole
    assert newest.sent.is_whole
    assert (oldest.received.size, oldest.received.left_out) == (250, GONE)


def test_an_answer_after_its_request_has_left_counts_nothing() -> None:
    log = RequestLog(most=2, all_bytes=25)
    late = log.begin(CALL, 1, "https://v1.example", (), b"x" * 10)
    for _ in range(3):
        filled(log, b"", b"y" * 10)
    log.received(late, b"z" * 10, 10, is_secret=False)
    filled(log, b"", b"y" * 10)
    assert [request.received.head for request in log] == [b"y" * 10] * 2  # no room was lost to it
