"""`ccs-tui config`: what holds, where it comes from, and nothing secret."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ccs_tui.cli import main

SETTINGS = """\
journal_days = 3
keymap = "vim"
keys.ttl = "ctrl+e"
[profiles.live]
account = "le1"
region = "emea"
user = "robot"
environment = "production"
api_key_env = "LIVE_KEY"
password_command = "cat shh-file shh-argument"
ask = ["token"]
call_timeout = 60
proxy = "http://proxy.example:8080"

[profiles.lab]
account = "le22"
url = "http://lab.example"
"""
PLANTED = {"LIVE_KEY": "shh-live", "CCS_API_KEY": "shh-lab",
           "HTTP_PROXY": "http://robot:shh-proxy@other.example:3128"}  # fmt: skip


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        odd = name.upper().endswith("_PROXY") or name.startswith(("SSL_", "XDG_"))
        if odd or (name.startswith("CCS_") and name not in ("CCS_CONFIG_DIR", "CCS_STATE_DIR")):
            monkeypatch.delenv(name)
    path = Path(os.environ["CCS_CONFIG_DIR"]) / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(SETTINGS)
    return path


README = (Path(__file__).parents[2] / "README.md").read_text()
EXAMPLES = [
    block
    for block in re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    if "expect = " not in block
]


def run(*arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(main, arguments, env=PLANTED | variables)


def section(result: Result, title: str) -> dict[str, tuple[str, str]]:
    """Return the settings of a section, each with its value and its origin."""
    text = result.output.partition(f"{title}:\n")[2].partition("\n\n")[0]
    lines = [
        re.fullmatch(r"  (\S+(?: \S+)*)  +(.*?)  +\((.*)\)", line) for line in text.split("\n")
    ]
    return {found[1]: (found[2].strip(), found[3]) for found in lines if found}


def test_keys_that_can_not_hold_are_named_with_their_place(settings: Path) -> None:
    text = 'keymap = "vim"\n[keys]\nttl = "ctrl+e"\nquitt = "Q"\njournal = "nokey"\nsave = "d"\n'
    settings.write_text(text + SETTINGS[SETTINGS.index("[profiles.lab]") :])
    result = run("config")
    assert result.exit_code == 1
    for line, sentence in {
        4: "keys.quitt: there is no such id; quit is near.",
        5: "keys.journal: nokey is no key",
        6: "keys.save: d is also the key of delete",
    }.items():
        assert f"settings.toml:{line}: {sentence}" in result.output
    assert "keys.ttl: " not in result.output


def test_all_that_is_wrong_is_named_at_once(settings: Path) -> None:
    """Whoever mends one line must not find the next one then."""
    settings.write_text(
        'review = "sometimes"\n'
        "[keys]\n"
        'quitt = "Q"\n'
        "save = 3\n"
        "[profiles.lab]\n"
        'account = "le1"\nregion = "emea"\nurl = "http://lab.example"\n'
        "[profiles.live]\n"
        'account = 7\nregion = "emea"\n'
    )
    result = run("config")
    assert result.exit_code == 1
    for line, name in {
        1: "review", 3: "keys.quitt", 4: "keys.save",
        7: "profiles.lab.region", 10: "profiles.live.account",
    }.items():  # fmt: skip
        assert re.search(rf"settings.toml:{line}(:\d+)?: {name}: ", result.output), result.output
    assert len(result.output.splitlines()) == 5


def test_each_setting_is_shown_with_its_origin(settings: Path) -> None:
    result = run("config", "live", SSL_CERT_FILE="/etc/authority.pem")
    assert result.exit_code == 0, result.output
    shown = section(result, "this run") | section(result, "profile live")
    assert shown["settings"] == (str(settings), "variable CCS_CONFIG_DIR")
    assert shown["state folder"] == (os.environ["CCS_STATE_DIR"], "variable CCS_STATE_DIR")
    assert shown["review"] == ("always", "default")
    assert shown["journal_days"] == ("3", "settings.toml:1")
    assert shown["keymap"] == ("vim", "settings.toml:2")
    assert shown["keys.ttl"] == ("ctrl+e", "settings.toml:3")
    assert shown["account"] == ("le1", "settings.toml:5")
    assert shown["region"] == ("emea", "settings.toml:6")
    assert shown["read_only"] == ("false", "default")
    assert shown["api_key"] == ("**********", "variable LIVE_KEY")
    assert shown["password"] == ("**********", "what cat prints (settings.toml:10)")
    assert shown["token"] == ("**********", "typed when it is needed (settings.toml:11)")
    assert shown["proxy"] == ("http://proxy.example:8080", "settings.toml:13")
    assert shown["ca_bundle"] == ("/etc/authority.pem", "variable SSL_CERT_FILE")
    assert shown["call_timeout"] == ("60 s", "settings.toml:12")
    assert shown["concurrency"] == ("16", "default")
    assert "lab" not in result.output
    assert "shh" not in result.output


def test_without_a_name_all_profiles_are_shown() -> None:
    result = run("config")
    assert section(result, "profile live")["account"] == ("le1", "settings.toml:5")
    lab = section(result, "profile lab")
    assert lab["api_key"] == ("**********", "variable CCS_API_KEY")
    assert lab["token"] == ("-", "variable CCS_TOKEN is not set")
    assert lab["proxy"] == ("http://**********@other.example:3128", "variable HTTP_PROXY")
    assert "shh" not in result.output


@pytest.mark.parametrize(
    ("arguments", "variables", "name", "shown"),
    [
        (["--read-only", "config"], {}, "read_only", ("true", "command line")),
        (["config"], {"CCS_READ_ONLY": "1"}, "read_only", ("1", "variable CCS_READ_ONLY")),
        (["--profile", "lab", "config"], {}, "profile", ("lab", "command line")),
        (["config"], {"CCS_PROFILE": "lab"}, "profile", ("lab", "variable CCS_PROFILE")),
        (["--log", "x.log", "config"], {}, "log", ("x.log", "command line")),
        (["config"], {"CCS_LOG": "y.log"}, "log", ("y.log", "variable CCS_LOG")),
        (["--clipboard", "file", "config"], {}, "clipboard", ("file", "command line")),
        (["config"], {"CCS_CLIPBOARD": "off"}, "clipboard", ("off", "variable CCS_CLIPBOARD")),
    ],
)
def test_the_command_line_and_the_environment_hold(
    arguments: list[str], variables: dict[str, str], name: str, shown: tuple[str, str]
) -> None:
    result = run(*arguments, **variables)
    assert section(result, "this run")[name] == shown
    if name == "profile":
        assert "profile live" not in result.output


def test_the_connection_of_the_environment_is_shown() -> None:
    result = run("config", CCS_URL="http://ccs.test", CCS_ACCOUNT="le9", CCS_USER="robot",
                 CCS_PASSWORD="shh-password", CCS_V1_URL="http://one.test")  # fmt: skip
    assert result.exit_code == 0
    shown = section(result, "the connection of the environment")
    assert shown["account"] == ("le9", "variable CCS_ACCOUNT")
    assert shown["v1_url"] == ("http://one.test", "variable CCS_V1_URL")
    assert shown["v2_url"] == ("http://ccs.test", "variable CCS_URL")
    assert shown["password"] == ("**********", "variable CCS_PASSWORD")
    assert "shh" not in result.output


def test_what_is_missing_is_said_below_what_is_there(settings: Path) -> None:
    result = run("config", "live", LIVE_KEY="")
    assert result.exit_code == 1
    assert section(result, "profile live")["api_key"] == ("-", "variable LIVE_KEY is not set")
    assert f"Error: {settings}:9:1: profiles.live.api_key_env: the variable" in result.output


@pytest.mark.parametrize(
    ("text", "variables", "said"),
    [
        ("review = 3", {}, "settings.toml:1:1: review: set it to"),
        (SETTINGS, {"CCS_URL": "nowhere"}, "CCS_URL: The URL needs"),
        (SETTINGS, {"CCS_PROFILE": "nope"}, "there is no such profile; there is live or lab."),
    ],
)
def test_what_is_wrong_is_said_alone(
    settings: Path, text: str, variables: dict[str, str], said: str
) -> None:
    settings.write_text(text)
    result = run("config", **variables)
    assert result.exit_code == 1
    assert said in result.output
    assert len(result.output.splitlines()) == 1


def test_without_settings_it_says_so(settings: Path) -> None:
    settings.unlink()
    result = run("config", CCS_API_KEY="")
    assert result.exit_code == 0
    assert section(result, "this run")["settings"][0] == f"{settings} (not there)"


def test_a_program_that_is_not_there_is_not_named(settings: Path) -> None:
    settings.write_text(SETTINGS.replace("cat shh-file", "shh-secret"))
    result = run("config", "live")
    shown = section(result, "profile live")["password"]
    assert shown == ("-", "its program is not found (settings.toml:10)")
    assert "shh" not in result.output


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split(maxsplit=1)[0])
def test_every_example_of_settings_in_readme_holds(settings: Path, example: str) -> None:
    settings.write_text(example)
    for name in re.findall(r'^\w+ = "([\w-]+\.(?:pem|key))"', example, re.MULTILINE):
        (settings.parent / name).touch()
    variables = dict.fromkeys(re.findall(r'_env = "(\w+)"', example), "shh")
    held = CliRunner().invoke(main, ["config"], env=variables)
    assert held.exit_code == 0, held.output
    assert f"({settings.name}:1)" in held.output
