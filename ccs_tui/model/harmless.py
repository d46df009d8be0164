"""Text without what a terminal acts on, or hides: the last step before it leaves.

`ui/text.py` shows such characters to people; this lets none through that nobody has shown.
"""

import re

_ACTED_ON = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls (C0, C1), formats (bidirectional, of no width), lone surrogates, tags."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def harmless(text: str, *, keep: str = "") -> str:
    """Return `text` with each character that a terminal acts on or hides as its code point.

    Those in `keep`, as a line feed between lines of ours, stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return _ACTED_ON.sub(lambda m: m[0] if m[0] in keep else f"<U+{ord(m[0]):04X}>", text)


def harmless_cells(text: str) -> str:
    """Return `text` in the same cells: what a terminal acts on is left out.

    But for the soft hyphen and a lone surrogate, which have a cell each and are replaced.
    """
    if text.isascii() and text.isprintable():
        return text
    return _ACTED_ON.sub(
        lambda m: REPLACEMENT if m[0] == "\u00ad" or "\ud800" <= m[0] <= "\udfff" else "", text
    )
