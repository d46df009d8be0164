"""A document: what is stored under a namespace or a session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from ccs_tui.model import size
from ccs_tui.model.json_text import JsonText, join_object, kind
from ccs_tui.model.names import DocumentKey


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its name and its value as canonical text."""

    name: str
    value: JsonText

    @property
    def kind(self) -> str:
        """The value's type: object, array, string, number, boolean or null."""
        return kind(self.value)

    @property
    def size(self) -> int:
        """The characters it takes in its document, without the comma."""
        return size.member_size(self.name, self.value)


@dataclass(frozen=True)
class Document:
    """A document as it was read: properties in the service's order, and its expiry.

    `expires_at` is an aware datetime, or None where the connection can't tell (v1 only).
    `exists` is False for a document that the service does not have: it has no properties then.
    """

    key: DocumentKey
    properties: Mapping[str, JsonText] = field(repr=False)
    expires_at: datetime | None = None
    exists: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "properties", MappingProxyType(dict(self.properties)))

    @cached_property
    def size(self) -> int:
        """The service's count of its payload, in characters."""
        return size.payload_size(self.properties)

    @property
    def payload(self) -> JsonText:
        """All properties as one JSON object."""
        return join_object(self.properties)


@dataclass(frozen=True, slots=True)
class Namespace:
    """A namespace as the service lists it [V1], or one that was opened by its name.

    `ttl_seconds` is the TTL configured for it, None where there is none; `created_at` is None
    where the service did not say. `is_listed` is False where the list did not have it, which does
    not mean that it is not there [V1].
    """

    name: str
    created_at: datetime | None = None
    ttl_seconds: int | None = None
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class SessionTtl:
    """A session's configured TTL, which wins over its namespace's [V1]."""

    session: str
    ttl_seconds: int
    created_at: datetime | None = None
