"""The room of the recordings, bounded by the wishes for days and megabytes."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


async def drop_old_steps(workspace: "Workspace") -> None:
    """Drop the steps that are too old or too many. Raises StateError."""
    preferences = workspace.preferences
    await asyncio.to_thread(
        workspace.local.recordings.retain,
        workspace.clock(),
        preferences.recording_days,
        preferences.recording_megabytes,
    )
