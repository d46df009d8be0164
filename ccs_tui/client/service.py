"""The service as one: what v1 and v2 give together, by document and by list."""

import asyncio
import random as random_module
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from ccs_tui import __version__
from ccs_tui.client.call import document, subject
from ccs_tui.client.errors import CcsError, MissingCredentialsError, NotFoundError, not_found
from ccs_tui.client.guard import check_names, check_property, check_session, check_ttl
from ccs_tui.client.paging import pages
from ccs_tui.client.transport import Listener, Patience, Random, Sleep, Transport
from ccs_tui.client.v1 import V1, SessionProperties
from ccs_tui.client.v2 import V2
from ccs_tui.model.connection import Capabilities, Connection, is_loopback
from ccs_tui.model.document import Document, SessionTtl
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.wire import DEFAULT_PER_PAGE, MAX_PER_PAGE

NAMESPACE_OF_CHECK = "ccs_tui_check"
"""A namespace that is read, and need not exist, to see whether v2 answers."""

KEEP_CONNECTION_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of trying a connection: for each version None if it works, else why not.

    A version without credentials has a MissingCredentialsError.
    """

    v1: CcsError | None
    v2: CcsError | None

    @property
    def capabilities(self) -> Capabilities:
        """What the connection can do, as tried."""
        return Capabilities(v1=self.v1 is None, v2=self.v2 is None)

    @property
    def problems(self) -> list[CcsError]:
        """What went wrong with the versions that there are credentials for."""
        return [
            error
            for error in (self.v1, self.v2)
            if error is not None and not isinstance(error, MissingCredentialsError)
        ]


class Service:
    """Documents and lists of one account; `ContextServiceClient` is this with the toolbelt's names.

    Values of properties are canonical text, which loses nothing. `session` None is the namespace
    document, which is not the session `__default__` and which only v2 has [S2].
    """

    def __init__(
        self,
        connection: Connection,
        *,
        app: Any = None,
        transport: httpx.AsyncBaseTransport | None = None,
        patience: Patience | None = None,
        listener: Listener | None = None,
        clock: Clock = system_clock,
        sleep: Sleep = asyncio.sleep,
        random: Random = random_module.random,
    ) -> None:
        self._connection = connection
        patience = patience or Patience()
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app) if app is not None else transport,
            # A proxy of the environment has another loopback than this machine's.
            trust_env=not (is_loopback(connection.v1_url) and is_loopback(connection.v2_url)),
            follow_redirects=False,
            timeout=httpx.Timeout(
                patience.silence_seconds, connect=patience.connect_seconds, pool=None
            ),
            limits=httpx.Limits(
                max_connections=patience.concurrent, keepalive_expiry=KEEP_CONNECTION_SECONDS
            ),
            headers={"Accept": "application/json", "User-Agent": f"ccs-tui/{__version__}"},
        )
        sender = Transport(
            self._http,
            patience=patience,
            read_only=connection.read_only,
            clock=clock,
            sleep=sleep,
            random=random,
            listener=listener,
        )
        self._v1 = V1(sender, connection, connection.api_key) if connection.api_key else None
        self._v2 = V2(sender, connection) if connection.capabilities.v2 else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections. The client can't be used afterwards."""
        await self._http.aclose()

    @property
    def account(self) -> str:
        """The account's id."""
        return self._connection.account

    @property
    def capabilities(self) -> Capabilities:
        """What the connection's credentials allow, if the service accepts them."""
        return self._connection.capabilities

    @property
    def read_only(self) -> bool:
        """Whether every write is refused before it is sent."""
        return self._connection.read_only

    # ── trying the connection ──────────────────────────────────────────────────────────────────

    async def check(self) -> Checked:
        """Try v1 and v2 with a read each, and return what came of it; raises no CcsError.

        v1 lists the namespaces; v2 logs in if it has to, and reads a document that need not exist.
        """
        return Checked(*await asyncio.gather(self._check_v1(), self._check_v2()))

    async def _check_v1(self) -> CcsError | None:
        try:
            await self._need_v1("Listing namespaces").list_namespaces()
        except CcsError as error:
            return error
        return None

    async def _check_v2(self) -> CcsError | None:
        try:
            await self._need_v2("Reading when documents expire").read(NAMESPACE_OF_CHECK, None)
        except NotFoundError:
            return None
        except CcsError as error:
            return error
        return None

    # ── documents ──────────────────────────────────────────────────────────────────────────────

    async def read_document(self, namespace: str, session: str | None) -> Document:
        """Return a document. Raises NotFoundError if it does not exist.

        Over v1 alone `expires_at` is None, and a session without properties costs a look through
        the list of sessions: v1 answers the same for an empty one and a missing one [SDK].
        """
        check_names(namespace, session)
        about = document(self.account, namespace, session)
        if self._v2 or session is None:
            return await self._need_v2(f"Reading {about}").read(namespace, session)
        properties = await self._need_v1(f"Reading {about}").read(namespace, session)
        if not properties and not await self._is_listed(namespace, session):
            raise not_found(about)
        return Document(DocumentKey(self.account, namespace, session), properties)

    async def _is_listed(self, namespace: str, session: str) -> bool:
        async for page in self.list_sessions(namespace):
            if session in page:
                return True
        return False

    async def save_properties(
        self,
        namespace: str,
        session: str | None,
        properties: Mapping[str, JsonText],
        ttl_seconds: int | None = None,
    ) -> None:
        """Merge properties into a document: they overwrite, others stay [S2].

        The document's expiry is set anew: `ttl_seconds` from now; with None or 0 as configured for
        the session or namespace, else 13 months [S2] [OURS]. v1 has no TTL for a save: over v1
        alone MissingCredentialsError if one is given. DocumentTooLargeError saves nothing of it.
        """
        check_names(namespace, session, writes=True)
        for name in properties:
            check_property(name)
        doing = f"Saving {document(self.account, namespace, session)}"
        if self._v2 or session is None:
            await self._need_v2(doing).create(namespace, session, properties, ttl_seconds)
        elif ttl_seconds:
            self._need_v2(f"{doing} with a TTL")
        else:
            await self._need_v1(doing).upsert(namespace, session, properties)

    async def delete_properties(
        self, namespace: str, session: str | None, names: Collection[str]
    ) -> None:
        """Delete properties of a document; what does not exist is no error [S1].

        Over v1 alone it is one call a property: after an error some may be gone, and calling
        again deletes the rest.
        """
        check_names(namespace, session, writes=True)
        for name in names:
            check_property(name)
        if not names:
            return
        doing = f"Deleting properties of {document(self.account, namespace, session)}"
        if self._v2 or session is None:
            with suppress(NotFoundError):
                await self._need_v2(doing).delete_properties(namespace, session, names)
            return
        for name in names:
            with suppress(NotFoundError):
                await self._need_v1(doing).delete_property(namespace, session, name)

    async def delete_document(self, namespace: str, session: str | None) -> None:
        """Delete a document; one that does not exist is no error [S1].

        Over v1 alone the session is emptied. Its configured TTL stays, either way [V1].
        """
        check_names(namespace, session, writes=True)
        doing = f"Deleting {document(self.account, namespace, session)}"
        with suppress(NotFoundError):
            if self._v2 or session is None:
                await self._need_v2(doing).delete_document(namespace, session)
            else:
                await self._need_v1(doing).empty(namespace, session)

    # ── lists and TTLs, which only v1 has ──────────────────────────────────────────────────────

    def list_sessions(
        self, namespace: str, per_page: int = MAX_PER_PAGE
    ) -> AsyncIterator[list[str]]:
        """Yield the session ids of a namespace, a page at a time, to the end [V1].

        `per_page` is how many to ask for at once, 1 to 1,000 [OURS].
        Pages are by position: while others write, an id is not yielded twice, but may be missed.
        """
        check_names(namespace)
        v1 = self._need_v1("Listing sessions")
        return pages(
            lambda page: v1.list_sessions(namespace, page, per_page),
            key=lambda session: session,
            doing=f"listing the sessions of {subject('namespace', self.account, namespace)}",
        )

    def list_session_properties(
        self, namespace: str, per_page: int = DEFAULT_PER_PAGE
    ) -> AsyncIterator[list[SessionProperties]]:
        """Yield sessions with their properties, a page at a time, as `list_sessions` [V1]."""
        check_names(namespace)
        v1 = self._need_v1("Listing sessions")
        return pages(
            lambda page: v1.list_session_properties(namespace, page, per_page),
            key=lambda row: row[0],
            doing=f"listing the sessions of {subject('namespace', self.account, namespace)}",
        )

    async def list_session_ttls(self, namespace: str) -> list[SessionTtl]:
        """Return the TTLs that are configured for sessions of a namespace [V1]."""
        check_names(namespace)
        return await self._need_v1("Listing the TTLs of sessions").list_session_ttls(namespace)

    async def set_session_ttl(self, namespace: str, session: str, ttl_seconds: int) -> None:
        """Configure the seconds that later saves of a session live; what is stored stays [GS].

        Raises ValueError if `ttl_seconds` is less than 1.
        """
        check_names(namespace, writes=True)
        check_session(session)
        check_ttl(ttl_seconds)
        v1 = self._need_v1("Setting the TTL of a session")
        await v1.set_session_ttl(namespace, session, ttl_seconds)

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _need_v1(self, doing: str) -> V1:
        if self._v1 is None:
            raise MissingCredentialsError(
                f"{doing} needs v1, and this connection has no API key", "Set CCS_API_KEY."
            )
        return self._v1

    def _need_v2(self, doing: str) -> V2:
        if self._v2 is None:
            raise MissingCredentialsError(
                f"{doing} needs v2, and this connection has no token and no user",
                "Set CCS_TOKEN, or CCS_USER and CCS_PASSWORD.",
            )
        return self._v2
