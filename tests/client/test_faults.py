"""Every fault of a network and of an answer, in front of a read, a write, a list and a login."""

import asyncio
import gc
import gzip
import traceback
import zlib
from asyncio import StreamWriter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter

import httpx
import pytest

from ccs_tui.client import (
    AnswerTooLargeError,
    CallLimits,
    CcsError,
    Connection,
    ContextServiceClient,
    ForbiddenError,
    NetworkError,
    NotDoneError,
    OutcomeUnknownError,
    ProtocolError,
    RefusedByServiceError,
    RequestTimeoutError,
    Secret,
    ServiceUnavailableError,
    UnusableSettingError,
)
from ccs_tui.model.json_text import quote
from tests.client.conftest import ACCOUNT, KEY, PASSWORD, SECRETS, VALUE, Recorder
from tests.client.wrong_server import (
    Answer,
    Received,
    WrongServer,
    body,
    endless,
    head,
    raw,
    wrong_server,
)

LIMITS = CallLimits(
    connect_seconds=1,
    silence_seconds=0.25,
    total_seconds=1,
    tries=1,
    answer_bytes=100_000,
)

Do = Callable[[ContextServiceClient], Awaitable[object]]


@dataclass(frozen=True)
class Operation:
    """What is asked of the client, how its sentence begins, and the status that is promised."""

    do: Do
    doing: str
    status: int
    path: str


async def list_sessions(ccs: ContextServiceClient) -> list[list[str]]:
    return [page async for page in ccs.list_sessions("orders")]


OPERATIONS = {
    "read": Operation(
        lambda ccs: ccs.read_document("orders", "s"), "reading", 200, "/v2/context/document/le"
    ),
    "write": Operation(
        lambda ccs: ccs.save_properties("orders", "s", {"a": quote(VALUE)}),
        "saving",
        201,
        "/v2/context/document/create",
    ),
    "list": Operation(list_sessions, "listing the sessions of", 200, "/v1/account"),
    "login": Operation(
        lambda ccs: ccs.read_document("orders", "s"), "logging in to", 200, "/v2/authenticate"
    ),
}

HTML = b"<html><body>Please log in, value-shh</body></html>"
AS_HTML = "Content-Type: text/html; charset=utf-8"


@dataclass(frozen=True)
class Fault:
    """What the server does for a promised status, and the error it makes.

    A write's outcome is unknown then, unless it was `not_done`.
    """

    answer: Callable[[int], Answer]
    error: type[CcsError]
    not_done: bool = False


FAULTS = {
    "hangs before its headers": Fault(lambda _: raw(b"", then="hang"), RequestTimeoutError),
    "hangs between its headers": Fault(
        lambda s: raw(head(s, "Content-Type: application/json")[:-2], then="hang"),
        RequestTimeoutError,
    ),
    "hangs after its headers": Fault(
        lambda s: raw(head(s, length=100) + b'{"a":', then="hang"), RequestTimeoutError
    ),
    "drips for ever": Fault(lambda s: endless(s, b" ", pause=0.01), RequestTimeoutError),
    "never ends": Fault(lambda s: endless(s, b" " * 10_000), AnswerTooLargeError),
    "closes without an answer": Fault(lambda _: raw(b""), NetworkError),
    "resets the connection": Fault(lambda s: raw(head(s)[:9], then="reset"), NetworkError),
    "breaks off its body": Fault(lambda s: raw(head(s, length=100) + b'{"a":'), NetworkError),
    "is not HTTP": Fault(lambda _: raw(b"SSH-2.0-OpenSSH_9.6\r\n"), NetworkError),
    "truncates its JSON": Fault(lambda s: body(b'{"a":"value-shh', s), ProtocolError),
    "sends nothing": Fault(lambda s: body(b"", s), ProtocolError),
    "sends plain text": Fault(
        lambda s: body(b"value-shh", s, "Content-Type: text/plain"), ProtocolError
    ),
    "sends invalid UTF-8": Fault(lambda s: body(b'{"a":"value-shh\xff"}', s), ProtocolError),
    "sends another type": Fault(lambda s: body(b'"value-shh"', s), ProtocolError),
    "sends other fields": Fault(lambda s: body(b'{"payload":"value-shh"}', s), ProtocolError),
    "sends an array of numbers": Fault(lambda s: body(b"[1]", s), ProtocolError),
    "repeats a name": Fault(lambda s: body(b'{"a":"value-shh","a":1}', s), ProtocolError),
    "sends an HTML page": Fault(lambda s: body(HTML, s, AS_HTML), ProtocolError),
    "sends broken gzip": Fault(
        lambda s: body(b"value-shh", s, "Content-Encoding: gzip"), ProtocolError
    ),
    "packs its body twice": Fault(
        lambda s: body(
            gzip.compress(gzip.compress(b" " * 50_000_000)), s, "Content-Encoding: gzip, gzip"
        ),
        ProtocolError,
    ),
    "packs a bomb": Fault(
        lambda s: body(gzip.compress(b" " * 50_000_000), s, "Content-Encoding: gzip"),
        AnswerTooLargeError,
    ),
    "packs a bomb in members": Fault(
        lambda s: body(gzip.compress(b" " * 90_000) * 50, s, "Content-Encoding: gzip"),
        AnswerTooLargeError,
    ),
    "packs a bomb as deflate": Fault(
        lambda s: body(zlib.compress(b" " * 50_000_000), s, "Content-Encoding: deflate"),
        AnswerTooLargeError,
    ),
    "packs in a way not asked for": Fault(
        lambda s: body(b"value-shh", s, "Content-Encoding: br"), ProtocolError
    ),
    "breaks off its gzip": Fault(
        lambda s: body(gzip.compress(b"[]" * 999)[:-9], s, "Content-Encoding: gzip"), ProtocolError
    ),
    "sends NaN": Fault(lambda s: body(b'{"payload":{"a":NaN}}', s), ProtocolError),
    "redirects to what is no URL": Fault(
        lambda _: body(b"", 302, "Location: http://[::1:99999/token-shh"), ProtocolError
    ),
    "redirects nowhere": Fault(lambda _: body(b"", 301), ProtocolError),
    "redirects to where the key is": Fault(
        lambda _: body(b"", 302, "Location: http://key-shh.password-shh.test/"), ProtocolError
    ),
    "answers another status": Fault(lambda _: body(b"{}", 202), ProtocolError),
    "redirects": Fault(
        lambda _: body(b"", 302, "Location: http://127.0.0.1:1/?token-shh"), ProtocolError
    ),
    "has no such page, in HTML": Fault(lambda _: body(HTML, 404, AS_HTML), ProtocolError),
    "is a proxy in trouble": Fault(lambda _: body(HTML, 502, AS_HTML), ServiceUnavailableError),
    "is in trouble": Fault(
        lambda _: body(b'{"message":"value-shh"}', 503), ServiceUnavailableError, not_done=True
    ),
    "forbids, in HTML": Fault(lambda _: body(HTML, 403, AS_HTML), ForbiddenError),
}


def only_at(path: str, fault: Answer) -> Answer:
    """Answer the paths that begin so with a fault, and any other with a token."""
    token = body(b'{"token":"token-shh"}')

    async def answer(request: Received, writer: StreamWriter) -> None:
        await (fault if request.target.startswith(path) else token)(request, writer)

    return answer


def client_of(
    server: WrongServer, recorder: Recorder, limits: CallLimits = LIMITS
) -> ContextServiceClient:
    connection = Connection.to(
        server.url, ACCOUNT, api_key=Secret(KEY), user="robot", password=Secret(PASSWORD)
    )
    return recorder.client(connection=connection, limits=limits)


def good(operation: Operation) -> Answer:
    """Return the answer that the operation is promised."""
    texts = {
        "read": '{"accountId":"a","documentKey":"k","nameSpace":"orders","tenantId":"a",'
        '"payload":{},"ttl":"2030-01-01T00:00:00.000Z"}',
        "write": '{"documentKey":"k","tenantId":"a"}',
        "list": "[]",
    }
    name = next(name for name, known in OPERATIONS.items() if known is operation)
    return body(texts.get(name, texts["read"]).encode(), operation.status)


@pytest.mark.matrix
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_each_fault_becomes_its_error_in_time_and_leaves_the_client_usable(
    operation: Operation, fault: Fault, recorder: Recorder
) -> None:
    faulty = only_at(operation.path, fault.answer(operation.status))
    async with wrong_server(faulty) as server, client_of(server, recorder) as ccs:
        started = perf_counter()
        with pytest.raises(CcsError) as caught:
            await operation.do(ccs)
        assert perf_counter() - started < 5 * LIMITS.total_seconds
        error = caught.value
        if operation is OPERATIONS["write"] and not issubclass(fault.error, ForbiddenError):
            assert isinstance(error, NotDoneError if fault.not_done else OutcomeUnknownError)
            error = error.cause
        assert isinstance(error, fault.error)
        assert operation.doing in str(caught.value).lower()
        assert_tells_no_secret(caught.value, recorder)

        server.answer = only_at(operation.path, good(operation))
        if operation is not OPERATIONS["login"]:
            await operation.do(ccs)


def assert_tells_no_secret(error: BaseException, recorder: Recorder) -> None:
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(recorder.attempts)
    assert not [secret for secret in SECRETS if secret in told]


async def test_a_redirect_is_not_followed(recorder: Recorder) -> None:
    async with (
        wrong_server(body(b"[]")) as elsewhere,
        wrong_server(body(b"", 307, f"Location: {elsewhere.url}/v1")) as server,
        client_of(server, recorder) as ccs,
    ):
        with pytest.raises(ProtocolError, match=r"redirect \(307\) to 127.0.0.1"):
            await list_sessions(ccs)
        assert elsewhere.received == []


async def test_a_proxy_that_wants_a_login_is_not_called_the_service(recorder: Recorder) -> None:
    async with (
        wrong_server(only_at("/v2/context", body(b"", 407))) as server,
        client_of(server, recorder) as ccs,
    ):
        with pytest.raises(RefusedByServiceError, match=r"^A proxy refused .* \(407\)") as refused:
            await ccs.read_document("orders", "s")
    assert "http://USER:PASSWORD@HOST:PORT" in str(refused.value)


async def test_a_proxy_in_trouble_is_asked_again(recorder: Recorder) -> None:
    async with (
        wrong_server(body(HTML, 502, AS_HTML)) as server,
        client_of(server, recorder, CallLimits(tries=3)) as ccs,
    ):
        with pytest.raises(ServiceUnavailableError, match="3 times in a row"):
            await list_sessions(ccs)
        assert len(server.received) == 3


async def test_a_refused_connection_is_a_network_error(recorder: Recorder) -> None:
    async with wrong_server(body(b"[]")) as server:
        url = server.url
    connection = Connection.to(url, ACCOUNT, api_key=Secret(KEY))
    async with recorder.client(connection=connection) as ccs:
        with pytest.raises(NetworkError, match=r"was refused, 3 times in a row\. Check the URL"):
            await list_sessions(ccs)


async def test_a_cancelled_call_leaves_no_connection_and_is_not_repeated(
    recorder: Recorder,
) -> None:
    arrived = asyncio.Event()

    async def hang(_: Received, writer: StreamWriter) -> None:
        writer.write(head(200, length=100) + b"[")
        await writer.drain()
        arrived.set()
        await asyncio.Event().wait()

    async with wrong_server(hang) as server, client_of(server, recorder, CallLimits()) as ccs:
        call = asyncio.create_task(list_sessions(ccs))
        await arrived.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await server.no_connection_is_open()
        assert len(server.received) == 1
        assert [attempt.was_left for attempt in recorder.attempts] == [True]
        server.answer = body(b"[]")
        assert await list_sessions(ccs) == []


async def test_an_answer_that_is_given_up_leaves_no_connection(recorder: Recorder) -> None:
    async with (
        wrong_server(endless(200, b" " * 10_000)) as server,
        client_of(server, recorder) as ccs,
    ):
        gc.disable()  # what closes it must not be chance
        try:
            with pytest.raises(AnswerTooLargeError) as caught:
                await list_sessions(ccs)
            await server.no_connection_is_open()
        finally:
            gc.enable()
        del caught


async def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with wrong_server(body(b"[]")) as proxy, wrong_server(body(b"[]")) as server:
        for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(variable, proxy.url)
        for variable in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(variable, raising=False)
        async with client_of(server, recorder) as ccs:
            await list_sessions(ccs)
        assert (len(server.received), len(proxy.received)) == (1, 0)
        elsewhere = Connection.to("http://ccs.test", ACCOUNT, api_key=Secret(KEY))
        async with recorder.client(connection=elsewhere) as ccs:
            await list_sessions(ccs)
        assert (len(server.received), len(proxy.received)) == (1, 1)


async def test_nothing_is_sent_after_the_caller_left_during_a_pause(recorder: Recorder) -> None:
    pausing = asyncio.Event()

    async def pause_for_ever(_: float) -> None:
        pausing.set()
        await asyncio.Event().wait()

    recorder.sleep_instead = pause_for_ever
    async with (
        wrong_server(body(b"{}", 500)) as server,
        client_of(server, recorder, CallLimits()) as ccs,
    ):
        call = asyncio.create_task(list_sessions(ccs))
        await pausing.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert len(server.received) == 1


async def test_a_raw_path_goes_out_as_it_is_encoded(recorder: Recorder) -> None:
    async with wrong_server(body(b"{}")) as server:
        connection = Connection.to(server.url + "/base/", ACCOUNT, api_key=Secret(KEY))
        async with recorder.client(connection=connection) as ccs:
            await ccs.get_all_properties_in_session("orders", "../a b/?#%~é")
    assert server.received[0].target == (
        "/base/v1/account/le12345678/orders/%2E%2E%2Fa%20b%2F%3F%23%25~%C3%A9/properties"
    )


@pytest.mark.parametrize("error", [ValueError, httpx.LocalProtocolError])
async def test_an_error_of_another_transport_leaves_open_whether_a_write_arrived(
    recorder: Recorder, error: type[Exception]
) -> None:
    """One that comes before the request is on the wire means that it can't be sent, later not."""

    def answer(_: httpx.Request) -> httpx.Response:
        raise error("no number")

    async with recorder.client(answer) as ccs:
        with pytest.raises(OutcomeUnknownError):
            await ccs.save_properties("orders", "s", {"a": quote(VALUE)})


async def test_a_host_that_can_not_stand_in_a_request_never_left(recorder: Recorder) -> None:
    connection = Connection.to("http://xn--:80", ACCOUNT, token=Secret(KEY))
    async with recorder.client(connection=connection) as ccs:
        with pytest.raises(UnusableSettingError, match="can't be used in a request"):
            await ccs.save_properties("orders", "s", {"a": quote(VALUE)})
