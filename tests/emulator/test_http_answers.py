"""Facts of every answer: its `Date`, and what HEAD gets, in process and over HTTP."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random
from urllib.parse import urlsplit

import httpx
import pytest

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.faults import Trouble, Troubled
from ccs_tui.emulator.store import Store
from ccs_tui.emulator.testing import RunningEmulator, running_emulator
from tests.emulator.conftest import ACCOUNT, MovingClock, Service, refused
from tests.emulator.processes import V1, running

CALLS = [
    ("GET", f"/v1/account/{ACCOUNT}", 200),
    ("GET", f"/v1/account/{ACCOUNT}/bot/s1/properties", 200),
    ("GET", f"/v1/account/{ACCOUNT}/bot/s1/properties/a", 200),
    ("GET", f"/v1/account/{ACCOUNT}/bot/s1/properties/none", 404),
    ("GET", f"/v1/account/{ACCOUNT}/bot/session-ids", 200),
    ("GET", f"/v1/account/{ACCOUNT}/bot/session-properties", 200),
    ("GET", f"/v1/account/{ACCOUNT}/bot/session-ids?page=x", 400),
    ("GET", "/v1/account/other", 403),
    ("GET", "/v2/authenticate/login", 401),
    ("GET", f"/v2/context/document/{ACCOUNT}/bot/s1", 200),
    ("GET", f"/v2/context/document/{ACCOUNT}/bot/s2", 404),
    ("GET", "/__emulator__/health", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/nowhere", 404),
    ("PUT", f"/v1/account/{ACCOUNT}/bot/s1/properties/a", 400),
    ("PATCH", f"/v1/account/{ACCOUNT}/bot/s1/properties", 400),
    ("TRACE", "/openapi.json", 405),
]


def date_of(answer: httpx.Response) -> datetime:
    dates = answer.headers.get_list("date")
    assert len(dates) == 1, "exactly one"
    return parsedate_to_datetime(dates[0])


async def test_every_answer_has_the_emulator_s_time(service: Service, clock: MovingClock) -> None:
    await service.create({"a": 1})
    for offset in (0, 0.9, -86_400, 395 * 86_400):
        clock.advance(offset)
        await service.log_in()
        await service.create({"a": 1})
        for method, path, status in CALLS:
            headers = {} if "login" in path else service.key | service.token
            answer = await service.client.request(method, path, headers=headers)
            assert answer.status_code == status, path
            assert date_of(answer) == clock.now.replace(microsecond=0)


async def test_trouble_on_purpose_has_it_too(
    config: EmulatorConfig, store: Store, clock: MovingClock
) -> None:
    for trouble in (Trouble(failing=1.0), Trouble(calls_per_second=1e-9)):
        app = Troubled(create_app(config, store), trouble, Random(1), clock=clock)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            answers = [await client.get(V1) for _ in range(2)]
        assert answers[1].status_code in (429, 503)
        assert date_of(answers[1]) == clock.now.replace(microsecond=0)


@pytest.fixture
async def over_http(clock: MovingClock) -> AsyncIterator[tuple[httpx.AsyncClient, RunningEmulator]]:
    with running_emulator(clock=clock) as emulator:
        async with httpx.AsyncClient(base_url=emulator.url) as client:
            yield client, emulator


async def test_it_is_so_over_http(
    over_http: tuple[httpx.AsyncClient, RunningEmulator], clock: MovingClock
) -> None:
    client, _ = over_http
    clock.advance(-3_600)
    for method, path, _ in CALLS:
        assert date_of(await client.request(method, path)) == clock.now.replace(microsecond=0)
    refused(answer := await client.get("/", headers={"Origin": "http://evil.example"}), 403)
    assert date_of(answer) == clock.now.replace(microsecond=0)


@pytest.mark.parametrize(
    "request_bytes",
    [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"],
)  # fmt: skip
async def test_what_is_no_http_is_answered_like_the_rest(
    over_http: tuple[httpx.AsyncClient, RunningEmulator], clock: MovingClock, request_bytes: bytes
) -> None:
    _, emulator = over_http
    parts = urlsplit(emulator.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request_bytes)
        received = b""
        while more := connection.recv(65_536):
            received += more
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert clock.now.strftime("Date: %a, %d %b %Y %H:%M:%S GMT").encode().lower() in head.lower()
    assert body == b'{"message":"The request is not HTTP."}'


def test_a_clock_that_runs_apart_is_in_the_date() -> None:
    for option, ahead in (("1h", timedelta(hours=1)), ("-90s", timedelta(seconds=-90))):
        with running("--clock-offset", option) as emulator, emulator.client() as client:
            before = datetime.now(UTC) + ahead
            date = date_of(client.get(V1))
            assert before - timedelta(seconds=1) < date <= datetime.now(UTC) + ahead


async def test_head_is_get_without_a_body(
    over_http: tuple[httpx.AsyncClient, RunningEmulator], service: Service
) -> None:
    """In process and over HTTP, for all that can be read and all that is refused."""
    await service.create({"a": 1})
    client, _ = over_http
    for each in (service.client, client):
        for method, path, _ in CALLS:
            if method == "GET":
                headers = service.key | service.token
                got = await each.get(path, headers=headers)
                head = await each.head(path, headers=headers)
                assert head.status_code == got.status_code
                assert head.content == b""
                assert dict(head.headers) == dict(got.headers)
                assert int(head.headers["content-length"]) == len(got.content)
