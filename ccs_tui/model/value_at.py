"""The value that a path leads to in a document's properties."""

from collections.abc import Mapping

from ccs_tui.model.json_text import JsonText, kind, members, parse_array

ValuePath = tuple[str | int, ...]
"""A path into a document: names of members, and indexes of elements, negative from the end."""


def value_at(properties: Mapping[str, JsonText], path: ValuePath) -> JsonText | None:
    """Return the value that a path leads to, exactly as it is, or None if nothing is there."""
    first, *rest = path
    value = properties.get(first) if isinstance(first, str) else None
    for step in rest:
        if value is None:
            return None
        value = _child(value, step)
    return value


def _child(value: JsonText, step: str | int) -> JsonText | None:
    if isinstance(step, str):
        return members(value).get(step) if kind(value) == "object" else None
    if kind(value) != "array":
        return None
    elements = parse_array(value)
    return elements[step] if -len(elements) <= step < len(elements) else None
