"""Matrices of cases, of which some are quick: each row and each column is in one, the rest is slow.

A test that is marked `matrix` has its parameters as the axes. One that walks the cells by itself,
in one explorer for instance, is given `parts` of them.
"""

from collections import Counter
from collections.abc import Collection, Hashable
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

Cell = TypeVar("Cell", bound=tuple[Hashable, ...])


def cover(cells: Collection[Cell]) -> list[Cell]:
    """Return a few of the cells, in their order, that have each value of each axis at least once.

    Of a whole matrix it is the diagonal, and no value is there more often than it must.
    """
    left, taken = list(cells), set[Cell]()
    times = Counter[tuple[int, Hashable]]()
    while left:
        uses = [[times[value] for value in enumerate(cell)] for cell in left]
        best = max(range(len(left)), key=lambda n: (uses[n].count(0), -sum(uses[n])))
        if 0 not in uses[best]:
            break
        times.update(enumerate(left[best]))
        taken.add(left.pop(best))
    return [cell for cell in cells if cell in taken]


def parts(cells: Collection[Cell]) -> "list[ParameterSet]":
    """Return the cells of a matrix in two parts, for a test that walks those that it is given."""
    quick = cover(cells)
    rest = [cell for cell in cells if cell not in quick]
    return [
        pytest.param(quick, id="each row and column"),
        pytest.param(rest, id="the rest", marks=pytest.mark.slow),
    ]


def mark_the_rest(items: Collection[pytest.Item]) -> None:
    """Mark what a test that is a `matrix` has beside its quick cells as slow."""
    matrices: dict[tuple[object, object], dict[tuple[int, ...], pytest.Item]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("matrix"):
            # By what they are, since some parameters are not to be compared.
            cell = tuple(map(id, item.callspec.params.values()))
            matrices.setdefault((item.parent, item.originalname), {})[cell] = item
    for matrix in matrices.values():
        quick = cover(matrix)
        for cell, item in matrix.items():
            if cell not in quick:
                item.add_marker(pytest.mark.slow)
