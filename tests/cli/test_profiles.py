"""Profiles on the command line, and what read-only makes of each way to start."""

import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ccs_tui import cli
from ccs_tui.cli import main, terminal
from ccs_tui.emulator.testing import RunningEmulator
from ccs_tui.model.address import Address
from ccs_tui.model.expiry import system_clock
from ccs_tui.model.profile import Environment
from ccs_tui.ui.start import Start
from ccs_tui.workspace.settings import load_settings
from ccs_tui.workspace.workspace import Workspace

SETTINGS = """\
[profiles.live]
account = "le1"
region = "emea"
environment = "production"
api_key_env = "LIVE_KEY"

[profiles.lab]
account = "le22"
url = "http://lab.example"
read_only = true
"""
KEYS = {"LIVE_KEY": "shh-live", "CCS_API_KEY": "shh-lab"}


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the settings, and hide those of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith("CCS_") and name not in ("CCS_CONFIG_DIR", "CCS_STATE_DIR"):
            monkeypatch.delenv(name)
    path = Path(os.environ["CCS_CONFIG_DIR"]) / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(SETTINGS)
    return path


class Screen:
    """What would be shown, in the place of a terminal."""

    start: Start | None = None
    read_only: bool = False

    def show(self, start: Start | None, read_only: bool = False) -> None:
        self.start, self.read_only = start, read_only

    async def workspace(self) -> Workspace:
        assert self.start is not None
        return await self.start.open(system_clock)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen()
    monkeypatch.setattr(cli, "show", screen.show)
    monkeypatch.setattr(terminal, "_terminal_problem", lambda: None)
    return screen


def run(*arguments: str, **variables: Any) -> Result:
    return CliRunner().invoke(main, arguments, env=KEYS | variables)


def test_profiles_are_listed_with_what_is_missing(settings: Path) -> None:
    result = run("profiles", LIVE_KEY="")
    assert result.exit_code == 0
    # Of both streams: click before 8.2 doesn't part them for tests.
    assert result.output.splitlines()[:3] == [
        "name  environment  account  where               starts",
        "live  production   le1      emea                read-only",
        "lab   development  le22     http://lab.example  read-only",
    ]
    assert "live: the variable LIVE_KEY is not set" in result.output
    assert "shh" not in result.output


def test_without_profiles_it_says_how_to_have_one(settings: Path) -> None:
    settings.unlink()
    result = run("profiles")
    assert str(settings) in result.output
    example = result.output.partition("\n\n")[2]
    settings.write_text(example)
    assert "le12345678" in run("profiles").output


@pytest.mark.parametrize("command", [["profiles"], ["--profile", "live"]])
def test_wrong_settings_are_said(settings: Path, command: list[str]) -> None:
    settings.write_text('review = "never"')
    result = run(*command)
    assert result.exit_code == 1
    assert f"Error: {settings}:1:1: review: set it to 'always'" in result.output


@pytest.mark.parametrize("secret", ["CCS_API_KEY", "CCS_TOKEN", "CCS_PASSWORD"])
def test_secrets_of_profiles_alone_are_no_connection(
    screen: Screen, settings: Path, secret: str
) -> None:
    none = dict.fromkeys(("CCS_API_KEY", "CCS_TOKEN", "CCS_PASSWORD"), "")
    result = run(**none | {secret: "shh"})
    assert result.exit_code == 0, result.output
    # The first screen, which offers the profiles.
    assert screen.start is None
    settings.write_text("review = 'always'")
    result = run(**none | {secret: "shh"})
    assert result.exit_code == 1
    assert "CCS_URL: it is not set" in result.output


def test_a_connection_that_is_half_there_is_said_beside_profiles(screen: Screen) -> None:
    result = run(CCS_ACCOUNT="le1")
    assert result.exit_code == 1
    assert "CCS_URL: it is not set" in result.output


def test_an_unknown_profile_is_said() -> None:
    result = run("--profile", "nope")
    assert result.exit_code == 1
    assert "there is no such profile; there is live or lab." in result.output


def test_a_profile_is_not_for_a_command() -> None:
    result = run("--profile", "live", "demo")
    assert result.exit_code == 2
    assert "--profile doesn't apply to demo" in result.output


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [(["--profile", "live"], {}), ([], {"CCS_PROFILE": "live"}),
     (["--profile", "live"], {"CCS_PROFILE": "lab"})],
)  # fmt: skip
async def test_a_profile_is_opened(
    screen: Screen, arguments: list[str], variables: dict[str, str]
) -> None:
    assert run(*arguments, **variables).exit_code == 0
    async with await screen.workspace() as workspace:
        assert workspace.profile.name == "live"
        assert workspace.profile.environment is Environment.PRODUCTION
        assert workspace.read_only
        assert not workspace.write_lock.permanent


async def test_the_connection_of_the_environment_has_no_profile(screen: Screen) -> None:
    run(CCS_REGION="emea", CCS_ACCOUNT="le1")
    async with await screen.workspace() as workspace:
        assert workspace.profile.name == "environment"
        assert workspace.profile.label == "z2.context.liveperson.net"
        assert not workspace.read_only


@pytest.mark.sample(each=5)
@pytest.mark.parametrize(
    "way",
    [
        ["--read-only", "--profile", "live"],
        ["--read-only", "--profile", "lab"],
        ["--read-only", "demo"],
        ["demo", "--read-only"],
        ["demo", "--production", "--read-only"],
    ],
)
async def test_read_only_holds_for_every_way_to_start(screen: Screen, way: list[str]) -> None:
    assert run(*way).exit_code == 0
    async with await screen.workspace() as workspace:
        assert workspace.write_lock.permanent


@pytest.mark.parametrize("way", [["--profile", "live"], ["demo"]])
async def test_the_variable_holds_too(screen: Screen, way: list[str]) -> None:
    assert run(*way, CCS_READ_ONLY="1").exit_code == 0
    async with await screen.workspace() as workspace:
        assert workspace.write_lock.permanent


def test_the_first_screen_is_read_only_too(screen: Screen) -> None:
    assert run("--read-only", CCS_API_KEY="").exit_code == 0
    assert (screen.start, screen.read_only) == (None, True)


async def test_the_demo_can_be_production(screen: Screen) -> None:
    assert run("demo", "--production", "--sessions", "3").exit_code == 0
    async with await screen.workspace() as workspace:
        assert (workspace.profile.name, workspace.profile.is_production) == ("demo", True)
        assert workspace.read_only
        assert not workspace.write_lock.permanent


async def test_plain_http_is_warned_of(screen: Screen) -> None:
    run("--profile", "lab")
    assert screen.start is not None
    assert screen.start.warning is not None
    assert "lab.example is not encrypted" in screen.start.warning


def test_an_address_is_opened_with_its_profile(screen: Screen) -> None:
    result = run("open", "ccs:live/bot/a%2Fb#x[3]@4")
    assert result.exit_code == 0, result.output
    assert screen.start is not None
    assert screen.start.address == Address("live", "bot", "a/b", ("x", 3), 4)
    assert run("open", "ccs:theirs/bot/s", "--profile", "lab").exit_code == 0
    assert screen.start.address == Address("lab", "bot", "s")
    assert "le22" in screen.start.waiting


def test_a_document_is_opened_by_its_name_as_other_commands_take_it(screen: Screen) -> None:
    result = run("open", "bot/a%2Fb", "--profile", "lab")
    assert result.exit_code == 0, result.output
    assert screen.start is not None
    assert screen.start.address == Address("lab", "bot", "a%2Fb")
    assert "le22" in screen.start.waiting
    assert run("open", "b t/s", "-P", "lab").exit_code == 2
    assert run("open", "le22:bot:s", "-P", "lab").exit_code == 0, "y copies such keys"
    assert screen.start.address == Address("lab", "bot", "s")
    refused = run("open", "le1:bot:s", "-P", "lab")
    assert refused.exit_code == 1
    assert "le1:bot:s is of another account than le22" in refused.output
    nothing = run("open", "s", "-P", "lab")
    assert (nothing.exit_code, "a document reads namespace/session" in nothing.output) == (1, True)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ccs:live", "The namespace is missing"),
        ("ccs:live/b%20t/s", "is none of these"),
        ("ccs:theirs/bot/s", "The address is of the profile theirs."),
        ("ccs:theirs/bot/s", "--profile NAME"),
        ("ccs:environment/bot/s", "The address is of the profile environment."),
    ],
)
def test_an_address_that_can_not_be_opened_says_what_to_do(
    screen: Screen, address: str, why: str
) -> None:
    result = run("open", address)
    assert result.exit_code == 1
    assert why in " ".join(result.output.split())
    assert screen.start is None


@pytest.mark.parametrize(
    "wrong",
    ["[profiles.bad]\ncolur = 1\n", '[profiles.bad]\naccount = "le1"\n', "[profiles]\nbad = 1\n",
     '[profiles."b d"]\naccount = "le1"\nregion = "emea"\n',
     '[profiles.bad]\naccount = "le1"\nregion = "emea"\nurl = "https://a.example"\n',
     '[profiles.bad]\naccount = "le1"\nregion = "emea"\napi_key = "shh"\n'],
    ids=["unknown", "missing", "no table", "name", "not together", "secret"],
)  # fmt: skip
def test_a_wrong_profile_stops_only_the_commands_that_are_asked_for_it(
    settings: Path, wrong: str, ccs_emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = (
        f'[profiles.lab]\naccount = "{ccs_emulator.account}"\nurl = "{ccs_emulator.url}"\n'
        'api_key_env = "LAB_KEY"\n'
    )
    settings.write_text(f"{wrong}{good}" if wrong.startswith("[profiles]") else f"{good}{wrong}")
    ccs_emulator.store.create_namespace(ccs_emulator.account, "bot", None)
    monkeypatch.setenv("LAB_KEY", ccs_emulator.key)
    listed = CliRunner().invoke(main, ["ls", "-P", "lab"])
    assert listed.exit_code == 0, listed.output
    for name in ("CCS_URL", "CCS_ACCOUNT", "CCS_API_KEY"):
        monkeypatch.setenv(name, getattr(ccs_emulator, name[4:].lower().replace("api_", "")))
    unnamed = CliRunner().invoke(main, ["ls"])
    assert unnamed.exit_code == 0, unnamed.output
    asked = CliRunner().invoke(main, ["ls", "-P", "b d" if '"b d"' in wrong else "bad"])
    assert asked.exit_code == 1
    assert "settings.toml:" in asked.output
    # What looks at all of them says what is wrong.
    assert CliRunner().invoke(main, ["config"]).exit_code == 1


def test_the_secrets_of_a_wrong_profile_are_kept_from_other_programs(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.write_text(
        '[profiles.lab]\naccount = "le1"\nregion = "emea"\n'
        '[profiles.bad]\nregion = "emea"\napi_key_env = "BAD_KEY"\n'
    )
    found = load_settings(os.environ, "lab")
    assert "BAD_KEY" in found.secret_variables
    assert list(found.profiles) == ["lab"]
