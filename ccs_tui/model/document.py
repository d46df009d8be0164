"""Documents, namespaces and configured TTLs, as they were read from the service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Self

from ccs_tui.model import size
from ccs_tui.model.json_text import JsonText, join_object
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.value_object import ValueObject

NO_DIGEST, DIGEST_LENGTH = "none", 16
"""The digest of a document that is not there, and the length of all others."""


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

    @classmethod
    def absent(cls, key: DocumentKey) -> Self:
        """Return the reading of a document that the service does not have."""
        return cls(key, {}, exists=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "properties", MappingProxyType(dict(self.properties)))

    @cached_property
    def size(self) -> int:
        """The service's count of its payload, in characters."""
        return size.payload_size(self.properties)

    @cached_property
    def mark(self) -> int:
        """A number that tells its values from others', in this process only."""
        return hash(frozenset(self.properties.items()))

    @property
    def digest(self) -> str:
        """A short text that tells its properties from others, in any order: `none` for no document.

        It is the beginning of a SHA-256.
        """
        from hashlib import sha256

        if not self.exists:
            return NO_DIGEST
        text = join_object(dict(sorted(self.properties.items())))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]

    @property
    def payload(self) -> JsonText:
        """All properties as one JSON object."""
        return join_object(self.properties)


class Namespace(ValueObject):
    """A namespace as the service lists it [V1], or one that was opened by its name.

    `ttl_seconds` is its configured TTL, None where there is none. `created_at` is None where the
    service did not say. `is_listed` is False where the service's list lacks it; it may be there all
    the same [V1].
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
