"""REST v1, rule by rule: `ccs-api.md` section 4."""

import json
from dataclasses import replace

import httpx
import pytest

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store
from tests.emulator.conftest import MovingClock, Service, refused

EMPTY_ANSWER = (204, b"")


async def ids(service: Service, namespace: str = "bot") -> list[str]:
    answer = await service.v1("GET", f"/{namespace}/session-ids")
    assert answer.status_code == 200
    found: list[str] = answer.json()
    return found


async def names(service: Service) -> list[str]:
    answer = await service.v1("GET", "")
    assert answer.status_code == 200
    return [namespace["name"] for namespace in answer.json()]


# ── namespaces ─────────────────────────────────────────────────────────────────────────────────


async def test_a_created_namespace_is_listed_at_once(service: Service, clock: MovingClock) -> None:
    answer = await service.v1("POST", "", {"name": "bot"})
    assert (answer.status_code, answer.content) == EMPTY_ANSWER
    answer = await service.v1("POST", "?ttlSecond=60", {"name": "alpha"})
    assert (answer.status_code, answer.content) == EMPTY_ANSWER
    assert (await service.v1("GET", "")).json() == [
        {"name": "alpha", "createdAt": clock.text(), "ttlSecond": 60},
        {"name": "bot", "createdAt": clock.text()},
    ]


async def test_an_existing_namespace_is_not_recreated(service: Service, clock: MovingClock) -> None:
    await service.v1("POST", "", {"name": "bot"})
    await service.create({"a": 1})
    created = clock.text()
    clock.advance(60)
    assert (await service.v1("POST", "", {"name": "bot"})).status_code == 204
    assert (await service.v1("GET", "")).json() == [{"name": "bot", "createdAt": created}]
    assert await service.payload() == {"a": 1}


async def test_deleting_a_namespace_deletes_all_in_it(service: Service) -> None:
    for session in ("s1", "__default__", None):
        await service.create({"a": 1}, session=session)
    await service.create({"a": 1}, namespace="other")
    answer = await service.v1("DELETE", "/bot")
    assert (answer.status_code, answer.content) == EMPTY_ANSWER
    assert await names(service) == ["other"]
    assert await ids(service) == []
    refused(await service.document(session=None), 404)
    assert await service.payload("other") == {"a": 1}


async def test_deleting_a_namespace_is_idempotent(service: Service) -> None:
    for _ in range(2):
        assert (await service.v1("DELETE", "/never")).status_code == 204


async def test_saving_creates_the_namespace(service: Service) -> None:
    await service.v1("PATCH", "/one/s1/properties", {"a": 1})
    await service.v1("PUT", "/two/properties/a", "1")
    await service.v1("POST", "/namespace/three/session?ttlSecond=60", {"sessionId": "s1"})
    assert await names(service) == ["one", "three", "two"]


async def test_a_namespace_stays_without_documents(service: Service) -> None:
    await service.create({"a": 1})
    await service.v1("DELETE", "/bot/s1/properties")
    assert await names(service) == ["bot"]


# ── properties ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/bot/properties", "/bot/s1/properties"])
async def test_several_properties_are_merged(service: Service, path: str) -> None:
    answer = await service.v1("PATCH", path, {"a": 1, "b": [1]})
    assert (answer.status_code, answer.content) == EMPTY_ANSWER
    await service.v1("PATCH", path, {"b": [2], "c": None})
    answer = await service.v1("GET", path)
    assert answer.status_code == 200
    assert answer.json() == {"a": 1, "b": [2], "c": None}


@pytest.mark.parametrize(
    "value", ["1", "1.50", "-0", "1e400", '"text"', "null", "true", "[]", '{"b":1,"a":2}', '""']
)
async def test_one_property_is_any_json_value(service: Service, value: str) -> None:
    for path in ("/bot/properties", "/bot/s1/properties"):
        answer = await service.v1("PUT", f"{path}/p", f" {value}\n")
        assert (answer.status_code, answer.content) == EMPTY_ANSWER
        assert (await service.v1("GET", path)).text == f'{{"p":{value}}}'


async def test_numbers_stay_as_they_were_written(service: Service) -> None:
    payload = '{"a":12345678901234567890123,"b":1.0,"c":1e400,"d":-0.0,"e":0.10}'
    assert (await service.v1("PATCH", "/bot/s1/properties", payload)).status_code == 204
    assert (await service.v1("GET", "/bot/s1/properties")).text == payload
    assert payload in (await service.document()).text
    assert payload in (await service.v1("GET", "/bot/session-properties")).text
    assert (await service.v1("GET", "/bot/s1/properties/a")).text == "12345678901234567890123"


async def test_no_session_means_the_session_default(service: Service) -> None:
    await service.v1("PATCH", "/bot/properties", {"a": 1})
    await service.v1("PUT", "/bot/properties/b", "2")
    assert await service.payload(session="__default__") == {"a": 1, "b": 2}
    assert (await service.v1("GET", "/bot/__default__/properties")).json() == {"a": 1, "b": 2}
    assert (await service.v1("DELETE", "/bot/__default__/properties/a")).status_code == 204
    assert (await service.v1("GET", "/bot/properties")).json() == {"b": 2}
    refused(await service.document(session=None), 404)


async def test_reading_nothing_is_an_empty_object(service: Service) -> None:
    for path in ("/never/properties", "/never/s1/properties"):
        answer = await service.v1("GET", path)
        assert answer.status_code == 200
        assert answer.json() == {}


async def test_a_missing_property_is_404(service: Service) -> None:
    await service.create({"a": 1})
    for path in ("/bot/s1/properties/b", "/bot/properties/a", "/never/s1/properties/a"):
        refused(await service.v1("GET", path), 404)


@pytest.mark.parametrize(
    "text",
    ["myValue1", "", "two words", "a,b", "{", "tru", "01", "é🙂", "line\nbreak", '"half', " x "],
)
async def test_a_single_string_is_bare(service: Service, text: str) -> None:
    await service.create({"p": text})
    answer = await service.v1("GET", "/bot/s1/properties/p")
    assert answer.status_code == 200
    assert answer.text == text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "text",
    ["123", "true", "null", '"quoted"', "[1]", "{}", " 1 ", "-0.5e3", "NaN", "Infinity",
     "0", '{"a":1,"a":2}', "1" * 5_000, "[" * 5_000 + "]" * 5_000, "\ufeff1"],
)  # fmt: skip
async def test_a_single_string_that_reads_as_json_is_json(service: Service, text: str) -> None:
    """Bare it would turn into a number, a boolean or an object."""
    await service.create({"p": text})
    answer = await service.v1("GET", "/bot/s1/properties/p")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.text) == text


@pytest.mark.parametrize("value", [1, 1.5, True, None, [1], {"a": 1}])
async def test_a_single_value_that_is_no_string_is_json(service: Service, value: object) -> None:
    await service.create({"p": value})
    answer = await service.v1("GET", "/bot/s1/properties/p")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == value


@pytest.mark.parametrize("slash", ["", "/"])
async def test_emptying_a_session_deletes_it(service: Service, slash: str) -> None:
    """The SDK sends a slash at the end [SDK]; both are answered."""
    for session in ("s1", "__default__", "s2"):
        await service.create({"a": 1}, session=session)
    await service.create({"a": 1}, session=None)
    for path in (f"/bot/s1/properties{slash}", f"/bot/properties{slash}"):
        for _ in range(2):
            answer = await service.v1("DELETE", path)
            assert (answer.status_code, answer.content) == EMPTY_ANSWER
    assert await ids(service) == ["s2"]
    assert await service.payload(session=None) == {"a": 1}


async def test_deleting_a_property_is_idempotent(service: Service) -> None:
    await service.create({"a": 1, "b": 1})
    for path in ("/bot/s1/properties/a", "/bot/properties/a", "/never/s1/properties/a"):
        for _ in range(2):
            answer = await service.v1("DELETE", path)
            assert (answer.status_code, answer.content) == EMPTY_ANSWER
    assert await service.payload() == {"b": 1}
    assert await names(service) == ["bot"]


async def test_get_and_delete_may_come_with_a_content_type_and_no_body(service: Service) -> None:
    """As the SDK sends them [SDK]."""
    headers = service.key | {"Content-Type": "application/json", "X-REQUEST-ID": "1"}
    url = "/v1/account/le12345678/bot/s1/properties"
    assert (await service.client.get(url, headers=headers)).status_code == 200
    assert (await service.client.delete(url, headers=headers)).status_code == 204


# ── sessions ───────────────────────────────────────────────────────────────────────────────────


async def test_sessions_are_listed_by_id(service: Service) -> None:
    for session in ("b", "B", "a", "é", "🙂", "__default__", "10", "9"):
        await service.create({"a": 1}, session=session)
    assert await ids(service) == ["10", "9", "B", "__default__", "a", "b", "é", "🙂"]


async def test_sessions_are_listed_with_their_properties(service: Service) -> None:
    await service.create({"b": 1, "a": [1.0]}, session="s2")
    await service.create({"c": None}, session="s1")
    answer = await service.v1("GET", "/bot/session-properties")
    assert answer.status_code == 200
    assert answer.text == (
        '[{"sessionId":"s1","property":{"c":null}},{"sessionId":"s2","property":{"b":1,"a":[1.0]}}]'
    )


async def test_a_session_is_listed_while_it_has_properties(service: Service) -> None:
    """By whatever call the last property goes, and the first comes; the document stays [V1]."""
    take_away = (
        ("/bot/s1/properties/a", None),
        ("/property/delete", service.request() | {"propertyToDelete": ["a"]}),
    )
    await service.create({})
    for path, body in take_away:
        assert await ids(service) == []
        assert (await service.v1("GET", "/bot/session-properties")).json() == []
        assert await service.payload() == {}
        await service.v1("PATCH", "/bot/s1/properties", {"a": 1})
        assert await ids(service) == ["s1"]
        answer = await (service.v2 if body else service.v1)("DELETE", path, body)
        assert answer.is_success
    assert await ids(service) == []
    assert await service.payload() == {}


async def test_the_list_of_namespaces_may_have_those_with_a_ttl_alone(
    config: EmulatorConfig, store: Store
) -> None:
    """As the second of the page's two descriptions has it [V1]; all else is as it was."""
    app = create_app(replace(config, lists_all_namespaces=False), store)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        service = Service(client)
        await service.v1("POST", "", {"name": "unlisted"})
        await service.v1("POST", "?ttlSecond=60", {"name": "listed"})
        names = [each["name"] for each in (await service.v1("GET", "")).json()]
        assert names == ["listed"]
        await service.v1("PATCH", "/unlisted/s1/properties", {"a": 1})
        assert (await service.v1("GET", "/unlisted/session-ids")).json() == ["s1"]
        await service.v1("POST", "?ttlSecond=0", {"name": "listed"})
        assert (await service.v1("GET", "")).json() == []


async def test_listing_nothing_is_an_empty_array(service: Service) -> None:
    for path in ("", "/never/session-ids", "/never/session-properties", "/namespace/never/session"):
        answer = await service.v1("GET", path)
        assert answer.status_code == 200
        assert answer.json() == []


async def test_a_session_with_only_a_ttl_is_no_session(service: Service) -> None:
    await service.v1("POST", "/namespace/bot/session?ttlSecond=60", {"sessionId": "s1"})
    assert await ids(service) == []
    assert [
        each["sessionId"] for each in (await service.v1("GET", "/namespace/bot/session")).json()
    ] == ["s1"]


async def test_setting_a_session_s_ttl_is_204(service: Service) -> None:
    answer = await service.v1("POST", "/namespace/bot/session?ttlSecond=60", {"sessionId": "s1"})
    assert (answer.status_code, answer.content) == EMPTY_ANSWER


@pytest.mark.parametrize("body", [{}, {"sessionId": ""}, {"sessionId": None}, {"sessionId": 1}])
async def test_a_session_s_ttl_needs_the_session(service: Service, body: dict[str, object]) -> None:
    refused(await service.v1("POST", "/namespace/bot/session?ttlSecond=60", body), 400)
