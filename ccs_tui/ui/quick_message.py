"""A message with fields, made quickly: the panels have many, and the first frame waits for them.

Python writes and compiles each method of a dataclass. Here it does so for `__init__` alone; the
comparison is the same for all, and nothing prints messages.
"""

from dataclasses import dataclass, fields
from typing import TypeVar, dataclass_transform

from textual.message import Message

MessageType = TypeVar("MessageType", bound=Message)


@dataclass_transform()
def quick_message(cls: type[MessageType]) -> type[MessageType]:
    """Make a message of its fields, as `dataclass` does."""
    made = dataclass(eq=False, repr=False)(cls)
    made.__eq__ = _is_same  # type: ignore[method-assign, assignment]
    return made


def _is_same(one: Message, other: object) -> bool:
    """Return whether two messages are of one class and have the same in their fields."""
    return type(one) is type(other) and all(
        getattr(one, each.name) == getattr(other, each.name)
        for each in fields(one)  # type: ignore[arg-type]
    )
