"""A message with fields, made quickly: the panels have many, and the first frame waits for them.

Python writes and compiles each method of a dataclass. Here it does so for `__init__` alone, with
the first message of a class: few are posted before the first frame. The comparison is the same for
all, and nothing prints messages.
"""

from dataclasses import dataclass, fields
from typing import Any, TypeVar, dataclass_transform

from textual.message import Message

MessageType = TypeVar("MessageType", bound=Message)


_unmade: set[type[Message]] = set()
"""The classes of which no message was made yet, nor one of a class that is derived from them."""


@dataclass_transform()
def quick_message(cls: type[MessageType]) -> type[MessageType]:
    """Make a message of its fields, as `dataclass` does."""

    def first(self: Message, *values: Any, **named: Any) -> None:
        _make_whole(cls)
        cls.__init__(self, *values, **named)

    _unmade.add(cls)
    cls.__init__ = first  # type: ignore[method-assign]
    cls.__eq__ = _is_same  # type: ignore[method-assign, assignment]
    return cls


def _make_whole(cls: type[Message]) -> None:
    """Give a class its own `__init__`, and those that it has fields of, which come first.

    Only the screen's thread makes messages with fields, so that none meets a class in between.
    """
    for base in reversed(cls.__mro__):
        if base in _unmade:
            _unmade.remove(base)
            del base.__init__
            dataclass(eq=False, repr=False)(base)


def _is_same(one: Message, other: object) -> bool:
    """Return whether two messages are of one class and have the same in their fields."""
    return type(one) is type(other) and all(
        getattr(one, each.name) == getattr(other, each.name)
        for each in fields(one)  # type: ignore[arg-type]
    )
