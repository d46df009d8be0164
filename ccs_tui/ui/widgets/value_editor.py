"""The editor of one value of a document, and when its letters do nothing."""

from collections.abc import Callable

from textual import events
from textual.widgets.text_area import EditResult, Location

from ccs_tui.model.json_text import JsonError, canonical, compact
from ccs_tui.model.tree import NotJson, Value
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_editor import EditorState, JsonEditor


class ValueEditor(JsonEditor):
    """The editor of one value. What begins with a quote replaces a string with its quotes.

    `why_sealed` says why a letter is no edit, and no command either; None while it may be one.
    """

    def __init__(self, why_sealed: Callable[[], str | None], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._why_sealed = why_sealed

    async def on_key(self, event: events.Key) -> None:
        """Say of a letter why it does nothing, where it does nothing."""
        if event.is_printable and (why := self._why_sealed()) is not None:
            event.stop()
            self.notify(visible(why), severity="warning", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: nothing is undone where nothing may be typed."""
        changes = action in ("undo", "redo")
        return not (changes and self.read_only) and super().check_action(action, parameters)

    def _replace_via_keyboard(
        self, insert: str, start: Location, end: Location
    ) -> EditResult | None:
        start, end = sorted((start, end))
        text, (row, column) = self.document, self.document.end
        inside = (0, 1), (row, column - 1)
        quotes = text[0][:1] == '"' and text[row][column - 1 :] == '"'
        if insert.startswith('"') and (start, end) == inside and quotes:
            start, end = text.start, text.end
        return super()._replace_via_keyboard(insert, start, end)


def typed_value_of(text: str, state: EditorState) -> Value:
    """Return the value that a typed text is, also where that is no JSON yet."""
    if state.checked and state.problem is not None:
        return NotJson(text, state.size, state.problem)
    try:
        return compact(text) if state.checked else canonical(text)
    except JsonError as problem:
        return NotJson(text, state.size, problem)
