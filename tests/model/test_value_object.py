"""A frozen dataclass that is made quickly is as one that Python makes."""

import ast
from dataclasses import field, replace

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
