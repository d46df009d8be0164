"""Text in one line that can be typed: with JSON's escapes where a character can't be seen."""

import json
import re

_PIECE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\.|[^\\]|\\", re.DOTALL
)


def needs_escapes(text: str) -> bool:
    """Return whether a text has characters that can't be seen, such as control characters."""
    return not text.isprintable()


def escaped(text: str) -> str:
    r"""Return a text with JSON's escapes for what can't be seen, and for the backslash."""
    return "".join(
        json.dumps(character)[1:-1]
        if character == "\\" or not character.isprintable()
        else character
        for character in text
    )


def unescaped(text: str) -> str:
    r"""Return the text that was written with escapes: the inverse of `escaped`.

    A quotation mark may be escaped, and need not be. Raises ValueError, with a phrase for people,
    where a backslash begins none of JSON's escapes.
    """
    pieces = ('\\"' if piece == '"' else piece for piece in _PIECE.findall(text))
    try:
        return str(json.loads(f'"{"".join(pieces)}"', strict=False))
    except ValueError:
        raise ValueError(r"a backslash begins an escape: \n, \u001b, or \\ for itself") from None
