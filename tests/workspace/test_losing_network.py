"""Saves over a network that loses answers, with a bot at the same properties.

`LOSING_SAVES=200` makes as many saves; a few without it.
"""

import asyncio
import itertools
import os
from pathlib import Path
from random import Random
from time import monotonic

from ccs_tui.client import ContextServiceClient
from ccs_tui.emulator.testing import RunningEmulator, ccs_emulator
from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.local.state import State
from ccs_tui.model.connection import Connection
from ccs_tui.model.expiry import system_clock
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.profile import Profile
from ccs_tui.model.secret import Secret
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.saving import saving_of
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
from tests.field.proxy import WRITES, Fault, Proxy, Rule

__all__ = ["ccs_emulator"]

SAVES = int(os.environ.get("LOSING_SAVES", "8"))
CREATE = "/v2/context/document/create"
LOSES = (Fault.RESET, Fault.SHORT, Fault.BAD_GATEWAY, Fault.CUT, Fault.UNAVAILABLE)


async def soon(_: float) -> None:
    """Wait between two attempts for as long as a bot needs."""
    await asyncio.sleep(0.02)


async def test_nothing_of_the_bot_is_overwritten_unsaid(
    ccs_emulator: RunningEmulator, tmp_path: Path
) -> None:
    key = DocumentKey(ccs_emulator.account, "bot", "s1")
    store, random = ccs_emulator.store, Random(SAVES)
    history: list[str] = []
    """What the service had for the property, in the order in which it had it."""

    written: dict[str, tuple[float, float]] = {}
    """When the bot's values were written: from and to."""

    def note() -> None:
        document = store.read(key)
        value = document.properties["n"] if document else ""
        if not history or history[-1] != value:
            history.append(value)

    def bot(number: int) -> None:
        note()
        began = monotonic()
        store.upsert(key, {"n": encode(f"bot {number}")}, 3_600)
        written[encode(f"bot {number}")] = began, monotonic()
        note()

    async def talk() -> None:
        number = 0
        while True:
            number += 1
            bot(number)
            await asyncio.sleep(random.uniform(0.05, 0.5))

    rules = [Rule(fault, 0.12, WRITES, route=CREATE) for fault in LOSES]
    told: set[str] = set()
    done = 0
    bot(0)
    async with Proxy(ccs_emulator.url, rules, seed=1) as proxy:
        connection = Connection.to(
            proxy.url, ccs_emulator.account, api_key=Secret(ccs_emulator.key),
            user=ccs_emulator.user, password=Secret(ccs_emulator.password),
        )  # fmt: skip
        kept = LocalState(State.open(tmp_path / "state.db", system_clock), tmp_path)
        client = ContextServiceClient(connection)
        async with Workspace(
            client, Profile(name="test", connection=connection), local=kept, sleep=soon
        ) as workspace:
            talking = asyncio.create_task(talk())
            try:
                for number in range(SAVES):
                    done += await save(workspace, key, number, told)
                    note()
            finally:
                talking.cancel()
            entries = [e for e in kept.state.journal.entries() if e.kind is Kind.SAVE]
        exchanges = [e for e in proxy.exchanges if "/v2/context/document" in e.request.path]
    assert done >= SAVES // 2
    # Each attempt has an entry, and before each attempt stands a reading.
    creates = [at for at, e in enumerate(exchanges) if e.request.path == CREATE]
    assert len(creates) == len(entries)
    assert all(exchanges[at - 1].request.method == "GET" for at in creates)
    assert {entry.outcome for entry in entries} <= {Outcome.DONE, Outcome.UNKNOWN, Outcome.FAILED}
    # What ours replaced was shown, or is told, but for what nobody can see: what the bot wrote
    # between the reading and the call.
    pairs = list(itertools.pairwise(history))
    replaced = {a for a, b in pairs if b.startswith('"me') and a.startswith('"bot')}
    blind = [
        (exchanges[at - 1].asked, exchanges[at].answered)
        for at in creates
        if exchanges[at].answered
    ]
    for value in replaced - told:
        began, ended = written[value]
        assert any(read <= ended and began <= called for read, called in blind), value


async def save(workspace: Workspace, key: DocumentKey, number: int, told: set[str]) -> bool:
    """Save as a person would who lets ours win; add to `told` what was shown or told."""
    copy = OpenDocument(await workspace.open(key))
    copy.put("n", encode(f"me {number}"))
    saving = saving_of(workspace, copy)
    for _ in range(20):
        (part,) = (await saving.read()).parts
        for conflict in part.conflicts:
            told.add(conflict.there or "")
            copy.keep_mine(conflict.name, conflict.there)
            saving.intents[0].mine.add(conflict.name)
        if part.conflicts:
            (part,) = saving.review().parts
        told |= {change.before or "" for change in part.changes}
        try:
            saved = await saving.send()
        except ChangedMeanwhileError:
            continue
        except SaveStoppedError as stopped:
            told |= {change.before or "" for change in stopped.replaced}
            return False
        told |= {change.before or "" for p in saved.parts for change in p.replaced}
        return True
    return False
