"""Where files lie: where the variables say, else where the platform has them."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccs_tui.local.paths import (
    NoFolderError,
    config_dir,
    folder_warning,
    make_folder,
    state_dir,
)
from ccs_tui.model.expiry import system_clock
from ccs_tui.model.profile import USUAL
from ccs_tui.workspace.local_state import open_local_state


def test_the_variables_say_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert state_dir({"CCS_STATE_DIR": "/some/state"}) == Path("/some/state")
    assert config_dir({"CCS_CONFIG_DIR": " ~/ccs ", "HOME": "/the/home"}) == Path("/the/home/ccs")
    assert config_dir({"CCS_CONFIG_DIR": "here"}) == tmp_path / "here"


@pytest.mark.parametrize("environment", [{}, {"CCS_STATE_DIR": " ", "CCS_CONFIG_DIR": ""}])
def test_else_it_is_the_platforms_folder(environment: dict[str, str]) -> None:
    assert state_dir(environment).name == "ccs-tui"
    assert config_dir(environment).name == "ccs-tui"
    assert state_dir(environment).is_absolute()


def test_asking_makes_no_folder(tmp_path: Path) -> None:
    assert not state_dir({"CCS_STATE_DIR": str(tmp_path / "new")}).exists()


HOME = {"HOME": "/the/home"}


@pytest.fixture
def no_passwd_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12_345)


@pytest.mark.parametrize("value", ["", " ", "relative", "./here", "~/x"])
def test_a_variable_of_xdg_that_is_no_whole_path_is_ignored(value: str) -> None:
    usual = state_dir(HOME)
    assert usual.is_relative_to("/the/home")
    assert state_dir(HOME | {"XDG_STATE_HOME": value}) == usual
    assert config_dir(HOME | {"XDG_CONFIG_HOME": value}) == config_dir(HOME)


def test_the_variables_of_xdg_are_heeded() -> None:
    assert state_dir(HOME | {"XDG_STATE_HOME": "/x"}) == Path("/x/ccs-tui")
    assert config_dir(HOME | {"XDG_CONFIG_HOME": "/x"}) == Path("/x/ccs-tui")


@pytest.mark.parametrize("home", [{}, {"HOME": ""}, {"HOME": "relative"}])
def test_without_a_home_in_the_environment_it_is_the_systems(home: dict[str, str]) -> None:
    import pwd

    assert state_dir(home).is_relative_to(pwd.getpwuid(os.getuid()).pw_dir)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, ["HOME", "12345", "CCS_STATE_DIR"]),
        ({"HOME": ""}, ["HOME", "12345", "CCS_STATE_DIR"]),
        ({"HOME": "", "XDG_STATE_HOME": "here"}, ["HOME", "CCS_STATE_DIR"]),
        ({"CCS_STATE_DIR": "~/x"}, ["CCS_STATE_DIR begins with ~", "HOME"]),
    ],
)
def test_without_any_home_nothing_is_kept_and_it_is_said(
    environment: dict[str, str],
    named: list[str],
    no_passwd_entry: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = open_local_state(environment, system_clock, USUAL)
    assert kept.exports is None
    assert kept.notice is not None
    assert all(name in kept.notice for name in named)
    assert "this run's drafts and journal end with it" in kept.notice
    assert list(tmp_path.iterdir()) == []
    kept.state.close()


def test_without_any_home_a_folder_that_is_named_will_do(
    no_passwd_entry: None, tmp_path: Path
) -> None:
    kept = open_local_state({"CCS_STATE_DIR": str(tmp_path / "x")}, system_clock, USUAL)
    assert kept.notice is None
    kept.state.close()


def test_a_current_folder_that_is_gone_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(NoFolderError, match="current folder, which is gone"):
        state_dir({"CCS_STATE_DIR": "here"})


@pytest.fixture
def everybody() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_all_folders_that_are_made_are_private(everybody: None, tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b" / "c")
    make_folder(tmp_path / "a" / "b" / "c")
    for folder in ("a", "a/b", "a/b/c"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("own", "above", "warns"),
    [
        (0o700, 0o755, None),
        (0o755, 0o775, None),
        (0o777, 0o755, "own"),
        (0o775, 0o755, "own"),
        (0o1777, 0o755, "own"),
        (0o700, 0o777, "above"),
        (0o700, 0o1777, None),
    ],
)
def test_a_folder_that_others_can_write_to_is_warned_of(
    own: int, above: int, warns: str | None, tmp_path: Path
) -> None:
    folder = tmp_path / "above" / "own"
    make_folder(folder)
    folder.chmod(own)
    folder.parent.chmod(above)
    warning = folder_warning(folder)
    if warns is None:
        assert warning is None
    else:
        place = folder if warns == "own" else folder.parent
        assert f"chmod go-w {place}," in (warning or "")
        kept = open_local_state({"CCS_STATE_DIR": str(folder)}, system_clock, USUAL)
        assert kept.notice == warning
        kept.state.close()
