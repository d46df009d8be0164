"""What one version has to do alone, and answers that the emulator has no reason to give."""

import httpx
import pytest

from ccs_tui.client import (
    CcsError,
    Connection,
    MissingCredentialsError,
    NotFoundError,
    OutcomeUnknownError,
    ProtocolError,
)
from ccs_tui.client.last_answer import LastAnswer
from ccs_tui.model.json_text import JsonText
from tests.client.conftest import ACCOUNT, V1_ONLY, V2_ONLY, Network, Recorder

ONE = {"a": JsonText("1")}
MISSING = httpx.Response(404, json={"message": "not there"})


def ok(body: object) -> httpx.Response:
    return httpx.Response(200, json=body)


# ── reading again and again ────────────────────────────────────────────────────────────────────


def document_of(value: str, ttl: str) -> httpx.Response:
    return ok({
        "documentKey": "k", "tenantId": "t", "documentType": "CONTEXT", "accountId": ACCOUNT,
        "nameSpace": "orders", "sessionId": "s", "payload": {"a": value}, "ttl": ttl,
    })  # fmt: skip


async def test_an_answer_as_the_last_is_not_taken_apart_again_and_any_other_is(
    recorder: Recorder,
) -> None:
    first, later = "2099-05-11T22:37:39.176Z", "2099-05-11T22:37:40.176Z"
    answers = [document_of("1", first)] * 2 + [document_of("1", later), document_of("2", later)]
    last = LastAnswer()
    async with recorder.client(Network(*answers), V2_ONLY) as ccs:
        read = [await ccs.read_document("orders", "s", last=last) for _ in range(4)]
    assert read[1] is read[0]
    # Only the expiry is another one, and then only the value.
    assert read[2].properties == read[1].properties
    assert read[2].expires_at != read[1].expires_at
    assert [document.properties["a"] for document in read] == ['"1"'] * 3 + ['"2"']


async def test_over_v1_an_answer_as_the_last_is_not_taken_apart_again(recorder: Recorder) -> None:
    network = Network(ok({"a": "x"}), ok({"a": "x"}), ok({"a": "y"}))
    last = LastAnswer()
    async with recorder.client(network, V1_ONLY) as ccs:
        read = [await ccs.read_document("orders", "s", last=last) for _ in range(3)]
    assert read[1].properties["a"] is read[0].properties["a"]
    assert read[2].properties == {"a": '"y"'}


async def test_what_could_not_be_read_is_no_answer_to_compare_with(recorder: Recorder) -> None:
    broken = httpx.Response(200, content=b'{"a":')
    last = LastAnswer()
    async with recorder.client(Network(broken, broken, ok({"a": "x"})), V1_ONLY) as ccs:
        for _ in range(2):
            with pytest.raises(CcsError):
                await ccs.read_document("orders", "s", last=last)
        assert (await ccs.read_document("orders", "s", last=last)).properties == {"a": '"x"'}


# ── v1 alone ───────────────────────────────────────────────────────────────────────────────────


async def test_over_v1_an_empty_session_exists_if_it_is_listed(recorder: Recorder) -> None:
    network = Network(ok({}), ok(["a"]), ok(["b", "s"]), ok([]))
    async with recorder.client(network, V1_ONLY) as ccs:
        document = await ccs.read_document("orders", "s")
    assert (document.exists, dict(document.properties)) == (True, {})
    assert len(network.requests) == 3  # no page after the one that has it


async def test_over_v1_an_empty_session_that_is_not_listed_is_not_found(
    recorder: Recorder,
) -> None:
    async with recorder.client(Network(ok({}), ok(["a"]), ok([])), V1_ONLY) as ccs:
        with pytest.raises(NotFoundError, match="The document le12345678:orders:s does not exist"):
            await ccs.read_document("orders", "s")


async def test_over_v1_what_needs_v2_says_so_before_anything_is_sent(recorder: Recorder) -> None:
    network = Network(ok({}))
    async with recorder.client(network, V1_ONLY) as ccs:
        for call, says in (
            (ccs.read_document("orders", None), "Reading the namespace document"),
            (ccs.read_properties("orders", None, ["a"]), "Reading properties of the namespace"),
            (ccs.save_properties("orders", None, ONE), "Saving the namespace document"),
            (ccs.save_properties("orders", "s", ONE, 60), "orders:s with a TTL needs v2"),
            (ccs.delete_properties("orders", None, ["a"]), "Deleting properties of"),
            (ccs.delete_document("orders", None), "Deleting the namespace document"),
        ):
            with pytest.raises(MissingCredentialsError, match=rf"{says}.*CCS_TOKEN"):
                await call
        assert isinstance((await ccs.check()).v2, MissingCredentialsError)
    assert len(network.requests) == 1  # the check of v1


async def test_over_v2_what_needs_v1_says_so_before_anything_is_sent(recorder: Recorder) -> None:
    network = Network(MISSING)
    async with recorder.client(network, V2_ONLY) as ccs:
        for call in (
            ccs.create_namespace("orders"),
            ccs.delete_namespace("orders"),
            ccs.get_list_of_namespaces(),
            ccs.get_list_of_sessions("orders"),
            ccs.list_session_ttls("orders"),
            ccs.set_session_ttl("orders", "s", 60),
        ):
            with pytest.raises(MissingCredentialsError, match=r"needs v1.*CCS_API_KEY"):
                await call
        checked = await ccs.check()
    assert isinstance(checked.v1, MissingCredentialsError)
    assert (checked.v2, checked.problems, checked.capabilities) == (None, [], ccs.capabilities)
    assert len(network.requests) == 1  # the check of v2


async def test_over_v1_properties_are_deleted_one_by_one(recorder: Recorder) -> None:
    network = Network(httpx.Response(204))
    async with recorder.client(network, V1_ONLY) as ccs:
        await ccs.delete_properties("orders", "s", ["a", "b"])
    assert [r.url.path.rpartition("/")[2] for r in network.requests] == ["a", "b"]


# ── what is not there ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("connection", [V1_ONLY, V2_ONLY], ids=["v1", "v2"])
async def test_a_404_is_no_error_where_nothing_has_to_be_there(
    connection: Connection, recorder: Recorder
) -> None:
    async with recorder.client(Network(MISSING), connection) as ccs:
        await ccs.delete_property_in_session("orders", "a", "s")
        await ccs.delete_session("orders", "s")
        assert await ccs.get_all_properties_in_session("orders", "s") == {}
        assert await ccs.get_selected_properties_in_session("orders", ["a"], "s") == {}
        assert await ccs.read_properties("orders", "s", ["a"]) == {}
        with pytest.raises(NotFoundError, match="property a of the document"):
            await ccs.get_property_in_session("orders", "a", "s")


async def test_deleting_a_namespace_that_is_gone_is_no_error(recorder: Recorder) -> None:
    async with recorder.client(Network(MISSING)) as ccs:
        await ccs.delete_namespace("orders")


async def test_nothing_asked_for_is_nothing_sent(recorder: Recorder) -> None:
    network = Network(MISSING)
    async with recorder.client(network) as ccs:
        assert await ccs.read_properties("orders", "s", []) == {}
        await ccs.delete_properties("orders", "s", [])
    assert network.requests == []


# ── what the service would not say ─────────────────────────────────────────────────────────────


async def test_a_write_that_says_it_failed_has_an_unknown_outcome(recorder: Recorder) -> None:
    answer = httpx.Response(201, json={"documentKey": "k", "tenantId": "t", "success": False})
    async with recorder.client(Network(answer)) as ccs:
        with pytest.raises(OutcomeUnknownError, match="success: it is false"):
            await ccs.save_properties("orders", "s", ONE)


async def test_a_write_with_another_success_than_promised_has_an_unknown_outcome(
    recorder: Recorder,
) -> None:
    async with recorder.client(Network(ok({})), V1_ONLY) as ccs:
        with pytest.raises(OutcomeUnknownError, match="status 200 instead of 204"):
            await ccs.save_properties("orders", "s", ONE)


async def test_a_created_namespace_that_is_not_listed_yet_is_returned(recorder: Recorder) -> None:
    async with recorder.client(Network(httpx.Response(204), ok([]))) as ccs:
        created = await ccs.create_namespace("orders", 60)
    assert (created.name, created.ttl_seconds, created.created_at) == ("orders", 60, None)


async def test_properties_that_are_no_object_are_a_protocol_error(recorder: Recorder) -> None:
    async with recorder.client(Network(ok(["value-shh"])), V1_ONLY) as ccs:
        with pytest.raises(ProtocolError, match="line 1, column 1: an object in braces"):
            await ccs.get_all_properties_in_session("orders")


async def test_values_that_json_has_no_form_for_are_refused(recorder: Recorder) -> None:
    network = Network(MISSING)
    async with recorder.client(network) as ccs:
        with pytest.raises(ValueError, match="JSON"):
            await ccs.set_properties_in_namespace("orders", {"a": float("nan")})
        with pytest.raises(TypeError):
            await ccs.set_properties_in_namespace("orders", {"a": object()})
    assert network.requests == []
