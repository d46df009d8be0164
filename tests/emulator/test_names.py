"""Reserved and illegal namespaces: 400 on every write of both versions; reserved ones are read."""

from typing import Any

import httpx
import pytest

from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.store import Store
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.wire import encode_segment
from tests.emulator.conftest import ACCOUNT, Service, refused

RESERVED = ["consumer", "operational", "conversation", "faas", "custom", "sde"]
ILLEGAL = [
    "my-bot",
    "my bot",
    "bot\n",
    "bót",
    "bot٣",
    "..",
    "a/b",
    "a:b",
    "ｂｏｔ",
    "bot.",
    "\x00",
    "%",
]


async def writes(service: Service, namespace: str) -> list[httpx.Response]:
    """Try every write there is."""
    ns = encode_segment(namespace)
    head: dict[str, Any] = {"accountId": ACCOUNT, "nameSpace": namespace, "sessionId": "s1"}
    names = {"propertyToDelete": ["a"]}
    return [
        await service.v1("POST", "", {"name": namespace}),
        await service.v1("POST", "?ttlSecond=60", {"name": namespace}),
        await service.v1("DELETE", f"/{ns}"),
        await service.v1("PATCH", f"/{ns}/properties", {"a": 2}),
        await service.v1("PATCH", f"/{ns}/s1/properties", {"a": 2}),
        await service.v1("PUT", f"/{ns}/properties/a", "2"),
        await service.v1("PUT", f"/{ns}/s1/properties/a", "2"),
        await service.v1("DELETE", f"/{ns}/properties"),
        await service.v1("DELETE", f"/{ns}/s1/properties"),
        await service.v1("DELETE", f"/{ns}/s1/properties/"),
        await service.v1("DELETE", f"/{ns}/properties/a"),
        await service.v1("DELETE", f"/{ns}/s1/properties/a"),
        await service.v1("POST", f"/namespace/{ns}/session?ttlSecond=60", {"sessionId": "s1"}),
        await service.v2("POST", "/create", head | {"payload": {"a": 2}}),
        await service.v2("DELETE", "/property/delete", head | names),
        await service.v2("DELETE", "/delete", head),
    ]


@pytest.mark.parametrize("namespace", RESERVED)
async def test_a_reserved_namespace_is_never_written(
    service: Service, store: Store, namespace: str
) -> None:
    store.load([SeedDocument(DocumentKey(ACCOUNT, namespace, "s1"), {"a": encode(1)}, 60)])
    for answer in await writes(service, namespace):
        assert namespace in refused(answer, 400)
    assert await service.payload(namespace) == {"a": 1}


@pytest.mark.parametrize("namespace", RESERVED)
async def test_no_v2_call_finds_anything_in_an_empty_reserved_namespace(
    service: Service, namespace: str
) -> None:
    asked = service.request(namespace) | {"filter": [f"{namespace}.a"]}
    for answer in (
        await service.document(namespace),
        await service.v2("POST", "/properties", asked),
        await service.v2("POST", "/properties", service.request(namespace) | {"filter": []}),
    ):
        refused(answer, 404)


@pytest.mark.parametrize("namespace", RESERVED)
async def test_a_reserved_namespace_is_read(service: Service, store: Store, namespace: str) -> None:
    store.load([SeedDocument(DocumentKey(ACCOUNT, namespace, "s1"), {"a": encode(1)}, 60)])
    head = service.request(namespace)
    for answer, expected in (
        (await service.v1("GET", f"/{namespace}/s1/properties"), {"a": 1}),
        (await service.v1("GET", f"/{namespace}/s1/properties/a"), 1),
        (await service.v1("GET", f"/{namespace}/session-ids"), ["s1"]),
        (
            await service.v1("GET", f"/{namespace}/session-properties"),
            [{"sessionId": "s1", "property": {"a": 1}}],
        ),
        (await service.v1("GET", f"/namespace/{namespace}/session"), []),
        (
            await service.v2("POST", "/properties", head | {"filter": [f"{namespace}.a"]}),
            {f"{namespace}.a": 1},
        ),
    ):
        assert answer.status_code == 200
        assert answer.json() == expected


async def test_a_reserved_namespace_is_not_listed(service: Service, store: Store) -> None:
    store.create_namespace(ACCOUNT, "conversation", None)
    store.load([SeedDocument(DocumentKey(ACCOUNT, "faas", "s1"), {"a": encode(1)}, 60)])
    assert (await service.v1("GET", "")).json() == []


@pytest.mark.parametrize("namespace", ILLEGAL)
async def test_an_illegal_namespace_is_never_written(service: Service, namespace: str) -> None:
    """Letters and digits of other scripts, and a trailing newline, are not letters and digits."""
    for answer in await writes(service, namespace):
        refused(answer, 400)
    assert (await service.v1("GET", "")).json() == []


@pytest.mark.parametrize("namespace", ILLEGAL)
async def test_an_illegal_namespace_can_not_be_read(service: Service, namespace: str) -> None:
    ns = encode_segment(namespace)
    refused(await service.v1("GET", f"/{ns}/properties"), 400)
    refused(await service.v1("GET", f"/{ns}/session-ids"), 400)
    refused(await service.v2("GET", f"/{ACCOUNT}/{ns}"), 400)


@pytest.mark.parametrize("namespace", ["a", "Z", "_", "0", "my_Namespace_2", "x" * 300, "Custom"])
async def test_a_legal_namespace_is_written(service: Service, namespace: str) -> None:
    assert (await service.v1("POST", "", {"name": namespace})).status_code == 204
    assert (await service.create({"a": 1}, namespace=namespace)).status_code == 201


@pytest.mark.parametrize("namespace", ["", None, 1, ["bot"]])
async def test_a_namespace_is_a_string_with_something_in_it(
    service: Service, namespace: object
) -> None:
    refused(await service.v1("POST", "", {"name": namespace}), 400)
    head = {"accountId": ACCOUNT, "nameSpace": namespace}
    refused(await service.v2("POST", "/create", head | {"payload": {}}), 400)
    refused(await service.v2("DELETE", "/delete", head), 400)
