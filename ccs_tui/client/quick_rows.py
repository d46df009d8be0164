"""The quick reading of `session-properties`, which a scan gets megabytes of.

It reads a page in half the time of `wire.SessionPropertiesItem`, and leaves any page to that which
is not plainly as the contract says.
"""

from typing import cast

import msgspec

from ccs_tui.model.json_text import JsonError, JsonText, canonical


class _Row(msgspec.Struct):
    sessionId: str  # noqa: N815 - the name on the wire
    property: dict[str, msgspec.Raw]


_decode = msgspec.json.Decoder(list[_Row]).decode


def quick_rows(text: str) -> list[tuple[str, dict[str, JsonText]]] | None:
    """Return the sessions of a page with their properties, None for a page to be read slowly.

    Values are canonical text. None is for any error, for a lone surrogate, and for rows of the
    older form, whose properties are called `properties`.
    """
    try:
        rows = _decode(canonical(text))
    except (JsonError, msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
    return [(row.sessionId, _texts(row.property)) for row in rows]


def _texts(raw: dict[str, msgspec.Raw]) -> dict[str, JsonText]:
    # No `JsonText` is called: it is for the types alone, and a scan has millions of values.
    return cast("dict[str, JsonText]", {name: str(value, "utf-8") for name, value in raw.items()})
