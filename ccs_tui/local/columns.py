"""Strings and instants as the state file's columns have them.

Strings that come from outside are bytes there: SQLite's text can't hold a lone surrogate.
"""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_bytes(text: str) -> bytes:
    """Return any string, lone surrogates too, as bytes."""
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> str:
    """Return the string that `to_bytes` was given.

    Bytes that it can't have made, in a damaged file, become replacement characters.
    """
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def optional_bytes(text: str | None) -> bytes | None:
    """`to_bytes`, and None for None."""
    return None if text is None else to_bytes(text)


def optional_text(data: bytes | None) -> str | None:
    """`from_bytes`, and None for None."""
    return None if data is None else from_bytes(data)


def to_microseconds(instant: datetime) -> int:
    """Return an aware datetime as microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """Return the instant that `to_microseconds` was given, in UTC."""
    return _EPOCH + timedelta(microseconds=count)
