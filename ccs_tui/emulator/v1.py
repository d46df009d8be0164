"""The calls of REST v1 (`ccs-api.md` section 4)."""

from collections.abc import Iterable, Mapping

from starlette.responses import Response

from ccs_tui.emulator import rules
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.http_answers import json_answer, no_content
from ccs_tui.emulator.received_call import Handler, ReceivedCall
from ccs_tui.emulator.refusal import CallRefusedError
from ccs_tui.emulator.store import Store
from ccs_tui.model import wire
from ccs_tui.model.json_text import canonical, encode, join_object, parse_object
from ccs_tui.model.names import DEFAULT_SESSION, DocumentKey


class VersionOne:
    """The calls on namespaces, sessions and properties; no session means `__default__` [S2]."""

    def __init__(self, store: Store, config: EmulatorConfig) -> None:
        self._store = store
        self._account = config.account
        self._lists_all = config.lists_all_namespaces

    @property
    def handlers(self) -> Mapping[wire.Route, Handler]:
        """Each call with its handler."""
        return {
            wire.V1_CREATE_NAMESPACE: self.create_namespace,
            wire.V1_LIST_NAMESPACES: self.list_namespaces,
            wire.V1_DELETE_NAMESPACE: self.delete_namespace,
            wire.V1_UPSERT_DEFAULT: self.upsert,
            wire.V1_UPSERT: self.upsert,
            wire.V1_PUT_PROPERTY_DEFAULT: self.put_property,
            wire.V1_PUT_PROPERTY: self.put_property,
            wire.V1_READ_DEFAULT: self.read,
            wire.V1_READ: self.read,
            wire.V1_READ_PROPERTY_DEFAULT: self.read_property,
            wire.V1_READ_PROPERTY: self.read_property,
            wire.V1_EMPTY_DEFAULT: self.empty,
            wire.V1_EMPTY: self.empty,
            # The SDK sends this call with a slash at its end [SDK].
            _with_slash(wire.V1_EMPTY_DEFAULT): self.empty,
            _with_slash(wire.V1_EMPTY): self.empty,
            wire.V1_DELETE_PROPERTY_DEFAULT: self.delete_property,
            wire.V1_DELETE_PROPERTY: self.delete_property,
            wire.V1_LIST_SESSIONS: self.list_sessions,
            wire.V1_LIST_SESSION_PROPERTIES: self.list_session_properties,
            wire.V1_SET_SESSION_TTL: self.set_session_ttl,
            wire.V1_LIST_SESSION_TTLS: self.list_session_ttls,
        }

    # ── namespaces ─────────────────────────────────────────────────────────────────────────────

    def create_namespace(self, call: ReceivedCall) -> Response:
        """Create a namespace, or set the TTL of one that is there."""
        ttl_seconds = rules.read_namespace_ttl(call.query)
        name = wire.CreateNamespaceRequest.from_text(call.body).name
        rules.check_namespace(name, writes=True)
        self._store.create_namespace(self._account, name, ttl_seconds)
        return no_content()

    def list_namespaces(self, _: ReceivedCall) -> Response:
        """List the namespaces, without the reserved ones [S1].

        The service's page says in one place that the list has every namespace, and in another that
        it has only those with a TTL [V1]. The SDK needs every one [SDK].
        """
        return _array(
            wire.NamespaceItem(
                name=each.name, created_at=each.created_at, ttl_seconds=each.ttl_seconds
            ).to_text()
            for each in self._store.list_namespaces(self._account)
            if each.created_at is not None and (self._lists_all or each.ttl_seconds is not None)
        )

    def delete_namespace(self, call: ReceivedCall) -> Response:
        """Delete a namespace with all that is in it."""
        self._store.delete_namespace(self._account, _namespace(call, writes=True))
        return no_content()

    # ── properties ─────────────────────────────────────────────────────────────────────────────

    def upsert(self, call: ReceivedCall) -> Response:
        """Save several properties."""
        self._store.upsert(self._key(call, writes=True), parse_object(call.body), None)
        return no_content()

    def put_property(self, call: ReceivedCall) -> Response:
        """Save one property; the body is its value."""
        value = canonical(call.body)
        self._store.upsert(self._key(call, writes=True), {call.names["property"]: value}, None)
        return no_content()

    def read(self, call: ReceivedCall) -> Response:
        """Read all properties; without a document, an empty object [SDK]."""
        document = self._store.read(self._key(call, writes=False))
        return json_answer(document.payload if document else "{}")

    def read_property(self, call: ReceivedCall) -> Response:
        """Read one property; 404 if it is missing [SDK]."""
        name = call.names["property"]
        found = self._store.read_properties(self._key(call, writes=False), [name])
        if name not in found:
            raise CallRefusedError(404, "There is no such property.")
        text, media_type = rules.single_value(found[name])
        return Response(text, media_type=media_type)

    def empty(self, call: ReceivedCall) -> Response:
        """Delete all properties; a TTL configured for the session stays [V1]."""
        self._store.delete_document(self._key(call, writes=True))
        return no_content()

    def delete_property(self, call: ReceivedCall) -> Response:
        """Delete one property."""
        self._store.delete_properties(self._key(call, writes=True), [call.names["property"]])
        return no_content()

    # ── sessions ───────────────────────────────────────────────────────────────────────────────

    def list_sessions(self, call: ReceivedCall) -> Response:
        """List a page of session ids."""
        page, per_page = rules.read_paging(call.query)
        namespace = _namespace(call, writes=False)
        return json_answer(
            encode(self._store.list_sessions(self._account, namespace, page, per_page))
        )

    def list_session_properties(self, call: ReceivedCall) -> Response:
        """List a page of sessions with their properties."""
        page, per_page = rules.read_paging(call.query)
        namespace = _namespace(call, writes=False)
        rows = self._store.list_session_properties(self._account, namespace, page, per_page)
        return _array(
            join_object({"sessionId": encode(session), "property": join_object(properties)})
            for session, properties in rows
        )

    def set_session_ttl(self, call: ReceivedCall) -> Response:
        """Configure a session's TTL."""
        ttl_seconds = rules.read_session_ttl(call.query)
        namespace = _namespace(call, writes=True)
        session = wire.SessionTtlRequest.from_text(call.body).session
        self._store.set_session_ttl(self._account, namespace, session, ttl_seconds)
        return no_content()

    def list_session_ttls(self, call: ReceivedCall) -> Response:
        """List the configured TTLs of sessions."""
        namespace = _namespace(call, writes=False)
        return _array(
            wire.SessionTtlItem(
                session=each.session, created_at=each.created_at, ttl_seconds=each.ttl_seconds
            ).to_text()
            for each in self._store.list_session_ttls(self._account, namespace)
            if each.created_at is not None
        )

    def _key(self, call: ReceivedCall, *, writes: bool) -> DocumentKey:
        session = call.names.get("session", DEFAULT_SESSION)
        return DocumentKey(self._account, _namespace(call, writes=writes), session)


def _namespace(call: ReceivedCall, *, writes: bool) -> str:
    rules.check_namespace(call.names["namespace"], writes=writes)
    return call.names["namespace"]


def _array(elements: Iterable[str]) -> Response:
    return json_answer(f"[{','.join(elements)}]")


def _with_slash(route: wire.Route) -> wire.Route:
    return wire.Route(route.method, f"{route.template}/")
