"""News: what others made of a document's properties from one reading to the next."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccs_tui.model.json_text import JsonText


@dataclass(frozen=True, slots=True)
class News:
    """The names of the properties that others changed, added and removed."""

    changed: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed)

    def __contains__(self, name: object) -> bool:
        """Return whether a property that is there is new or has another value."""
        return name in self.changed or name in self.added

    @classmethod
    def between(cls, before: Mapping[str, JsonText], now: Mapping[str, JsonText]) -> "News":
        """Return what became of the properties of one reading in the next."""
        both = before.keys() & now.keys()
        return cls(
            frozenset(name for name in both if before[name] != now[name]),
            frozenset(now.keys() - before.keys()),
            frozenset(before.keys() - now.keys()),
        )


NO_NEWS = News()
