"""The sentences of places with nothing to show: why, and which key helps."""

from typing import TYPE_CHECKING

from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.workspace.desk import Desk

CHOOSE = "Choose a session to see its document."
BY_NAME = "g goes to a document by its name."
NO_NAMESPACE = f"No namespace is listed, and so no session. {BY_NAME}"
NO_SESSION = f"No session is listed, and so none can be chosen. {BY_NAME}"
COMING = "The lists are being read: there is no session to choose yet."
OF_DOCUMENT = frozenset({CHOOSE, NO_SESSION, COMING})
"""The sentences of a document's place where none was chosen; any other tells more."""


def choose_namespace(desk: "Desk", why: str) -> str:
    """Say that a namespace is to be chosen first, and `why`; or that none can be."""
    return f"Choose a namespace first{why}." if desk.namespaces else NO_NAMESPACE


def choose_session(desk: "Desk", why: str) -> str:
    """Say that a session is to be chosen first, and `why`; or that none can be."""
    return f"Choose a session first{why}." if desk.listing.keys else NO_SESSION


def why_no_sessions(desk: "Desk") -> str | None:
    """Say why no session is listed, None where a namespace is, or is still to come."""
    return None if desk.namespace or _is_coming(desk) else NO_NAMESPACE


def why_no_document(desk: "Desk") -> str:
    """Say why no document is shown where none was chosen: only what is listed can be chosen."""
    if desk.listing.keys:
        return CHOOSE
    return COMING if _is_coming(desk) else NO_SESSION


def _is_coming(desk: "Desk") -> bool:
    return any(wait.place in (Place.NAMESPACES, Place.SESSIONS) for wait in desk.waits)
