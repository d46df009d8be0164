"""The state of the editor's text: its size, and the first thing that keeps it from being JSON."""

from dataclasses import dataclass

from ccs_tui.model.json_text import JsonError, check_json

AT_ONCE = 50_000
"""The characters up to which a text is checked at each key, in about a millisecond."""


@dataclass(frozen=True)
class EditorState:
    """The state of the text in the editor.

    `size` is in characters of the canonical text, which is what would be stored; `problem` is the
    first thing that keeps the text from being JSON; `checked` is False while the newest text is
    still being looked at, and `problem` is that of an older one.
    """

    size: int
    problem: JsonError | None
    checked: bool


def first_problem(text: str) -> JsonError | None:
    """Return the first thing that keeps `text` from being one JSON value."""
    try:
        check_json(text)
    except JsonError as error:
        # The error that it was raised from holds the whole text.
        error.__context__ = None
        return error.with_traceback(None)
    return None
