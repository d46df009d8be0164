"""The shapes of 800,000 characters that a document can have: deterministic, as text."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

CHARACTERS = 800_000


def _record(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "displayName": f"user number {number} of the sample set, with a longer label for width",
        "verified": number % 3 == 0,
        "note": "a short note that makes the line a little longer",
        "tags": ["alpha", "beta"],
        "geo": {"latitude": number / 7, "longitude": -number / 9},
        "updatedAt": "2026-01-01T00:00:00Z",
        "score": 1.5 * number,
    }


def _records(dump: Callable[[Any], str]) -> str:
    """Return as many records as fit."""
    few, many = 1, 20_000
    while many - few > 1:
        middle = (few + many) // 2
        fits = len(dump([_record(number) for number in range(middle)])) <= CHARACTERS
        few, many = (middle, many) if fits else (few, middle)
    return dump([_record(number) for number in range(few)])


def short_lines() -> str:
    """Return 30,000 short lines."""
    return _records(lambda value: json.dumps(value, indent=2))


def one_line() -> str:
    """Return one line."""
    return _records(lambda value: json.dumps(value, separators=(",", ":")))


def one_string() -> str:
    """Return one string of 500,000 characters among short lines."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789 "
    records = [_record(number) for number in range(700)]
    records[3]["blob"] = "".join(Random(7).choices(letters, k=500_000))
    return json.dumps(records, indent=2)


def shapes() -> Iterator[tuple[str, str]]:
    """Yield each shape with its name."""
    yield "30,000 short lines", short_lines()
    yield "one line", one_line()
    yield "one string of 500,000", one_string()
