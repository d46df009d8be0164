"""Where files lie: where the variables say, else where the platform has them."""

from pathlib import Path

import pytest

from ccs_tui.local.paths import config_dir, state_dir


def test_the_variables_say_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/the/home")
    assert state_dir({"CCS_STATE_DIR": "/some/state"}) == Path("/some/state")
    assert config_dir({"CCS_CONFIG_DIR": " ~/ccs "}) == Path("/the/home/ccs")
    assert config_dir({"CCS_CONFIG_DIR": "here"}) == tmp_path / "here"


@pytest.mark.parametrize("environment", [{}, {"CCS_STATE_DIR": " ", "CCS_CONFIG_DIR": ""}])
def test_else_it_is_the_platforms_folder(environment: dict[str, str]) -> None:
    assert state_dir(environment).name == "ccs-tui"
    assert config_dir(environment).name == "ccs-tui"
    assert state_dir(environment).is_absolute()


def test_asking_makes_no_folder(tmp_path: Path) -> None:
    assert not state_dir({"CCS_STATE_DIR": str(tmp_path / "new")}).exists()
