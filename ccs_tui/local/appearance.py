"""The appearance of the explorer as the user left it: the theme, the places of borders, the hints.

It is kept in a small file of the program's own, since `settings.toml` is the user's. If the file
can't be read or written, it is remembered until the run ends.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from threading import Lock
from typing import Any

from ccs_tui.local.paths import SETTINGS_FILE, NoFolderError, config_dir, make_folder, state_dir

APPEARANCE_FILE = "appearance.json"
THEMES = "themes"
"""The folder of the user's own themes, beside the settings."""
MAX_BYTES = 64 * 1024
"""The most that is read: what is larger is no file of ours."""


class Appearance:
    """The theme and the borders in a file, in memory if `path` is None. Its methods never raise."""

    def __init__(self, path: Path | None = None, themes: Path | None = None) -> None:
        self._path = path
        self.themes = themes
        """The folder of the user's own themes, which may not exist; None without a home."""
        self.settings = themes.parent / SETTINGS_FILE if themes is not None else None
        """The file of the settings, which may not exist; None without a home."""
        self._lock = Lock()
        kept = self._read()
        theme = kept.get("theme")
        self.theme: str | None = theme if isinstance(theme, str) else None
        """The name of the theme that the user chose; None before a choice."""
        self.borders = _shares(kept.get("borders"))
        """The places of borders that the user moved: shares of the whole, by border."""
        self.hints_off = _names(kept.get("hints_off"))
        """The names of the hints that the user switched off."""
        self._hints_changed = False

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Appearance":
        """Return what the user left, by the variables of the environment."""
        try:
            themes = config_dir(environment) / THEMES
        except NoFolderError:
            themes = None
        try:
            return cls(state_dir(environment) / APPEARANCE_FILE, themes)
        except NoFolderError:
            return cls(None, themes)

    def switch_hint_off(self, name: str) -> None:
        """Show a hint nowhere any more."""
        self.hints_off.add(name)
        self._hints_changed = True

    def switch_hints_on(self) -> None:
        """Show all hints again."""
        self.hints_off.clear()
        self._hints_changed = True

    def keep(self) -> None:
        """Write it to its file in one go, readable by its owner only. This blocks for a moment."""
        if self._path is None:
            return
        from ccs_tui.local.folder_lock import alone_in

        with self._lock, suppress(OSError, ValueError):
            make_folder(self._path.parent)
            with alone_in(self._path.parent):
                # Another explorer may have chosen something else meanwhile.
                others = self._read()
                theme = self.theme if self.theme is not None else others.get("theme")
                borders = {**_shares(others.get("borders")), **self.borders}
                off = self.hints_off if self._hints_changed else _names(others.get("hints_off"))
                handle, beside = mkstemp(dir=self._path.parent, prefix=f"{APPEARANCE_FILE}.")
                try:
                    with os.fdopen(handle, "w", encoding="ascii") as file:
                        import json

                        hints = {"hints_off": sorted(off)} if off else {}
                        json.dump({"theme": theme, "borders": borders, **hints}, file)
                    Path(beside).replace(self._path)
                except OSError:
                    Path(beside).unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            # The start must not wait for a pipe that somebody put in the file's place.
            if not self._path.is_file() or self._path.stat().st_size > MAX_BYTES:
                return {}
            import json  # not at a start that finds no file

            read = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}


def _names(kept: object) -> set[str]:
    """Return what of something read are names."""
    return {name for name in kept if isinstance(name, str)} if isinstance(kept, list) else set()


def _shares(kept: object) -> dict[str, float]:
    """Return what of something read are shares of a whole: whatever else is there is left out."""
    if not isinstance(kept, dict):
        return {}
    return {
        name: float(share)
        for name, share in kept.items()
        if isinstance(name, str) and type(share) in (int, float) and 0 < share < 1
    }
