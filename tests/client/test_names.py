"""Names on their way into paths and bodies: nothing climbs, nothing collides, nothing is lost."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client import InvalidNameError, ReservedNamespaceError
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.wire import V1_DELETE_PROPERTY, V1_EMPTY, V1_READ, V2_READ_DOCUMENT
from tests.client.conftest import ACCOUNT, V1_ONLY, V2_ONLY, Network, Recorder

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(
    ["..", ".", "../..", "%2F", "a?b#c", "a/b", "\\", "//", " ", "\x00", "\r\nX: y", "é", "🛫"]
)
OK = httpx.Response(204)


def raw_path(request: httpx.Request) -> str:
    return request.url.raw_path.decode().partition("?")[0]


@given(session=NAMES, name=NAMES)
def test_names_come_out_of_a_path_as_they_went_in(session: str, name: str) -> None:
    async def run() -> None:
        network, recorder = Network(OK), Recorder()
        async with recorder.client(network, V1_ONLY) as ccs:
            await ccs.delete_property_in_session("orders", name, session)
        path = raw_path(network.requests[0])
        assert V1_DELETE_PROPERTY.match(path) == {
            "account": ACCOUNT, "namespace": "orders", "session": session, "property": name,
        }  # fmt: skip
        assert "." not in path
        assert path.isascii()

    asyncio.run(run())


@given(session=NAMES)
def test_sessions_come_out_of_a_v2_path_as_they_went_in(session: str) -> None:
    async def run() -> None:
        network, recorder = Network(httpx.Response(404, json={})), Recorder()
        async with recorder.client(network, V2_ONLY) as ccs:
            await ccs.get_all_properties_in_session("orders", session)
        names = V2_READ_DOCUMENT.match(raw_path(network.requests[0]))
        assert names == {"account": ACCOUNT, "namespace": "orders", "session": session}

    asyncio.run(run())


async def test_an_empty_property_never_becomes_the_delete_of_a_session(recorder: Recorder) -> None:
    network = Network(OK)
    async with recorder.client(network, V1_ONLY) as ccs:
        with pytest.raises(InvalidNameError, match="property can't be empty"):
            await ccs.delete_property_in_session("orders", "", "s")
    assert network.requests == []


@pytest.mark.parametrize("session", ["", None, 5])
async def test_no_session_never_becomes_the_namespace_document(
    session: str, recorder: Recorder
) -> None:
    network = Network(OK)
    async with recorder.client(network) as ccs:
        for call in (
            ccs.delete_session("orders", session),
            ccs.delete_property_in_session("orders", "a", session),
            ccs.set_properties_in_namespace("orders", {"a": 1}, session),
            ccs.get_all_properties_in_session("orders", session),
            ccs.get_selected_properties_in_session("orders", ["a"], session),
        ):
            with pytest.raises(InvalidNameError, match="session's id"):
                await call
    assert network.requests == []


async def test_a_session_named_properties_is_not_taken_for_a_property(recorder: Recorder) -> None:
    network = Network(OK)
    async with recorder.client(network, V1_ONLY) as ccs:
        with pytest.raises(InvalidNameError, match="Use v2"):
            await ccs.delete_session("orders", "properties")
        assert network.requests == []
        await ccs.delete_property_in_session("orders", "properties")
    path = raw_path(network.requests[0])
    assert path.endswith("/orders/__default__/properties/properties")
    assert (V1_EMPTY.match(path), V1_READ.match(path)) == (None, None)


async def test_half_a_character_in_a_name_is_refused(recorder: Recorder) -> None:
    network = Network(OK)
    async with recorder.client(network) as ccs:
        for call in (
            ccs.read_document("orders", "\ud800"),
            ccs.save_properties("orders", "\ud800", {}),
            ccs.save_properties("orders", "s", {"\udc00": JsonText("1")}),
            ccs.delete_properties("orders", "s", ["\udc00"]),
            ccs.get_property_in_session("orders", "\udc00"),
        ):
            with pytest.raises(InvalidNameError, match="half a character"):
                await call
    assert network.requests == []


@pytest.mark.parametrize("namespace", ["", "a b", "a/b", "..", "é", "a\n", None, 5])
async def test_a_namespace_outside_the_grammar_is_never_sent(
    namespace: str, recorder: Recorder
) -> None:
    network = Network(OK)
    async with recorder.client(network) as ccs:
        for call in (
            ccs.create_namespace(namespace),
            ccs.delete_namespace(namespace),
            ccs.read_document(namespace, "s"),
            ccs.save_properties(namespace, "s", {}),
            ccs.get_all_properties_in_session(namespace),
            ccs.list_session_ttls(namespace),
        ):
            with pytest.raises(InvalidNameError):
                await call
    assert network.requests == []


async def test_a_reserved_namespace_is_read_but_never_written(recorder: Recorder) -> None:
    network = Network(httpx.Response(404, json={}))
    async with recorder.client(network) as ccs:
        with pytest.raises(ReservedNamespaceError):
            await ccs.delete_document("conversation", None)
        with pytest.raises(ReservedNamespaceError):
            await ccs.set_session_ttl("sde", "s", 60)
        assert network.requests == []
        assert await ccs.get_all_properties_in_session("conversation", "s") == {}


@pytest.mark.parametrize("ttl", [0, -1])
async def test_a_ttl_to_configure_is_at_least_a_second(ttl: int, recorder: Recorder) -> None:
    async with recorder.client(Network(OK)) as ccs:
        with pytest.raises(ValueError, match="at least 1 s"):
            await ccs.create_namespace("orders", ttl)
        with pytest.raises(ValueError, match="at least 1 s"):
            await ccs.set_session_ttl("orders", "s", ttl)


async def test_a_ttl_of_a_save_is_not_negative(recorder: Recorder) -> None:
    async with recorder.client(Network(OK)) as ccs:
        with pytest.raises(ValueError, match="at least 0 s"):
            await ccs.save_properties("orders", "s", {}, -1)


@pytest.mark.parametrize("name", [None, 5, b"a"])
async def test_a_property_that_is_no_string_is_refused(name: str, recorder: Recorder) -> None:
    async with recorder.client(Network(OK)) as ccs:
        with pytest.raises(InvalidNameError, match="property's name"):
            await ccs.get_property_in_session("orders", name)
        with pytest.raises(InvalidNameError, match="property's name"):
            await ccs.delete_property_in_session("orders", name)
