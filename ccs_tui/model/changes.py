"""Edits, the changes that they make, and what a save must send for them."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Generic, Self, TypeVar

from ccs_tui.model.json_text import JsonText, pretty
from ccs_tui.model.size import payload_size
from ccs_tui.model.value_object import ValueObject

V = TypeVar("V")


class Edit(ValueObject):
    """An edit of one property, as it is kept: here, in a draft on disk, for a review.

    `text` is what was typed, which may not be JSON; None means that the property is to be removed.
    `origin` is the stored value that the edit began from; None means that it was not there. A
    property that is removed because it has another name is `renamed_to` that one.
    """

    text: str | None = field(repr=False)
    origin: JsonText | None = field(repr=False)
    renamed_to: str | None = None


class Change(ValueObject, Generic[V]):
    """The change of a property's value; None stands for no such property.

    `was_renamed_to` and `renamed_to` are the other name that the property has, where it is gone
    because it was renamed.
    """

    name: str
    before: V | None = field(repr=False)
    after: V | None = field(repr=False)
    was_renamed_to: str | None = None
    renamed_to: str | None = None

    @property
    def taken_back(self) -> Self:
        """The change that takes this one back."""
        back = (self.after, self.before, self.renamed_to, self.was_renamed_to)
        return type(self)(self.name, *back)


class SavePlan(ValueObject):
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


class Conflict(ValueObject):
    """A property that two changed: what it was, what it is there now, and what is wanted.

    None stands for no such property.
    """

    name: str
    opened: JsonText | None = field(repr=False)
    there: JsonText | None = field(repr=False)
    wanted: JsonText | None = field(repr=False)


def edits_of(changes: Iterable[Change[JsonText]]) -> dict[str, Edit]:
    """Return the edits that make these changes of stored values.

    Where one property is gone and another came with the very same value, it is renamed.
    """
    changes = tuple(changes)
    came: dict[JsonText, list[str]] = {}
    for change in changes:
        if change.before is None and change.after is not None:
            came.setdefault(change.after, []).append(change.name)
    edits = {}
    for name, before, after in ((c.name, c.before, c.after) for c in changes):
        if after is not None:
            edits[name] = Edit(pretty(after), before)
        else:
            same = came.get(before) if before is not None else None
            edits[name] = Edit(None, before, same.pop(0) if same else None)
    return edits


def plan_save(
    before: Mapping[str, JsonText],
    after: Mapping[str, JsonText],
    sizes: tuple[int, int] | None = None,
) -> SavePlan:
    """Return what turns the payload `before` into `after`, by top-level property.

    `sizes` are those of both, where they are known: to count them takes longer than the rest.

    A property whose canonical text is the same is not sent. The order of properties alone is no
    change: the service has no call that could set it.
    """
    size_before, size_after = sizes or (payload_size(before), payload_size(after))
    return SavePlan(
        upsert={name: value for name, value in after.items() if before.get(name) != value},
        delete=tuple(name for name in before if name not in after),
        size_before=size_before,
        size_after=size_after,
    )
