"""The bodies and routes of the service."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ccs_tui.model import wire
from ccs_tui.model.json_text import JsonError, canonical, encode, parse_object
from ccs_tui.model.wire import Route
from ccs_tui.model.wire_body import BodyError, WireBody
from tests.model.strategies import Written, objects, values

INSTANT = datetime(2021, 5, 11, 22, 37, 39, 176_000, tzinfo=UTC)
ROUTES = [route for route in vars(wire).values() if isinstance(route, Route)]
names = st.text(min_size=1)
EMPTY, NO_TEXT = "it has to have a character at least", "it has to be a string"
NO_INSTANT = "it has to be an instant, as 2021-05-11T22:37:39.176Z"


# ── bodies ─────────────────────────────────────────────────────────────────────────────────────


def test_a_create_as_the_seed_has_it() -> None:
    body = wire.CreateRequest.from_text(
        """{"accountId": "le1", "nameSpace": "myNamespace", "sessionId": "s1", "ttlSeconds": 100,
            "payload": {"myKey": "myValue", "other": {"n": 1.50}}, "unknown": [1]}"""
    )
    assert (body.account, body.namespace, body.session) == ("le1", "myNamespace", "s1")
    assert body.ttl_seconds == 100
    assert body.payload == {"myKey": '"myValue"', "other": '{"n":1.50}'}


@given(names, names, st.one_of(st.none(), names), objects(values), st.integers(0, 10**9))
def test_a_create_comes_out_as_it_went_in(
    account: str, namespace: str, session: str | None, payload: Written, ttl: int
) -> None:
    body = wire.CreateRequest(
        account=account,
        namespace=namespace,
        session=session,
        payload=parse_object(payload.text),
        ttl_seconds=ttl,
    )
    text = body.to_text()
    assert canonical(text) == text
    assert parse_object(text)["payload"] == payload.canonical
    assert ("sessionId" in parse_object(text)) == (session is not None)
    assert wire.CreateRequest.from_text(text) == body


@given(objects(values), names)
def test_a_document_comes_out_as_it_went_in(payload: Written, session: str) -> None:
    body = wire.DocumentAnswer(
        account="le1",
        document_key=f"le1:bot:{session}",
        namespace="bot",
        payload=parse_object(payload.text),
        session=session,
        tenant="le1",
        expires_at=INSTANT,
    )
    members = parse_object(body.to_text())
    assert members["payload"] == payload.canonical
    assert members["documentType"] == '"CONTEXT"'
    assert members["ttl"] == '"2021-05-11T22:37:39.176Z"'
    assert wire.DocumentAnswer.from_text(body.to_text()) == body


@given(names, objects(values))
def test_a_page_of_sessions_comes_out_as_it_went_in(session: str, properties: Written) -> None:
    body = wire.SessionPropertiesItem(session=session, properties=parse_object(properties.text))
    assert body.to_text() == f'{{"sessionId":{encode(session)},"property":{properties.canonical}}}'
    assert wire.SessionPropertiesItem.from_text(body.to_text()) == body


@pytest.mark.parametrize("ttl", ["60", "60.0", "6e1"])
def test_a_whole_number_may_have_a_point_or_an_exponent(ttl: str) -> None:
    text = f'{{"accountId":"a","nameSpace":"b","payload":{{}},"ttlSeconds":{ttl}}}'
    assert wire.CreateRequest.from_text(text).ttl_seconds == 60


@pytest.mark.parametrize(
    "text",
    [
        '"2021-05-11T22:37:39.176Z"',
        '"2021-05-11T22:37:39.176"',
        '"2021-05-12T01:37:39.176+03:00"',
        '"2021-05-12T01:37:39.176+0300"',
        "1620772659.176",
        "1620772659176",
    ],
)
def test_an_instant_is_aware_however_it_comes(text: str) -> None:
    body = wire.NamespaceItem.from_text(f'{{"name": "bot", "createdAt": {text}}}')
    assert body.created_at == INSTANT
    assert body.created_at.utcoffset() is not None


@pytest.mark.parametrize(
    ("body", "text", "problem"),
    [
        (wire.DocumentRequest, '{"accountId": "le1"}', "nameSpace: it is missing"),
        (wire.DocumentRequest, "{}", "accountId: it is missing; nameSpace: it is missing"),
        (wire.DocumentRequest, '{"accountId": "", "nameSpace": "b"}', f"accountId: {EMPTY}"),
        (wire.DocumentRequest, '{"accountId": 1, "nameSpace": "b"}', f"accountId: {NO_TEXT}"),
        (wire.DocumentRequest, '{"accountId": null, "nameSpace": "b"}', f"accountId: {NO_TEXT}"),
        (
            wire.DocumentRequest,
            '{"accountId": "a", "nameSpace": "b", "sessionId": ""}',
            f"sessionId: {EMPTY}",
        ),
        (wire.CreateRequest, '{"accountId": "a", "nameSpace": "b"}', "payload: it is missing"),
        (
            wire.PropertiesRequest,
            '{"accountId": "a", "nameSpace": "b", "filter": "x"}',
            "filter: it has to be a list of strings",
        ),
        (
            wire.PropertiesRequest,
            '{"accountId": "a", "nameSpace": "b", "filter": ["x", 1]}',
            f"filter: {NO_TEXT}",
        ),
        *(
            (wire.NamespaceItem, f'{{"name": "b", "createdAt": {at}}}', f"createdAt: {NO_INSTANT}")
            for at in ('"s3cr3t"', '"9999-12-31T23:59:59-01:00"', "1e300", "true", "[]")
        ),
        *(
            (
                wire.CreateRequest,
                f'{{"accountId":"a","nameSpace":"b","payload":{{}},"ttlSeconds":{ttl}}}',
                f"ttlSeconds: it has to be {wanted}",
            )
            for ttl, wanted in (
                ("-1", "0 or more"),
                ("-1.0", "0 or more"),
                ("1.5", "a whole number"),
                ('"60"', "a whole number"),
                ("true", "a whole number"),
                ("1e400", "a whole number"),
            )
        ),
        (
            wire.WriteAnswer,
            '{"documentKey": "k", "tenantId": "t", "success": 1}',
            "success: it has to be true or false",
        ),
    ],
)
def test_a_body_that_is_not_the_contracts_is_described_by_its_fields(
    body: type[WireBody], text: str, problem: str
) -> None:
    with pytest.raises(BodyError) as caught:
        body.from_text(text)
    assert str(caught.value) == problem
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"accountId": "a", "nameSpace": "b", "payload": []}',
        '{"accountId": "a", "nameSpace": "b", "payload": "x"}',
        '{"accountId": "a", "nameSpace": "b", "payload": {"x": NaN}}',
        '{"accountId": "a", "accountId": "a", "nameSpace": "b", "payload": {}}',
        '{"accountId": "a", "nameSpace": "b", "payload": {"x": 1, "x": 1}}',
        '{"accountId": "a", "nameSpace": "b", "payload": {"x":' + "[" * 10**5 + "]" * 10**5 + "}}",
    ],
    ids=range(9),
)
def test_a_body_that_is_no_json_object_is_a_json_error(text: str) -> None:
    with pytest.raises(JsonError):
        wire.CreateRequest.from_text(text)


def test_a_field_nested_at_any_depth_is_a_body_or_an_error_of_it() -> None:
    for depth in range(900, 1_100):
        with pytest.raises((JsonError, BodyError)):
            wire.DocumentRequest.from_text('{"accountId":' + "[" * depth + "]" * depth + "}")


def test_half_a_character_in_a_name_is_an_error_of_the_body() -> None:
    with pytest.raises(BodyError):
        wire.DocumentRequest.from_text('{"accountId": "a", "nameSpace": "\\ud83d"}')


def test_half_a_character_in_an_errors_message_is_no_reason_not_to_show_it() -> None:
    assert wire.ErrorAnswer.from_text('{"message": "a\\ud83db"}').message == "a\ud83db"


def test_a_token_is_not_shown() -> None:
    assert "s3cr3t" not in repr(wire.LoginAnswer(token="s3cr3t"))


def test_a_body_that_is_made_here_is_checked_too_and_stays_as_it_is() -> None:
    with pytest.raises(BodyError, match=f"accountId: {EMPTY}"):
        wire.DocumentRequest(account="", namespace="b")
    with pytest.raises(BodyError, match="nameSpace: it is missing"):
        wire.DocumentRequest(account="a")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="has no other"):
        wire.DocumentRequest(account="a", namespace="b", other=1)  # type: ignore[call-arg]
    body = wire.DocumentRequest(account="a", namespace="b", session="s")
    assert repr(body) == "DocumentRequest(account='a', namespace='b', session='s')"
    with pytest.raises(AttributeError):
        body.session = "other"  # type: ignore[misc]
    assert body != wire.PropertiesRequest(account="a", namespace="b", session="s", names=())


# ── routes ─────────────────────────────────────────────────────────────────────────────────────


def names_of(route: Route) -> list[str]:
    return [segment[1:-1] for segment in route.segments if segment.startswith("{")]


@given(st.sampled_from(ROUTES), st.data())
def test_every_name_comes_back_from_its_path(route: Route, data: st.DataObject) -> None:
    given_names = {name: data.draw(names) for name in names_of(route)}
    assert route.match(route.path(**given_names)) == given_names


@given(names)
@example("../..")
@example("..")
@example(".")
@example("a/b\\c?d#e%2F%f;g&h=i+j k\x00\n\x7f")
@example("中🏖é\ue000")
def test_a_name_is_one_segment_of_plain_characters(name: str) -> None:
    segment = wire.encode_segment(name)
    assert segment.isascii()
    assert not set(segment) & set("/.?#\\;&=+ \n\x00'\"<>:@")
    path = wire.V1_READ_PROPERTY.path(account="a", namespace="b", session="c", property=name)
    assert path.count("/") == 7


@pytest.mark.parametrize(("name", "problem"), [("", "empty"), ("a\ud83d", "half a character")])
def test_a_name_that_no_path_can_carry_is_refused(name: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        wire.V1_DELETE_PROPERTY.path(account="a", namespace="b", session="c", property=name)


@given(st.sampled_from(ROUTES), st.data())
def test_no_call_is_taken_for_another(route: Route, data: st.DataObject) -> None:
    given_names = {name: data.draw(names) for name in names_of(route)}
    # The service's own ambiguity: `properties` and the like as names of sessions [V1].
    literals = {s for r in ROUTES for s in r.segments if not s.startswith("{")}
    assume(not literals & set(given_names.values()))
    path = route.path(**given_names)
    same = [r for r in ROUTES if r.method == route.method and r.match(path) is not None]
    assert same == [route]


@pytest.mark.parametrize(
    ("route", "path"),
    [
        (wire.V2_LOGIN, "/v2/authenticate/login"),
        (wire.V2_CREATE, "/v2/context/document/create"),
        (wire.V2_READ_DOCUMENT, "/v2/context/document/le1/bot/s%2E1"),
        (wire.V2_DELETE_PROPERTIES, "/v2/context/document/property/delete"),
        (wire.V1_LIST_NAMESPACES, "/v1/account/le1"),
        (wire.V1_UPSERT, "/v1/account/le1/bot/s%2E1/properties"),
        (wire.V1_READ_PROPERTY_DEFAULT, "/v1/account/le1/bot/properties/p%2Fq"),
        (wire.V1_LIST_SESSIONS, "/v1/account/le1/bot/session-ids"),
        (wire.V1_SET_SESSION_TTL, "/v1/account/le1/namespace/bot/session"),
    ],
)
def test_paths_as_the_service_has_them(route: Route, path: str) -> None:
    values = {"account": "le1", "namespace": "bot", "session": "s.1", "property": "p/q"}
    wanted = {name: values[name] for name in names_of(route)}
    assert route.path(**wanted) == path
    assert route.match(path) == wanted


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/v1/account/le1/bot/s/properties",
        "/v1/account/le1/bot/s/properties/",
        "/v1/account/le1//s/properties/p",
        "/v1/account/le1/bot/s/properties/p/q",
        "/v1/account/le1/bot/s/Properties/p",
        "v1/account/le1/bot/s/properties/p",
    ],
)
def test_other_paths_do_not_match(path: str) -> None:
    assert wire.V1_READ_PROPERTY.match(path) is None


def test_a_plus_is_a_plus_and_an_escape_is_undone_once() -> None:
    names = wire.V1_READ_PROPERTY.match("/v1/account/a/b/s+1/properties/%252E%2e%2F")
    assert names == {"account": "a", "namespace": "b", "session": "s+1", "property": "%2E./"}


def test_a_name_that_is_not_utf_8_is_an_error() -> None:
    with pytest.raises(UnicodeDecodeError):
        wire.V2_READ_DOCUMENT.match("/v2/context/document/a/b/%ff")
