"""Secrets and values are planted, the explorer is used and crashes, and then they are looked for.

It runs as a person runs it: in a terminal, on a service over loopback, with a profile whose secrets
come from everywhere that they may come from.
"""

import os
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.testing import RunningEmulator, running_emulator
from ccs_tui.local.secret_variables import SECRET_VARIABLES
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret
from ccs_tui.workspace.local_state import STATE_FILE
from tests.benchmarks.terminal import Terminal
from tests.ui.crash_rig import CTRL_S, drafted, edit_selected_property
from tests.ui.test_terminal_clean import look_clean

ACCOUNT, USER = "le12345678", "robot"
TYPED, GIVEN, PRINTED, OTHER = "shh-typed", "shh-given", "shh-printed", "shh-other"
BASIC = b64encode(f"{USER}:{GIVEN}".encode()).decode().rstrip("=")
SECRETS = (TYPED, GIVEN, PRINTED, OTHER, BASIC)
THERE, SAVED, DRAFTED, RAISED = "val-there", "val-saved", "val-drafted", "val-raised"
VALUES = (THERE, SAVED, DRAFTED, RAISED)

CRASHING = f"""
from ccs_tui.ui.app import CcsApp

def crash(app):
    raise RuntimeError("{RAISED} {GIVEN}") from ValueError("{THERE}")

CcsApp.key_f12 = crash
from ccs_tui.cli import main
main(prog_name="ccs-tui")
"""
SETTINGS = """
[profiles.prod]
account = "{account}"
url = "{url}"
user = "robot"
ask = ["api_key"]
password_env = "PROD_PASSWORD"
token_command = "sh -c 'env > {vault}/environment; cat {vault}/token'"
"""


@pytest.fixture
def service() -> Iterator[RunningEmulator]:
    config = EmulatorConfig(ACCOUNT, Secret(TYPED), USER, Secret(GIVEN))
    with running_emulator(config) as emulator:
        emulator.store.create_namespace(ACCOUNT, "bot", None)
        key = DocumentKey(ACCOUNT, "bot")
        emulator.store.upsert(key, {"note": encode(THERE)}, None)
        yield emulator


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """The user's own store of secrets, which is not looked into."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "token").write_text(f"{PRINTED}\n")
    return tmp_path / "vault"


@pytest.fixture
def environment(
    service: RunningEmulator, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    settings = Path(os.environ["CCS_CONFIG_DIR"]) / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS.format(account=ACCOUNT, url=service.url, vault=vault))
    (tmp_path / "temporary").mkdir()
    for name in ("CCS_URL", "CCS_REGION", "CCS_ACCOUNT", "CCS_USER", *SECRET_VARIABLES):
        monkeypatch.delenv(name, raising=False)
    return {"PROD_PASSWORD": GIVEN, "CCS_TOKEN": OTHER, "TMPDIR": str(tmp_path / "temporary")}


@pytest.mark.slow
def test_what_was_planted_is_found_nowhere(
    environment: dict[str, str], vault: Path, tmp_path: Path
) -> None:
    log = tmp_path / "run.log"
    argv = [sys.executable, "-c", CRASHING, "--log", str(log), "--profile", "prod"]
    with Terminal(argv, environment=environment) as terminal:
        terminal.wait_until_shown("API key of prod")
        terminal.send(TYPED)
        terminal.wait_until_shown("•" * len(TYPED))
        terminal.send("\r")
        terminal.wait_until_shown(THERE)
        terminal.send("3")
        edit_selected_property(terminal)
        terminal.send(f'"{SAVED}"{CTRL_S}')
        terminal.wait_until_shown("To be sent")
        terminal.send("\r")
        terminal.wait_until_shown("Saved 1 property")
        terminal.send("L")
        terminal.wait_until_shown("requests are kept")
        terminal.send("\r")
        terminal.wait_until_shown("Received")
        terminal.send("\x1b")
        terminal.wait_until_shown("requests are kept")
        terminal.send("\x1b")
        terminal.wait_until(lambda screen: "requests are kept" not in screen)
        look_at_processes(terminal.process.pid)
        edit_selected_property(terminal)
        terminal.send(f'"{DRAFTED}"')
        terminal.wait_until(lambda _: drafted("note") == encode(DRAFTED))
        terminal.send("\x1b[24~")
        assert terminal.wait_for_end() == 1
        assert terminal.settings_now() == terminal.settings
        output = terminal.output
    look_clean(output)
    # What the explorer shows is gone with its screen; what it says at its end stays.
    said = output.rpartition(b"\x1b[?1049l")[2].decode()
    assert "RuntimeError" in said
    assert "what was kept of your typing is offered" in " ".join(said.split())
    assert not any(secret in output.decode(errors="replace") for secret in SECRETS)
    assert drafted("note") == encode(DRAFTED)

    state = Path(os.environ["CCS_STATE_DIR"])
    (report,) = (state / "reports").iterdir()
    assert "in crash" in report.read_text()
    assert report.name in "".join(said.split())
    written = log.read_text()
    for expected in ("opening prod", f"GET /v1/account/{ACCOUNT}", "401", "asking for the API key",
                     "write: saving", "RuntimeError in"):  # fmt: skip
        assert expected in written
    assert all(file.stat().st_mode & 0o077 == 0 for file in (log, report))
    assert not any(secret in (vault / "environment").read_text() for secret in SECRETS)

    kept_here = {path for path in state.rglob("*") if path.name.startswith(STATE_FILE)}
    for path in files_in(state, tmp_path, Path(os.environ["CCS_CONFIG_DIR"])):
        if vault in path.parents:
            continue
        content = path.read_bytes()
        assert not any(secret.encode() in content for secret in SECRETS), path
        # Drafts and the journal are there to have values.
        assert path in kept_here or not any(each.encode() in content for each in VALUES), path
    assert any(DRAFTED.encode() in path.read_bytes() for path in kept_here)
    assert list(Path(environment["TMPDIR"]).iterdir()) == []


def look_at_processes(pid: int) -> None:
    """Look at the command lines of all processes, and at the environment of all it started."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            variables = (folder / "environ").read_bytes() if parent == pid else b""
        except OSError:  # it ended, or is another's
            continue
        if CRASHING.encode() in command:
            command = command.replace(CRASHING.encode(), b"")  # the test's own planting
        assert not any(secret.encode() in command + variables for secret in SECRETS)


def files_in(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())
