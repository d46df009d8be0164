"""The last answer to a read that is made again and again: an equal one is not taken apart anew."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

Result = TypeVar("Result")


class LastAnswer:
    """The last answer to the reads of one document over one version, and what was read from it.

    The answer has all that is known of the document, its expiry included, so that an equal one
    says the same. Its length and its 64-bit hash are kept, not the answer.
    """

    def __init__(self) -> None:
        self._mark: tuple[int, int] | None = None
        self._value: Any = None

    async def read(self, text: str, read: Callable[[], Awaitable[Result]]) -> Result:
        """Return what `read` makes of an answer; it is not called for one as the last."""
        mark = (len(text), hash(text))
        if mark != self._mark:
            self._value, self._mark = await read(), mark
        value: Result = self._value
        return value
