"""The OpenAPI document has every call there is, and every field of every body."""

import json
import re
from typing import Any

import pytest

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.openapi import describe_service, schemas
from ccs_tui.emulator.store import Store
from ccs_tui.model import wire
from ccs_tui.model.wire_body import REQUIRED, WireBody
from tests.emulator.conftest import ACCOUNT, Service


@pytest.fixture
async def document(service: Service) -> dict[str, Any]:
    answer = await service.client.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


async def test_it_is_openapi_3_1_and_needs_no_credentials(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert document == describe_service(ACCOUNT)


async def test_it_has_every_call_and_no_other(
    document: dict[str, Any], config: EmulatorConfig, store: Store
) -> None:
    described = {
        (method.upper(), path) for path, calls in document["paths"].items() for method in calls
    }
    answered = {
        (route.method, route.template)
        for route in create_app(config, store).routes
        if route.template.startswith(("/v1/", "/v2/")) and not route.template.endswith("/")
    }
    assert described == answered


async def test_each_path_has_its_names(document: dict[str, Any]) -> None:
    for path, calls in document["paths"].items():
        for call in calls.values():
            names = [each["name"] for each in call["parameters"] if each["in"] == "path"]
            assert names == re.findall(r"\{(\w+)\}", path)
            assert call["summary"].endswith(".")


async def test_its_references_lead_somewhere(document: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"#/([^"]+)"', json.dumps(document))):
        at = document
        for part in reference.split("/"):
            at = at[part]
    ids = [call["operationId"] for calls in document["paths"].values() for call in calls.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", schemas(ACCOUNT))
def test_a_body_has_the_fields_of_the_wire(name: str) -> None:
    schema = schemas(ACCOUNT)[name]
    fields = getattr(wire, name).fields.values()
    assert set(schema["properties"]) == {field.name for field in fields}
    if name.endswith("Request"):
        required = {field.name for field in fields if field.default is REQUIRED}
        assert set(schema["required"]) == required


def test_every_body_of_the_wire_is_described() -> None:
    bodies = {
        name
        for name, value in vars(wire).items()
        if isinstance(value, type) and issubclass(value, WireBody)
    } - {"WireBody"}
    assert set(schemas(ACCOUNT)) == bodies


@pytest.mark.parametrize("namespace", ["faas", "sde", "a-b", "bot\n"])
def test_the_described_namespaces_are_those_that_may_be_written(namespace: str) -> None:
    name = schemas(ACCOUNT)["CreateNamespaceRequest"]["properties"]["name"]
    matches = re.fullmatch(name["pattern"].strip("^$"), namespace, re.ASCII)
    assert not matches or namespace in name["not"]["enum"]


async def test_answers_are_the_ones_described(service: Service) -> None:
    """One call of each kind, against the status and the content type in the document."""
    paths = describe_service(ACCOUNT)["paths"]
    await service.create({"a": "text", "b": 1})
    below = f"/v1/account/{ACCOUNT}/bot"

    async def check(method: str, path: str, template: str, body: str | None = None) -> None:
        answer = await service.client.request(
            method, path, content=body, headers=service.key | service.token
        )
        described = paths[template][method.lower()]["responses"]
        assert str(answer.status_code) in described
        if answer.content:
            content_type = answer.headers["content-type"].partition(";")[0]
            assert content_type in described[str(answer.status_code)]["content"]

    session = "/v1/account/{account}/{namespace}/{session}"
    await check("GET", f"{below}/s1/properties/a", f"{session}/properties/{{property}}")
    await check("GET", f"{below}/s1/properties/b", f"{session}/properties/{{property}}")
    await check("GET", f"{below}/s1/properties/c", f"{session}/properties/{{property}}")
    await check("PATCH", f"{below}/s1/properties", f"{session}/properties", "{}")
    await check("PATCH", f"{below}/s1/properties", f"{session}/properties", "[]")
    await check("POST", "/v2/context/document/create", "/v2/context/document/create", "{}")
