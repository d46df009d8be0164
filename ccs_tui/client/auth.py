"""The credentials of calls: v1's API key, v2's token, and the login that fetches a token.

They are no `httpx.Auth`, since a login is a call like any other: it has the same limits on time,
size and repeats, and its answer is checked like any other.
"""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Protocol

from ccs_tui.client.errors import (
    CcsError,
    ForbiddenError,
    RefusedByServiceError,
    UnauthorizedError,
    UnusableSettingError,
)
from ccs_tui.client.held_secret import HeldSecret
from ccs_tui.model.connection import is_header_value
from ccs_tui.model.secret import Secret, SecretSource
from ccs_tui.model.value_object import ValueObject
from ccs_tui.model.wire import API_KEY_HEADER

Refusals = tuple[type[RefusedByServiceError], ...]

Header = tuple[str, Secret]
"""A header's name and its value."""


class Refused(ValueObject):
    """A header that the service refused, with the error; `times` it was renewed for this call."""

    header: Header
    error: RefusedByServiceError
    times: int


class Credentials(Protocol):
    """The credentials of calls; `name` and `advice` are for the sentence of a refusal."""

    @property
    def name(self) -> str:
        """Their name for a sentence: `the API key`."""

    @property
    def advice(self) -> str:
        """A sentence that says what to do if they are refused."""

    @property
    def refusals(self) -> Refusals:
        """The errors that say that they are refused, and not only one call."""

    async def header(self) -> Header:
        """Return the header of a call. Raises CcsError if it can't be had, as if a login fails."""

    async def renew(self, refused: Refused, /) -> bool:
        """Get other credentials after a refusal; return whether there are others.

        Raises CcsError.
        """

    def accepted(self) -> None:
        """Note that the service took them."""


class ApiKey:
    """v1's credentials [V1]: a wrong key is answered with 403 [SDK]."""

    name = "the API key"
    advice = "Check the key and the account."
    refusals: Refusals = (UnauthorizedError, ForbiddenError)

    def __init__(self, key: Secret | SecretSource) -> None:
        self._key = HeldSecret(key)

    async def header(self) -> Header:
        """Return the key's header. Raises CcsError if there is no key."""
        return (API_KEY_HEADER, _sendable(self.name, await self._key.get()))

    async def renew(self, refused: Refused, /) -> bool:
        """Get another key; return whether there is one. Raises CcsError."""
        return await self._key.renew(refused.header[1])

    def accepted(self) -> None:
        """Note that the service took the key."""
        self._key.has_worked = True


class Login:
    """The user and password of v2's login, by HTTP's Basic scheme [AUTH].

    A refused pair is not sent again: that would not help, and could lock the user out. `learnt` is
    told of a password that came late, so that no text repeats it.
    """

    name = "the user and password"
    advice = "Check both, and that this user may use the account's API."
    refusals: Refusals = (UnauthorizedError, ForbiddenError)

    def __init__(
        self, user: str, password: Secret | SecretSource, learnt: Callable[[Secret], None]
    ) -> None:
        self._user = user
        self._password = HeldSecret(password)
        self._learnt = learnt
        self._refused: tuple[Secret, CcsError] | None = None

    async def header(self) -> Header:
        """Return the login's header. Raises CcsError if there is no password that may be sent."""
        password = await self._password.get()
        self._learnt(password)
        if self._refused is not None and self._refused[0] == password:
            raise self._refused[1].with_traceback(None)
        return self._header(password)

    def _header(self, password: Secret) -> Header:
        try:
            pair = b64encode(f"{self._user}:{password.get_secret_value()}".encode()).decode()
        except UnicodeEncodeError:
            raise UnusableSettingError(
                "The user's name or the password can't be sent: it is no text in UTF-8",
                "Look at where it comes from.",
            ) from None
        return ("Authorization", Secret(f"Basic {pair}"))

    async def renew(self, refused: Refused, /) -> bool:
        """Get another password; return whether there is one. Raises CcsError."""
        password = await self._password.get()
        if self._header(password) != refused.header:
            return True  # another call renewed it
        self._refused = (password, refused.error)
        return await self._password.renew(password)

    def accepted(self) -> None:
        """Note that the service took the password."""
        self._password.has_worked = True


class Token:
    """v2's token, bare [S2]: one that was given, or one that `login` fetches when needed.

    Calls that need a token at the same time share one login, and its failure too. A call that is
    left does not end it: else a cursor that moves on would log in anew for each document.
    """

    name = "the token"
    refusals: Refusals = (UnauthorizedError,)

    def __init__(
        self,
        token: Secret | SecretSource | None,
        login: Callable[[], Awaitable[Secret]] | None,
    ) -> None:
        self._given = HeldSecret(token) if token is not None else None
        self._token: Secret | None = None
        self._login = login
        self._logging_in: asyncio.Task[None] | None = None
        self.advice = (
            "Check that this user may use the account's context service."
            if login
            else "It lasts 24 hours: give a new one, or a user and a password to have it fetched."
        )

    async def header(self) -> Header:
        """Return the token's header, after a login if there is none yet. Raises CcsError."""
        if self._given is not None and (self._token is None or self._login is None):
            self._token = _sendable(self.name, await self._given.get())
        if self._token is None:
            await self._log_in(None)
        if self._token is None:
            raise AssertionError("a connection to v2 has a token or a user")
        return ("Authorization", self._token)

    async def renew(self, refused: Refused, /) -> bool:
        """Log in once, unless another call did meanwhile; or else get another token.

        Returns whether there is another. Raises CcsError.
        """
        if self._login is not None:
            if refused.times:
                return False
            await self._log_in(refused.header[1])
            return True
        return self._given is not None and await self._given.renew(refused.header[1])

    def accepted(self) -> None:
        """Note that the service took the token."""
        if self._given is not None:
            self._given.has_worked = True

    async def _log_in(self, stale: Secret | None) -> None:
        if self._token != stale or self._login is None:
            return
        if self._logging_in is None:
            self._logging_in = asyncio.create_task(self._fetch(self._login))
            self._logging_in.add_done_callback(_take_error)
        try:
            await asyncio.shield(self._logging_in)
        except CcsError as error:
            raise error.with_traceback(None) from error.__cause__

    async def _fetch(self, login: Callable[[], Awaitable[Secret]]) -> None:
        try:
            self._token = await login()
        finally:
            self._logging_in = None


def _take_error(task: asyncio.Task[None]) -> None:
    """Take the error of a login that nobody waits for any more, or asyncio prints it."""
    if not task.cancelled():
        task.exception()


def _sendable(name: str, secret: Secret) -> Secret:
    """Return a key or token that can be sent in a header. Raises UnusableSettingError."""
    if is_header_value(secret.get_secret_value()):
        return secret
    raise UnusableSettingError(
        f"{name[:1].upper()}{name[1:]} can't be sent: it has a space, a line break or a letter "
        "outside ASCII in it",
        "Look at where it comes from.",
    )
