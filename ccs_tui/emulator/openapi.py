"""The service as an OpenAPI 3.1 document.

It is written by hand; a test holds it to every call and every field of the bodies in `model.wire`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ccs_tui import __version__
from ccs_tui.model import wire
from ccs_tui.model.names import RESERVED_NAMESPACES

SchemaObject = dict[str, Any]

_ANY: SchemaObject = {"description": "Any JSON value."}
_PROPERTIES: SchemaObject = {
    "type": "object",
    "description": "Properties by name; a value is any JSON value.",
    "additionalProperties": True,
}
_SECONDS: SchemaObject = {"type": "integer", "minimum": 0}
_COUNT: SchemaObject = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
_INSTANT: SchemaObject = {"type": "string", "format": "date-time"}
_NAME: SchemaObject = {"type": "string", "minLength": 1}
_NAMES: SchemaObject = {"type": "array", "items": {"type": "string"}}
_READ_NAMESPACE: SchemaObject = {"type": "string", "pattern": "^[A-Za-z0-9_]+$"}
_WRITTEN_NAMESPACE: SchemaObject = _READ_NAMESPACE | {"not": {"enum": list(RESERVED_NAMESPACES)}}


def _object(
    required: Mapping[str, SchemaObject], optional: Mapping[str, SchemaObject] | None = None
) -> SchemaObject:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
    }


def _or_null(schema: SchemaObject) -> SchemaObject:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> SchemaObject:
    return {"$ref": f"#/components/schemas/{name}"}


def schemas(account: str) -> dict[str, SchemaObject]:
    """Return the schema of each body, by the name of its class in `model.wire`."""
    own = {"type": "string", "enum": [account]}
    session = {"sessionId": _or_null(_NAME)}
    reads = {"accountId": own, "nameSpace": _READ_NAMESPACE}
    writes = {"accountId": own, "nameSpace": _WRITTEN_NAMESPACE}
    item = {"sessionId": {"type": "string"}, "createdAt": _INSTANT, "ttlSecond": _SECONDS}
    return {
        "CreateRequest": _object(
            writes | {"payload": _PROPERTIES}, session | {"ttlSeconds": _or_null(_SECONDS)}
        ),
        "PropertiesRequest": _object(reads | {"filter": _NAMES}, session),
        "DeletePropertiesRequest": _object(writes | {"propertyToDelete": _NAMES}, session),
        "DocumentRequest": _object(writes, session),
        "WriteAnswer": _object(
            {"documentKey": _NAME, "tenantId": own, "success": {"type": "boolean"}}
        ),
        "DocumentAnswer": _object(
            {
                "accountId": own,
                "documentKey": _NAME,
                "documentType": {"type": "string", "enum": ["CONTEXT"]},
                "nameSpace": _READ_NAMESPACE,
                "payload": _PROPERTIES,
                "tenantId": own,
                "ttl": _INSTANT,
            },
            {"sessionId": _NAME},
        ),
        "LoginAnswer": _object({"token": _NAME}),
        "CreateNamespaceRequest": _object({"name": _WRITTEN_NAMESPACE}),
        "NamespaceItem": _object(
            {"name": _READ_NAMESPACE, "createdAt": _INSTANT}, {"ttlSecond": _SECONDS}
        ),
        "SessionPropertiesItem": _object({"sessionId": _NAME, "property": _PROPERTIES}),
        "SessionTtlRequest": _object({"sessionId": _NAME}),
        "SessionTtlItem": _object(item),
        "ErrorAnswer": _object({"message": _NAME}),
    }


def _json(schema: SchemaObject) -> SchemaObject:
    return {"application/json": {"schema": schema}}


def _list_of(name: str) -> SchemaObject:
    return _json({"type": "array", "items": _ref(name)})


_ALONE = _json(_ANY) | {"text/plain": {"schema": {"type": "string"}}}
_CALLS: Mapping[wire.Route, tuple[str, int, SchemaObject | None]] = {
    wire.V2_LOGIN: ("Log in with user and password for a token.", 200, _json(_ref("LoginAnswer"))),
    wire.V2_CREATE: ("Merge properties into a document.", 201, _json(_ref("WriteAnswer"))),
    wire.V2_READ_NAMESPACE_DOCUMENT: (
        "Read the namespace document.",
        200,
        _json(_ref("DocumentAnswer")),
    ),
    wire.V2_READ_DOCUMENT: ("Read a session's document.", 200, _json(_ref("DocumentAnswer"))),
    wire.V2_READ_PROPERTIES: (
        "Read properties named `nameSpace.property`.",
        200,
        _json(_PROPERTIES),
    ),
    wire.V2_DELETE_PROPERTIES: (
        "Delete properties of a document.",
        200,
        _json(_ref("WriteAnswer")),
    ),
    wire.V2_DELETE_DOCUMENT: ("Delete a document.", 200, _json(_ref("WriteAnswer"))),
    wire.V1_CREATE_NAMESPACE: ("Create a namespace, or set its TTL.", 204, None),
    wire.V1_LIST_NAMESPACES: ("List the namespaces.", 200, _list_of("NamespaceItem")),
    wire.V1_DELETE_NAMESPACE: ("Delete a namespace and all in it.", 204, None),
    wire.V1_UPSERT_DEFAULT: ("Save properties of `__default__`.", 204, None),
    wire.V1_UPSERT: ("Save properties of a session.", 204, None),
    wire.V1_PUT_PROPERTY_DEFAULT: ("Save a property of `__default__`.", 204, None),
    wire.V1_PUT_PROPERTY: ("Save a property of a session.", 204, None),
    wire.V1_READ_DEFAULT: ("Read the properties of `__default__`.", 200, _json(_PROPERTIES)),
    wire.V1_READ: ("Read the properties of a session.", 200, _json(_PROPERTIES)),
    wire.V1_READ_PROPERTY_DEFAULT: ("Read a property of `__default__`.", 200, _ALONE),
    wire.V1_READ_PROPERTY: ("Read a property of a session.", 200, _ALONE),
    wire.V1_EMPTY_DEFAULT: ("Delete all of `__default__`.", 204, None),
    wire.V1_EMPTY: ("Delete all of a session but its TTL.", 204, None),
    wire.V1_DELETE_PROPERTY_DEFAULT: ("Delete a property of `__default__`.", 204, None),
    wire.V1_DELETE_PROPERTY: ("Delete a property of a session.", 204, None),
    wire.V1_LIST_SESSIONS: (
        "List a page of session ids.",
        200,
        _json({"type": "array", "items": _NAME}),
    ),
    wire.V1_LIST_SESSION_PROPERTIES: (
        "List a page of sessions with their properties.",
        200,
        _list_of("SessionPropertiesItem"),
    ),
    wire.V1_SET_SESSION_TTL: ("Configure a session's TTL.", 204, None),
    wire.V1_LIST_SESSION_TTLS: ("List the TTLs of sessions.", 200, _list_of("SessionTtlItem")),
}
_BODIES: Mapping[wire.Route, SchemaObject] = {
    wire.V2_CREATE: _ref("CreateRequest"),
    wire.V2_READ_PROPERTIES: _ref("PropertiesRequest"),
    wire.V2_DELETE_PROPERTIES: _ref("DeletePropertiesRequest"),
    wire.V2_DELETE_DOCUMENT: _ref("DocumentRequest"),
    wire.V1_CREATE_NAMESPACE: _ref("CreateNamespaceRequest"),
    wire.V1_UPSERT_DEFAULT: _PROPERTIES,
    wire.V1_UPSERT: _PROPERTIES,
    wire.V1_PUT_PROPERTY_DEFAULT: _ANY,
    wire.V1_PUT_PROPERTY: _ANY,
    wire.V1_SET_SESSION_TTL: _ref("SessionTtlRequest"),
}
_NOT_THERE = (
    wire.V2_READ_NAMESPACE_DOCUMENT,
    wire.V2_READ_DOCUMENT,
    wire.V2_READ_PROPERTIES,
    wire.V1_READ_PROPERTY_DEFAULT,
    wire.V1_READ_PROPERTY,
)
_ERRORS = {
    400: "A name, a number or the body is not what this call takes.",
    401: "The credentials are wrong or missing.",
    403: "The key is wrong or missing, the account is another, or a page in a browser calls.",
    404: "It is not there.",
    413: f"It would have more than 800,000 characters: `{wire.TOO_LARGE_MESSAGE}`",
    415: "The body's Content-Encoding is not gzip.",
    429: "Too many calls.",
    503: "It can't be answered at the moment.",
}


def _query(name: str, schema: SchemaObject, *, required: bool = False) -> SchemaObject:
    return {"name": name, "in": "query", "required": required, "schema": schema}


_PAGE = [
    _query("page", _COUNT | {"default": 0}),
    _query(
        "perPage",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": wire.MAX_PER_PAGE,
            "default": wire.DEFAULT_PER_PAGE,
        },
    ),
]
_QUERIES: Mapping[wire.Route, list[SchemaObject]] = {
    wire.V1_CREATE_NAMESPACE: [_query("ttlSecond", _COUNT)],
    wire.V1_SET_SESSION_TTL: [_query("ttlSecond", _COUNT, required=True)],
    wire.V1_LIST_SESSIONS: _PAGE,
    wire.V1_LIST_SESSION_PROPERTIES: _PAGE,
}


def describe_service(account: str) -> SchemaObject:
    """Return the OpenAPI document of the service for one account."""
    paths: dict[str, SchemaObject] = {}
    for route in _CALLS:
        paths.setdefault(route.template, {})[route.method.lower()] = _operation(route, account)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Conversation Context Service, emulated",
            "version": __version__,
            "description": "v1 and v2 of the service, for one account.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas(account),
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": wire.API_KEY_HEADER},
                "token": {"type": "apiKey", "in": "header", "name": "Authorization"},
                "login": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _operation(route: wire.Route, account: str) -> SchemaObject:
    scheme = _scheme(route)
    operation: SchemaObject = {
        "operationId": _operation_id(route),
        "summary": _CALLS[route][0],
        "security": [{scheme: []}],
        "parameters": [*_path_names(route, account), *_QUERIES.get(route, [])],
        "responses": _responses(route, scheme),
    }
    if route in _BODIES:
        operation["requestBody"] = {"required": True, "content": _json(_BODIES[route])}
    return operation


def _scheme(route: wire.Route) -> str:
    if route is wire.V2_LOGIN:
        return "login"
    return "key" if route.template.startswith("/v1/") else "token"


def _operation_id(route: wire.Route) -> str:
    return next(name for name, value in vars(wire).items() if value is route).lower()


def _path_names(route: wire.Route, account: str) -> Iterable[SchemaObject]:
    namespace = _READ_NAMESPACE if route.method == "GET" else _WRITTEN_NAMESPACE
    names = {"account": {"type": "string", "enum": [account]}, "namespace": namespace}
    for segment in route.segments:
        if segment.startswith("{"):
            name = segment[1:-1]
            schema = names.get(name, _NAME)
            yield {"name": name, "in": "path", "required": True, "schema": schema}


def _responses(route: wire.Route, scheme: str) -> SchemaObject:
    _, status, content = _CALLS[route]
    errors = {403, 429, 503}
    errors |= {"key": {400}, "token": {400, 401}, "login": {401}}[scheme]
    errors |= {404} if route in _NOT_THERE else set()
    errors |= {413, 415} if route in _BODIES else set()
    answer: SchemaObject = {"description": "Done."}
    if content:
        answer["content"] = content
    refusals = {
        str(error): {"description": _ERRORS[error], "content": _json(_ref("ErrorAnswer"))}
        for error in sorted(errors)
    }
    return {str(status): answer, **refusals}
