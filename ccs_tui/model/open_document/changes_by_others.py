"""ChangesByOthers: what others made of a document's properties from one reading to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.value_at import ValuePath


@dataclass(frozen=True, slots=True)
class ChangesByOthers:
    """The names of the properties that others changed, added and removed.

    `values` has the values of each changed property, before and after.
    """

    changed: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    values: Mapping[str, tuple[JsonText, JsonText]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _places: dict[str, "Places"] = field(default_factory=dict, compare=False, repr=False)
    """The places that changed inside of properties, of those about which it was asked."""

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed)

    def __contains__(self, name: object) -> bool:
        """Return whether a property that is there is new or has another value."""
        return name in self.changed or name in self.added

    def touches(self, path: Iterable[str | int]) -> bool:
        """Return whether others changed or added the value at a path, or anything in it.

        The first question about a property compares its values: some 40 ms for large ones.
        """
        name, *inside = path
        if not inside or name not in self.values:
            return name in self
        name = str(name)
        if name not in self._places:
            self._places[name] = Places.between(name, *self.values[name])
        return (name, *inside) in self._places[name]

    @classmethod
    def between(
        cls, before: Mapping[str, JsonText], now: Mapping[str, JsonText]
    ) -> "ChangesByOthers":
        """Return what became of the properties of one reading in the next."""
        both = before.keys() & now.keys()
        changed = {name: (before[name], now[name]) for name in both if before[name] != now[name]}
        return cls(
            frozenset(changed),
            frozenset(now.keys() - before.keys()),
            frozenset(before.keys() - now.keys()),
            changed,
        )


@dataclass(frozen=True, slots=True)
class Places:
    """The paths in a value that is there now: `new` ones, and the `ways` to all that changed.

    A way is each path on the way from the property to a changed value, that value's own included.
    """

    new: frozenset[ValuePath]
    ways: frozenset[ValuePath]

    def __contains__(self, path: ValuePath) -> bool:
        """Return whether the value at a path, or anything in it, is another than before."""
        return path in self.ways or any(path[:n] in self.new for n in range(1, len(path) + 1))

    @classmethod
    def between(cls, name: str, before: JsonText, now: JsonText) -> "Places":
        """Return the places at which two values of a property differ."""
        # Imported here, so that the first sessions need not wait for it.
        from ccs_tui.model.timeline.changed_paths import paths_between

        found = list(paths_between((name,), before, now))
        new = frozenset(change.path for change in found if change.after is not None)
        # A removed value has no path any more: the value that it was in stands for it.
        ends = [change.path if change.after is not None else change.path[:-1] for change in found]
        return cls(new, frozenset(end[:n] for end in ends for n in range(1, len(end) + 1)))


NONE_BY_OTHERS = ChangesByOthers()
