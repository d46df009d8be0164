"""The service's count of a document's characters, and its limit.

The limit is [S2]. The rule of counting is this project's reading [OURS]: the Unicode code points of
the payload as compact JSON with non-ASCII characters unescaped, which is the length of its
canonical text. Sizes are in characters (code points), never in bytes.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum

from ccs_tui.model.json_text import JsonText, quote

LIMIT = 800_000
"""The most characters that a document may have [S2]."""

WARNING_FROM = LIMIT * 80 // 100
ALARM_FROM = LIMIT * 95 // 100


class SizeLevel(IntEnum):
    """The nearness of a size to the limit."""

    GOOD = 0
    WARNING = 1
    ALARM = 2
    OVER = 3


def level(size: int) -> SizeLevel:
    """Return the level of a document of `size` characters: exactly the limit is not over it."""
    if size > LIMIT:
        return SizeLevel.OVER
    if size >= ALARM_FROM:
        return SizeLevel.ALARM
    return SizeLevel.WARNING if size >= WARNING_FROM else SizeLevel.GOOD


def member_size(name: str, value: JsonText) -> int:
    """Return the characters that a property takes in its document, without the comma."""
    return len(quote(name)) + 1 + len(value)


def joined_size(count: int, total: int) -> int:
    """Return the size of a document of `count` members that take `total` characters.

    Braces are around them, and a comma is between two.
    """
    return 2 + total + max(0, count - 1)


def payload_size(properties: Mapping[str, JsonText]) -> int:
    """Return the size of a document with these properties."""
    total = sum(member_size(name, value) for name, value in properties.items())
    return joined_size(len(properties), total)


def size_without(size: int, member_sizes: Iterable[int]) -> int:
    """Return the size that a document of `size` has without some members: a comma goes with each.

    `size` may be the service's own count, and not that of the members.
    """
    return max(joined_size(0, 0), size - sum(taken + 1 for taken in member_sizes))


def largest_first(sizes: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return properties with their sizes, the largest first."""
    return sorted(sizes, key=lambda pair: -pair[1])


def format_size(size: int) -> str:
    """Return a size in at most five cells: `310`, `1.2k`, `782k`, `1.2M`."""
    if size < 1_000:
        return str(size)
    if size < 9_950:
        return f"{size / 1_000:.1f}k"
    if size < 999_500:
        return f"{size / 1_000:.0f}k"
    return f"{size / 1_000_000:.1f}M"


def format_percent(size: int) -> str:
    """Return the share of the limit, rounded down: `96 %`."""
    return f"{size * 100 // LIMIT} %"
