"""One account over both versions of the service, and the check of a connection."""

import asyncio
import random as random_module
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Self

import httpx

from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.errors import (
    CcsError,
    ForbiddenError,
    MissingCredentialsError,
    NotFoundError,
    UnauthorizedError,
)
from ccs_tui.client.http_client import open_http
from ccs_tui.client.request_log import RequestLog
from ccs_tui.client.retry_policy import Random
from ccs_tui.client.service_time import ServiceTime
from ccs_tui.client.transport import AttemptListener, Sleep, Transport
from ccs_tui.client.v1 import V1
from ccs_tui.client.v2 import V2
from ccs_tui.client.write_lock import WriteLock
from ccs_tui.model.connection import Capabilities, Connection
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.secret import Secret
from ccs_tui.model.value_object import ValueObject

NAMESPACE_OF_CHECK = "ccs_tui_check"
"""The namespace that a check reads over v2; it need not exist."""


class Checked(ValueObject):
    """The result of checking a connection: for each version its error, None if it works.

    A version without credentials has a MissingCredentialsError.
    """

    v1: CcsError | None
    v2: CcsError | None

    @property
    def capabilities(self) -> Capabilities:
        """The abilities of the connection, by the versions that work."""
        return Capabilities(v1=self.v1 is None, v2=self.v2 is None)

    @property
    def summary(self) -> str:
        """The finding about each version, in few words: `v1: key refused. v2: works.`"""
        v2 = "login refused" if isinstance(self.v2, UnauthorizedError) else "refused"
        return f"v1: {_found(self.v1, 'key refused')}. v2: {_found(self.v2, v2)}."

    def usable(self, connection: Connection) -> Connection:
        """Return a connection without the credentials that were refused."""
        if isinstance(self.v1, (UnauthorizedError, ForbiddenError)):
            connection = replace(connection, api_key=None)
        if isinstance(self.v2, (UnauthorizedError, ForbiddenError)):
            connection = replace(connection, user=None, password=None, token=None)
        return connection

    @property
    def problems(self) -> list[CcsError]:
        """The errors of the versions that the connection has credentials for."""
        return [
            error
            for error in (self.v1, self.v2)
            if error is not None and not isinstance(error, MissingCredentialsError)
        ]


def _found(error: CcsError | None, refused: str) -> str:
    if error is None:
        return "works"
    if isinstance(error, MissingCredentialsError):
        return "no credentials given"
    return refused if isinstance(error, (UnauthorizedError, ForbiddenError)) else "failed"


class Service:
    """The service of an account: an async context manager, for use within one event loop.

    `write_lock` is asked before each write; a read-only connection has a permanent one.
    `request_log` keeps the last requests. `service_time` is the service's clock, learned from its
    answers; `clock` and `ticks` are the machine's, as `ServiceTime` takes them.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        app: Any = None,
        transport: httpx.AsyncBaseTransport | None = None,
        limits: CallLimits | None = None,
        listener: AttemptListener | None = None,
        request_log: RequestLog | None = None,
        write_lock: WriteLock | None = None,
        repeat_writes: bool = False,
        clock: Clock = system_clock,
        ticks: Callable[[], float] | None = None,
        sleep: Sleep = asyncio.sleep,
        random: Random = random_module.random,
    ) -> None:
        self._connection = connection
        self._limits = limits = limits or CallLimits.of(connection.network)
        if app is not None:
            transport = httpx.ASGITransport(app)
        if connection.read_only:
            write_lock = WriteLock(True, permanent=True)
        self.write_lock = write_lock = write_lock or WriteLock(False)
        self.service_time = ServiceTime(clock, ticks)
        self.request_log = request_log
        self._transport = sender = Transport(
            partial(open_http, connection, limits, transport),
            limits=limits,
            own_pool=transport is None,
            secrets=_secrets_of(connection),
            write_lock=write_lock,
            repeat_writes=repeat_writes,
            service_time=self.service_time,
            # Expiry is v2's: if each version has its own host, the clock of v2's counts.
            time_url=connection.v2_url if connection.capabilities.v2 else connection.v1_url,
            sleep=sleep,
            random=random,
            listener=listener,
            request_log=request_log,
        )
        self._v1 = V1(sender, connection, connection.api_key) if connection.api_key else None
        self._v2 = V2(sender, connection) if connection.capabilities.v2 else None

    @property
    def concurrent(self) -> int:
        """The calls that may be under way at a time; after a 429 there are fewer."""
        return self._limits.concurrent

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
        """Close all connections. The client can't be used afterwards.

        Reads under way are ended; writes under way have 5 s to end.
        """
        await self._transport.close()

    def masked(self, text: str) -> str:
        """Return a text with a mask over each of the connection's secrets in it."""
        return self._transport.masked(text)

    @property
    def account(self) -> str:
        """The account's id."""
        return self._connection.account

    @property
    def capabilities(self) -> Capabilities:
        """The abilities that the connection's credentials give, if the service accepts them."""
        return self._connection.capabilities

    @property
    def read_only(self) -> bool:
        """True if every write is refused before it is sent at present."""
        return self.write_lock.is_locked

    # ── trying the connection ──────────────────────────────────────────────────────────────────

    async def check(self) -> Checked:
        """Check v1 and v2 with a read each, and return the result; raises no CcsError.

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


def _secrets_of(connection: Connection) -> list[str]:
    """Return the secrets that no text may repeat, as far as they are known."""
    secrets = [connection.api_key, connection.token, connection.password]
    return [secret.get_secret_value() for secret in secrets if isinstance(secret, Secret)]
