"""The bodies and routes of the service, shared by client and emulator (`ccs-api.md` 3 and 4).

A body is read from and written to JSON text without loss: the values of properties stay canonical
text (`JsonText`), and pydantic checks everything around them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Self
from urllib.parse import quote, unquote

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
)

from ccs_tui.model.expiry import as_utc, format_instant
from ccs_tui.model.json_text import JsonText, canonical, decode, encode, join_object, members


def _whole(value: object) -> object:
    """Take `60.0` for the whole number that it is in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Instant = Annotated[datetime, AfterValidator(as_utc), PlainSerializer(format_instant)]
"""An instant, in UTC if it has no offset; written as ISO 8601 in UTC with milliseconds."""
Name = Annotated[str, StringConstraints(min_length=1, strict=True)]
Seconds = Annotated[int, BeforeValidator(_whole), Field(ge=0, strict=True)]
Payload = Mapping[str, JsonText]


class WireBody(BaseModel):
    """A JSON object on the wire. Fields not in the contract are ignored.

    `payload_fields` names the fields, by alias, that hold properties and are kept as text.
    """

    # Each body is built when it is first used, since the explorer's start needs few of them.
    # `populate_by_name` is the older name of `validate_by_name`, which pydantic 2.10 ignores.
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, defer_build=True)
    payload_fields: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a body.

        Raises JsonError where `text` is not a JSON object, and pydantic's ValidationError where
        it is not this body; `describe` makes a sentence of the latter.
        """
        return cls.from_canonical(canonical(text))

    @classmethod
    def from_canonical(cls, text: JsonText) -> Self:
        """Read a body from canonical text, as `from_text` does, without checking its JSON again."""
        return cls.model_validate(
            {
                name: members(value) if name in cls.payload_fields else decode(value)
                for name, value in members(text).items()
            }
        )

    def to_text(self) -> JsonText:
        """Write the body as canonical text; fields that are None are left out."""
        fields = self.model_dump(by_alias=True, exclude_none=True)
        return join_object(
            {
                name: join_object(value) if name in self.payload_fields else encode(value)
                for name, value in fields.items()
            }
        )


def describe(error: ValidationError) -> str:
    """Say what is wrong with a body, by its fields and never with a value of them."""
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'body'}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_input=False)
    )


# ── v2 [S2] ────────────────────────────────────────────────────────────────────────────────────


class DocumentRequest(WireBody):
    """`DELETE /v2/context/document/delete`; the head of every v2 body."""

    account: Name = Field(alias="accountId")
    namespace: Name = Field(alias="nameSpace")
    session: Name | None = Field(None, alias="sessionId")


class CreateRequest(DocumentRequest):
    """`POST /v2/context/document/create`: merge `payload` into the document."""

    payload_fields = frozenset({"payload"})

    payload: Payload
    ttl_seconds: Seconds | None = Field(None, alias="ttlSeconds")


class PropertiesRequest(DocumentRequest):
    """`POST /v2/context/document/properties`; `names` read `nameSpace.property`."""

    names: tuple[str, ...] = Field(alias="filter")


class DeletePropertiesRequest(DocumentRequest):
    """`DELETE /v2/context/document/property/delete`."""

    names: tuple[str, ...] = Field(alias="propertyToDelete")


class WriteAnswer(WireBody):
    """The answer to every v2 write."""

    document_key: str = Field(alias="documentKey")
    tenant: str = Field(alias="tenantId")
    success: bool = True


class DocumentAnswer(WireBody):
    """A document as v2 reads it."""

    payload_fields = frozenset({"payload"})

    account: str = Field(alias="accountId")
    document_key: str = Field(alias="documentKey")
    document_type: str = Field("CONTEXT", alias="documentType")
    namespace: str = Field(alias="nameSpace")
    payload: Payload
    session: str | None = Field(None, alias="sessionId")
    tenant: str = Field(alias="tenantId")
    expires_at: Instant = Field(alias="ttl")


class LoginAnswer(WireBody):
    """`GET /v2/authenticate/login` [AUTH]; the token lasts 24 hours."""

    token: Name = Field(repr=False)


# ── v1 [V1] ────────────────────────────────────────────────────────────────────────────────────


class CreateNamespaceRequest(WireBody):
    """`POST /v1/account/{acct}`."""

    name: str


class NamespaceItem(WireBody):
    """An element of `GET /v1/account/{acct}`; `ttl_seconds` None means no configured TTL."""

    name: str
    created_at: Instant = Field(alias="createdAt")
    ttl_seconds: int | None = Field(None, alias="ttlSecond")


class SessionPropertiesItem(WireBody):
    """An element of `GET /v1/account/{acct}/{ns}/session-properties`."""

    # An older page of the service shows `properties`: both are read, and `property` is sent.
    payload_fields = frozenset({"property", "properties"})

    session: str = Field(alias="sessionId")
    properties: Payload = Field(alias="property")


class SessionTtlRequest(WireBody):
    """`POST /v1/account/{acct}/namespace/{ns}/session`."""

    session: Name = Field(alias="sessionId")


class SessionTtlItem(WireBody):
    """An element of `GET /v1/account/{acct}/namespace/{ns}/session`."""

    session: str = Field(alias="sessionId")
    created_at: Instant = Field(alias="createdAt")
    ttl_seconds: int = Field(alias="ttlSecond")


class ErrorAnswer(WireBody):
    """The body of every error [OURS] [SDK]."""

    message: str


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


@dataclass(frozen=True, slots=True)
class Route:
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
