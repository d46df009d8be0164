"""The difference of two texts as bytes: what they have in common at both ends is left out.

A large value in which a part changed costs that part. Finding the ends takes a few comparisons of
slices, so that a text of 800,000 characters takes a millisecond.
"""

import struct
from itertools import takewhile
from operator import eq

from ccs_tui.model.text_bytes import from_bytes, to_bytes

_HEAD = struct.Struct("<II")
_SMALL = 64


def delta(before: str, after: str) -> bytes:
    """Return what makes `after` of `before`; `restored` takes it."""
    head = _common(before, after)
    tail = _common_end(before[head:], after[head:])
    return _HEAD.pack(head, tail) + to_bytes(after[head : len(after) - tail])


def restored(before: str, data: bytes) -> str:
    """Return the text that `delta` was given as `after`, with the same `before`."""
    head, tail = _HEAD.unpack_from(data)
    return before[:head] + from_bytes(data[_HEAD.size :]) + before[len(before) - tail :]


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while high - low > _SMALL:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low + _equal(one[low:high], other[low:high])


def _common_end(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while high - low > _SMALL:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    ends = [text[len(text) - high : len(text) - low][::-1] for text in (one, other)]
    return low + _equal(*ends)


def _equal(one: str, other: str) -> int:
    return sum(takewhile(bool, map(eq, one, other)))
