"""The bots that keep two conversations of the demo going, so that a refresh shows something."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from math import ceil
from random import Random

from ccs_tui.emulator.demo.airline import AIRLINE, LIVE_SESSION
from ccs_tui.emulator.demo.consumers import milliseconds
from ccs_tui.emulator.demo.conversation import (
    Properties,
    Utterance,
    choose_script,
    fill,
    journey,
    slots,
    tell,
    written_turn,
)
from ccs_tui.emulator.demo.incident import LIVE_INCIDENT, incident_talk
from ccs_tui.emulator.document_rows import OverLimitError
from ccs_tui.emulator.store import Store
from ccs_tui.model.expiry import Clock, system_clock, ttl_to_keep
from ccs_tui.model.json_text import JsonText, quote
from ccs_tui.model.names import DocumentKey

_LONG = 40
"""Turns after which a conversation starts anew, as soon as its matter is settled."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 2.0, 5.0

Talk = Callable[[Random, Clock], Iterator[Utterance]]
"""Yields what a bot writes, and the seconds before that."""


class DemoBot:
    """Talks in a session of `account`, a turn every few seconds.

    `talk` yields what it writes, and the seconds before that; `pause` waits for the seconds that it
    is given; `random` chooses the texts.
    """

    def __init__(
        self,
        store: Store,
        account: str,
        random: Random,
        clock: Clock = system_clock,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        *,
        session: str = LIVE_SESSION,
        talk: "Talk | None" = None,
    ) -> None:
        self.key = DocumentKey(account, AIRLINE, session)
        self._talk = talk or talk_of_anything
        self._store = store
        self._random = random
        self._clock = clock
        self._pause = pause

    async def run(self) -> None:
        """Say something every few seconds, until cancelled."""
        for seconds, properties in self._talk(self._random, self._clock):
            await self._pause(seconds)
            if properties:
                written = JsonText(str(milliseconds(self._clock())))
                self._save({**properties, "updatedAt": written})

    def _save(self, properties: Properties) -> None:
        """Write the properties that changed. The expiry stays; a deleted session is made anew.

        A namespace that somebody deleted stays deleted, and a turn that doesn't fit is not said.
        """
        namespaces = self._store.list_namespaces(self.key.account)
        if any(namespace.name == self.key.namespace for namespace in namespaces):
            with suppress(OverLimitError):
                self._store.upsert(self.key, properties, self._ttl_seconds())

    def _ttl_seconds(self) -> int | None:
        """Return the TTL that keeps the expiry as it is, None if there is no document."""
        document = self._store.read(self.key)
        if document is None or document.expires_at is None:
            return None
        return ttl_to_keep(document.expires_at, self._clock())


def talk_of_anything(random: Random, _: Clock) -> Iterator[Utterance]:
    """Yield without end what each turn changes; a long conversation starts anew."""
    while True:
        about = journey(random)
        said: list[str] = []
        second = 0
        while len(said) < _LONG:
            script = choose_script(random)
            turns = tell(random, script, escalated=False)
            for at, (role, text) in enumerate(turns, start=1):
                second += random.randrange(2, 40)
                said.append(written_turn(random, second, role, text))
                known = script.slots[: ceil(len(script.slots) * at / len(turns))]
                yield (
                    random.uniform(_SHORTEST_PAUSE, _LONGEST_PAUSE),
                    {
                        "intent": quote(script.intent),
                        "confidence": JsonText(f"{random.uniform(0.6, 1):.2f}"),
                        "language": quote(script.language),
                        "slots": slots(known, about),
                        "transcript": fill(f"[{','.join(said)}]", about),
                    },
                )


async def talk_on(store: Store, account: str, random: Random, clock: Clock) -> None:
    """Let the bots talk, until cancelled: one about anything, and one that has the incident."""
    anything = DemoBot(store, account, random, clock)
    incident = DemoBot(store, account, random, clock, session=LIVE_INCIDENT, talk=incident_talk)
    await asyncio.gather(anything.run(), incident.run())
