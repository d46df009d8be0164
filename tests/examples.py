"""How many examples a property gets that needs more or fewer than others."""

from hypothesis import settings

USUAL = 40
"""The examples of a property by the profile `fresh`; the other profiles have a share of it."""


def examples(count: int) -> int:
    """Return the examples of a property by this profile, if it has `count` where others have 40."""
    return max(1, count * settings().max_examples // USUAL)
