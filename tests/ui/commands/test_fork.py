"""A fork and the way out of it: to the profile that it was made from, and no further."""

from pathlib import Path

import pytest

from ccs_tui.model.profile import Preferences
from ccs_tui.ui.commands import profile
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.profiles import ProfilesDialog
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.fork import open_fork
from tests.ui.commands.conftest import PlainPort
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[profiles.{}]\naccount = "le1"\nurl = "http://127.0.0.1:1"\napi_key_env = "KEY"\n'
    (tmp_path / "settings.toml").write_text(text.format("a") + text.format("test"))
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("KEY", "key")


@pytest.mark.parametrize("read_only", [True, False])
async def test_the_way_out_of_a_fork_of_a_fork_keeps_what_the_run_was_told(
    service: Service, read_only: bool
) -> None:
    async with service.workspace(read_only=read_only) as workspace:
        document = await workspace.open(service.key())
        first = open_fork(document, workspace.profile, service.clock, Preferences())
        async with first, open_fork(document, first.profile, service.clock, Preferences()) as fork:
            assert not fork.read_only
            port = PlainPort(Desk(fork))
            port.answers = ["test"]
            await profile.run(port.desk, port)
            (dialog,) = port.asked
            assert isinstance(dialog, ProfilesDialog)
            assert (dialog._current, dialog._cursor) == ("fork", "test")
            (start,) = port.starts
            async with await start.open(service.clock) as back:
                assert back.profile.name == "test"
                assert back.profile.connection.read_only is read_only


@pytest.mark.parametrize("stays", [True, False])
async def test_what_was_written_in_a_fork_is_not_left_behind_unasked(
    service: Service, stays: bool
) -> None:
    async with service.workspace() as workspace:
        document = await workspace.open(service.key())
        async with open_fork(document, workspace.profile, service.clock, Preferences()) as fork:

            async def deletion() -> None:
                await fork.client.delete_document(NAMESPACE, "s1")

            await fork.writes.run("deleting s1", deletion)
            port = PlainPort(Desk(fork))
            port.answers = ["test", not stays]
            await profile.run(port.desk, port)
            assert isinstance(port.asked[1], ConfirmDialog)
            assert port.asked[1]._says.question == "Leave the fork, and lose what you wrote in it?"
            assert len(port.starts) == (not stays)
