"""v1, with a method for each endpoint [V1]: namespaces, sessions and properties.

Every call names its session, also `__default__`, which a call without one would mean [S2].
"""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from ccs_tui.client import answer_body
from ccs_tui.client.auth import ApiKey
from ccs_tui.client.call import Call, subject
from ccs_tui.client.errors import InvalidNameError, ProtocolError, UnreadableDocumentError
from ccs_tui.client.large_text import off_loop
from ccs_tui.client.last_answer import LastAnswer
from ccs_tui.client.session_pages import SessionProperties, read_rows
from ccs_tui.client.transport import Transport
from ccs_tui.client.unreadable_documents import unreadable
from ccs_tui.model import wire
from ccs_tui.model.connection import Connection
from ccs_tui.model.document import Namespace, SessionTtl
from ccs_tui.model.json_text import JsonText, join_object
from ccs_tui.model.secret import Secret, SecretSource
from ccs_tui.model.value_object import ValueObject

Row = TypeVar("Row")


class ListPage(ValueObject, Generic[Row]):
    """A page of a list; `characters` is the length of the answer that it came in.

    `unreadable` has its documents that could not be read, which are not among its rows.
    """

    rows: list[Row]
    characters: int
    unreadable: tuple[UnreadableDocumentError, ...] = ()


class V1:
    """The endpoints of v1. Every method raises CcsError."""

    def __init__(
        self, transport: Transport, connection: Connection, key: Secret | SecretSource
    ) -> None:
        self._transport = transport
        self._url = connection.v1_url
        self._account = connection.account
        self._credentials = ApiKey(key)

    # ── namespaces ─────────────────────────────────────────────────────────────────────────────

    async def list_namespaces(self) -> list[Namespace]:
        """Return the account's own namespaces; built-in ones are left out [S1]."""
        call = Call(
            wire.V1_LIST_NAMESPACES,
            "listing the namespaces of",
            subject("account", self._account),
            {"account": self._account},
        )
        items = answer_body.read_list(call, await self._send(call), wire.NamespaceItem)
        return [Namespace(item.name, item.created_at, item.ttl_seconds) for item in items]

    async def create_namespace(self, namespace: str, ttl_seconds: int | None) -> None:
        """Create a namespace, or set the TTL of one that exists if `ttl_seconds` is given."""
        await self._send(
            Call(
                wire.V1_CREATE_NAMESPACE,
                "creating",
                subject("namespace", self._account, namespace),
                {"account": self._account},
                {} if ttl_seconds is None else {"ttlSecond": ttl_seconds},
                wire.CreateNamespaceRequest(name=namespace).to_text(),
                expects=204,
            )
        )

    async def delete_namespace(self, namespace: str) -> None:
        """Delete a namespace with all that is in it, and its TTL."""
        await self._send(
            self._of_namespace(wire.V1_DELETE_NAMESPACE, "deleting", namespace, expects=204)
        )

    # ── properties of a session ────────────────────────────────────────────────────────────────

    async def read(
        self, namespace: str, session: str, last: LastAnswer | None = None
    ) -> dict[str, JsonText]:
        """Return a session's properties; an empty dict if it is missing or empty [SDK].

        `last` is that of this session's reads, if it is read again and again.
        """
        call = self._of_session(wire.V1_READ, "reading", namespace, session)
        text = await self._send(call)
        try:
            return await (last or LastAnswer()).read(
                text, lambda: off_loop(answer_body.read_object, call, text)
            )
        except ProtocolError as problem:
            error = problem
        raise unreadable(call, text, session, error)

    async def read_property(self, namespace: str, session: str, name: str) -> JsonText:
        """Return one value. Raises NotFoundError if it is missing.

        The service may send a string without quotes, so that `"123"` can't be told from `123`
        [V1] [OURS]; `read` has no such ambiguity.
        """
        call = self._of_session(wire.V1_READ_PROPERTY, "reading", namespace, session, name)
        return answer_body.read_bare_value(await self._send(call))

    async def upsert(
        self, namespace: str, session: str, properties: Mapping[str, JsonText]
    ) -> None:
        """Write several properties; the others stay."""
        await self._send(
            self._of_session(
                wire.V1_UPSERT,
                "saving",
                namespace,
                session,
                body=join_object(properties),
                expects=204,
                payload=properties,
            )
        )

    async def put_property(self, namespace: str, session: str, name: str, value: JsonText) -> None:
        """Write one property; the others stay."""
        await self._send(
            self._of_session(
                wire.V1_PUT_PROPERTY,
                "saving",
                namespace,
                session,
                name,
                body=value,
                expects=204,
                payload={name: value},
            )
        )

    async def empty(self, namespace: str, session: str) -> None:
        """Delete all properties of a session; its configured TTL stays."""
        await self._send(
            self._of_session(wire.V1_EMPTY, "deleting", namespace, session, expects=204)
        )

    async def delete_property(self, namespace: str, session: str, name: str) -> None:
        """Delete one property, whether it exists or not."""
        await self._send(
            self._of_session(
                wire.V1_DELETE_PROPERTY, "deleting", namespace, session, name, expects=204
            )
        )

    # ── lists ──────────────────────────────────────────────────────────────────────────────────

    async def list_sessions(self, namespace: str, page: int, per_page: int) -> ListPage[str]:
        """Return a page of session ids; `page` from 0, `per_page` 1 to 1,000."""
        call = self._of_namespace(
            wire.V1_LIST_SESSIONS,
            "listing the sessions of",
            namespace,
            query={"page": page, "perPage": per_page},
        )
        text = await self._send(call)
        return ListPage(answer_body.read_strings(call, text), len(text))

    async def list_session_properties(
        self, namespace: str, page: int, per_page: int, came: Callable[[], None] = lambda: None
    ) -> ListPage[SessionProperties]:
        """Return a page of sessions with their properties, as `list_sessions` does.

        `came` is called once its text is there, before that is read.
        """
        call = self._of_namespace(
            wire.V1_LIST_SESSION_PROPERTIES,
            "listing the sessions and properties of",
            namespace,
            query={"page": page, "perPage": per_page},
        )
        text = await self._send(call)
        came()
        rows, problems = await read_rows(call, text)
        return ListPage(rows, len(text), problems)

    async def set_session_ttl(self, namespace: str, session: str, ttl_seconds: int) -> None:
        """Set the TTL of later saves of a session; a stored document keeps its own [GS]."""
        await self._send(
            Call(
                wire.V1_SET_SESSION_TTL,
                "setting the TTL of",
                subject("session", self._account, namespace, session),
                {"account": self._account, "namespace": namespace},
                {"ttlSecond": ttl_seconds},
                wire.SessionTtlRequest(session=session).to_text(),
                expects=204,
            )
        )

    async def list_session_ttls(self, namespace: str) -> list[SessionTtl]:
        """Return the TTLs configured for sessions."""
        call = self._of_namespace(
            wire.V1_LIST_SESSION_TTLS, "listing the sessions' TTLs of", namespace
        )
        items = answer_body.read_list(call, await self._send(call), wire.SessionTtlItem)
        return [SessionTtl(item.session, item.ttl_seconds, item.created_at) for item in items]

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    async def _send(self, call: Call) -> str:
        return await self._transport.send(self._url, call, self._credentials)

    def _of_namespace(
        self,
        route: wire.Route,
        verb: str,
        namespace: str,
        *,
        query: Mapping[str, int] | None = None,
        expects: int = 200,
    ) -> Call:
        return Call(
            route,
            verb,
            subject("namespace", self._account, namespace),
            {"account": self._account, "namespace": namespace},
            query or {},
            expects=expects,
        )

    def _of_session(
        self,
        route: wire.Route,
        verb: str,
        namespace: str,
        session: str,
        name: str | None = None,
        *,
        body: JsonText | None = None,
        expects: int = 200,
        payload: Mapping[str, JsonText] | None = None,
    ) -> Call:
        names = {"account": self._account, "namespace": namespace, "session": session}
        about = subject("session", self._account, namespace, session)
        if name is None:
            if session == "properties":
                # The property `properties` of `__default__` would have the same path.
                raise InvalidNameError(
                    f"v1 can't tell a session named properties from a property: {verb} "
                    f"{about} was not sent",
                    "Use v2 for it, with a token or a user and password.",
                )
        else:
            names["property"] = name
            about = f"{subject('property', name)} of {about}"
        return Call(route, verb, about, names, body=body, expects=expects, payload=payload)
