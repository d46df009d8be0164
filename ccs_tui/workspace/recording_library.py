"""The recordings of a workspace: loaded as timelines, given notes, deleted; and their wishes."""

import asyncio
from typing import TYPE_CHECKING

from ccs_tui.local.recording_rows import StepMark
from ccs_tui.local.recordings import RecordingInfo
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import profile_label
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.workspace.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.workspace.workspace import Workspace


__all__ = ["RecordingInfo", "RecordingLibrary"]


class RecordingLibrary:
    """The recordings of a workspace's profile. Every method may raise StateError."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._recordings = workspace.local.recordings
        self._wishes = workspace.local.timelines
        self._name = workspace.recorder.profile
        """The name that recordings are kept by: in the demo it is by slot, as the journal's."""
        self._wished_by = workspace.kept_as

    async def timeline(self, key: DocumentKey) -> Timeline:
        """Return the timeline of a document, without steps if nothing was recorded of it."""
        turn, account = self._workspace.profile.turn, key.account

        def load() -> Timeline:
            return Timeline(
                self._recordings.load(self._name, key),
                turn,
                self._wishes.muted(self._wished_by, account),
                self._wishes.expectations(self._wished_by, key),
            )

        return await asyncio.to_thread(load)

    async def all(self) -> "Sequence[RecordingInfo]":
        """Return the recordings, those that changed last first."""
        return await asyncio.to_thread(self._recordings.all, self._name)

    async def elsewhere(self, key: DocumentKey | None = None) -> "Sequence[str]":
        """Return the names of the other profiles under which documents, or one, are recorded."""
        found = await asyncio.to_thread(self._recordings.all)
        names = (one.profile for one in found if key is None or one.key == key)
        return [profile_label(name) for name in dict.fromkeys(names) if name != self._name]

    async def nothing_of(self, key: DocumentKey, called: str) -> str:
        """Say that a document has no recording here, and under which profiles it has one."""
        profile = self._workspace.profile.label
        if not (others := await self.elsewhere(key)):
            return f"Nothing was recorded of {called} with {profile}."
        return f"Nothing was recorded of {called} with {profile}, but with {', '.join(others)}."

    async def note(self, timeline: Timeline, number: int, text: str) -> bool:
        """Keep another note of a step; return False, and keep none, if the step is not stored."""
        mark = StepMark(number, timeline.recording.head(number).before)
        if not await asyncio.to_thread(self._recordings.note, self._name, timeline.key, mark, text):
            return False
        timeline.recording.note(number, text)
        return True

    async def is_stored(self, timeline: Timeline) -> bool:
        """Return whether the last step that a timeline has is stored still.

        Another process may have deleted the recording, and one may have begun anew since.
        """
        steps = timeline.recording.steps
        if not steps:
            return True
        mark = StepMark(steps.heads[-1].number, steps.heads[-1].before)
        return await asyncio.to_thread(self._recordings.has, self._name, timeline.key, mark)

    async def load_anew(self, timeline: Timeline) -> None:
        """Have a timeline show all that is stored by now, also what another process recorded."""
        timeline.recording = await asyncio.to_thread(
            self._recordings.load, self._name, timeline.key
        )

    async def delete(self, key: DocumentKey) -> None:
        """Delete the recording of a document."""
        await asyncio.to_thread(self._recordings.delete, self._name, key)

    async def muted(self, account: str) -> Muted:
        """Return the paths that are muted in all documents of the profile."""
        return await asyncio.to_thread(self._wishes.muted, self._wished_by, account)

    async def keep_muted(self, timeline: Timeline) -> None:
        """Keep the paths that are muted, for all documents of the profile."""
        muted, account = timeline.muted, timeline.key.account
        await asyncio.to_thread(self._wishes.mute, self._wished_by, account, muted)

    async def keep_expectations(self, timeline: Timeline) -> None:
        """Keep the expectations that are pinned to a document."""
        expectations = [*timeline.expectations]
        await asyncio.to_thread(self._wishes.expect, self._wished_by, timeline.key, expectations)
