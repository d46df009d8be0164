"""Renamed properties: the service knows no rename, so each is a removal and an addition, linked."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ccs_tui.model.changes import Change, Edit
from ccs_tui.model.tree import Done, Value


class Renames:
    """The links between the old and the new names of properties, kept in their edits.

    `edits` are those of a document by property. A link is kept also while its new name is removed
    again, and counts anew when that is taken back.
    """

    def __init__(self, edits: dict[str, Edit]) -> None:
        self._edits = edits

    def links(self) -> dict[str, str]:
        """Return the new names by the old ones."""
        return {old: edit.renamed_to for old, edit in self._edits.items() if edit.renamed_to}

    def other_name(self, name: str) -> str | None:
        """Return the stored name of a renamed property, or a stored one's new name; or None."""
        edit = self._edits.get(name)
        if edit is not None and edit.text is None:
            return edit.renamed_to if self._is_added(edit.renamed_to) else None
        if not self._is_added(name):
            return None
        return next((old for old, new in self.links().items() if new == name), None)

    def _is_added(self, name: str | None) -> bool:
        edit = None if name is None else self._edits.get(name)
        return edit is not None and edit.text is not None and edit.origin is None

    def link(self, old: str, new: str | None) -> None:
        """Note that a removed property is called `new` now, None for no more; else do nothing."""
        if new is not None:
            self.unlink(new)
        if (edit := self._edits.get(old)) is not None and edit.text is None:
            self._edits[old] = replace(edit, renamed_to=new)

    def unlink(self, new: str) -> None:
        """Note that no property was renamed to this."""
        for old, name in self.links().items():
            if name == new:
                self._edits[old] = replace(self._edits[old], renamed_to=None)

    def note(self, done: Done) -> None:
        """Note what was renamed; what is added anew is not what was once renamed to its name."""
        if done.renamed is not None:
            before, now = done.renamed
            stored = next((old for old, new in self.links().items() if new == before), before)
            self.link(stored, now)
            return
        for change in done.changes:
            if change.before is None:
                self.unlink(change.name)

    def with_links(
        self, changes: Iterable[Change[Value]], before: Mapping[str, str]
    ) -> tuple[Change[Value], ...]:
        """Return changes, with what became by them of the links that were there `before`."""
        now, found = self.links(), {change.name: change for change in changes}
        for name in {**before, **now}:
            was, is_now = before.get(name), now.get(name)
            if was != is_now:
                change = found.get(name, Change(name, None, None))
                found[name] = replace(change, was_renamed_to=was, renamed_to=is_now)
        return tuple(found.values())

    def follow(self, step: Iterable[Change[Value]]) -> None:
        """Link what a step links that is taken back or done again.

        After a save a rename that is taken back is a rename itself, the other way round.
        """
        step = tuple(step)
        for change in step:
            self.link(change.name, change.renamed_to)
        for change in step:
            if change.was_renamed_to is not None and change.after is not None:
                self.link(change.was_renamed_to, change.name)
