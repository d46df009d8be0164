"""The parts of a title line on what a scan of a namespace could not read, and how it ended."""


def scan_parts(unread: int, end: str, room: int) -> list[tuple[str, str]]:
    """Return how many documents were not read, and the word for a scan's `end`, empty for none.

    Where the cells of `room` are too few, both are short: what is last would be cut off, and the
    line of keys has the key that goes on.
    """
    style = "$error" if end == "broke off" else "$warning"
    for unread_words, way_on in (("could not be read", ", r goes on"), ("not read", "")):
        parts = [(f" · {unread:,} {unread_words}", "$error")] if unread else []
        parts += [(f" · {end}{way_on}", style)] if end else []
        if sum(len(text) for text, _ in parts) <= room:
            break
    return parts
