"""An export and an import in processes of their own that are killed, and made again."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ccs_tui.emulator.testing import RunningEmulator, running_emulator
from ccs_tui.local.export_reader import check_export, read_export
from ccs_tui.local.export_writer import part_of
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey

pytestmark = pytest.mark.slow

SESSIONS = 160
_HEAD = """
import asyncio, sys
from pathlib import Path
from ccs_tui.client import ContextServiceClient
from ccs_tui.model.connection import Connection
from ccs_tui.model.profile import Profile
from ccs_tui.model.secret import Secret
from ccs_tui.workspace.export import Export, ExportScope
from ccs_tui.workspace.import_plan import compare_with_service, read_plan
from ccs_tui.workspace.import_run import Import
from ccs_tui.workspace.workspace import Workspace

url, account, key, user, password, path = sys.argv[1:]
connection = Connection.to(
    url, account, api_key=Secret(key), user=user, password=Secret(password)
)

async def main():
    client = ContextServiceClient(connection)
    async with Workspace(client, Profile(name="test", connection=connection)) as workspace:
        await work(workspace)
"""
_EXPORT = """
async def work(workspace):
    export = Export(workspace, Path(path), ExportScope(("bot",)))
    await export.run()
    assert export.is_complete, export.problem

asyncio.run(main())
"""
_IMPORT = """
async def work(workspace):
    plan = await read_plan(workspace, Path(path))
    await compare_with_service(workspace, plan)
    async for item in Import(workspace, plan).run():
        assert item.problem is None, item.problem

asyncio.run(main())
"""


def process(emulator: RunningEmulator, work: str, path: Path) -> "subprocess.Popen[bytes]":
    where = (emulator.url, emulator.account, emulator.key, emulator.user, emulator.password)
    code = textwrap.dedent(_HEAD + work)
    return subprocess.Popen([sys.executable, "-c", code, *where, str(path)])


def killed_once(running: "subprocess.Popen[bytes]", is_time: Callable[[], bool]) -> None:
    """Kill a process once it has done something; it must not be at its end by then."""
    with running:
        deadline = time.monotonic() + 60
        while not is_time():
            assert running.poll() is None, "it ended before it was killed"
            assert time.monotonic() < deadline
            time.sleep(0.005)
        running.kill()
    assert running.returncode == -signal.SIGKILL


def ended(running: "subprocess.Popen[bytes]") -> None:
    with running:
        assert running.wait(120) == 0


@pytest.mark.parametrize("name", ["bot.ndjson", "bot.ndjson.gz"])
def test_both_end_as_if_nobody_had_killed_them(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with running_emulator() as emulator:
        keys = [DocumentKey(emulator.account, "bot", f"s{n:03}") for n in range(SESSIONS)]
        wanted = {key: {"text": JsonText(f'"{os.urandom(4_000).hex()}"')} for key in keys}
        for key, properties in wanted.items():
            emulator.store.upsert(key, properties, 3_600)
        part = part_of(path)
        killed_once(
            process(emulator, _EXPORT, path),
            lambda: part.exists() and part.stat().st_size > 200_000,
        )
        assert not path.exists()
        ended(process(emulator, _EXPORT, path))
        assert check_export(path) == SESSIONS
        assert {each.key: dict(each.properties) for each in read_export(path)} == wanted

        for key in keys:
            emulator.store.delete_document(key)
        killed_once(
            process(emulator, _IMPORT, path),
            lambda: emulator.store.read(keys[20]) is not None,
        )
        ended(process(emulator, _IMPORT, path))
        there = {key: emulator.store.read(key) for key in keys}
        assert {key: dict(each.properties) for key, each in there.items() if each} == wanted
