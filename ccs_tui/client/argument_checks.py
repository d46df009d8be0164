"""The checks before a call: names that the service can't have or keeps for itself, and TTLs."""

from ccs_tui.client.errors import InvalidNameError, ReservedNamespaceError, shown_name
from ccs_tui.model.names import is_reserved, namespace_problem


def check_names(namespace: str, session: str | None = None, *, writes: bool = False) -> None:
    """Raise InvalidNameError or, for a write, ReservedNamespaceError for wrong names [S2]."""
    if not isinstance(namespace, str):
        raise InvalidNameError("A namespace's name is a string", "Nothing was sent.")
    if problem := namespace_problem(namespace):
        raise InvalidNameError(problem.rstrip("."), "Nothing was sent.")
    if writes and is_reserved(namespace):
        raise ReservedNamespaceError(
            f"The namespace {namespace} is reserved by the service and can't be written",
            "Choose another namespace; nothing was sent.",
        )
    if session is not None:
        check_session(session)


def check_session(session: str) -> None:
    """Raise InvalidNameError if `session` is no session's id.

    None is refused, too: over v2 it would mean the namespace document.
    """
    if not isinstance(session, str) or not session:
        raise InvalidNameError("A session's id is a string and not empty", "Nothing was sent.")
    _check_characters("session's id", session)


def check_property(name: str) -> None:
    """Raise InvalidNameError if `name` is no property's name."""
    if not isinstance(name, str):
        raise InvalidNameError(
            f"A property's name is a string, not {type(name).__name__}", "Nothing was sent."
        )
    _check_characters("property's name", name)


def _check_characters(what: str, name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise InvalidNameError(
            f"The {what} {shown_name(name)} has half a character (a lone surrogate) in it",
            "Nothing was sent.",
        ) from None


def check_ttl(ttl_seconds: int | None, least: int = 1) -> None:
    """Raise ValueError if a TTL is less than `least` seconds."""
    if ttl_seconds is not None and ttl_seconds < least:
        raise ValueError(f"A TTL has at least {least} s, not {ttl_seconds}; None stands for none.")
