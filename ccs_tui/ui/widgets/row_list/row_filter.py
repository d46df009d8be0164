"""The filter of rows by what people type: as a substring, and if nothing has it, as a subsequence.

Substring matches stay in the list's order. Subsequence matches are ranked, and only the best few
hundred are kept: a hundred thousand rows answer a key in time, and nobody reads further.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from heapq import nsmallest
from itertools import compress, repeat
from typing import Generic, TypeVar

from ccs_tui.model.folded_text import fold
from ccs_tui.model.value_object import ValueObject

K = TypeVar("K", bound=Hashable)

BEST = 300
"""The number of subsequence matches that are kept."""

BLOCK = 2_000
"""The texts looked at between two pauses: as many as stay in the processor's cache."""

_LONG = 400
"""The beginning of a text that is searched for a subsequence: nearly all longer ones match."""


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return the texts folded, all in one go; those folded already take no more memory."""
    joined = "\0".join(texts)
    folded = fold(joined)
    if folded == joined:
        return list(texts)
    parts = folded.split("\0")
    return parts if len(parts) == len(texts) else [fold(text) for text in texts]


class Matches(ValueObject, Generic[K]):
    """The keys that match, in the order to show them, and the number of all that match.

    `ranked` says that they are the best subsequence matches, best first.
    """

    keys: Sequence[K]
    total: int
    ranked: bool = False


class RowFilter(Generic[K]):
    """Finds queries in the texts of `keys`, each query in the finds of the one before.

    `keys` may grow at its end, even while a search is under way. `text_of` is asked once for each
    key, when the first search comes to it.
    """

    def __init__(self, keys: list[K], text_of: Callable[[K], str]) -> None:
        self._keys = keys
        self._text_of = text_of
        self._texts: list[str] = []
        self._query = ""
        self._plain: list[K] = []
        self._has_plain = bytearray()
        """For each key that was looked at, whether it is in `_plain`."""
        self._among = bytearray()
        """The same for the shorter query before, where that was looked for."""
        self._loose: list[tuple[int, int]] = []
        self._loose_until = 0

    def prepare(self) -> None:
        """Read all texts."""
        for end in range(BLOCK, len(self._keys) + BLOCK, BLOCK):
            self._read(end)

    def find(self, query: str) -> Iterator[Matches[K] | None]:
        """Search in slices: yield None between two of them, and the matches at the end."""
        query, keys = fold(query), self._keys
        if query != self._query:
            self._narrow(query)
        if len(self._has_plain) < len(keys):
            self._plain = self._plain.copy()  # callers may still hold the old lists
        while (start := len(self._has_plain)) < len(keys):
            self._look_on(slice(start, start + BLOCK))
            if start + BLOCK < len(keys):
                yield None
        if self._plain or len(query.strip()) == len(query) == 1:
            yield Matches(self._plain, len(self._plain))
            return
        yield from self._look_loosely()
        yield Matches(self._rank(), len(self._loose), ranked=True)

    def look_ahead(self) -> Iterator[None]:
        """Look in slices, after a search has ended, for keys that a longer query may match.

        Where few keys have the query as a substring, a longer one may soon have none. Then the
        longer query is looked for as a subsequence, among the keys that have this one as a
        subsequence. In 100,000 ids of 36 characters that key takes 12 ms with this, and 30 without,
        of 60 that it may take with the painting.
        """
        if 0 < len(self._plain) <= BEST and len(self._query.strip()) > 1:
            yield from self._look_loosely()

    def found_so_far(self) -> list[K]:
        """Return the keys found so far, in a search that is under way."""
        return self._plain.copy()

    def _look_loosely(self) -> Iterator[None]:
        pattern, count = _subsequence(self._query), len(self._keys)
        last, texts = self._query.rstrip()[-1:], self._texts
        while self._loose_until < count:
            start, end = self._loose_until, min(self._loose_until + BLOCK, count)
            yield None
            # This rules out most texts for a rare letter in a tenth of the time.
            having = compress(range(start, end), [last in text for text in texts[start:end]])
            self._loose += _spans(pattern, texts, list(having))
            self._loose_until = end

    def _read(self, end: int) -> None:
        unread = self._keys[len(self._texts) : end]
        self._texts += fold_all([self._text_of(key) for key in unread])

    def _narrow(self, query: str) -> None:
        """Keep the finds of the last search that this query can match, and drop all others."""
        if self._query and query.startswith(self._query):
            self._among = self._has_plain
            positions = [at for _, at in self._loose]
            self._loose = _spans(_subsequence(query), self._texts, positions)
        else:
            self._among = bytearray()
            self._loose, self._loose_until = [], 0
        self._query, self._plain, self._has_plain = query, [], bytearray()

    def _look_on(self, block: slice) -> None:
        """Add those of a block of keys whose texts have the query."""
        self._read(block.stop)
        query, keys, texts = self._query, self._keys[block], self._texts[block]
        among = self._among[block]
        if len(among) < len(texts):
            has = bytearray([query in text for text in texts])
        elif 1 in among:
            pairs = zip(among, texts, strict=True)
            has = bytearray([had and query in text for had, text in pairs])
        else:
            has = among
        self._has_plain += has
        self._plain += compress(keys, has)

    def _rank(self) -> list[K]:
        best = nsmallest(BEST, self._loose)
        texts, query = self._texts, self._query
        scored = sorted((-_score(texts[at][:_LONG], query)[0], at) for _, at in best)
        return [self._keys[at] for _, at in scored]


def _subsequence(query: str) -> re.Pattern[str]:
    """Return a pattern of the query's characters in order; it never goes back."""
    wanted = [character for character in query if not character.isspace()]
    if len(wanted) > _LONG:
        # No text has so many where it is looked at, and compiling a million takes seconds.
        return re.compile("(?!)()")
    first, *rest = map(re.escape, wanted or [""])
    if not first:
        return re.compile("()")
    return re.compile(f"(?s:[^{first}]*+({first}" + "".join(f"[^{c}]*+{c}" for c in rest) + "))")


def _spans(
    pattern: re.Pattern[str], texts: Sequence[str], positions: Sequence[int]
) -> list[tuple[int, int]]:
    """Return (length, position) of the texts that match: how far the match goes, and where."""
    # These are loops in C, which take two thirds of the time.
    found = list(map(pattern.match, map(texts.__getitem__, positions), repeat(0), repeat(_LONG)))
    spans = (match.end() - match.start(1) for match in found if match)
    return list(zip(spans, compress(positions, found), strict=True))


def find_marks(text: str, query: str, loosely: bool = False) -> Sequence[int]:
    """Return the positions of the characters of `text` that the query matches, or none.

    With `loosely` the query may match as a subsequence.
    """
    text, query = fold(text), fold(query)
    if not query:
        return ()
    start = text.find(query)
    if start >= 0:
        return range(start, start + len(query))
    return _score(text[:_LONG], query)[1] if loosely else ()


def _score(text: str, query: str) -> tuple[int, Sequence[int]]:
    """Return the score and place of a subsequence: short gaps, and starts of words, are good."""
    wanted = [character for character in query if not character.isspace()]
    best: tuple[int, Sequence[int]] = (-len(text) - 1_000, ())
    if not wanted:
        return best
    start = text.find(wanted[0])
    for _ in range(8):
        if start < 0:
            break
        at = start
        positions = [at]
        for character in wanted[1:]:
            at = text.find(character, at + 1)
            if at < 0:
                return best
            positions.append(at)
        best = max(best, (_worth(text, positions), positions), key=lambda pair: pair[0])
        start = text.find(wanted[0], start + 1)
    return best


def _worth(text: str, positions: Sequence[int]) -> int:
    worth, last = -len(text) // 16, -1
    for at in positions:
        if at == last + 1 and last >= 0:
            worth += 4
        elif last >= 0:
            worth -= 2 + min(at - last, 12)
        if at == 0 or (text[at].isalnum() and not text[at - 1].isalnum()):
            worth += 8
        last = at
    return worth
