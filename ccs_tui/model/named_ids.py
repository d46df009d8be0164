"""The ids that a document names: values of properties such as `userId`, wherever they lie.

Bots keep the id of the consumer, or of another conversation, in a document, some inside a string
that holds JSON.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Any

from ccs_tui.model.json_text import JsonError, JsonText, decode
from ccs_tui.model.tree.paths import format_path

LONGEST_ID = 200
"""Characters of an id at most: a longer value is a text."""
MOST_IDS_OF_NAME = 20
"""Ids of one name and document that are taken: a list of thousands is no conversation."""
DEEPEST = 32
"""Levels of a value that are looked at."""


def named_ids(
    properties: Mapping[str, JsonText], names: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the ids that properties of these names hold, each once, with the path of the first.

    A string is one, and a whole number. The names are looked for in the text first, so that a
    document without them costs no more than a search.
    """
    wanted = frozenset(names)
    seen: set[str] = set()
    for name, text in properties.items():
        if name not in wanted and not any(other in text for other in wanted):
            continue
        try:
            whole = decode(text)
        except JsonError:  # it is nested too deeply
            continue
        taken: dict[str, int] = {}
        for value, keys in _below(whole, (name,)):
            holder = next(key for key in reversed(keys) if isinstance(key, str))
            session = _as_id(value)
            if holder not in wanted or session is None or session in seen:
                continue
            taken[holder] = taken.get(holder, 0) + 1
            if taken[holder] <= MOST_IDS_OF_NAME:
                seen.add(session)
                yield session, format_path(keys)


def _below(value: Any, keys: tuple[str | int, ...]) -> Iterator[tuple[Any, tuple[str | int, ...]]]:
    """Yield each value that is no object or array, with its path; also in JSON inside a string."""
    if len(keys) > DEEPEST:
        return
    if isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    match value:
        case dict():
            for name, child in value.items():
                yield from _below(child, (*keys, name))
        case list():
            for index, child in enumerate(value):
                yield from _below(child, (*keys, index))
        case _:
            yield value, keys


def _as_id(value: Any) -> str | None:
    """Return a value as an id, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if value > 0 else None
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_ID:
        return None
    return value if value.isprintable() else None
