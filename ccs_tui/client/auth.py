"""The credentials of calls: v1's API key, v2's token, and the login that fetches a token.

They are no `httpx.Auth`, since a login is a call like any other: it has the same limits on time,
size and repeats, and its answer is checked like any other.
"""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from ccs_tui.client.errors import CcsError, ForbiddenError, UnauthorizedError
from ccs_tui.model.connection import Secret
from ccs_tui.model.wire import API_KEY_HEADER

_REFUSED = (UnauthorizedError, ForbiddenError)

Header = tuple[str, Secret]
"""A header's name and its value."""


class Credentials(Protocol):
    """The credentials of calls; `name` and `advice` are for the sentence of a refusal."""

    @property
    def name(self) -> str:
        """Their name for a sentence: `the API key`."""

    @property
    def advice(self) -> str:
        """A sentence that says what to do if they are refused."""

    async def header(self) -> Header:
        """Return the header of a call. Raises CcsError if a login for it fails."""

    async def renew(self, refused: Header, /) -> bool:
        """Fetch new credentials after a 401 to `refused`; return whether there are new ones."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Credentials that never change."""

    name: str
    advice: str
    value: Header

    async def header(self) -> Header:
        """Return the header."""
        return self.value

    async def renew(self, _refused: Header, /) -> bool:
        """Return False, since there are no other credentials."""
        return False


def api_key(key: Secret) -> Fixed:
    """Return v1's credentials [V1]."""
    return Fixed("the API key", "Check CCS_API_KEY and the account.", (API_KEY_HEADER, key))


def user_and_password(user: str, password: Secret) -> Fixed:
    """Return the credentials of v2's login, by HTTP's Basic scheme [AUTH]."""
    pair = b64encode(f"{user}:{password.get_secret_value()}".encode()).decode()
    return Fixed(
        "the user and password",
        "Check CCS_USER and CCS_PASSWORD, and that this user may use the account's API.",
        ("Authorization", Secret(f"Basic {pair}")),
    )


class Token:
    """v2's token, bare [S2]: one that was given, or one that `login` fetches when needed.

    Calls that need a token at the same time share one login, and its failure too. A refused user
    and password are not sent again: that would not help, and could lock the user out.
    """

    name = "the token"

    def __init__(self, token: Secret | None, login: Callable[[], Awaitable[Secret]] | None) -> None:
        self._token = token
        self._login = login
        self._logging_in = asyncio.Lock()
        self._logins = 0
        self._failure: CcsError | None = None
        self.advice = (
            "Check that this user may use the account's context service."
            if login
            else "It lasts 24 hours: set CCS_TOKEN to a new one, or set CCS_USER and CCS_PASSWORD "
            "to have it fetched."
        )

    async def header(self) -> Header:
        """Return the token's header, after a login if there is none yet. Raises CcsError."""
        if self._token is None:
            await self._log_in(None)
        if self._token is None:
            raise AssertionError("a connection to v2 has a token or a user")
        return ("Authorization", self._token)

    async def renew(self, refused: Header, /) -> bool:
        """Log in, unless another call did since `refused` was sent. Raises CcsError."""
        if self._login is None:
            return False
        await self._log_in(refused[1])
        return True

    async def _log_in(self, stale: Secret | None) -> None:
        logins = self._logins
        async with self._logging_in:
            if self._token != stale or self._login is None:
                return
            shared = self._logins != logins
            if self._failure and (shared or isinstance(self._failure, _REFUSED)):
                raise self._failure.with_traceback(None)
            self._failure = None
            try:
                self._token = await self._login()
            except CcsError as error:
                self._failure = error
                raise
            finally:
                self._logins += 1
