"""Repeats, pauses, time, what a listener is told, and read-only."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client import (
    CallLimits,
    CcsError,
    ContextServiceClient,
    InvalidNameError,
    NetworkError,
    NotDoneError,
    OutcomeUnknownError,
    ProtocolError,
    RateLimitedError,
    ReadOnlyError,
    RefusedByServiceError,
    ServiceUnavailableError,
)
from ccs_tui.client.answer_error import message_of, repeats, wait_seconds
from ccs_tui.client.call import Answer
from ccs_tui.client.network_errors import reason
from ccs_tui.model.json_text import JsonText, quote
from tests.client.conftest import BOTH, V1_ONLY, VALUE, Network, Recorder

OK = httpx.Response(200, json=[])
LONG = CallLimits(total_seconds=1_000)


def status(code: int, **headers: str) -> httpx.Response:
    return httpx.Response(code, json={"message": "so it is"}, headers=headers)


async def list_all(ccs: ContextServiceClient) -> list[str]:
    return await ccs.get_list_of_sessions("orders")


# ── what is repeated ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 414, 422, 425])
async def test_a_4xx_is_never_repeated(code: int, recorder: Recorder) -> None:
    network = Network(status(code))
    async with recorder.client(network) as ccs:
        with pytest.raises(RefusedByServiceError) as caught:
            await list_all(ccs)
    assert (caught.value.status, len(network.requests), recorder.pauses) == (code, 1, [])


@pytest.mark.parametrize("code", [500, 501, 502, 503, 504, 599])
async def test_a_5xx_is_tried_three_times(code: int, recorder: Recorder) -> None:
    network = Network(status(code))
    async with recorder.client(network) as ccs:
        with pytest.raises(ServiceUnavailableError, match=rf"\({code}\), 3 times in a row") as e:
            await list_all(ccs)
    assert (e.value.status, len(network.requests)) == (code, 3)


async def test_a_network_error_is_tried_three_times(recorder: Recorder) -> None:
    network = Network(httpx.ConnectError("x"))
    async with recorder.client(network) as ccs:
        with pytest.raises(NetworkError) as caught:
            await list_all(ccs)
    assert len(network.requests) == 3
    assert isinstance(caught.value.__cause__, httpx.ConnectError)


async def test_what_works_on_the_third_try_is_returned(recorder: Recorder) -> None:
    network = Network(status(503), httpx.ReadError("x"), httpx.Response(200, json=["s"]), OK)
    async with recorder.client(network) as ccs:
        assert await list_all(ccs) == ["s"]


async def test_a_429_is_repeated_for_as_long_as_there_is_time(recorder: Recorder) -> None:
    network = Network(*[status(429)] * 6, OK)
    async with recorder.client(network, limits=LONG) as ccs:
        assert await list_all(ccs) == []
    assert recorder.pauses == [1, 1, 2, 4, 8, 16]


async def test_429s_do_not_use_up_the_tries_of_other_errors(recorder: Recorder) -> None:
    network = Network(*[status(429)] * 4, status(500), status(500), OK)
    async with recorder.client(network, limits=LONG) as ccs:
        assert await list_all(ccs) == []


DONE = httpx.Response(201, json={"documentKey": "k", "tenantId": "a"})


@pytest.mark.parametrize(
    "answer",
    [
        *(httpx.Response(code, json={}) for code in (200, 204, 302, 500, 501, 502, 504, 599)),
        httpx.Response(201, text="{}"),
        httpx.Response(201, json={"documentKey": "k", "tenantId": "a", "success": False}),
        httpx.Response(404, html="<html></html>"),
        httpx.ReadError("x"),
        httpx.WriteError("x"),
        httpx.ReadTimeout("x"),
        httpx.RemoteProtocolError("x"),
    ],
    ids=str,
)
async def test_a_write_whose_answer_is_lost_or_unusable_is_not_repeated_and_unknown(
    answer: httpx.Response | Exception, recorder: Recorder
) -> None:
    network = Network(answer, DONE)
    async with recorder.client(network) as ccs:
        with pytest.raises(OutcomeUnknownError, match="It may have arrived: read") as caught:
            await ccs.save_properties("orders", "s", {"a": quote(VALUE)}, 60)
    assert len(network.requests) == 1
    assert isinstance(caught.value.cause, (NetworkError, ServiceUnavailableError, ProtocolError))
    assert caught.value.what == caught.value.cause.what
    assert recorder.pauses == []


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (status(429), 1),
        (status(429, **{"Retry-After": "20"}), 20),
        (status(503), None),
        (status(503, **{"Retry-After": "7"}), 7),
        (httpx.ConnectError("x"), None),
        (httpx.ConnectTimeout("x"), None),
        (httpx.PoolTimeout("x"), None),
        (httpx.ProxyError("x"), None),
    ],
)
async def test_a_write_that_was_put_off_or_never_left_is_not_repeated_and_not_done(
    answer: httpx.Response | Exception, wait: float | None, recorder: Recorder
) -> None:
    network = Network(answer, DONE)
    async with recorder.client(network) as ccs:
        with pytest.raises(NotDoneError, match="Nothing was changed") as caught:
            await ccs.save_properties("orders", "s", {"a": quote(VALUE)}, 60)
    assert len(network.requests) == 1
    assert caught.value.wait_seconds == wait


@pytest.mark.parametrize("answer", [status(429), status(500), httpx.ReadError("x")])
async def test_a_write_whose_login_fails_is_not_done(
    answer: httpx.Response | Exception, recorder: Recorder
) -> None:
    network = Network(answer)
    async with recorder.client(network, BOTH, CallLimits(tries=1, total_seconds=1)) as ccs:
        with pytest.raises(NotDoneError, match="Logging in"):
            await ccs.delete_document("orders", "s")
    assert {request.url.path for request in network.requests} == {"/v2/authenticate/login"}


async def test_a_read_by_post_is_a_read(recorder: Recorder) -> None:
    network = Network(status(500), httpx.Response(200, json={"orders.a": 1}))
    async with recorder.client(network) as ccs:
        assert await ccs.read_properties("orders", "s", ["a"]) == {"a": "1"}


async def test_writes_are_repeated_for_who_asks_for_it(recorder: Recorder) -> None:
    network = Network(status(500), httpx.ReadError("x"), DONE)
    async with recorder.client(network, repeat_writes=True) as ccs:
        await ccs.save_properties("orders", "s", {"a": quote(VALUE)}, 60)
    first, *others = network.requests
    assert len(others) == 2
    assert {(r.content, r.url) for r in others} == {(first.content, first.url)}


async def test_a_repeated_write_stays_in_doubt_after_it_was_put_off(recorder: Recorder) -> None:
    network = Network(httpx.ReadError("x"), status(503))
    async with recorder.client(network, repeat_writes=True) as ccs:
        with pytest.raises(OutcomeUnknownError) as caught:
            await ccs.delete_document("orders", "s")
    assert isinstance(caught.value.cause, ServiceUnavailableError)
    assert caught.value.attempts == 3


# ── pauses ─────────────────────────────────────────────────────────────────────────────────────


async def test_pauses_double_and_chance_makes_them_longer(recorder: Recorder) -> None:
    for chance, pauses in ((0.0, [0.25, 0.5, 1.0]), (0.5, [0.375, 0.75, 1.5])):
        recorder.pauses, recorder.chance = [], chance
        async with recorder.client(Network(status(500)), limits=CallLimits(tries=4)) as ccs:
            with pytest.raises(ServiceUnavailableError):
                await list_all(ccs)
        assert recorder.pauses == pauses


@pytest.mark.parametrize(
    ("header", "pause"),
    [("5", 5), ("0", 1), ("0.5", 1), ("-3", 1), ("soon", 1), ("", 1), ("٣", 1)],
)
async def test_a_429_waits_as_told_and_a_second_at_the_least(
    header: str, pause: float, recorder: Recorder
) -> None:
    recorder.chance = 0
    limited = httpx.Response(429, headers={b"Retry-After": header.encode()})
    async with recorder.client(Network(limited, OK)) as ccs:
        await list_all(ccs)
    assert recorder.pauses == [pause]


async def test_a_429_never_waits_less_than_told(recorder: Recorder) -> None:
    recorder.chance = 0.999
    async with recorder.client(Network(status(429, **{"Retry-After": "4"}), OK)) as ccs:
        await list_all(ccs)
    assert 4 <= recorder.pauses[0] <= 5


async def test_a_503_waits_as_told(recorder: Recorder) -> None:
    async with recorder.client(Network(status(503, **{"Retry-After": "7"}), OK)) as ccs:
        await list_all(ccs)
    assert recorder.pauses == [7]


def test_retry_after_may_be_a_date() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert wait_seconds(format_datetime(now + timedelta(seconds=90), usegmt=True), now) == 90
    assert wait_seconds("Thu, 01 Jan 2026 00:01:30 -0000", now) == 90
    assert wait_seconds(format_datetime(now - timedelta(days=1), usegmt=True), now) == 0
    assert wait_seconds("Thu, 99 Jan 2026 00:00:00 GMT", now) is None
    assert wait_seconds(None, now) is None


@pytest.mark.parametrize("ahead", [-3_600, 3_600])
async def test_a_retry_after_that_is_a_date_is_on_the_services_clock(
    ahead: int, recorder: Recorder
) -> None:
    now = datetime.now(UTC) + timedelta(seconds=ahead)
    told = {"Date": format_datetime(now, usegmt=True)}
    until = format_datetime(now + timedelta(seconds=20), usegmt=True)
    network = Network(
        httpx.Response(200, json=[], headers=told),
        status(429, **told, **{"Retry-After": until}),
        OK,
    )
    async with recorder.client(network) as ccs:
        await list_all(ccs)
        await list_all(ccs)
    assert recorder.pauses == [pytest.approx(20, abs=2)]


@given(st.text() | st.from_regex(r"[0-9]{1,400}|\w{3}, \d\d \w{3} \d{1,30} .*", fullmatch=True))
def test_whatever_retry_after_says_it_is_a_wait_or_nothing(header: str) -> None:
    wait = wait_seconds(header, datetime(2026, 1, 1, tzinfo=UTC))
    assert wait is None or 0 <= wait <= 86_400


# ── time ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_pause_that_would_not_end_in_time_is_not_begun(recorder: Recorder) -> None:
    limited = status(429, **{"Retry-After": "3600"})
    network = Network(limited)
    async with recorder.client(network) as ccs:
        with pytest.raises(RateLimitedError, match="Try again in 3600 s") as caught:
            await list_all(ccs)
    assert (caught.value.wait_seconds, recorder.pauses, len(network.requests)) == (3600, [], 1)


async def test_all_attempts_and_pauses_together_have_a_budget(recorder: Recorder) -> None:
    async with recorder.client(Network(status(429)), limits=CallLimits(total_seconds=10)) as ccs:
        with pytest.raises(RateLimitedError):
            await list_all(ccs)
    assert recorder.pauses == [1, 1, 2, 4]  # the next would be 8


async def test_a_login_and_the_second_sending_share_the_budget(recorder: Recorder) -> None:
    network = Network(status(429), status(401), status(429))
    async with recorder.client(network, limits=CallLimits(total_seconds=4)) as ccs:
        with pytest.raises(CcsError):
            await ccs.read_document("orders", "s")
    assert sum(recorder.pauses) < 4


# ── what a listener is told ────────────────────────────────────────────────────────────────────


async def test_each_attempt_is_told(recorder: Recorder) -> None:
    network = Network(httpx.ConnectError("x"), status(429), OK)
    async with recorder.client(network) as ccs:
        await ccs.get_list_of_sessions("orders")
    assert [(a.number, a.status, a.error, a.wait_seconds) for a in recorder.attempts] == [
        (1, None, "NetworkError", 0.25),
        (2, 429, "RateLimitedError", 1.0),
        (3, 200, None, None),
    ]
    assert {(a.method, a.path) for a in recorder.attempts} == {
        ("GET", "/v1/account/le12345678/orders/session-ids")
    }
    assert all(a.seconds >= 0 for a in recorder.attempts)


# ── read-only ──────────────────────────────────────────────────────────────────────────────────


async def test_read_only_sends_no_write_and_every_read(recorder: Recorder) -> None:
    network = Network(httpx.Response(200, json={}))
    value = {"a": JsonText("1")}
    async with recorder.client(network, read_only=True) as ccs:
        assert ccs.read_only
        for write in (
            ccs.create_namespace("orders"),
            ccs.delete_namespace("orders"),
            ccs.set_properties_in_namespace("orders", {"a": 1}),
            ccs.update_properties_in_namespace("orders", {"a": 1}),
            ccs.delete_property_in_session("orders", "a"),
            ccs.delete_session("orders", "s"),
            ccs.save_properties("orders", None, value),
            ccs.delete_properties("orders", "s", ["a"]),
            ccs.delete_document("orders", "s"),
            ccs.set_session_ttl("orders", "s", 60),
        ):
            with pytest.raises(ReadOnlyError, match="was not sent"):
                await write
        assert network.requests == []
        await ccs.get_selected_properties_in_session("orders", ["a"])
    assert network.requests[0].method == "POST"


async def test_read_only_holds_over_v1_too(recorder: Recorder) -> None:
    network = Network(OK)
    async with recorder.client(network, V1_ONLY, read_only=True) as ccs:
        for write in (
            ccs.save_properties("orders", "s", {"a": JsonText("1")}),
            ccs.delete_properties("orders", "s", ["a"]),
            ccs.delete_document("orders", "s"),
        ):
            with pytest.raises(ReadOnlyError):
                await write
    assert network.requests == []


# ── what is said ───────────────────────────────────────────────────────────────────────────────


async def test_a_refusal_says_what_the_service_said(recorder: Recorder) -> None:
    async with recorder.client(Network(status(409))) as ccs:
        with pytest.raises(RefusedByServiceError) as caught:
            await list_all(ccs)
    assert str(caught.value) == (
        "The service refused listing the sessions of the namespace le12345678:orders (409): "
        '"so it is". Calling again does not help until that is put right.'
    )
    assert caught.value.service_message == "so it is"


async def test_a_message_that_repeats_a_value_is_left_out(recorder: Recorder) -> None:
    network = Network(httpx.Response(400, json={"message": f"no {VALUE} here"}))
    async with recorder.client(network) as ccs:
        with pytest.raises(RefusedByServiceError) as caught:
            await ccs.save_properties("orders", "s", {"a": quote(f"the {VALUE}")})
    assert VALUE not in str(caught.value)
    assert VALUE not in repr(caught.value)
    assert repeats("no value here", {"a": quote("some value")})
    assert not repeats("no good", {"a": quote("some value")})


def test_a_message_is_one_line_and_not_longer_than_fits() -> None:
    def said(message: str) -> str | None:
        return message_of(Answer(400, "", b'{"message":%s}' % quote(message).encode()))

    assert said("a\n\x1b[31mb\u202ec") == "a [31mb c"
    assert said("x" * 201) == "x" * 200 + "…"
    assert message_of(Answer(400, "", b'{"message":1}')) is None
    assert message_of(Answer(400, "", b"\xff")) is None


@pytest.mark.parametrize(
    ("location", "where"),
    [
        ("https://evil.test/?k=v", "evil.test"),
        ("/v2", "another path"),
        ("http://[", "another path"),
    ],
)
async def test_a_redirect_says_where_it_leads(
    location: str, where: str, recorder: Recorder
) -> None:
    async with recorder.client(Network(status(301, Location=location))) as ccs:
        with pytest.raises(ProtocolError, match=rf"redirect \(301\) to {where},"):
            await list_all(ccs)


async def test_a_proxy_that_refuses_a_body_is_not_the_limit_of_a_document(
    recorder: Recorder,
) -> None:
    page = httpx.Response(413, html="<html></html>")
    async with recorder.client(Network(page)) as ccs:
        with pytest.raises(OutcomeUnknownError, match=r"HTML page \(413\)"):
            await ccs.save_properties("orders", "s", {"a": quote("x")})


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (ConnectionRefusedError(), "the connection to h was refused"),
        (ConnectionResetError(), "the connection to h was reset"),
        (BrokenPipeError(), "the connection to h was reset"),
        (socket.gaierror(-2, "unknown"), "the name h is not known"),
        (ssl.SSLCertVerificationError(1, "x"), "the certificate of h is not trusted"),
        (ssl.SSLError(1, "x"), "no secure connection to h"),
        (httpx.ProxyError("x"), "the proxy refused the connection to h"),
        (httpx.RemoteProtocolError("x"), "the answer of h broke off or was not HTTP"),
        (OSError("x"), "the connection to h broke"),
        (ExceptionGroup("x", [OSError(), ConnectionRefusedError()]), "was refused"),
    ],
)
def test_a_broken_connection_has_a_reason(cause: Exception, says: str) -> None:
    error = httpx.ConnectError("x")
    error.__context__ = httpx.NetworkError("y")
    error.__context__.__cause__ = cause
    assert says in reason(error, "h")


async def test_a_name_too_long_for_a_url_is_refused_here(recorder: Recorder) -> None:
    async with recorder.client(Network(OK)) as ccs:
        with pytest.raises(InvalidNameError, match="too long"):
            await ccs.read_document("orders", "x" * 70_000)


async def test_many_calls_at_once_keep_to_the_limit(recorder: Recorder) -> None:
    under_way = most = 0

    async def answer(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return OK

    async with recorder.client(answer, limits=CallLimits(concurrent=3)) as ccs:
        await asyncio.gather(*(list_all(ccs) for _ in range(20)))
    assert most == 3


async def test_after_a_429_fewer_calls_are_under_way_and_after_successes_more_again(
    recorder: Recorder,
) -> None:
    under_way, most, refused = 0, 0, 0

    async def answer(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most, refused
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        if refused < 8:
            refused += 1
            return status(429)
        return OK

    async def most_of(calls: int) -> int:
        nonlocal most
        most = 0
        await asyncio.gather(*(list_all(ccs) for _ in range(calls)))
        return most

    async with recorder.client(answer, limits=CallLimits(concurrent=8, total_seconds=99)) as ccs:
        assert await most_of(8) == 8
        assert await most_of(20) < 8
        await most_of(100)
        assert await most_of(20) == 8
