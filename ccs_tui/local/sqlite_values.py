"""Strings and instants in the form of the state file's columns.

Strings from outside are stored as bytes, since SQLite's text can't hold a lone surrogate.
"""

from datetime import UTC, datetime, timedelta

from ccs_tui.model.text_bytes import from_bytes, to_bytes

__all__ = [
    "from_bytes",
    "from_microseconds",
    "optional_bytes",
    "optional_text",
    "to_bytes",
    "to_microseconds",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def optional_bytes(text: str | None) -> bytes | None:
    """Return a string as `to_bytes` does, and None for None."""
    return None if text is None else to_bytes(text)


def optional_text(data: bytes | None) -> str | None:
    """Return a string as `from_bytes` does, and None for None."""
    return None if data is None else from_bytes(data)


def to_microseconds(instant: datetime) -> int:
    """Return an aware datetime as microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """Return the instant that `to_microseconds` was given, in UTC."""
    return _EPOCH + timedelta(microseconds=count)
