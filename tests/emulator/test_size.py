"""The limit: 800,000 characters pass; 800,001 are `document too large.`, nothing saved [S2]."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccs_tui.emulator.store import Store
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import LIMIT
from tests.emulator.conftest import ACCOUNT, Service, refused

EMPTY = len('{"a":""}')
"""Characters of a document whose one property is an empty string."""


def text_for(size: int, character: str = "x") -> str:
    """A value that makes a document of `size` characters, under the name `a`."""
    return character * (size - EMPTY)


def assert_too_large(message: str) -> None:
    assert message == "document too large."


@pytest.mark.parametrize("character", ["x", "é", "漢", "🙂", " "])
async def test_characters_are_counted_not_bytes(service: Service, character: str) -> None:
    just = {"a": text_for(LIMIT, character)}
    assert (await service.create(just)).status_code == 201
    assert await service.payload() == just
    assert_too_large(refused(await service.create({"a": text_for(LIMIT + 1, character)}), 413))
    assert await service.payload() == just


@pytest.mark.slow
async def test_white_space_and_escapes_of_the_body_do_not_count(service: Service) -> None:
    body = service.request() | {"payload": {"a": text_for(LIMIT, "漢")}}
    escaped = json.dumps(body, ensure_ascii=True, indent=8)
    assert len(escaped) > 4 * LIMIT
    assert (await service.v2("POST", "/create", escaped)).status_code == 201


async def test_escapes_that_json_needs_count(service: Service) -> None:
    """A line break is one character, but two in JSON."""
    assert (await service.create({"a": text_for(LIMIT // 2, "\n")})).status_code == 201
    refused(await service.create({"a": "\n" * (LIMIT // 2)}), 413)


async def test_names_and_punctuation_count(service: Service) -> None:
    name = "n" * (LIMIT - len('{"":1}'))
    assert (await service.create({name: 1})).status_code == 201
    refused(await service.create({name + "n": 1}, session="s2"), 413)
    refused(await service.document(session="s2"), 404)


async def test_the_limit_holds_for_v1_too(service: Service) -> None:
    path = "/bot/s1/properties"
    assert (await service.v1("PATCH", path, {"a": text_for(LIMIT)})).status_code == 204
    too_long = json.dumps(text_for(LIMIT + 1))
    assert_too_large(refused(await service.v1("PATCH", path, f'{{"a":{too_long}}}'), 413))
    assert_too_large(refused(await service.v1("PUT", f"{path}/a", too_long), 413))
    assert_too_large(refused(await service.v1("PUT", "/bot/properties/a", too_long), 413))
    assert await service.payload() == {"a": text_for(LIMIT)}


async def test_a_merge_of_small_parts_crosses_it_to_the_character(service: Service) -> None:
    rest = LIMIT - len('{"a":"","b":""}')
    assert (await service.create({"a": "x" * (rest - 10)})).status_code == 201
    refused(await service.create({"b": "y" * 11}), 413)
    assert (await service.create({"b": "y" * 10})).status_code == 201
    refused(await service.create({"c": 1}), 413)
    assert list(await service.payload()) == ["a", "b"]


async def test_nothing_of_a_refused_call_is_saved(service: Service) -> None:
    await service.create({"a": 1}, ttl=60)
    before = (await service.document()).json()
    refused(await service.create({"b": 1, "a": "x" * LIMIT, "c": 1}, ttl=3_600), 413)
    assert (await service.document()).json() == before


async def test_a_refused_call_creates_nothing(service: Service) -> None:
    refused(await service.create({"a": "x" * LIMIT}, namespace="fresh"), 413)
    assert (await service.v1("GET", "")).json() == []
    assert (await service.v1("GET", "/fresh/session-ids")).json() == []


async def test_later_calls_fail_until_the_count_is_below(service: Service) -> None:
    await service.create({"a": text_for(LIMIT - 20), "b": 1})
    refused(await service.create({"c": "x" * 20}), 413)
    assert (await service.create({"a": "short"})).status_code == 201
    assert (await service.create({"c": "x" * 20})).status_code == 201


async def test_deleting_makes_room(service: Service) -> None:
    await service.create({"a": text_for(LIMIT)})
    refused(await service.create({"b": 1}), 413)
    body = service.request() | {"propertyToDelete": ["a"]}
    await service.v2("DELETE", "/property/delete", body)
    assert (await service.create({"b": text_for(LIMIT)})).status_code == 201


async def test_each_document_has_its_own_limit(service: Service) -> None:
    for session in ("s1", "s2", "__default__", None):
        assert (await service.create({"a": text_for(LIMIT)}, session=session)).status_code == 201


_names = st.sampled_from(["a", "b", "c", "", "é", '"'])
_values = st.one_of(st.integers(), st.text(st.characters(exclude_categories=["Cs"])))
_merges = st.dictionaries(_names, _values.map(encode))
_deletes = st.sets(_names)


@given(st.lists(st.one_of(_merges, _deletes), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_kept_size_is_that_of_the_payload(
    store: Store, steps: list[dict[str, JsonText] | set[str]]
) -> None:
    """The size is kept by what changes; it must stay what counting the whole gives."""
    key = DocumentKey(ACCOUNT, "bot", "s1")
    store.delete_document(key)
    store.upsert(key, {}, None)
    expected: dict[str, JsonText] = {}
    for step in steps:
        if isinstance(step, dict):
            store.upsert(key, step, None)
            expected |= step
        else:
            store.delete_properties(key, step)
            expected = {name: value for name, value in expected.items() if name not in step}
    document = store.read(key)
    assert document is not None
    assert dict(document.properties) == expected
    assert kept_size(store) == document.size == Document(key, expected).size


def kept_size(store: Store) -> int:
    with store._database.reading() as connection:
        members, size = connection.execute("SELECT members, size FROM documents").fetchone()
    return int(2 + size + max(0, members - 1))
