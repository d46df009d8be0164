"""A message with fields, made quickly: the panels have many, and the first frame waits for them.

Python writes and compiles each method of a dataclass. Here it does so for `__init__` alone, with
the first message of a class: few are posted before the first frame. The comparison is the same for
all, and nothing prints messages.
"""

from dataclasses import dataclass, fields
from typing import Any, TypeVar, dataclass_transform

from textual.message import Message

MessageType = TypeVar("MessageType", bound=Message)


@dataclass_transform()
def quick_message(cls: type[MessageType]) -> type[MessageType]:
    """Make a message of its fields, as `dataclass` does."""

    def make_whole(self: Message, *values: Any, **named: Any) -> None:
        # It is in its own place no more; only the screen's thread makes messages with fields.
        del cls.__init__
        dataclass(eq=False, repr=False)(cls)
        cls.__init__(self, *values, **named)

    cls.__init__ = make_whole  # type: ignore[method-assign]
    cls.__eq__ = _is_same  # type: ignore[method-assign, assignment]
    return cls


def _is_same(one: Message, other: object) -> bool:
    """Return whether two messages are of one class and have the same in their fields."""
    return type(one) is type(other) and all(
        getattr(one, each.name) == getattr(other, each.name)
        for each in fields(one)  # type: ignore[arg-type]
    )
