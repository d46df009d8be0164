"""`P`: the recordings of the profile, each to be looked at or deleted, two to be compared."""

from typing import TYPE_CHECKING

from ccs_tui.model.words import counted
from ccs_tui.ui.commands.compare import goals_with_file
from ccs_tui.ui.commands.requests import ShowTimeline
from ccs_tui.ui.commands.timeline import delete_recordings
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.dialogs.goals import Goal, Goals, InFile
from ccs_tui.ui.views.compared_values import ComparedValues
from ccs_tui.ui.views.recordings import RecordingsScreen
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.recording_comparison import (
    ComparedRecordings,
    RecordingSide,
    recorded_file_side,
    recorded_side,
)
from ccs_tui.workspace.recording_library import RecordingLibrary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.recording_library import RecordingInfo

HINT = "an id with a recording, or the path of a recording's file"
IN_FILE = "the recording in a file"


async def run(desk: "Desk", port: "Port") -> None:
    """List the recordings of the profile, and show the timeline that is chosen."""
    recorded = RecordingLibrary(desk.workspace)

    async def load() -> "tuple[Sequence[RecordingInfo], Sequence[str]]":
        return await recorded.all(), await recorded.elsewhere()

    async def delete(found: "Sequence[RecordingInfo]") -> None:
        try:
            await delete_recordings(desk, port, {each.key: each.steps for each in found})
        except StateError as error:
            port.alarm(str(error))

    async def compare(found: "Sequence[RecordingInfo]") -> None:
        await compare_recordings(desk, port, recorded, found)

    watched = desk.watching.watched
    profile = desk.workspace.profile.label
    # Who goes back from a timeline comes back to the list, and from there out.
    while (
        key := await port.ask(
            RecordingsScreen(load, delete, compare, desk.now, profile, watched.__contains__)
        )
    ) is not None:
        await port.request(ShowTimeline(key))


async def compare_recordings(
    desk: "Desk", port: "Port", recorded: RecordingLibrary, found: "Sequence[RecordingInfo]"
) -> None:
    """Show two recordings side by side where they part, or one and another that is asked for."""
    if len(found) > 2:
        port.tell(f"= compares two recordings, and {len(found):,} are marked.")
        return
    left = recorded_side(recorded, found[0].key)
    right: RecordingSide | None
    if len(found) == 2:
        right = recorded_side(recorded, found[1].key)
    else:
        right = await _other(port, recorded, found[0].key)
    if right is not None:
        title = f"Recordings: {left.title} and {right.title}"
        await port.ask(ComparedValues(title, sides=ComparedRecordings(left, right, desk.now)))


async def _other(
    port: "Port", recorded: RecordingLibrary, key: "DocumentKey"
) -> RecordingSide | None:
    """Ask for the recording that one is to be compared with, on this machine or in a file."""
    try:
        others = [each for each in await recorded.all() if each.key != key]
    except StateError as error:
        port.alarm(str(error))
        return None
    chosen = await port.ask(
        GoToDialog(
            lambda text: other_recordings(others, text),
            HINT,
            title=f"Compare the recording of {key.label} with",
            does="compares with",
        )
    )
    match chosen:
        case Goal(other):
            return recorded_side(recorded, other)
        case InFile(path):
            return recorded_file_side(path, key)
        case _:
            return None


def other_recordings(others: "Sequence[RecordingInfo]", text: str) -> Goals:
    """Return the recordings whose key has a text in it, or whose id the text has, and its file."""
    if not (typed := text.strip().casefold()):
        return Goals()
    goals = [
        Goal(each.key, counted(each.steps, "step"))
        for each in others
        if typed in f"{each.key}\n{each.key.label}".casefold() or (each.key.session or "\n") in text
    ]
    found = goals_with_file(text, goals, IN_FILE)
    if found is None:
        found = Goals(goals, "" if goals else "No other recording has this in its document's key.")
    return found
