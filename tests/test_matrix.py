"""What is quick of a matrix has each row and column, and the rest is lost nowhere."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matrix import cover, mark_the_rest, parts

cells = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 4), st.booleans()), min_size=1)


@given(cells)
def test_each_value_of_each_axis_is_there(cells: set[tuple[int, int, bool]]) -> None:
    taken = cover(cells)
    for axis in range(3):
        assert {cell[axis] for cell in taken} == {cell[axis] for cell in cells}


def test_of_a_whole_matrix_there_are_as_many_as_of_its_longest_axis() -> None:
    taken = cover([*product("abcdefg", "xyz")])
    assert [first for first, _ in taken] == [*"abcdefg"]
    assert [last for _, last in taken] == [*"xyzxyzx"]


@given(cells)
def test_the_parts_have_all_cells_once(cells: set[tuple[int, int, bool]]) -> None:
    quick, rest = parts(cells)
    assert sorted([*quick.values[0], *rest.values[0]]) == sorted(cells)  # type: ignore[misc]


@pytest.mark.matrix
@pytest.mark.parametrize("row", "abc")
@pytest.mark.parametrize("column", "xy")
def test_a_matrix(row: str, column: str) -> None: ...


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("case", range(5))
def test_a_sample(case: int) -> None: ...


def test_a_few_of_each_are_quick(request: pytest.FixtureRequest) -> None:
    """Looked at with no regard to what was chosen: marks that are there say what was quick."""
    module = request.node.getparent(pytest.Module)
    items = [
        case for name in ("test_a_matrix", "test_a_sample")
        for case in module._genfunctions(name, getattr(module.obj, name))
    ]  # fmt: skip
    mark_the_rest(items)
    quick = [item.name for item in items if not item.get_closest_marker("slow")]
    assert quick == [
        "test_a_matrix[x-a]", "test_a_matrix[x-c]", "test_a_matrix[y-b]",
        "test_a_sample[0]", "test_a_sample[3]",
    ]  # fmt: skip
