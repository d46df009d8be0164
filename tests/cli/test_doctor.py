"""`ccs-tui doctor`, against an emulator on loopback."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ccs_tui.cli import main
from ccs_tui.emulator.testing import RunningEmulator, ccs_emulator
from ccs_tui.local.environment import connection_from_environment
from ccs_tui.local.opened_namespaces import NAMESPACES_FILE, OpenedNamespaces
from ccs_tui.model.profile import UNNAMED, Profile

__all__ = ["ccs_emulator"]


@pytest.fixture
def environment(
    ccs_emulator: RunningEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = {
        "CCS_URL": ccs_emulator.url, "CCS_ACCOUNT": ccs_emulator.account,
        "CCS_API_KEY": ccs_emulator.key, "CCS_USER": ccs_emulator.user,
        "CCS_PASSWORD": ccs_emulator.password, "CCS_STATE_DIR": str(tmp_path), "TERM": "xterm",
    }  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *arguments])


def findings(result: Result) -> dict[str, dict[str, str]]:
    return {each["topic"]: each for each in json.loads(result.stdout)["findings"]}


@pytest.mark.usefixtures("environment")
def test_where_all_is_well_every_line_is() -> None:
    result = run("--json")
    assert result.exit_code == 0
    told = findings(result)
    assert {"terminal", "profile", "proxy", "DNS", "TCP", "HTTP", "v1", "v2", "clock",
            "abilities", "namespaces", "state", "disk"} <= told.keys()  # fmt: skip
    assert {each["outcome"] for topic, each in told.items() if topic != "disk"} == {"ok"}


@pytest.mark.usefixtures("environment")
def test_a_copy_is_tried_where_that_is_asked_for(tmp_path: Path) -> None:
    run_with = CliRunner().invoke
    without = run_with(main, ["--clipboard", "file", "doctor", "--json"])
    assert "copy" not in findings(without)
    told = findings(run_with(main, ["--clipboard", "file", "doctor", "--copy", "--json"]))
    assert told["copy"]["outcome"] == "ok"
    text = told["copy"]["advice"].removeprefix("Pasted, it reads: ")
    path = Path(told["copy"]["sentence"].rpartition(": ")[2])
    assert path.is_relative_to(tmp_path)
    assert path.read_text() == text


@pytest.mark.usefixtures("environment")
def test_a_home_that_is_no_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCS_STATE_DIR", "/dev/null/home/state")
    told = findings(run("--json"))
    assert told["state"]["outcome"] == "warning"
    assert told["state"]["sentence"].startswith("/dev/null is not a folder")
    assert "chmod" not in json.dumps(told)
    assert told["disk"]["sentence"].endswith("free at /dev")


@pytest.mark.usefixtures("environment")
def test_a_refused_key_is_a_problem_and_v2_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCS_API_KEY", "planted-wrong-key")
    result = run("--json")
    told = findings(result)
    assert result.exit_code == 1
    assert told["v1"]["outcome"] == "problem"
    assert told["v1"]["advice"]
    assert told["v2"]["outcome"] == "ok"
    assert "namespaces" not in told
    assert "planted-wrong-key" not in result.output


@pytest.mark.usefixtures("environment")
def test_a_dead_service_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCS_URL", "http://127.0.0.1:1")
    result = run()
    assert result.exit_code == 1
    assert "problem  TCP        the connection to 127.0.0.1:1 was refused" in result.output
    assert "skipped  service    not asked" in result.output
    assert "emulator-password" not in result.output


@pytest.mark.usefixtures("environment")
def test_a_namespace_that_is_not_listed_tells_that_the_list_is_not_whole(tmp_path: Path) -> None:
    """It is remembered by the name that the explorer keeps it by."""
    connection = connection_from_environment(os.environ)
    assert connection is not None
    name = Profile(name=UNNAMED, connection=connection).kept_as
    OpenedNamespaces(tmp_path / NAMESPACES_FILE).remember(name, connection.account, "hidden")
    told = findings(run("--json"))
    assert told["namespaces"]["outcome"] == "warning"
    assert "not hidden, which you opened by name" in told["namespaces"]["sentence"]


def test_without_a_connection_the_machine_is_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CCS_URL", "CCS_ACCOUNT", "CCS_API_KEY", "CCS_PROFILE", "CCS_REGION"):
        monkeypatch.delenv(name, raising=False)
    result = run()
    assert result.exit_code == 0
    assert "no connection is set" in result.output
    assert "ok       disk" in result.output


def test_an_unknown_profile_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
    result = run("nobody")
    assert result.exit_code == 1
    assert "there are no profiles" in result.output


@pytest.mark.usefixtures("environment")
def test_own_keys_that_can_not_hold_are_told_as_the_start_and_config_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
    settings = tmp_path / "settings.toml"
    settings.write_text('[keys]\nquitt = "x"\nttl = "ctrl+e"\nsave = "nokey"\n')
    result = run("--json")
    told = [each for each in json.loads(result.stdout)["findings"] if each["topic"] == "keys"]
    assert [each["outcome"] for each in told] == ["warning", "warning"]
    shown = CliRunner().invoke(main, ["config"]).output
    for each in told:
        assert each["sentence"] in shown
    assert "keys.quitt: there is no such id; quit is near." in told[0]["sentence"]
    settings.write_text('[keys]\nttl = "ctrl+e"\n')
    assert findings(run("--json"))["keys"]["sentence"] == "1 key of your own holds"
    settings.write_text('keymap = "vim"\n')
    assert "keys" not in findings(run("--json"))
