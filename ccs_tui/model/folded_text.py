"""Texts in lower case, to be searched in: a place in one is the same place in the text itself."""


def fold(text: str) -> str:
    """Return `text` in lower case, character for character.

    Python's `lower` makes two characters of `İ` alone, and of a sigma another at the end of a word.
    """
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().replace("ς", "σ")
