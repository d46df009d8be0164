"""Paths: matched raw, segment by segment; unknown ones 404, wrong methods 405, all in JSON."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccs_tui.model.wire import encode_segment
from tests.emulator.conftest import ACCOUNT, Service, refused

NAMES = [
    "a/b", "a?b", "a#b", "a%b", "a%2Fb", ".", "..", "../..", "a'b", 'a"b', "a b", "a+b", "a:b",
    "properties", "session", "ключ", "鍵", "🔑", "\u202e", "a\nb", "\x00", "__default__", "~", "%",
]  # fmt: skip


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v3/context", "/v1/account", "/v1/account/",
                                  f"/v2/context/document/{ACCOUNT}", "/v2/authenticate/login/",
                                  f"/v1/account/{ACCOUNT}/bot/s1/properties/p/more",
                                  f"/v1/account/{ACCOUNT}/bot/s1/s2"])  # fmt: skip
async def test_an_unknown_path_is_404(service: Service, path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        refused(await service.client.request(method, path, headers=service.key), 404)


@pytest.mark.parametrize(
    ("path", "takes"),
    [
        ("/v2/authenticate/login", "GET, HEAD"),
        ("/v2/context/document/create", "POST"),
        ("/v2/context/document/properties", "POST"),
        ("/v2/context/document/delete", "DELETE"),
        ("/v2/context/document/property/delete", "DELETE"),
        (f"/v1/account/{ACCOUNT}", "GET, HEAD, POST"),
        (f"/v1/account/{ACCOUNT}/bot", "DELETE"),
        (f"/v1/account/{ACCOUNT}/bot/s1/properties", "DELETE, GET, HEAD, PATCH"),
        (f"/v1/account/{ACCOUNT}/bot/s1/properties/p", "DELETE, GET, HEAD, PUT"),
        (f"/v1/account/{ACCOUNT}/namespace/bot/session", "GET, HEAD, POST"),
    ],
)
async def test_a_wrong_method_is_405(service: Service, path: str, takes: str) -> None:
    answer = await service.client.request("TRACE", path, headers=service.key)
    refused(answer, 405)
    assert answer.headers["allow"] == takes
    head = await service.client.request("HEAD", path, headers=service.key)
    assert head.status_code == (await service.client.get(path, headers=service.key)).status_code
    assert head.content == b""


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_may_hold_anything(service: Service, name: str) -> None:
    segment = encode_segment(name)
    session = f"/bot/{segment}/properties"
    if name != "properties":  # the one path that two calls fit
        assert (await service.v1("PATCH", session, {name: name})).status_code == 204
        assert (await service.v1("GET", session)).json() == {name: name}
        assert (await service.v1("GET", "/bot/session-ids")).json() == [name]
    else:
        assert (await service.create({name: name}, session=name)).status_code == 201
    one = await service.v1("GET", f"{session}/{segment}")
    assert one.status_code == 200
    assert one.text == name
    document = await service.v2("GET", f"/{ACCOUNT}/bot/{segment}")
    assert document.json()["sessionId"] == name
    assert document.json()["documentKey"] == f"{ACCOUNT}:bot:{name}"
    assert (await service.v1("DELETE", f"{session}/{segment}")).status_code == 204
    assert (await service.v2("GET", f"/{ACCOUNT}/bot/{segment}")).json()["payload"] == {}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter("properties".__ne__))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_any_session_id_is_kept_as_it_came(service: Service, name: str) -> None:
    path = f"/bot/{encode_segment(name)}/properties"
    assert (await service.v1("PUT", f"{path}/p", "1")).status_code == 204
    assert name in (await service.v1("GET", "/bot/session-ids?perPage=1000")).json()
    assert (await service.v1("GET", path)).json() == {"p": 1}
    assert (await service.v1("DELETE", path)).status_code == 204
    assert (await service.v1("GET", path)).json() == {}


async def test_an_encoded_slash_is_no_separator(service: Service) -> None:
    await service.v1("PUT", "/bot/a%2Fproperties/properties/b%2Fc", "1")
    assert (await service.v1("GET", "/bot/session-ids")).json() == ["a/properties"]
    assert await service.payload(session="a%2Fproperties") == {"b/c": 1}


async def test_a_name_that_climbs_stays_where_it_is(service: Service) -> None:
    await service.create({"a": 1})
    path = f"/bot/s2/properties/{quote('../../s1', safe='').replace('.', '%2E')}"
    assert (await service.v1("DELETE", path)).status_code == 204
    assert await service.payload() == {"a": 1}


async def test_the_literal_that_comes_first_wins(service: Service) -> None:
    """`properties/properties` is the property of the default session, not the session."""
    await service.create({"of": "session"}, session="properties")
    await service.create({"properties": "of default"}, session="__default__")
    assert (await service.v1("GET", "/bot/properties/properties")).text == "of default"
    assert (await service.v1("DELETE", "/bot/properties/properties")).status_code == 204
    assert await service.payload(session="properties") == {"of": "session"}
    assert await service.payload(session="__default__") == {}


async def test_an_encoded_literal_is_a_name(service: Service) -> None:
    """So that the session `properties` can be reached through v1 after all."""
    await service.create({"of": "session"}, session="properties")
    answer = await service.v1("GET", "/bot/%70roperties/properties")
    assert answer.json() == {"of": "session"}


@pytest.mark.parametrize("segment", ["%FF", "%ED%A0%80", "%C0%AF", "a%80"])
async def test_a_name_that_is_not_utf8_is_400(service: Service, segment: str) -> None:
    refused(await service.v1("GET", f"/bot/{segment}/properties"), 400)
    refused(await service.v1("PUT", f"/bot/s1/properties/{segment}", "1"), 400)
    refused(await service.v2("GET", f"/{ACCOUNT}/bot/{segment}"), 400)


async def test_an_empty_segment_is_no_name(service: Service) -> None:
    refused(await service.v1("GET", "/bot//properties"), 404)
    refused(await service.v1("PUT", "/bot/s1/properties/", "1"), 405)
