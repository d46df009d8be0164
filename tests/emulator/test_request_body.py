"""Bodies that are wrong: always a 4xx with a `message`, never a 5xx, never a hang."""

import gzip
import json
import tracemalloc
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccs_tui.emulator import rules
from tests.emulator.conftest import ACCOUNT, Service, refused
from tests.examples import examples

compressed = partial(gzip.compress, mtime=0)
"""Without the time, so that a test has the same name in each process."""

DEEP = 100_000
WRITES = [
    ("POST", f"/v1/account/{ACCOUNT}"),
    ("PATCH", f"/v1/account/{ACCOUNT}/bot/properties"),
    ("PATCH", f"/v1/account/{ACCOUNT}/bot/s1/properties"),
    ("POST", f"/v1/account/{ACCOUNT}/namespace/bot/session?ttlSecond=60"),
    ("POST", "/v2/context/document/create"),
    ("POST", "/v2/context/document/properties"),
    ("DELETE", "/v2/context/document/property/delete"),
    ("DELETE", "/v2/context/document/delete"),
]
PUT = ("PUT", f"/v1/account/{ACCOUNT}/bot/s1/properties/p")

NOT_JSON = {
    "empty": b"",
    "white space": b" \n\t",
    "text": b"hello",
    "unclosed": b'{"a":1',
    "trailing comma": b'{"a":1,}',
    "more after it": b"{}{}",
    "single quotes": b"{'a':1}",
    "no UTF-8": b'{"a":"\xff"}',
    "a surrogate as UTF-8": b'{"a":"\xed\xa0\x80"}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"a":1}',
    "NaN": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}',
    "a control character": b'{"a":"\x00"}',
    "a form": b"a=1&b=2",
    "deep arrays": b'{"a":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep and unclosed": b"[" * DEEP,
    "half a character": b'{"a":"\\ud800"}',
    "half a character in a name": b'{"\\uDFFF":1}',
    "halves in the wrong order": b'{"a":"\\udc00\\ud800"}',
    "a duplicate key": b'{"a":1,"a":2}',
    "a duplicate key, escaped": b'{"a":1,"\\u0061":2}',
    "a duplicate key below": b'{"a":[{"b":1,"b":1}]}',
}
NO_OBJECTS = {
    "null": b"null",
    "an array": b"[]",
    "a string": b'"text"',
    "a number": b"1",
    "true": b"true",
}


async def send(service: Service, call: tuple[str, str], body: bytes) -> httpx.Response:
    method, path = call
    headers = service.key | service.token
    return await service.client.request(method, path, content=body, headers=headers)


@pytest.mark.matrix
@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON.keys())
@pytest.mark.parametrize("call", [*WRITES, PUT], ids=str)
async def test_what_is_not_json_is_400(
    service: Service, call: tuple[str, str], body: bytes
) -> None:
    refused(await send(service, call, body), 400)
    assert (await service.v1("GET", "")).json() == []


@pytest.mark.parametrize("body", NO_OBJECTS.values(), ids=NO_OBJECTS.keys())
@pytest.mark.parametrize("call", WRITES, ids=str)
async def test_what_is_no_object_is_400(
    service: Service, call: tuple[str, str], body: bytes
) -> None:
    refused(await send(service, call, body), 400)


@pytest.mark.parametrize("depth", [900, 950, 980, 990, 1_000, 1_010, 1_100, 2_000, 10_000])
async def test_depth_is_refused_or_kept_but_never_fails(service: Service, depth: int) -> None:
    value = "[" * depth + "]" * depth
    answer = await service.v1("PUT", "/bot/s1/properties/p", value)
    if answer.status_code == 204:
        assert (await service.v1("GET", "/bot/s1/properties")).text == f'{{"p":{value}}}'
    else:
        refused(answer, 400)


async def test_an_error_says_where(service: Service) -> None:
    message = refused(await service.v1("PATCH", "/bot/properties", '{"a":1,\n "a":2}'), 400)
    assert "line 2, column 2" in message


async def test_an_error_has_no_value_in_it(service: Service) -> None:
    for body in (
        '{"a":"secret" "b":1}',
        '{"accountId":["secret"],"nameSpace":"bot","payload":{}}',
        '{"accountId":"le12345678","nameSpace":"bot","payload":"secret"}',
    ):
        assert "secret" not in refused(await service.v2("POST", "/create", body), 400)


@pytest.mark.sample(each=4)
@pytest.mark.parametrize("call", [*WRITES, PUT], ids=str)
async def test_50_mb_are_413(service: Service, call: tuple[str, str]) -> None:
    assert refused(await send(service, call, b"x" * 50_000_000), 413) == "document too large."


async def test_the_most_bytes_that_are_read_are_enough_for_any_document() -> None:
    """Each character escaped as a pair of surrogates, the longest way to write one."""
    assert rules.MAX_BODY_BYTES > 12 * 800_000


async def test_a_body_in_pieces_is_one_body(service: Service) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for byte in '{"é":1}'.encode():
            yield bytes([byte])

    url = f"/v1/account/{ACCOUNT}/bot/s1/properties"
    answer = await service.client.patch(url, content=pieces(), headers=service.key)
    assert answer.status_code == 204
    assert await service.payload() == {"é": 1}


async def test_pairs_of_surrogates_are_characters(service: Service) -> None:
    body = '{"\\ud83d\\ude42":"\\ud83d\\ude42 \\\\ud800 \\\\"}'
    assert (await service.v1("PATCH", "/bot/s1/properties", body)).status_code == 204
    assert await service.payload() == {"🙂": "🙂 \\ud800 \\"}


async def test_any_content_type_is_taken(service: Service) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "nonsense"):
        answer = await service.client.patch(
            f"/v1/account/{ACCOUNT}/bot/s1/properties",
            content=b'{"a":1}',
            headers=service.key | {"Content-Type": content_type},
        )
        assert answer.status_code == 204


# ── compressed ─────────────────────────────────────────────────────────────────────────────────


async def send_encoded(
    service: Service, body: bytes, encoding: str | list[tuple[str, str]]
) -> httpx.Response:
    named = [("Content-Encoding", encoding)] if isinstance(encoding, str) else encoding
    url = f"/v1/account/{ACCOUNT}/bot/s1/properties"
    headers = [*service.key.items(), *named]
    return await service.client.patch(url, content=body, headers=headers)


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", " gzip ", "identity, gzip"])
async def test_a_body_may_be_gzip_s(service: Service, encoding: str) -> None:
    assert (await send_encoded(service, compressed(b'{"a":"\xc3\xa9"}'), encoding)).is_success
    assert await service.payload() == {"a": "é"}


async def test_gzip_of_several_parts_and_in_pieces(service: Service) -> None:
    body = compressed(b'{"a":') + compressed(b"1}")

    async def pieces() -> AsyncIterator[bytes]:
        for byte in body:
            yield bytes([byte])

    headers = service.key | {"Content-Encoding": "gzip"}
    url = f"/v1/account/{ACCOUNT}/bot/s1/properties"
    assert (await service.client.patch(url, content=pieces(), headers=headers)).is_success
    assert await service.payload() == {"a": 1}


@pytest.mark.parametrize(
    "encoding",
    ["br", "deflate", "zstd", "compress", "nonsense", "gzip, gzip", "gzip, br",
     [("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")]],
)  # fmt: skip
async def test_another_encoding_is_415(
    service: Service, encoding: str | list[tuple[str, str]]
) -> None:
    answer = await send_encoded(service, b'{"a":1}', encoding)
    refused(answer, 415)
    assert answer.headers["accept-encoding"] == "gzip, identity"
    assert (await send_encoded(service, b'{"a":1}', "identity")).is_success


_WHOLE = compressed(b'{"a":1}')


@pytest.mark.parametrize(
    "body",
    [b'{"a":1}', _WHOLE[:-1], _WHOLE[:12], _WHOLE + b"x", _WHOLE[:-5] + b"xxxxx",
     compressed(b"\xff"), compressed(b""), b""],
)  # fmt: skip
async def test_what_is_not_whole_gzip_of_json_is_400(service: Service, body: bytes) -> None:
    refused(await send_encoded(service, body, "gzip"), 400)
    assert (await service.v1("GET", "")).json() == []


@pytest.mark.slow
async def test_what_gzip_becomes_is_bounded(service: Service) -> None:
    """A gigabyte out of a megabyte is refused before it is made."""
    bomb = compressed(bytes(rules.MAX_BODY_BYTES)) * 64
    tracemalloc.start()
    try:
        refused(await send_encoded(service, bomb, "gzip"), 413)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6 * rules.MAX_BODY_BYTES
    nearly = b'{"a":1}'.ljust(rules.MAX_BODY_BYTES)
    assert (await send_encoded(service, compressed(nearly), "gzip")).is_success


_anything = st.one_of(
    st.binary(),
    st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    ).map(lambda value: json.dumps(value).encode()),
)


@given(st.sampled_from([*WRITES, PUT]), _anything)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_no_body_makes_it_fail(service: Service, call: tuple[str, str], body: bytes) -> None:
    answer = await send(service, call, body)
    assert answer.status_code in (200, 201, 204, 400)
    if answer.status_code == 400:
        refused(answer, 400)


_json = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cs"])),
    ),
    lambda inner: st.one_of(
        st.lists(inner), st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), _json))
@settings(
    max_examples=examples(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
async def test_any_payload_comes_back_as_it_went(
    service: Service, payload: dict[str, object]
) -> None:
    await service.v1("DELETE", "/bot")
    assert (await service.create(payload)).status_code == 201
    assert await service.payload() == payload
    assert (await service.v1("GET", "/bot/s1/properties")).json() == payload
