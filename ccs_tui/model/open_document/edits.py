"""The edits of a document by property: what was typed or removed, and what each began from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import Enum

from ccs_tui.model.changes import Conflict, Edit
from ccs_tui.model.json_text import JsonError, JsonText, pretty
from ccs_tui.model.open_document.renames import Renames
from ccs_tui.model.open_document.view import DocumentView
from ccs_tui.model.tree import NotJson, Value


class PropertyState(Enum):
    """The state of a property, as the edits make it."""

    UNCHANGED = ""
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    INVALID = "invalid"


class InvalidEditError(ValueError):
    """A save was asked for while a property's text is not JSON."""

    def __init__(self, name: str, problem: JsonError) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"{name} is not JSON: {problem}. Nothing was sent.")


class StaleEditError(ValueError):
    """An edit can't be taken back or done again: its property is another by now."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was changed since by others, so that edit stays.")


class Edits:
    """The edits of a document. `stored` are the values that it has on the service."""

    def __init__(self, stored: Mapping[str, JsonText]) -> None:
        self.stored = stored
        self.by_name: dict[str, Edit] = {}
        """The edits by property, in the order in which they began."""
        self.renames = Renames(self.by_name)
        self.under: dict[str, str] = {}
        """The texts typed for properties before they were removed."""

    def __contains__(self, name: str) -> bool:
        """Tell whether a property is stored or typed: removed ones are, while they are stored."""
        edit = self.by_name.get(name)
        return name in self.stored or (edit is not None and edit.text is not None)

    def is_removed(self, name: str) -> bool:
        """Tell whether the next save removes a property."""
        edit = self.by_name.get(name)
        return edit is not None and edit.text is None

    def names(self) -> Iterable[str]:
        """Yield the properties in the service's order, added ones last, removed ones included."""
        yield from self.stored
        for name, edit in self.by_name.items():
            if edit.text is not None and name not in self.stored:
                yield name

    def text(self, name: str) -> str | None:
        """Return what was typed for a property, None if nothing was."""
        edit = self.by_name.get(name)
        return self.under.get(name) if edit is None or edit.text is None else edit.text

    def keep(self, name: str, value: Value | None, text: str | None = None) -> None:
        """Keep what a property has by now, None for a removal, if that is not what is stored.

        `text` is the value as it was typed, by default indented.
        """
        stored, origin, before = self.stored.get(name), self.origin(name), self.text(name)
        self.under.pop(name, None)
        if value == stored:
            self.by_name.pop(name, None)
        elif value is None:
            self.by_name[name] = Edit(None, origin, self.renames.links().get(name))
            if before is not None:
                self.under[name] = before
        else:
            if text is None:
                text = value.text if isinstance(value, NotJson) else pretty(value)
            self.by_name[name] = Edit(text, origin)

    def origin(self, name: str) -> JsonText | None:
        """Return the stored value that an edit began from, or would begin from now."""
        edit = self.by_name.get(name)
        return self.stored.get(name) if edit is None else edit.origin

    def begin_from(self, name: str, origin: JsonText | None) -> None:
        """Let an edit, if there is one, have begun from another stored value."""
        if (edit := self.by_name.get(name)) is not None:
            self.by_name[name] = replace(edit, origin=origin)

    def as_typed(self, views: Iterable[DocumentView]) -> dict[str, Edit]:
        """Return the edits, and over them what is typed in views and not in here yet."""
        found = dict(self.by_name)
        for view in views:
            found |= view.typed()
        return found

    def conflicts(self, value_of: Callable[[str], JsonText]) -> list[Conflict]:
        """Return the properties that others changed since their edit began, by name.

        `value_of` returns the value that a property would be stored with.
        """
        found = []
        for name, edit in self.by_name.items():
            there = self.stored.get(name)
            wanted = None if edit.text is None else value_of(name)
            if there not in (edit.origin, wanted):
                found.append(Conflict(name, edit.origin, there, wanted))
        return sorted(found, key=lambda conflict: conflict.name)
