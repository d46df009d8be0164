"""An emulator that runs while a test does, for people who test a bot or a client.

Import the pytest fixture `ccs_emulator`, or use `running_emulator` in a `with`:

    from ccs_tui.emulator.testing import ccs_emulator

    def test_my_bot(ccs_emulator):
        bot = Bot(url=ccs_emulator.url, key=ccs_emulator.key, account=ccs_emulator.account)
"""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.faults import Trouble, Troubled
from ccs_tui.emulator.origins import KnownOrigins
from ccs_tui.emulator.server import bind, make_server
from ccs_tui.emulator.store import Store
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.secret import Secret


@dataclass(frozen=True, slots=True)
class RunningEmulator:
    """The address of an emulator and the credentials it lets in; `store` has its documents."""

    url: str
    account: str
    key: str = field(repr=False)
    user: str
    password: str = field(repr=False)
    store: Store = field(repr=False)


def example_config(clock: Clock = system_clock) -> EmulatorConfig:
    """Return an account and credentials for tests."""
    return EmulatorConfig(
        account="le12345678",
        api_key=Secret("test-key"),
        user="test-user",
        password=Secret("test-password"),
        clock=clock,
    )


@contextmanager
def running_emulator(
    config: EmulatorConfig | None = None,
    path: Path | None = None,
    clock: Clock = system_clock,
    trouble: Trouble | None = None,
) -> Iterator[RunningEmulator]:
    """Run an emulator on a free loopback port, in a thread, until the block is left.

    `path` None keeps its documents in memory. `trouble` makes its answers late, or some of them
    failures.
    """
    config = config or example_config(clock)
    with closing(Store(path, clock)) as store, bind("127.0.0.1", 0) as listening:
        service = Troubled(
            create_app(config, store), trouble or Trouble(), Random(0), clock=config.clock
        )
        app = KnownOrigins(service, clock=config.clock)
        server = make_server(app, config.clock)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield RunningEmulator(
                url=f"http://127.0.0.1:{listening.getsockname()[1]}",
                account=config.account,
                key=config.api_key.get_secret_value(),
                user=config.user,
                password=config.password.get_secret_value(),
                store=store,
            )
        finally:
            server.stop()
            thread.join()


@pytest.fixture
def ccs_emulator() -> Iterator[RunningEmulator]:
    """An empty emulator of its own for a test."""
    with running_emulator() as emulator:
        yield emulator
