"""The progress of something that takes long, as whoever does it tells it."""

from collections.abc import Callable

TellProgress = Callable[[int, int | None], None]
"""Takes how many are done, and how many there are; None while that is not known."""
