"""A frozen dataclass that is made quickly, for what is made before the first frame.

Python writes and compiles six methods of each frozen dataclass, in a third of a millisecond; all of
them but one are the same for all, and stand here. So mypy alone knows that these are frozen.
"""

from dataclasses import dataclass, field, fields
from typing import dataclass_transform


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class ValueObject:
    """The base of a dataclass that stays as it is; with `kw_only` its fields are keywords.

    It is compared by all that it has, and so has no cached property.
    """

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        super().__init_subclass__()
        dataclass(eq=False, repr=False, kw_only=kw_only)(cls)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        shown = (each.name for each in fields(self) if each.repr)  # type: ignore[arg-type]
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__name__}({parts})"
