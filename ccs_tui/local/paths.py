"""The folders of this tool's files: its own state, and the settings that people write.

They follow the XDG base directory specification; on macOS they are in the Library, unless an XDG
variable is set. As the specification asks, an empty or relative variable is ignored.
"""

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

SETTINGS_FILE = "settings.toml"
_NAME = "ccs-tui"
_ON_MACOS = "Library/Application Support"


class NoFolderError(ValueError):
    """A folder is unknown, since there is no home folder; the text names the variables to set.

    `path` is the folder with `~` for the home.
    """

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(reason)


def state_dir(environment: Mapping[str, str]) -> Path:
    """Return the folder of the drafts and the journal; it may not exist yet.

    It is `CCS_STATE_DIR`, else the platform's folder, such as `~/.local/state/ccs-tui`. Raises
    NoFolderError.
    """
    return _folder(environment, "CCS_STATE_DIR", "XDG_STATE_HOME", ".local/state")


def state_folder_origin(environment: Mapping[str, str]) -> str:
    """Say where the path of `state_dir` comes from: a variable, or `default`."""
    return _origin(environment, "CCS_STATE_DIR", "XDG_STATE_HOME")


def config_folder_origin(environment: Mapping[str, str]) -> str:
    """Say where the path of `config_dir` comes from: a variable, or `default`."""
    return _origin(environment, "CCS_CONFIG_DIR", "XDG_CONFIG_HOME")


def _origin(environment: Mapping[str, str], variable: str, xdg: str) -> str:
    if environment.get(variable, "").strip():
        return f"variable {variable}"
    is_there = Path(environment.get(xdg, "").strip()).is_absolute()
    return f"variable {xdg}" if is_there else "default"


def config_dir(environment: Mapping[str, str]) -> Path:
    """Return the folder of the settings; it may not exist yet.

    It is `CCS_CONFIG_DIR`, else the platform's folder, such as `~/.config/ccs-tui`. Raises
    NoFolderError.
    """
    return _folder(environment, "CCS_CONFIG_DIR", "XDG_CONFIG_HOME", ".config")


def _folder(environment: Mapping[str, str], variable: str, xdg: str, usual: str) -> Path:
    if value := environment.get(variable, "").strip():
        return _named(environment, variable, value)
    base = Path(environment.get(xdg, "").strip())
    if base.is_absolute():
        return base / _NAME
    below_home = Path(_ON_MACOS if sys.platform == "darwin" else usual) / _NAME
    if (home := _home(environment)) is None:
        raise NoFolderError(
            "~" / below_home,
            "There is no home folder: HOME is not set to one, and the system knows none for user "
            f"{os.getuid()}. Set HOME, or {variable} to a folder.",
        )
    return home / below_home


def _named(environment: Mapping[str, str], variable: str, value: str) -> Path:
    """Return the folder that `variable` names."""
    path = Path(value)
    # The shell expands `~` only outside quotes, so a quoted one gets here.
    if value == "~" or value.startswith("~/"):
        if (home := _home(environment)) is None:
            raise NoFolderError(
                path,
                f"{variable} begins with ~, and there is no home folder: HOME is not set to one, "
                f"and the system knows none for user {os.getuid()}. Write out the whole path.",
            )
        return home / value[2:]
    try:
        return path.absolute()
    except OSError:
        raise NoFolderError(
            path,
            f"{variable} is relative to the current folder, which is gone. Write out the whole "
            "path.",
        ) from None


def _home(environment: Mapping[str, str]) -> Path | None:
    """Return the home folder, by HOME or by the system's list of users; None if neither says."""
    home = Path(environment.get("HOME", "").strip())
    if home.is_absolute():
        return home
    import pwd  # for the start, which rarely needs it

    try:
        home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return None
    return home if home.is_absolute() else None


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, for their owner only (0700). Raises OSError."""
    if not folder.is_dir():
        # `Path.mkdir` gives its mode to the last folder only.
        if folder.parent != folder:
            make_folder(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)


def folder_warning(folder: Path) -> str | None:
    """Warn of a folder in which other users can replace our files; None if they can't."""
    for place in (folder, *folder.parents):
        try:
            mode = place.stat().st_mode
        except OSError:
            continue
        if not stat.S_ISDIR(mode):
            continue  # nothing can be in it, which is told where the folder is to be made
        # In a sticky folder, such as /tmp, users can't remove each other's files.
        by_others = stat.S_IWGRP | stat.S_IWOTH if place == folder else stat.S_IWOTH
        if mode & by_others and (place == folder or not mode & stat.S_ISVTX):
            return (
                f"Others can write to {place}, and so replace your drafts and the journal: "
                f"chmod go-w {place}, or set CCS_STATE_DIR to another folder."
            )
    return None
