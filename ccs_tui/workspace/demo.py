"""The demo: the emulator in this process, filled with the data of bots, two of which talk on."""

import secrets
from collections.abc import Callable
from random import Random

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.demo import load_demo
from ccs_tui.emulator.demo.bot import talk_on
from ccs_tui.emulator.store import Store
from ccs_tui.model.connection import Connection
from ccs_tui.model.expiry import Clock
from ccs_tui.model.secret import Secret

URL = "http://demo.invalid"
"""A name that never resolves: nothing leaves the process."""


class DemoService:
    """The embedded service with demo data, in memory. Making it takes a moment: do it in a thread.

    `app` is the ASGI app, `connection` opens it; `run` lets the bots talk until it is cancelled.
    `image` returns what `DemoData` made, None to make it here. It is called last, and may wait.
    """

    def __init__(
        self,
        account: str,
        sessions: int,
        seed: int,
        clock: Clock,
        image: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        key, password = secrets.token_urlsafe(), secrets.token_urlsafe()
        config = EmulatorConfig(
            account=account,
            api_key=Secret(key),
            user="demo",
            password=Secret(password),
            clock=clock,
        )
        self._store = Store(None, clock)
        self.app = create_app(config, self._store)
        self.connection = Connection.to(
            URL, account, api_key=Secret(key), user="demo", password=Secret(password)
        )
        self._account, self._seed, self._clock = account, seed, clock
        if (made := image()) is None:
            load_demo(self._store, account, sessions, seed, clock())
        else:
            self._store.restore(made)

    async def run(self) -> None:
        """Let the bots talk, until cancelled."""
        try:
            await talk_on(self._store, self._account, Random(self._seed), self._clock)
        finally:
            self._store.close()
