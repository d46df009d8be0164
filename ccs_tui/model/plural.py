"""Counts of things in words for people: the one place that makes plurals."""


def plural(noun: str) -> str:
    """Return the plural of an English noun: `properties` of `property`, `lines` of `line`."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def noun_for(count: int, noun: str) -> str:
    """Return the noun in the form that `count` needs: `line` for 1, else `lines`."""
    return noun if count == 1 else plural(noun)


def counted(count: int, noun: str = "property") -> str:
    """Return a count with its noun: `1 property`, `1,200 properties`."""
    return f"{count:,} {noun_for(count, noun)}"
