"""Edits undone and done again, by the values that properties had before and after."""

from ccs_tui.model.changes import Change
from ccs_tui.model.tree.nodes import NotJson, Value

UndoStep = tuple[Change[Value], ...]

MOST_CHARACTERS = 8_000_000
"""The most characters kept to take edits back: of large properties these are fewer edits."""


class UndoHistory:
    """The edits of one document, the newest last.

    `record` with the `group` of the edit before joins the two: what is typed in one go is taken
    back in one go.
    """

    def __init__(self, most_characters: int = MOST_CHARACTERS) -> None:
        self._most = most_characters
        self._done: list[UndoStep] = []
        self._undone: list[UndoStep] = []
        self._group: object | None = None

    @property
    def can_undo(self) -> bool:
        """True if there is an edit to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """True if an edit was taken back that can be done again."""
        return bool(self._undone)

    def record(self, step: UndoStep, group: object | None = None) -> None:
        """Keep an edit that was done."""
        if not step:
            return
        self._undone.clear()
        joined = group is not None and group is self._group and self._join(step)
        self._group = group
        if not joined:
            self._done.append(step)
        self._forget_oldest()

    def _join(self, step: UndoStep) -> bool:
        if not self._done or len(step) != 1 or len(self._done[-1]) != 1:
            return False
        last, new = self._done[-1][0], step[0]
        if last.name != new.name:
            return False
        self._done.pop()
        if last.before != new.after:
            self._done.append((Change(new.name, last.before, new.after),))
        return True

    def undo(self) -> UndoStep | None:
        """Return what takes the newest edit back, None if there is none."""
        self._group = None
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        return tuple(change.taken_back for change in reversed(step))

    def redo(self) -> UndoStep | None:
        """Return what does again the edit that was taken back last, None if there is none."""
        self._group = None
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        return step

    def _forget_oldest(self) -> None:
        left = self._most
        for at in range(len(self._done) - 1, -1, -1):
            # The value before an edit is mostly the one after the previous edit, and counts once.
            left -= sum(_length(change.after) for change in self._done[at])
            if left < 0 and at < len(self._done) - 1:
                del self._done[: at + 1]
                return


def _length(value: Value | None) -> int:
    if value is None:
        return 0
    return len(value.text if isinstance(value, NotJson) else value)
