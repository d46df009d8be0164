"""Matrices of cases, of which some are quick: each row and each column is in one, the rest is slow.

A test that is marked `matrix` has its parameters as the axes. One that walks the cells by itself,
in one explorer for instance, is given `parts` of them. Of one that is marked `sample(each=3)` each
third case is quick.
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
    """Mark what a test that is a `matrix`, or of which there is a `sample`, has beside as slow."""
    tests: dict[tuple[object, object], list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            tests.setdefault((item.parent, item.originalname), []).append(item)
    samples = Counter[object]()
    for cases in tests.values():
        quick: Collection[pytest.Function] = cases
        if cases[0].get_closest_marker("matrix"):
            quick = _cover_of(cases)
        elif sample := cases[0].get_closest_marker("sample"):
            each = min(sample.kwargs["each"], len(cases))
            # The tests of a module begin with different cases, so that each of two troubles is met.
            quick = cases[samples[cases[0].path] % each :: each]
            samples[cases[0].path] += 1
        for item in cases:
            if item not in quick:
                item.add_marker(pytest.mark.slow)


def _cover_of(cases: Collection[pytest.Function]) -> list[pytest.Function]:
    # By what they are, since some parameters are not to be compared.
    cells = {tuple(map(id, item.callspec.params.values())): item for item in cases}
    return [cells[cell] for cell in cover(cells)]
