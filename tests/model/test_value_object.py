"""A frozen dataclass that is made quickly is as one that Python makes."""

import ast
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field, replace
from threading import Barrier

import pytest

from ccs_tui.model.value_object import ValueObject
from tests.test_figures import classes


class Point(ValueObject):
    """A point with a name that is not shown."""

    x: int
    y: int = 0
    name: str = field(default="", repr=False)


class Named(ValueObject, kw_only=True):
    """The same fields, by keyword."""

    x: int
    y: int = 0
    name: str = ""


def test_it_is_compared_hashed_replaced_and_shown() -> None:
    one = Point(1, name="s3cr3t")
    assert one == Point(1, 0, "s3cr3t") != Point(1)
    assert len({one, Point(1, 0, "s3cr3t"), Point(2)}) == 2
    assert replace(one, y=3) == Point(1, 3, "s3cr3t")
    assert repr(one) == "Point(x=1, y=0)"
    assert one != Named(x=1, y=0, name="s3cr3t")


def test_its_methods_are_made_with_the_first_object() -> None:
    class Late(ValueObject):
        x: int
        y: int = 2

    assert "__dataclass_fields__" not in vars(Late)
    assert vars(Late(1)) == {"x": 1, "y": 2}
    assert "__dataclass_fields__" in vars(Late)
    with pytest.raises(TypeError, match="missing"):
        Late()  # type: ignore[call-arg]


def test_the_first_object_may_be_made_in_several_threads() -> None:
    at_once = Barrier(4)

    class Late(ValueObject):
        x: list[int] = field(default_factory=list)
        y: int = 2

    def make() -> Late:
        at_once.wait()
        return Late()

    with ThreadPoolExecutor(4) as pool:
        made = [each.result() for each in [pool.submit(make) for _ in range(4)]]
    assert made == 4 * [Late([], 2)]


def test_only_one_without_fields_has_others_below_it() -> None:
    class Base(ValueObject):
        """No fields."""

    class One(Base):
        x: int

    class Other(Base):
        y: int

    assert (One(1).x, Other(2).y) == (1, 2)
    with pytest.raises(TypeError, match="bases"):

        class Below(One):
            pass


def test_none_has_what_it_would_be_compared_by_only_once_it_was_looked_at() -> None:
    for name, node in classes().items():
        if any(isinstance(base, ast.Name) and base.id == "ValueObject" for base in node.bases):
            decorators = [
                each.id
                for method in node.body
                if isinstance(method, ast.FunctionDef)
                for each in method.decorator_list
                if isinstance(each, ast.Name)
            ]
            assert "cached_property" not in decorators, name
            assert "compare=" not in ast.unparse(node), name
