"""A frozen dataclass that is made late and quickly, for what is imported at the start.

Python writes and compiles six methods of each frozen dataclass, in a third of a millisecond. All of
them but one are the same for all, and stand here; that one is made with the first object, and most
classes have none before something is on the screen. So mypy alone knows that these are frozen.
"""

from dataclasses import dataclass, field, fields
from threading import RLock
from typing import Any, ClassVar, dataclass_transform

_MAKING = RLock()
"""Held while a class is made whole, since objects are made in several threads."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class ValueObject:
    """The base of a dataclass that stays as it is; with `kw_only` its fields are keywords.

    It is compared by all that it has, and so has no cached property. One that others are derived
    from has no fields and no objects.
    """

    _kw_only: ClassVar[bool]

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        super().__init_subclass__()
        cls._kw_only = kw_only
        bases = {*cls.__mro__[1:]} - {ValueObject}
        if any(issubclass(base, ValueObject) and "__annotations__" in vars(base) for base in bases):
            raise TypeError(f"{cls.__name__}: its fields would be those of its bases too")

    def __init__(self, *values: Any, **named: Any) -> None:
        """Make the first object of a class; its own `__init__` makes all others."""
        _make_whole(type(self))
        type(self).__init__(self, *values, **named)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        shown = (each.name for each in fields(self) if each.repr)  # type: ignore[arg-type]
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__name__}({parts})"


def _make_whole(cls: type[ValueObject]) -> None:
    """Give a class its own `__init__`, in the place of the one that calls this."""
    with _MAKING:
        if "__init__" not in vars(cls):
            dataclass(eq=False, repr=False, kw_only=cls._kw_only)(cls)
