"""Counts and lists in words for people: the one place that makes plurals."""

from collections.abc import Collection, Iterable
from itertools import islice

NAMES_SHOWN = 3
"""The names that a sentence lists of many."""


def plural(noun: str) -> str:
    """Return the plural of an English noun: `properties` of `property`, `keys` of `key`."""
    is_vowel_before = noun[-2:-1] in "aeiou"
    return f"{noun[:-1]}ies" if noun.endswith("y") and not is_vowel_before else f"{noun}s"


def noun_for(count: int, noun: str) -> str:
    """Return the noun in the form that `count` needs: `line` for 1, else `lines`."""
    return agreeing(count, noun, plural(noun))


def counted(count: int, noun: str = "property") -> str:
    """Return a count with its noun: `1 property`, `1,200 properties`."""
    return f"{count:,} {noun_for(count, noun)}"


def agreeing(count: int, of_one: str, of_many: str) -> str:
    """Return the verb or the pronoun that agrees with a count: `is` of 1, `are` of 2."""
    return of_one if count == 1 else of_many


def any_of(names: Iterable[str]) -> str:
    """Return names as a choice: `americas, emea or apac`. Raises ValueError if there is none."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def first_of(names: Collection[str]) -> str:
    """Return the first of some names as a list, and a sign for the rest: `a, b, c, …`."""
    return ", ".join([*islice(names, NAMES_SHOWN), *(["…"] if len(names) > NAMES_SHOWN else [])])
