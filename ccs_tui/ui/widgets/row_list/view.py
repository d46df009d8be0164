"""A list as it is seen at one moment; what is different afterwards is repainted."""

from collections.abc import Hashable, Sequence
from typing import Any, Generic, TypeVar

from ccs_tui.model.value_object import ValueObject

K = TypeVar("K", bound=Hashable)

LEAP = 3
"""The part of a page by which a view moves on."""

NONE: frozenset[Any] = frozenset()
"""No marked rows, as is usual."""


class View(ValueObject, Generic[K]):
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


def top_for(cursor: int, top: int, page: int) -> int:
    """Return where a view of `page` rows from `top` on has to begin for the cursor to be in it.

    A cursor that leaves it by one row takes it a third of a page on. All rows of a view that moves
    are sent to the terminal, 3,500 bytes of them at 120×40: were that so for each row, a list that
    is gone through over SSH would lag behind the key.
    """
    if cursor == top + page:
        return top + 1 + page // LEAP
    if cursor == top - 1:
        return top - 1 - page // LEAP
    return min(max(top, cursor - page + 1), cursor)
