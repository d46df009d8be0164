"""Each example of the seed [S2], as it is printed and as it is meant."""

import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.emulator.conftest import MovingClock, Service, refused

_EXAMPLES = Path(__file__).with_name("seed_examples.txt").read_text().split("\n# ")[1:]
CURLS = dict(example.strip().split("\n") for example in _EXAMPLES)
SAVE = CURLS["Save Properties"]
READ_NAMESPACE = CURLS["Retrieve all properties within a namespace"]
READ_SESSION = CURLS["Retrieve all properties within a session"]
READ_PROPERTIES = CURLS["Read specific properties"]
DELETE_PROPERTIES = CURLS["Delete properties within a namespace or session"]
DELETE_DOCUMENT = CURLS["Delete all properties within a namespace or session"]

WRITTEN = {
    "documentKey": "le12345678:myNamespace:mySessionId",
    "tenantId": "le12345678",
    "success": True,
}
HEAD = {"accountId": "le12345678", "nameSpace": "myNamespace", "sessionId": "mySessionId"}


async def run(service: Service, curl: str) -> httpx.Response:
    """Send what a shell would make of the line."""
    words = shlex.split(curl)
    options = list(pairwise(words))
    method = next(value for option, value in options if option == "-X")
    data = next((value for option, value in options if option == "-d"), None)
    headers = dict(value.split(": ", 1) for option, value in options if option == "-H")
    url = next(word for word in words if word.startswith("https://"))
    return await service.client.request(
        method,
        url.replace("{domain}", "emulator"),
        content=data,
        headers={
            name: value.replace("{token}", service.token["Authorization"])
            for name, value in headers.items()
        },
    )


@pytest.fixture
async def saved(service: Service) -> Service:
    answer = await run(service, SAVE)
    assert answer.status_code == 201
    assert answer.json() == WRITTEN
    return service


def document(clock: MovingClock, session: bool) -> dict[str, Any]:
    return {
        "accountId": "le12345678",
        "documentKey": f"le12345678:myNamespace:{'mySessionId' if session else ''}",
        "documentType": "CONTEXT",
        "nameSpace": "myNamespace",
        "payload": {"Property2": "abc", "property1": 100},
        "tenantId": "le12345678",
        "ttl": clock.text(3_600),
    } | ({"sessionId": "mySessionId"} if session else {})


async def test_save_properties(saved: Service) -> None:
    payload = await saved.payload("myNamespace", "mySessionId")
    assert payload == {"property1": 100, "Property2": "abc"}


async def test_read_all_properties_of_a_session(saved: Service, clock: MovingClock) -> None:
    answer = await run(saved, READ_SESSION)
    assert answer.status_code == 200
    assert answer.json() == document(clock, session=True)
    assert answer.json()["ttl"] == "2026-05-11T22:37:39.176Z"


async def test_read_all_properties_of_a_namespace(saved: Service, clock: MovingClock) -> None:
    refused(await run(saved, READ_NAMESPACE), 404)  # what was saved is a session's
    await saved.create({"property1": 100, "Property2": "abc"}, 3_600, "myNamespace", None)
    answer = await run(saved, READ_NAMESPACE)
    assert answer.status_code == 200
    assert answer.json() == document(clock, session=False)


async def test_read_specific_properties_as_printed(saved: Service) -> None:
    """It asks for `property2`, but `Property2` is what was saved."""
    answer = await run(saved, READ_PROPERTIES)
    assert answer.status_code == 200
    assert answer.json() == {"myNamespace.property1": 100}


async def test_read_specific_properties_as_meant(saved: Service) -> None:
    await saved.create({"property2": "abc"}, None, "myNamespace", "mySessionId")
    answer = await run(saved, READ_PROPERTIES)
    assert answer.status_code == 200
    assert answer.json() == {"myNamespace.property1": 100, "myNamespace.property2": "abc"}


async def test_delete_properties_as_printed(saved: Service) -> None:
    """The quotes within quotes are lost in the shell, so what is sent is not JSON."""
    refused(await run(saved, DELETE_PROPERTIES), 400)


async def test_delete_properties_with_its_quotes_but_the_other_body(saved: Service) -> None:
    """The two delete examples have their bodies swapped: this one names no property."""
    message = refused(await saved.v2("DELETE", "/property/delete", HEAD), 400)
    assert "propertyToDelete" in message
    assert len(await saved.payload("myNamespace", "mySessionId")) == 2


async def test_delete_properties_as_meant(saved: Service) -> None:
    body = HEAD | {"propertyToDelete": ["property1"]}
    answer = await saved.v2("DELETE", "/property/delete", body)
    assert answer.status_code == 200
    assert answer.json() == WRITTEN
    assert await saved.payload("myNamespace", "mySessionId") == {"Property2": "abc"}


async def test_delete_all_properties_as_printed(saved: Service) -> None:
    """The property that its body names makes no difference: all go."""
    answer = await run(saved, DELETE_DOCUMENT)
    assert answer.status_code == 200
    assert answer.json() == WRITTEN
    refused(await run(saved, READ_SESSION), 404)


async def test_delete_all_properties_as_meant(saved: Service) -> None:
    answer = await saved.v2("DELETE", "/delete", HEAD)
    assert answer.status_code == 200
    assert answer.json() == WRITTEN
    refused(await run(saved, READ_SESSION), 404)
