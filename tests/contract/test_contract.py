"""Runs the table against the emulator in process and over loopback, and against a given server.

For another server: CCS_CONTRACT_URL, and credentials as `ccs-tui` takes them (CCS_ACCOUNT,
CCS_API_KEY, CCS_USER, CCS_PASSWORD, CCS_TOKEN). Each case works in a namespace of its own, whose
name begins with `ccs_tui_contract_`, and deletes it.
"""

import dataclasses
import os
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from ccs_tui.client import Connection, ContextServiceClient, Secret
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.store import Store
from ccs_tui.emulator.testing import RunningEmulator, example_config, running_emulator
from ccs_tui.local.environment import connection_from_environment
from ccs_tui.model.connection import Capabilities
from tests.contract.cases import BOTH, CASES, V1, V2, At, Case, clean_up, utc_now

CONTRACT_URL = "CCS_CONTRACT_URL"
SERVERS = ("in_process", "loopback", *(["elsewhere"] if os.environ.get(CONTRACT_URL) else []))
OVER = {V1: "v1", V2: "v2", BOTH: "both"}


class MovableClock:
    """A clock that stands at the present and moves when it is told to."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def loopback() -> Iterator[tuple[RunningEmulator, MovableClock]]:
    clock = MovableClock()
    with running_emulator(clock=clock) as emulator:
        yield emulator, clock


def narrow(connection: Connection, over: Capabilities) -> Connection:
    """Return the connection with the credentials of some versions only."""
    if not over.v1:
        connection = dataclasses.replace(connection, api_key=None)
    if not over.v2:
        connection = dataclasses.replace(connection, user=None, password=None, token=None)
    return connection


def account_of(url: str, emulator: RunningEmulator | None = None) -> Connection:
    config = example_config()
    return Connection.to(
        url,
        emulator.account if emulator else config.account,
        api_key=Secret(config.api_key.get_secret_value()),
        user=config.user,
        password=Secret(config.password.get_secret_value()),
    )


@pytest.fixture
async def at(
    request: pytest.FixtureRequest, server: str, over: Capabilities, case: Case
) -> AsyncIterator[At]:
    clock = MovableClock()
    store: Store | None = None
    app = None
    if server == "in_process":
        store = Store(clock=clock)
        app = create_app(example_config(clock), store)
        connection = account_of("http://emulator")
    elif server == "loopback":
        emulator, clock = request.getfixturevalue("loopback")
        connection = account_of(emulator.url, emulator)
    else:
        given = connection_from_environment({**os.environ, "CCS_URL": os.environ[CONTRACT_URL]})
        if given is None or case.moves_clock:
            pytest.skip("there is no clock to move elsewhere")
        connection = given
        if not (connection.capabilities.v1 >= over.v1 and connection.capabilities.v2 >= over.v2):
            pytest.skip("there are no credentials for this version elsewhere")
    connection = narrow(connection, over)

    def client(**replaced: Any) -> ContextServiceClient:
        return ContextServiceClient(
            dataclasses.replace(connection, **replaced),
            app=app,
            clock=clock,
        )

    namespace = f"ccs_tui_contract_{uuid4().hex}"
    async with client() as ccs:
        try:
            yield At(ccs, namespace, client, clock, clock.advance)
        finally:
            await clean_up(ccs, namespace)
            if store is not None:
                store.close()


@pytest.mark.matrix
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    ("case", "over"),
    [
        pytest.param(case, over, id=f"{case.title}-{OVER[over]}")
        for case in CASES
        for over in case.over
    ],
)
async def test_contract(case: Case, at: At) -> None:
    await case.run(at)


def test_every_case_names_its_source() -> None:
    known = {"S1", "S2", "V1", "GS", "AUTH", "CB", "SDK", "OURS"}
    assert all(case.source and set(case.source.split()) <= known for case in CASES)
    assert len({case.title for case in CASES}) == len(CASES)
