"""Undo that remembers much, and no more than fits into a few megabytes."""

from textual.widgets.text_area import Edit, EditHistory

MAX_CHARACTERS = 8_000_000
"""Characters of edits that are kept: about ten times the largest document."""
_MANY = 10_000


class BoundedHistory(EditHistory):
    """Forgets the oldest edits when their text passes `MAX_CHARACTERS`."""

    def __init__(self) -> None:
        super().__init__(max_checkpoints=200, checkpoint_timer=2.0, checkpoint_max_characters=100)

    def record(self, edit: Edit) -> None:
        """Remember an edit that was made."""
        super().record(edit)
        if _characters(edit) < _MANY:
            return  # The number of checkpoints bounds the typed text.
        sizes = [sum(map(_characters, batch)) for batch in self._undo_stack]
        held = sum(sizes)
        for size in sizes[:-1]:
            if held <= MAX_CHARACTERS:
                break
            self._undo_stack.popleft()
            held -= size


def _characters(edit: Edit) -> int:
    result = edit._edit_result
    return len(edit.text) + (len(result.replaced_text) if result else 0)
