"""`P`: the recordings of the profile, each to be looked at or deleted."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.requests import ShowTimeline
from ccs_tui.ui.commands.timeline import delete_recording
from ccs_tui.ui.views.recordings import RecordingsScreen
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.recording_library import RecordingLibrary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.recording_library import RecordingInfo


async def run(desk: "Desk", port: "Port") -> None:
    """List the recordings of the profile, and show the timeline that is chosen."""
    recorded = RecordingLibrary(desk.workspace)

    async def load() -> "tuple[Sequence[RecordingInfo], Sequence[str]]":
        try:
            return await recorded.all(), await recorded.elsewhere()
        except StateError as error:
            port.alarm(str(error))
            return [], []

    async def delete(found: "RecordingInfo") -> bool:
        try:
            return await delete_recording(desk, port, found.key, found.steps)
        except StateError as error:
            port.alarm(str(error))
            return False

    watched = desk.watching.watched
    profile = desk.workspace.profile.label
    # Who goes back from a timeline comes back to the list, and from there out.
    while (
        key := await port.ask(
            RecordingsScreen(load, delete, desk.now, profile, watched.__contains__)
        )
    ) is not None:
        await port.request(ShowTimeline(key))
