"""The view of a list at a moment: what a change is compared with afterwards."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)

NONE: frozenset[Any] = frozenset()
"""No marked rows, as is usual."""


@dataclass(frozen=True, slots=True)
class View(Generic[K]):
    """A list as it is seen at a moment: `in_view` are the rows from `top` on, and those `marked`.

    `anchor` is the row that stays on its line when others come: the cursor's, else the first.
    """

    cursor: int
    cursor_key: K | None
    cursor_in_view: bool
    top: int
    in_view: Sequence[K]
    marked: frozenset[K]
    anchor: int
    anchor_key: K | None
    total: int
    any_marked: bool
    marks_version: int
