"""The keys that the user chose in the settings, taken once the first frame is out."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App

from ccs_tui.ui.start import StartError, settings


async def take_user_keys(app: App[Any], file: Path | None, tell: Callable[[str], None]) -> None:
    """Give an app the user's keys, and `tell` which of them can't be; `file` has the settings.

    Faults of the settings themselves are told by whoever needs these.
    """
    if file is None or not await asyncio.to_thread(file.exists):
        # The reader of settings is slow to import, and most users have no keys of their own.
        return
    try:
        wanted = (await settings()).preferences
    except StartError:
        return
    from ccs_tui.model.profile import USUAL

    if wanted.keymap == USUAL.keymap and not wanted.keys:
        return
    from ccs_tui.ui.keymap import keymap_of  # it imports the whole interface

    keymap, problems = await asyncio.to_thread(keymap_of, wanted.keymap, dict(wanted.keys))
    app.set_keymap(keymap)
    for problem in problems:
        tell(f"settings.toml: {problem}")
