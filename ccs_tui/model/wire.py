"""The bodies and routes of the service, shared by client and emulator (`ccs-api.md` 3 and 4).

A body is read from and written to JSON text without loss: the values of properties stay canonical
text (`JsonText`), and the checks of `wire_body` look at everything around them.
"""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, unquote

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.value_object import ValueObject
from ccs_tui.model.wire_body import (
    WireBody,
    field,
    flag,
    instant,
    name,
    properties,
    seconds,
    text,
    texts,
    whole_number,
)

Payload = Mapping[str, JsonText]


# ── v2 [S2] ────────────────────────────────────────────────────────────────────────────────────


class DocumentRequest(WireBody):
    """`DELETE /v2/context/document/delete`; the head of every v2 body."""

    account: str = field("accountId", name)
    namespace: str = field("nameSpace", name)
    session: str | None = field("sessionId", name, default=None)


class CreateRequest(DocumentRequest):
    """`POST /v2/context/document/create`: merge `payload` into the document."""

    payload: Payload = field("payload", properties, holds_properties=True)
    ttl_seconds: int | None = field("ttlSeconds", seconds, default=None)


class PropertiesRequest(DocumentRequest):
    """`POST /v2/context/document/properties`; `names` read `nameSpace.property`."""

    names: tuple[str, ...] = field("filter", texts)


class DeletePropertiesRequest(DocumentRequest):
    """`DELETE /v2/context/document/property/delete`."""

    names: tuple[str, ...] = field("propertyToDelete", texts)


class WriteAnswer(WireBody):
    """The answer to every v2 write."""

    document_key: str = field("documentKey", text)
    tenant: str = field("tenantId", text)
    success: bool = field("success", flag, default=True)


class DocumentAnswer(WireBody):
    """A document as v2 reads it."""

    account: str = field("accountId", text)
    document_key: str = field("documentKey", text)
    document_type: str = field("documentType", text, default="CONTEXT")
    namespace: str = field("nameSpace", text)
    payload: Payload = field("payload", properties, holds_properties=True)
    session: str | None = field("sessionId", text, default=None)
    tenant: str = field("tenantId", text)
    expires_at: datetime = field("ttl", instant)


class LoginAnswer(WireBody):
    """`GET /v2/authenticate/login` [AUTH]; the token lasts 24 hours."""

    token: str = field("token", name, is_secret=True)


# ── v1 [V1] ────────────────────────────────────────────────────────────────────────────────────


class CreateNamespaceRequest(WireBody):
    """`POST /v1/account/{acct}`."""

    name: str = field("name", text)


class NamespaceItem(WireBody):
    """An element of `GET /v1/account/{acct}`; `ttl_seconds` None means no configured TTL."""

    name: str = field("name", text)
    created_at: datetime = field("createdAt", instant)
    ttl_seconds: int | None = field("ttlSecond", whole_number, default=None)


class SessionPropertiesItem(WireBody):
    """An element of `GET /v1/account/{acct}/{ns}/session-properties`."""

    session: str = field("sessionId", text)
    # An older page of the service shows `properties`: both are read, and `property` is sent.
    properties: Payload = field("property", properties, also="properties", holds_properties=True)


class SessionTtlRequest(WireBody):
    """`POST /v1/account/{acct}/namespace/{ns}/session`."""

    session: str = field("sessionId", name)


class SessionTtlItem(WireBody):
    """An element of `GET /v1/account/{acct}/namespace/{ns}/session`."""

    session: str = field("sessionId", text)
    created_at: datetime = field("createdAt", instant)
    ttl_seconds: int = field("ttlSecond", whole_number)


class ErrorAnswer(WireBody):
    """The body of every error [OURS] [SDK]."""

    message: str = field("message", text)


# ── routes ─────────────────────────────────────────────────────────────────────────────────────


def encode_segment(name: str) -> str:
    """Percent-encode a name for a path, dots included, so that `../..` can't climb.

    Raises ValueError if `name` has a lone surrogate, which no path can carry, or is empty: then
    the path would be that of another call, and v1's deletion of a property the deletion of all.
    """
    if not name:
        raise ValueError("A name can't be empty; no path can carry that.")
    try:
        return quote(name, safe="").replace(".", "%2E")
    except UnicodeEncodeError:
        raise ValueError(f"{name!a} has half a character in it; no path can carry that.") from None


class Route(ValueObject):
    """A call: method and path; segments in braces are names, percent-encoded each."""

    method: str
    template: str

    @property
    def segments(self) -> list[str]:
        """The template's segments, without the leading slash."""
        return self.template.split("/")[1:]

    def path(self, **names: str) -> str:
        """Return the raw path for these names. Raises ValueError as `encode_segment` does."""
        return "".join(
            f"/{encode_segment(names[part[1:-1]]) if part.startswith('{') else part}"
            for part in self.segments
        )

    def match(self, raw_path: str) -> dict[str, str] | None:
        """Return the decoded names of a raw, still encoded path, or None if it is not this call's.

        Raises UnicodeDecodeError where a name is not UTF-8.
        """
        parts = raw_path.split("/")[1:]
        segments = self.segments
        if len(parts) != len(segments):
            return None
        names = {}
        for part, segment in zip(parts, segments, strict=True):
            if segment.startswith("{"):
                if not part:
                    return None
                names[segment[1:-1]] = unquote(part, errors="strict")
            elif part != segment:
                return None
        return names


V2_LOGIN = Route("GET", "/v2/authenticate/login")
V2_CREATE = Route("POST", "/v2/context/document/create")
V2_READ_NAMESPACE_DOCUMENT = Route("GET", "/v2/context/document/{account}/{namespace}")
V2_READ_DOCUMENT = Route("GET", "/v2/context/document/{account}/{namespace}/{session}")
V2_READ_PROPERTIES = Route("POST", "/v2/context/document/properties")
V2_DELETE_PROPERTIES = Route("DELETE", "/v2/context/document/property/delete")
V2_DELETE_DOCUMENT = Route("DELETE", "/v2/context/document/delete")

_ACCOUNT = "/v1/account/{account}"
_NAMESPACE = f"{_ACCOUNT}/{{namespace}}"
_SESSION = f"{_NAMESPACE}/{{session}}"

V1_CREATE_NAMESPACE = Route("POST", _ACCOUNT)
V1_LIST_NAMESPACES = Route("GET", _ACCOUNT)
V1_DELETE_NAMESPACE = Route("DELETE", _NAMESPACE)
V1_UPSERT_DEFAULT = Route("PATCH", f"{_NAMESPACE}/properties")
V1_UPSERT = Route("PATCH", f"{_SESSION}/properties")
V1_PUT_PROPERTY_DEFAULT = Route("PUT", f"{_NAMESPACE}/properties/{{property}}")
V1_PUT_PROPERTY = Route("PUT", f"{_SESSION}/properties/{{property}}")
V1_READ_DEFAULT = Route("GET", f"{_NAMESPACE}/properties")
V1_READ = Route("GET", f"{_SESSION}/properties")
V1_READ_PROPERTY_DEFAULT = Route("GET", f"{_NAMESPACE}/properties/{{property}}")
V1_READ_PROPERTY = Route("GET", f"{_SESSION}/properties/{{property}}")
V1_EMPTY_DEFAULT = Route("DELETE", f"{_NAMESPACE}/properties")
V1_EMPTY = Route("DELETE", f"{_SESSION}/properties")
V1_DELETE_PROPERTY_DEFAULT = Route("DELETE", f"{_NAMESPACE}/properties/{{property}}")
V1_DELETE_PROPERTY = Route("DELETE", f"{_SESSION}/properties/{{property}}")
V1_LIST_SESSIONS = Route("GET", f"{_NAMESPACE}/session-ids")
V1_LIST_SESSION_PROPERTIES = Route("GET", f"{_NAMESPACE}/session-properties")
V1_SET_SESSION_TTL = Route("POST", f"{_ACCOUNT}/namespace/{{namespace}}/session")
V1_LIST_SESSION_TTLS = Route("GET", f"{_ACCOUNT}/namespace/{{namespace}}/session")

API_KEY_HEADER = "maven-api-key"
TOO_LARGE_MESSAGE = "document too large."
MAX_PER_PAGE = 1_000
DEFAULT_PER_PAGE = 100
