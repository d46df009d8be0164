"""The secrets of a connection that a person is asked for: unknown ones, and refused ones.

What is typed is kept in memory, until the workspace is closed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from ccs_tui.model.log import LOG
from ccs_tui.model.profile import Profile
from ccs_tui.model.secret import NoSecretError, Secret, SecretSource, TypedSecret
from ccs_tui.model.value_object import ValueObject

_UNKNOWN = "It is needed now."
_WORKED = (
    "The service took the one before, and refuses it now: it may have expired, or not be allowed "
    "to do this."
)
_MISTYPED = "The service refuses the one that was typed."


class Question(ValueObject):
    """A secret to be typed: `name` is `API key`, `password` or `token`, `of` says whose.

    `why` is a sentence.
    """

    name: str
    of: str
    why: str


AskSecret = Callable[[Question], Awaitable[str | None]]
"""Asks a person for a secret, and returns it; None if it is not given."""


class AskedSecrets:
    """The secrets of a profile, in `connection`; whoever has a screen sets `ask`.

    One question is asked at a time. A secret that was not given is not asked for again before
    `ask_again`.
    """

    def __init__(self, profile: Profile) -> None:
        self.ask: AskSecret | None = None
        self._one = asyncio.Lock()
        self._closed = asyncio.Event()
        self._asked: list[_AskedSecret] = []
        given, label = profile.connection, profile.label
        user = f"{given.user} at {label}" if given.user else label
        self.connection = replace(
            given,
            api_key=self._source("API key", label, given.api_key),
            password=self._source("password", user, given.password),
            token=self._source("token", label, given.token),
        )

    def _source(
        self, name: str, of: str, given: Secret | SecretSource | None
    ) -> SecretSource | None:
        if given is None:
            return None
        self._asked.append(_AskedSecret(name, of, given, self._answer))
        return self._asked[-1]

    def ask_again(self) -> None:
        """Ask for what was not given, when it is needed the next time."""
        for secret in self._asked:
            secret.try_again()

    def close(self) -> None:
        """Take every question for not answered, from now on."""
        self._closed.set()

    async def _answer(self, question: Question) -> str | None:
        if self.ask is None:
            return None
        async with self._one:
            if self._closed.is_set():
                return None
            answering = asyncio.ensure_future(self.ask(question))
            closing = asyncio.ensure_future(self._closed.wait())
            both = {answering, closing}
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                return answering.result() if answering.done() else None
            finally:
                for task in both:
                    task.cancel()


class _AskedSecret:
    """A secret that was given, or has a source, or is typed: a `SecretSource`."""

    def __init__(self, name: str, of: str, given: Secret | SecretSource, answer: AskSecret) -> None:
        self._name = name
        self._of = of
        self._answer = answer
        self._source = None if isinstance(given, (Secret, TypedSecret)) else given
        self._secret = given if isinstance(given, Secret) else None
        self._was_typed = isinstance(given, TypedSecret)
        self._why: str | None = None
        """Why a person is to be asked for another one, None if there is no reason."""
        self.is_declined = False
        """True if it was not given when it was asked for."""
        self._tried: Secret | None = None
        """The refused secret that the source was asked to renew last: once is enough for each."""
        self._working: asyncio.Task[Secret | None] | None = None
        """The task that gets it now, for all who wait for it."""

    def __repr__(self) -> str:
        return f"_AskedSecret({self._name!r})"

    def try_again(self) -> None:
        """Ask the source and a person once more, when the secret is needed the next time."""
        self.is_declined, self._tried = False, None

    async def get(self) -> Secret:
        """Return the secret, typed or from its source. Raises NoSecretError."""
        if self._secret is None:
            await self._shared(self._first)
        elif self._why is not None and not self.is_declined:
            await self._shared(partial(self._ask, self._why))
        if self._secret is None:
            raise self._not_given()
        return self._secret

    async def renew(self, refused: Secret, *, has_worked: bool) -> Secret | None:
        """Return another secret, from its source or typed; None if there is none."""
        if self._secret is None or self._secret == refused:
            await self._shared(partial(self._renewed, refused, has_worked))
        return None if self._secret == refused else self._secret

    async def _shared(self, work: Callable[[], Coroutine[Any, Any, Secret | None]]) -> None:
        """Do this, or wait for what is done already; a caller may leave at any time.

        So a cursor that moves on does not end the command that prints the secret.
        """
        if self._working is None:
            self._working = asyncio.create_task(work())
            self._working.add_done_callback(self._forget_work)
        await asyncio.shield(self._working)

    def _forget_work(self, _: "asyncio.Task[Secret | None]") -> None:
        self._working = None

    async def _first(self) -> Secret | None:
        problem, why = self._not_given(), _UNKNOWN
        if self._source is not None:
            try:
                self._secret = await self._source.get()
            except NoSecretError as error:
                problem, why = error, error.what + "."
            else:
                return self._secret
        if self.is_declined or await self._ask(why) is None:
            raise problem
        return self._secret

    def _not_given(self) -> NoSecretError:
        return NoSecretError(f"The {self._name} of {self._of} was not given")

    async def _renewed(self, refused: Secret, has_worked: bool) -> Secret | None:
        if self._source is not None and not self._was_typed and self._tried != refused:
            self._tried = refused
            with suppress(NoSecretError):  # the command gave one before, so a person may know it
                if renewed := await self._source.renew(refused, has_worked=has_worked):
                    self._secret = renewed
                    return renewed
        if has_worked or self._was_typed:
            self._why = _WORKED if has_worked else _MISTYPED
        if self.is_declined or self._why is None:
            return None
        return await self._ask(self._why)

    async def _ask(self, why: str) -> Secret | None:
        """Ask a person, and keep the answer; None if there is none."""
        LOG.info("asking for the %s of %s", self._name, self._of)
        text = await self._answer(Question(self._name, self._of, why))
        LOG.info("the %s was %s", self._name, "given" if text else "not given")
        if not text:
            self.is_declined = True
            return None
        self._secret = Secret(text)
        self._was_typed, self._why = True, None
        return self._secret
