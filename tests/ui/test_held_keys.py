"""Keys that are held over a long list whose pages and documents come slowly.

`HELD_KEYS=5000` holds each so often; 50 times without it.
"""

import os
from collections.abc import Iterator
from functools import partial

import pytest
from textual import events
from textual.pilot import Pilot

from ccs_tui.emulator.faults import Trouble
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.testing import RunningEmulator, running_emulator
from ccs_tui.model.connection import Connection
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import Profile
from ccs_tui.model.secret import Secret
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.start import Start
from ccs_tui.workspace.opening import open_profile
from tests.client.test_cancelling import all_ended, pool_of
from tests.ui.conftest import open_session, save, screen_of, shown, until

pytestmark = pytest.mark.slow

TIMES = int(os.environ.get("HELD_KEYS", "50"))
SESSIONS = 20_000
NAMESPACE = "bot"
SLOW = Trouble(latency_seconds=0.02)


@pytest.fixture
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator(trouble=SLOW) as running:
        running.store.load(
            SeedDocument(DocumentKey(running.account, NAMESPACE, f"s{number:05}"), VALUES)
            for number in range(SESSIONS)
        )
        yield running


VALUES = {"intent": encode("rebook")}


def explorer_of(emulator: RunningEmulator) -> CcsApp:
    connection = Connection.to(
        emulator.url, emulator.account, api_key=Secret(emulator.key), user=emulator.user,
        password=Secret(emulator.password),
    )  # fmt: skip
    profile = Profile(name="test", connection=connection)
    return CcsApp(Start("connecting", partial(open_profile, profile)))


async def hold(pilot: Pilot[None], key: str) -> None:
    """Hold a key: it comes again as soon as the screen has taken the one before."""
    for _ in range(TIMES):
        pilot.app.post_message(events.Key(key, None))
        await pilot.pause(0.005)


async def test_held_keys_leave_all_connections_free_and_everything_works(
    emulator: RunningEmulator,
) -> None:
    app = explorer_of(emulator)
    async with app.run_test(size=(140, 40)) as pilot:
        screen = screen_of(pilot)
        await until(pilot, lambda: "s00000" in shown(pilot))
        await pilot.press("2")
        for held in ("down", "pagedown", "up", "pagedown"):
            await hold(pilot, held)
        client = screen.desk.workspace.client
        # A key that still waits would take the cursor away from where it is put below.
        await until(pilot, lambda: not app.typed_ahead)
        await until(pilot, lambda: len(screen.desk.listing.sessions) >= SESSIONS)
        await until(pilot, lambda: not screen.desk.waits)
        await all_ended(client)
        pool = pool_of(client)
        assert pool._requests == []
        assert all(c.is_idle() or c.is_closed() or c.has_expired() for c in pool.connections)
        assert client._transport._limit._busy == 0
        # Called right now, not from what was read before.
        middle = DocumentKey(emulator.account, NAMESPACE, "s12345")
        assert (await screen.desk.workspace.open(middle)).exists
        await open_session(pilot, screen, "s12345")
        document = screen.document.document
        assert document is not None
        document.put("intent", encode("refund"))
        await save(pilot)
        await until(pilot, lambda: not document.is_edited)
        stored = emulator.store.read(middle)
        assert stored is not None
        assert stored.properties["intent"] == encode("refund")
