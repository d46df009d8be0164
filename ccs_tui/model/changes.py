"""Edits, the changes that they make, and what a save must send for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.size import payload_size

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of one property, as it is kept: here, in a draft on disk, for a review.

    `text` is what was typed, which may not be JSON; None means that the property is to be removed.
    `origin` is the stored value that the edit began from; None means that it was not there.
    """

    text: str | None = field(repr=False)
    origin: JsonText | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change(Generic[V]):
    """The change of a property's value; None stands for no such property."""

    name: str
    before: V | None = field(repr=False)
    after: V | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class SavePlan:
    """The properties that a save sends, in two parts, since a create never removes one [S2].

    `upsert` has the properties to write, `delete` the names to remove; sizes are in characters.
    """

    upsert: Mapping[str, JsonText] = field(repr=False)
    delete: tuple[str, ...]
    size_before: int
    size_after: int

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to send."""
        return not self.upsert and not self.delete


@dataclass(frozen=True, slots=True)
class Conflict:
    """A property that two changed: what it was, what it is there now, and what is wanted.

    None stands for no such property.
    """

    name: str
    opened: JsonText | None = field(repr=False)
    there: JsonText | None = field(repr=False)
    wanted: JsonText | None = field(repr=False)


def plan_save(before: Mapping[str, JsonText], after: Mapping[str, JsonText]) -> SavePlan:
    """Return what turns the payload `before` into `after`, by top-level property.

    A property whose canonical text is the same is not sent. The order of properties alone is no
    change: the service has no call that could set it.
    """
    return SavePlan(
        upsert={name: value for name, value in after.items() if before.get(name) != value},
        delete=tuple(name for name in before if name not in after),
        size_before=payload_size(before),
        size_after=payload_size(after),
    )
