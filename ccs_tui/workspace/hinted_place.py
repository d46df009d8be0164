"""The place that one is at, as hints need it: the account, namespace and document of a desk.

It listens to the desk for what the desk does not keep: refusals, and the TTLs of sessions.
"""

from itertools import islice
from typing import TYPE_CHECKING

from ccs_tui.model.names import DEFAULT_SESSION
from ccs_tui.workspace import desk_events as events
from ccs_tui.workspace.listing import NAMESPACE_DOCUMENT

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.place_hints import KnownPlace
    from ccs_tui.workspace.desk import Desk


class HintedPlace:
    """The place of a desk, as far as it is known."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._is_listed = False
        self._status: int | None = None
        self._beyond: dict[str, DocumentKey] = {}
        self._ttls: dict[tuple[str, str], int] = {}
        desk.listen(self._heard)

    def _heard(self, event: events.Event) -> None:
        match event:
            case events.ReadFailed(status=status):
                self._status = status
            case events.NamespacesListed():
                self._is_listed, self._status = True, None
            case events.SessionsBegun() | events.DocumentShown():
                self._status = None
            case events.SessionTtlsRead(namespace, ttls):
                self._ttls |= {(namespace, ttl.session): ttl.ttl_seconds for ttl in ttls}
            case _:
                pass

    def now(self) -> "KnownPlace":
        """Return the place as it is now."""
        # The first screen has no hints, and is there before what they need is imported.
        from ccs_tui.model.place_hints import KnownPlace

        desk, document = self._desk, self._desk.document
        key = None if document is None else document.key
        can_list = self._is_listed and desk.workspace.capabilities.can_list
        namespace = desk.namespaces.get((key.namespace if key else desk.namespace) or "")
        ttl = None if namespace is None else namespace.ttl_seconds
        if key is not None:
            ttl = self._ttls.get((key.namespace, key.session or ""), ttl)
        return KnownPlace(
            now=desk.now(),
            account=desk.workspace.account,
            namespaces=len(desk.namespaces) if can_list else None,
            namespace=namespace if can_list else None,
            expires_at=None if document is None else document.base.expires_at,
            ttl_seconds=ttl,
            sessions=desk.listing.count if desk.listing.ended else None,
            is_beyond=key is not None and self._is_beyond(key),
            twin=None if key is None else self._twin(key),
            status=self._status,
        )

    def _is_beyond(self, key: "DocumentKey") -> bool:
        """Return whether a session is the first one here that the toolbelt does not list."""
        from ccs_tui.model.place_hints import TOOLBELT_LISTS

        listing = self._desk.listing
        if key.namespace != listing.namespace or listing.is_remembered or not key.session:
            return False
        if not listing.is_complete or listing.count <= TOOLBELT_LISTS:
            return False
        sessions = (each for each in listing.keys if each != NAMESPACE_DOCUMENT)
        if key.session in islice(sessions, TOOLBELT_LISTS):
            return False
        # This holds for most documents of a large namespace, so it is said of the first one alone.
        return self._beyond.setdefault(key.namespace, key) == key

    def _twin(self, key: "DocumentKey") -> tuple[int, int] | None:
        """Return the sizes of the documents of v1 and v2 that no session has, where they differ."""
        listing = self._desk.listing
        if key.namespace != listing.namespace or key.session not in (None, DEFAULT_SESSION):
            return None
        found = [listing.summaries.get(one) for one in (DEFAULT_SESSION, NAMESPACE_DOCUMENT)]
        known = [one for one in found if one is not None and not one.problem]
        if len(known) < 2 or known[0].mark == known[1].mark:
            return None
        # Over the other version a document that is not there reads as the empty document.
        return known[0].size or 0, known[1].size or 0
