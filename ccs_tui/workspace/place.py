"""The places of the desk."""

from enum import Enum


class Place(Enum):
    """The three places of the desk, from the account to the value."""

    NAMESPACES = "namespaces"
    SESSIONS = "sessions"
    DOCUMENT = "document"
