"""v2, with a method for each endpoint [S2]: documents by name, with their expiry.

`session` None is the namespace document, which is not the session `__default__`.
"""

from collections.abc import Collection, Mapping

from ccs_tui.client import answer_body
from ccs_tui.client.auth import Login, Token
from ccs_tui.client.call import Call, document, subject
from ccs_tui.client.errors import ProtocolError
from ccs_tui.client.large_text import off_loop
from ccs_tui.client.last_answer import LastAnswer
from ccs_tui.client.transport import Transport
from ccs_tui.client.unreadable_documents import unreadable
from ccs_tui.client.write_outcome import outcome_of
from ccs_tui.model import wire
from ccs_tui.model.connection import Connection, is_header_value
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret


class V2:
    """The endpoints of v2. Every method raises CcsError."""

    def __init__(self, transport: Transport, connection: Connection) -> None:
        self._transport = transport
        self._url = connection.v2_url
        self._account = connection.account
        self._user: Login | None = None
        if connection.user is not None and connection.password is not None:
            self._user = Login(connection.user, connection.password, transport.mask)
        self._token = Token(connection.token, self.log_in if self._user else None)

    async def log_in(self) -> Secret:
        """Return a new token for the user and password; it lasts 24 hours [AUTH]."""
        if self._user is None:
            raise AssertionError("a connection with no user does not log in")
        about = subject("account", self._account)
        call = Call(wire.V2_LOGIN, "logging in to", about, gets_secret=True)
        text = await self._transport.send(self._url, call, self._user)
        token = answer_body.parse_body(call, text, wire.LoginAnswer).token
        if not is_header_value(token):
            raise answer_body.unlike_contract(call, "token: it can't be sent in a header")
        return Secret(token)

    async def read(
        self, namespace: str, session: str | None, last: LastAnswer | None = None
    ) -> Document:
        """Return a document with its expiry. Raises NotFoundError if it does not exist.

        `last` is that of this document's reads, if it is read again and again.
        """
        names = {"account": self._account, "namespace": namespace}
        route = wire.V2_READ_NAMESPACE_DOCUMENT
        if session is not None:
            names["session"] = session
            route = wire.V2_READ_DOCUMENT
        call = Call(route, "reading", document(self._account, namespace, session), names)
        text = await self._send(call)

        async def taken_apart() -> Document:
            answer = await off_loop(_document, call, text)
            key = DocumentKey(self._account, namespace, session)
            return Document(key, answer.payload, answer.expires_at)

        try:
            return await (last or LastAnswer()).read(text, taken_apart)
        except ProtocolError as problem:
            raise unreadable(call, text, session, problem) from None

    async def read_properties(
        self, namespace: str, session: str | None, names: Collection[str]
    ) -> dict[str, JsonText]:
        """Return the named properties that exist."""
        request = wire.PropertiesRequest(
            account=self._account,
            namespace=namespace,
            session=session,
            names=tuple(f"{namespace}.{name}" for name in names),
        )
        call = Call(
            wire.V2_READ_PROPERTIES,
            "reading properties of",
            document(self._account, namespace, session),
            body=request.to_text(),
        )
        found = await off_loop(answer_body.read_object, call, await self._send(call))
        return {name: found[full] for name in names if (full := f"{namespace}.{name}") in found}

    async def create(
        self,
        namespace: str,
        session: str | None,
        properties: Mapping[str, JsonText],
        ttl_seconds: int | None,
    ) -> None:
        """Merge properties into a document and set its expiry anew, `ttl_seconds` from now.

        None or 0 means the configured TTL, else 13 months [S2] [OURS].
        """
        request = wire.CreateRequest(
            account=self._account,
            namespace=namespace,
            session=session,
            payload=properties,
            ttl_seconds=ttl_seconds,
        )
        await self._write(
            Call(
                wire.V2_CREATE,
                "saving",
                document(self._account, namespace, session),
                body=request.to_text(),
                expects=201,
                payload=properties,
            )
        )

    async def delete_properties(
        self, namespace: str, session: str | None, names: Collection[str]
    ) -> None:
        """Delete the named properties, whether they exist or not."""
        request = wire.DeletePropertiesRequest(
            account=self._account, namespace=namespace, session=session, names=tuple(names)
        )
        await self._write(
            Call(
                wire.V2_DELETE_PROPERTIES,
                "deleting properties of",
                document(self._account, namespace, session),
                body=request.to_text(),
            )
        )

    async def delete_document(self, namespace: str, session: str | None) -> None:
        """Delete a document with all its properties, whether it exists or not."""
        request = wire.DocumentRequest(account=self._account, namespace=namespace, session=session)
        await self._write(
            Call(
                wire.V2_DELETE_DOCUMENT,
                "deleting",
                document(self._account, namespace, session),
                body=request.to_text(),
            )
        )

    async def _send(self, call: Call) -> str:
        return await self._transport.send(self._url, call, self._token)

    async def _write(self, call: Call) -> None:
        text = await self._send(call)
        try:
            if answer_body.parse_body(call, text, wire.WriteAnswer).success:
                return
            error = answer_body.unlike_contract(call, "success: it is false")
        except ProtocolError as unlike:
            error = unlike
        raise outcome_of(error)


def _document(call: Call, text: str) -> wire.DocumentAnswer:
    return answer_body.parse_body(call, text, wire.DocumentAnswer)
