"""Look for what keeps a text from being JSON."""

from ccs_tui.model.json_text import JsonError, parse

AT_ONCE = 50_000
"""Texts of up to so many characters are checked at each key: it takes about a millisecond."""


def first_problem(text: str) -> JsonError | None:
    """Return the first thing that keeps `text` from being one JSON value."""
    try:
        parse(text)
    except JsonError as error:
        # What it was raised from holds the whole text.
        error.__context__ = None
        return error.with_traceback(None)
    return None
