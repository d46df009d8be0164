"""REST v2, rule by rule: `ccs-api.md` section 3."""

import pytest

from tests.emulator.conftest import ACCOUNT, MovingClock, Service, refused

WRITES = {"documentKey": f"{ACCOUNT}:bot:s1", "tenantId": ACCOUNT, "success": True}


async def test_create_answers_201_with_the_key(service: Service) -> None:
    answer = await service.create({"a": 1})
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == WRITES
    of_namespace = await service.create({"a": 1}, session=None)
    assert of_namespace.json()["documentKey"] == f"{ACCOUNT}:bot:"


async def test_create_merges_by_top_level_property(service: Service) -> None:
    await service.create({"a": {"x": 1, "y": 1}, "b": 1})
    await service.create({"a": {"x": 2}, "c": 1})
    assert await service.payload() == {"a": {"x": 2}, "b": 1, "c": 1}


async def test_create_never_removes_a_property(service: Service) -> None:
    await service.create({"a": 1})
    await service.create({"a": None})
    await service.create({})
    assert await service.payload() == {"a": None}


async def test_properties_stay_in_the_order_they_first_came(service: Service) -> None:
    await service.create({"z": 1, "a": 1})
    await service.create({"m": 1, "z": 2})
    assert list(await service.payload()) == ["z", "a", "m"]


async def test_create_makes_an_empty_document(service: Service) -> None:
    assert (await service.create({})).status_code == 201
    assert await service.payload() == {}


async def test_create_makes_the_namespace(service: Service, clock: MovingClock) -> None:
    await service.create({"a": 1})
    assert (await service.v1("GET", "")).json() == [{"name": "bot", "createdAt": clock.text()}]


async def test_a_document_has_all_its_fields(service: Service, clock: MovingClock) -> None:
    await service.create({"a": 1}, 60)
    expected = {
        "accountId": ACCOUNT,
        "documentKey": f"{ACCOUNT}:bot:s1",
        "documentType": "CONTEXT",
        "nameSpace": "bot",
        "payload": {"a": 1},
        "sessionId": "s1",
        "tenantId": ACCOUNT,
        "ttl": clock.text(60),
    }
    assert (await service.document()).json() == expected
    await service.create({"a": 1}, 60, session=None)
    of_namespace = (await service.document(session=None)).json()
    assert of_namespace == {
        name: value for name, value in expected.items() if name != "sessionId"
    } | {"documentKey": f"{ACCOUNT}:bot:"}


async def test_the_namespace_document_is_not_the_default_session(service: Service) -> None:
    await service.create({"of": "namespace"}, session=None)
    await service.v1("PATCH", "/bot/properties", {"of": "default"})
    assert await service.payload(session=None) == {"of": "namespace"}
    assert await service.payload(session="__default__") == {"of": "default"}
    assert (await service.v1("GET", "/bot/properties")).json() == {"of": "default"}
    assert (await service.v1("GET", "/bot/session-ids")).json() == ["__default__"]
    await service.v2("DELETE", "/delete", service.request(session=None))
    refused(await service.document(session=None), 404)
    assert await service.payload(session="__default__") == {"of": "default"}


async def test_a_document_that_is_not_there_is_404(service: Service) -> None:
    refused(await service.document(), 404)
    refused(await service.document(session=None), 404)
    refused(await service.document("never"), 404)


async def test_read_properties_by_name(service: Service) -> None:
    await service.create({"a": 1, "b": {"c": 2}, "b.c": 3})
    filters = ["bot.a", "bot.missing", "bot.b.c", "a", "other.a", "bot.a"]
    body = service.request() | {"filter": filters}
    answer = await service.v2("POST", "/properties", body)
    assert answer.status_code == 200
    assert answer.json() == {"bot.a": 1, "bot.b.c": 3}
    bare = service.request() | {"filter": ["a", "other.a", "bota", "Bot.a"]}
    assert (await service.v2("POST", "/properties", bare)).json() == {}


async def test_read_properties_of_the_namespace_document(service: Service) -> None:
    await service.create({"a": 1}, session=None)
    body = service.request(session=None) | {"filter": ["bot.a"]}
    assert (await service.v2("POST", "/properties", body)).json() == {"bot.a": 1}


async def test_read_properties_of_nothing_is_empty(service: Service) -> None:
    body = service.request() | {"filter": ["bot.a"]}
    answer = await service.v2("POST", "/properties", body)
    assert answer.status_code == 200
    assert answer.json() == {}
    assert (await service.v2("POST", "/properties", body | {"filter": []})).json() == {}


async def test_read_properties_does_not_move_the_expiry(
    service: Service, clock: MovingClock
) -> None:
    await service.create({"a": 1}, 60)
    clock.advance(10)
    await service.v2("POST", "/properties", service.request() | {"filter": ["bot.a"]})
    assert (await service.document()).json()["ttl"] == clock.text(50)


async def test_delete_properties(service: Service) -> None:
    await service.create({"a": 1, "b": 1, "c": 1})
    body = service.request() | {"propertyToDelete": ["a", "c", "missing", "a"]}
    answer = await service.v2("DELETE", "/property/delete", body)
    assert answer.status_code == 200
    assert answer.json() == WRITES
    assert await service.payload() == {"b": 1}


async def test_a_document_stays_without_properties(service: Service) -> None:
    await service.create({"a": 1})
    body = service.request() | {"propertyToDelete": ["a"]}
    await service.v2("DELETE", "/property/delete", body)
    assert await service.payload() == {}


async def test_delete_a_document(service: Service) -> None:
    await service.create({"a": 1})
    await service.create({"a": 1}, session="s2")
    answer = await service.v2("DELETE", "/delete", service.request())
    assert answer.status_code == 200
    assert answer.json() == WRITES
    refused(await service.document(), 404)
    assert await service.payload(session="s2") == {"a": 1}


async def test_deletes_are_idempotent(service: Service) -> None:
    body = service.request("never") | {"propertyToDelete": ["a"]}
    for _ in range(2):
        assert (await service.v2("DELETE", "/property/delete", body)).status_code == 200
        assert (await service.v2("DELETE", "/delete", body)).status_code == 200
    assert (await service.v1("GET", "")).json() == []


async def test_property_delete_needs_the_names(service: Service) -> None:
    await service.create({"a": 1})
    refused(await service.v2("DELETE", "/property/delete", service.request()), 400)
    assert await service.payload() == {"a": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"accountId": None},
        {"accountId": 5},
        {"accountId": ""},
        {"nameSpace": None},
        {"sessionId": ""},
        {"sessionId": 5},
        {"sessionId": ["s1"]},
        {"payload": None},
        {"payload": []},
        {"payload": "text"},
        {"payload": 1},
    ],
)
async def test_a_body_with_a_wrong_field_is_400(
    service: Service, change: dict[str, object]
) -> None:
    body = service.request() | {"payload": {"a": 1}} | change
    refused(await service.v2("POST", "/create", body), 400)


@pytest.mark.parametrize("missing", ["accountId", "nameSpace", "payload"])
async def test_a_body_without_a_field_is_400(service: Service, missing: str) -> None:
    body = service.request() | {"payload": {"a": 1}}
    del body[missing]
    assert missing in refused(await service.v2("POST", "/create", body), 400)


@pytest.mark.parametrize("names", [None, "bot.a", [1], [None], {"bot.a": 1}])
async def test_names_are_an_array_of_strings(service: Service, names: object) -> None:
    request = service.request()
    refused(await service.v2("POST", "/properties", request | {"filter": names}), 400)
    body = request | {"propertyToDelete": names}
    refused(await service.v2("DELETE", "/property/delete", body), 400)


async def test_session_id_null_is_none(service: Service) -> None:
    body = service.request() | {"sessionId": None, "payload": {"a": 1}}
    assert (await service.v2("POST", "/create", body)).status_code == 201
    assert await service.payload(session=None) == {"a": 1}


async def test_fields_nobody_knows_are_ignored(service: Service) -> None:
    body = service.request() | {"payload": {"a": 1}, "documentType": "CONTEXT", "x": [1.5]}
    assert (await service.v2("POST", "/create", body)).status_code == 201


async def test_v2_lists_nothing(service: Service) -> None:
    refused(await service.v2("GET", f"/{ACCOUNT}"), 404)
