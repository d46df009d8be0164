"""A document to fill a store with."""

from collections.abc import Mapping
from dataclasses import field

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.value_object import ValueObject


class SeedDocument(ValueObject):
    """A document to load; `ttl_seconds` None means the configured TTL, else the maximum."""

    key: DocumentKey
    properties: Mapping[str, JsonText] = field(repr=False)
    ttl_seconds: int | None = None
