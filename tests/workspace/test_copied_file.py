"""The file of a copied text is private, can be fetched by what is said, and goes after a day."""

import os
import shlex
import stat
from pathlib import Path

import pytest

from ccs_tui.local import short_lived_files
from ccs_tui.local.short_lived_files import copy_to_file, forget_copies
from ccs_tui.workspace.copied_file import copied_file, scp_line


@pytest.mark.parametrize(
    ("ends", "options", "host"),
    [
        ("192.0.2.1 50000 192.0.2.2 22", "", "192.0.2.2"),
        ("192.0.2.1 50000 192.0.2.2 2222", "-P 2222 ", "192.0.2.2"),
        ("2001:db8::1 50000 2001:db8::2 22", "", "[2001:db8::2]"),
    ],
)
def test_the_line_has_the_address_that_the_terminal_came_by(
    ends: str, options: str, host: str
) -> None:
    line = scp_line(Path("/a/b.json"), ends)
    assert line is not None
    assert line.startswith(f"scp {options}")
    assert shlex.split(line)[-2].partition("@")[2] == f"{host}:/a/b.json"


def test_a_path_with_spaces_is_one_word() -> None:
    line = scp_line(Path("/Library/Application Support/x.txt"), "192.0.2.1 5 192.0.2.2 22")
    assert line is not None
    assert len(shlex.split(line)) == 3


@pytest.mark.parametrize("ends", ["", "192.0.2.1", "set"])
def test_without_an_address_no_line_is_made_up(ends: str) -> None:
    assert scp_line(Path("/a"), ends) is None


async def test_at_the_desk_there_is_no_line(tmp_path: Path) -> None:
    found = await copied_file('{"a": 1}', {"CCS_STATE_DIR": str(tmp_path)}, None)
    assert (found.scp, found.path.suffix) == (None, ".json")


def test_copies_are_private_and_go_after_a_day(tmp_path: Path) -> None:
    environment = {"CCS_STATE_DIR": str(tmp_path)}
    old = copy_to_file(environment, "old")
    young = copy_to_file(environment, "young")
    now = young.stat().st_mtime
    os.utime(old, (now, now - short_lived_files.COPY_SECONDS - 60))
    new = copy_to_file(environment, "new")
    assert not old.exists()
    assert (young.read_text(), new.read_text()) == ("young", "new")
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    forget_copies(environment, seconds=-60)
    assert list(new.parent.iterdir()) == []


def test_a_folder_that_somebody_else_put_there_is_not_used(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    state = tmp_path / "state"
    state.mkdir()
    (state / "copied").symlink_to(elsewhere)
    path = copy_to_file(
        {"CCS_STATE_DIR": str(state), "XDG_RUNTIME_DIR": str(tmp_path / "run")}, "text"
    )
    assert not list(elsewhere.iterdir())
    assert path.parent == tmp_path / "run" / "ccs-tui" / "copied"
