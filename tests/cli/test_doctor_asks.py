"""The doctor at a terminal asks for the secrets that are typed; without one it says so."""

import sys
from pathlib import Path

import pytest

from ccs_tui.emulator.testing import RunningEmulator, ccs_emulator
from tests.benchmarks.terminal import Terminal

__all__ = ["ccs_emulator"]


@pytest.fixture
def variables(ccs_emulator: RunningEmulator, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "settings.toml").write_text(
        f'[profiles.prod]\naccount = "{ccs_emulator.account}"\nurl = "{ccs_emulator.url}"\n'
        'ask = ["api_key"]\n'
    )
    return {"CCS_CONFIG_DIR": str(tmp_path), "NO_COLOR": "1"}


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("given", [True, False])
def test_it_asks_at_a_terminal(
    given: bool, variables: dict[str, str], ccs_emulator: RunningEmulator
) -> None:
    argv = [sys.executable, "-m", "ccs_tui", "doctor", "prod"]
    with Terminal(argv, environment=variables) as terminal:
        terminal.wait_until_shown("API key of prod")
        terminal.send(f"{ccs_emulator.key if given else ''}\r")
        assert terminal.wait_for_end() == (0 if given else 1)
        assert ccs_emulator.key not in terminal.output.decode()
        assert ("API key of prod was not given" in terminal.shown()) is not given
