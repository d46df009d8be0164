"""Filtering by what people type: as a substring, and if nothing has it, as a subsequence.

Substring matches stay in the list's order. Subsequence matches are ranked, and only the best few
hundred are kept: a hundred thousand rows answer a key in time, and nobody reads further.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

BEST = 300
"""How many subsequence matches are kept."""

SLICE = 25_000
"""Texts looked at between two pauses, a few milliseconds."""

_LONG = 400
"""Of a longer text only the beginning is searched for a subsequence: nearly all would match."""


def fold(text: str) -> str:
    """Return `text` in lower case, character for character, so that positions stay."""
    folded = _lower(text)
    if len(folded) == len(text):
        return folded
    return "".join(lower if len(lower := _lower(c)) == 1 else c for c in text)


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else text.lower().replace("ς", "σ")


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return the texts folded, at once; those that are folded already take no more memory."""
    joined = "\0".join(texts)
    folded = _lower(joined)
    if folded == joined:
        return list(texts)
    parts = folded.split("\0") if len(folded) == len(joined) else []
    return parts if len(parts) == len(texts) else [fold(text) for text in texts]


@dataclass(frozen=True, slots=True)
class Found:
    """Which texts match: positions in the order to show them, and how many match in all.

    `ranked` says that they are the best subsequence matches, best first.
    """

    positions: Sequence[int]
    total: int
    ranked: bool = False


class Finder:
    """Finds queries in a growing list of texts, each from what the one before has found."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._query = ""
        self._plain: list[int] = []
        self._plain_until = 0
        self._loose: list[tuple[int, int]] = []
        self._loose_until = 0

    def add(self, texts: Sequence[str]) -> None:
        """Add texts at the end. A search that is under way sees them too."""
        self._texts += fold_all(texts)

    def find(self, query: str) -> Iterator[Found | None]:
        """Search in slices: yields None between two, and what was found at the end."""
        self._narrow(fold(query))
        yield from self._find_substrings()
        if self._plain:
            yield Found(self._plain, len(self._plain))
            return
        yield from self._find_subsequences()
        yield Found(self._rank(), len(self._loose), ranked=True)

    def _narrow(self, query: str) -> None:
        """Keep of the last search what a longer query can still match; of another, nothing."""
        if query == self._query:
            return
        texts = self._texts
        if self._query and query.startswith(self._query):
            self._plain = [at for at in self._plain if query in texts[at]]
            if self._loose_until:
                pattern = _subsequence(query)
                self._loose = _spans(pattern, texts, [at for _, at in self._loose])
        else:
            self._plain, self._plain_until = [], 0
            self._loose, self._loose_until = [], 0
        self._query = query

    def _find_substrings(self) -> Iterator[None]:
        query, texts = self._query, self._texts
        while self._plain_until < len(texts):
            start, end = self._plain_until, min(self._plain_until + SLICE, len(texts))
            self._plain += [at for at, text in enumerate(texts[start:end], start) if query in text]
            self._plain_until = end
            yield None

    def _find_subsequences(self) -> Iterator[None]:
        texts, pattern = self._texts, _subsequence(self._query)
        while self._loose_until < len(texts):
            start, end = self._loose_until, min(self._loose_until + SLICE // 3, len(texts))
            self._loose += _spans(pattern, texts, range(start, end))
            self._loose_until = end
            yield None

    def _rank(self) -> list[int]:
        best = nsmallest(BEST, self._loose)
        texts, query = self._texts, self._query
        scored = sorted((-_score(texts[at][:_LONG], query)[0], at) for _, at in best)
        return [at for _, at in scored]


def _subsequence(query: str) -> re.Pattern[str]:
    """Return a pattern of the query's characters in order; it never goes back."""
    first, *rest = [re.escape(character) for character in query if not character.isspace()] or [""]
    if not first:
        return re.compile("()")
    return re.compile(f"(?s:[^{first}]*+({first}" + "".join(f"[^{c}]*+{c}" for c in rest) + "))")


def _spans(
    pattern: re.Pattern[str], texts: Sequence[str], positions: Iterable[int]
) -> list[tuple[int, int]]:
    """Return (length, position) of the texts that match: how far the match goes, and where."""
    match_of = pattern.match
    return [
        (match.end() - match.start(1), at)
        for at in positions
        if (match := match_of(texts[at], 0, _LONG))
    ]


def find_marks(text: str, query: str, loosely: bool = False) -> Sequence[int]:
    """Return which characters of `text` the query matches, in order; none if it does not match.

    `loosely` also as a subsequence.
    """
    text, query = fold(text), fold(query)
    if not query:
        return ()
    start = text.find(query)
    if start >= 0:
        return range(start, start + len(query))
    return _score(text[:_LONG], query)[1] if loosely else ()


def _score(text: str, query: str) -> tuple[int, Sequence[int]]:
    """Return how well a subsequence fits and where: short gaps, and starts of words, are good."""
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
