"""What is opened: a profile's service, of which nothing is asked yet, and the demo."""

import asyncio
from pathlib import Path

import pytest

from ccs_tui.client.errors import MissingCredentialsError, NetworkError
from ccs_tui.model.connection import Connection
from ccs_tui.model.profile import Environment, Profile
from ccs_tui.model.secret import Secret
from ccs_tui.workspace.demo_data import demo_data
from ccs_tui.workspace.opening import check, open_demo, open_profile


def connection(port: int = 1, *, read_only: bool = False) -> Connection:
    return Connection.to(
        f"http://127.0.0.1:{port}", "le1", api_key=Secret("key"), read_only=read_only
    )


async def test_a_profile_is_opened_without_a_call_and_without_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCS_STATE_DIR", str(tmp_path))

    def files() -> list[str]:
        return [each.name for each in tmp_path.iterdir()]

    called = asyncio.Event()
    server = await asyncio.start_server(lambda *_: called.set(), "127.0.0.1")
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with await open_profile(Profile(name="p", connection=connection(port))) as workspace:
            assert workspace.profile.name == "p"
            assert files() == []
            assert not called.is_set()
            # The local state is opened by its first use.
            assert workspace.local.slot
            assert files() != []


@pytest.mark.parametrize(
    ("environment", "read_only", "is_locked", "is_locked_for_good"),
    [
        (Environment.DEVELOPMENT, False, False, False),
        (Environment.PRODUCTION, False, True, False),
        (Environment.DEVELOPMENT, True, True, True),
    ],
)
async def test_production_begins_locked_and_a_run_that_is_read_only_stays_so(
    environment: Environment, read_only: bool, is_locked: bool, is_locked_for_good: bool
) -> None:
    profile = Profile(name="p", connection=connection(read_only=read_only), environment=environment)
    async with await open_profile(profile) as workspace:
        assert workspace.read_only is is_locked
        assert workspace.write_lock.permanent is is_locked_for_good


@pytest.mark.slow
async def test_a_check_says_of_each_version_why_it_does_not_answer() -> None:
    checked = await check(connection())
    assert isinstance(checked.v1, NetworkError)
    assert isinstance(checked.v2, MissingCredentialsError)
    assert not checked.capabilities.v1


@pytest.mark.parametrize("read_only", [True, False])
async def test_a_demo_is_as_it_was_asked_for(read_only: bool) -> None:
    async with await open_demo(
        demo_data(12, 7), environment=Environment.PRODUCTION, read_only=read_only
    ) as workspace:
        assert workspace.profile.environment is Environment.PRODUCTION
        assert workspace.read_only
        assert workspace.write_lock.permanent is read_only
        names = [name async for page in workspace.list_sessions("airlineBot") for name in page]
        assert len(names) >= 12
