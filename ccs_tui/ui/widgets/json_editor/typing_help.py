"""The help while typing, beyond inserting a character: indentation, and words as steps."""

import re

INDENT = "  "

_WORD = re.compile(r"\s*(?:\w+|[^\w\s]+)")
_LONGEST_WORD = 1_000


def line_break(before: str, after: str) -> tuple[str, str]:
    """Return what `enter` inserts: before the cursor, and after it.

    The new line is indented like the old one, and one step more after an opening bracket. A closing
    bracket that follows goes to a line of its own.
    """
    indent = before[: len(before) - len(before.lstrip(" "))]
    if not before.rstrip(" ").endswith(("{", "[")):
        return f"\n{indent}", ""
    closes = after.lstrip(" ").startswith(("}", "]"))
    return f"\n{indent}{INDENT}", f"\n{indent}" if closes else ""


def is_one_step_too_far(before: str) -> bool:
    """Return whether a closing bracket typed after `before` belongs one step to the left."""
    return before.endswith(INDENT) and not before.strip(" ")


def word_start(line: str, column: int) -> int:
    """Return the start of the word that ends at `column`, or before it."""
    backwards = line[max(0, column - _LONGEST_WORD) : column][::-1]
    match = _WORD.match(backwards)
    return column - (match.end() if match else len(backwards))


def word_end(line: str, column: int) -> int:
    """Return the end of the word that begins at `column`, or after it."""
    end = min(len(line), column + _LONGEST_WORD)
    match = _WORD.match(line, column, end)
    return match.end() if match else end
