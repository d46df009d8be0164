"""Text without the characters that a terminal acts on or hides: the last step before output.

`ui/text.py` makes such characters visible to people; this module removes those that were not.
"""

import re

_ACTED_ON = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls (C0, C1), format characters (bidirectional, zero-width), lone surrogates, tags."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def harmless(text: str, *, keep: str = "") -> str:
    """Return `text` with the code point in place of each character that a terminal acts on.

    The characters in `keep` stay, such as the line feeds between our own lines.
    """
    if text.isprintable():  # none of them is, and most text has none, so the start compiles nothing
        return text
    return re.sub(_ACTED_ON, lambda m: m[0] if m[0] in keep else f"<U+{ord(m[0]):04X}>", text)


def harmless_cells(text: str) -> str:
    """Return `text` without the characters that a terminal acts on, in the same cells.

    A soft hyphen or a lone surrogate has a cell, and is replaced by a character of one cell.
    """
    if text.isprintable():
        return text
    return re.sub(_ACTED_ON, _in_its_cells, text)


def _in_its_cells(acted_on: re.Match[str]) -> str:
    character = acted_on[0]
    has_cell = character == "\u00ad" or "\ud800" <= character <= "\udfff"
    return REPLACEMENT if has_cell else ""
