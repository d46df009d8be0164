"""Any string as bytes, and back: UTF-8, in which a lone surrogate, as JSON may have one, stays."""


def to_bytes(text: str) -> bytes:
    """Return any string, also one with lone surrogates, as bytes."""
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> str:
    """Return the string that `to_bytes` was given.

    Bytes of a damaged file that `to_bytes` can't have made become replacement characters.
    """
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")
