"""The files that a workspace keeps on this machine: drafts, the journal, recordings, lists."""

from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.local.edited_files import keep_left_behind
from ccs_tui.local.explorer_slots import Slot
from ccs_tui.local.kept_conversations import CONVERSATIONS_FILE, KeptConversations
from ccs_tui.local.kept_places import PLACES_FILE, KeptPlaces
from ccs_tui.local.kept_texts import COLUMNS_FILE, KeptTexts
from ccs_tui.local.opened_namespaces import NAMESPACES_FILE, OpenedNamespaces
from ccs_tui.local.paths import NoFolderError, folder_warning, state_dir
from ccs_tui.local.short_lived_files import forget_copies
from ccs_tui.local.state import State, StateError
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.profile import DRAFT_DAYS, Preferences

if TYPE_CHECKING:
    from ccs_tui.local.recordings import Recordings
    from ccs_tui.local.timeline_wishes import TimelineWishes

STATE_FILE = "state.db"
RECORDINGS_FILE = "recordings.db"
TIMELINE_FILE = "timeline.json"
SLOTS = "running"
"""The folder of the slots of running explorers."""


def _recordings(file: Path | None = None, clock: Clock = system_clock) -> "Recordings":
    from ccs_tui.local.recordings import Recordings

    return Recordings(file, clock)


def _timelines(file: Path | None = None) -> "TimelineWishes":
    from ccs_tui.local.timeline_wishes import TimelineWishes

    return TimelineWishes(file)


@dataclass(frozen=True, eq=False)
class LocalState:
    """The files that a workspace has open on this machine; each may be in memory instead.

    - `state`: the drafts and the journal
    - `exports`: the folder of exports; with None nothing outlives this run
    - `notice`: a sentence on what is wrong with the files, None if nothing is
    - `slot`: the place of this explorer among those that share the files
    - `namespaces`: those that were opened by name
    - `places`: the recents and bookmarks
    - `conversations`: the sets of ids that were looked at
    - `columns`: the paths that lists of sessions have as columns
    - `unkept`: why everything is in memory, and what to do; None where it is on the disk
    - `open_recordings`, `open_timelines`: open the file of `recordings` and of `timelines` when
      these are first asked for, since the first sessions wait for all that is imported before
    """

    state: State
    exports: Path | None = None
    notice: str | None = None
    slot: Slot = field(default_factory=Slot)
    namespaces: OpenedNamespaces = field(default_factory=OpenedNamespaces)
    places: KeptPlaces = field(default_factory=KeptPlaces)
    conversations: KeptConversations = field(default_factory=KeptConversations)
    columns: KeptTexts = field(default_factory=KeptTexts)
    unkept: str | None = None
    open_recordings: "Callable[[], Recordings]" = _recordings
    open_timelines: "Callable[[], TimelineWishes]" = _timelines

    @cached_property
    def recordings(self) -> "Recordings":
        """The recordings of watched documents."""
        return self.open_recordings()

    @cached_property
    def timelines(self) -> "TimelineWishes":
        """The wishes for timelines."""
        return self.open_timelines()

    def close(self) -> None:
        """Close the state, and let other explorers have what was typed here. Blocks."""
        self.state.close()
        if "recordings" in vars(self):
            self.recordings.close()
        self.slot.release()


def open_local_state(
    environment: Mapping[str, str],
    clock: Clock,
    preferences: Preferences,
    *,
    anew: str | None = None,
) -> LocalState:
    """Open the files on this machine, and remove from them what is old. Blocks.

    Where they can't be opened, all is kept in memory, and `notice` says why. `anew` is a profile
    whose service is a new one each time: its journal and its recordings are by slot, and those of
    slots that ended are emptied.
    """
    forget_copies(environment)
    try:
        folder = state_dir(environment)
        state = State.open(folder / STATE_FILE, clock)
    except (NoFolderError, StateError) as error:
        return LocalState(
            State.open(None, clock),
            notice=f"{error} Then start again: this run's drafts and journal end with it.",
            unkept=str(error),
        )
    slot = Slot(folder / SLOTS)
    recordings_file = folder / RECORDINGS_FILE
    with suppress(StateError):  # what is old can be removed another time
        keep_left_behind(environment, state.drafts)
        state.drafts.forget_old(DRAFT_DAYS)
        state.journal.retain(preferences.journal_days)
        _forget_ended(state, anew, slot)
        if recordings_file.exists():
            with closing(_recordings(recordings_file, clock)) as recordings:
                _forget_recordings(recordings, clock, preferences, anew, slot)
    return LocalState(
        state,
        folder / "exports",
        state.notice or folder_warning(folder),
        slot,
        namespaces=OpenedNamespaces(folder / NAMESPACES_FILE),
        places=KeptPlaces(folder / PLACES_FILE),
        conversations=KeptConversations(folder / CONVERSATIONS_FILE),
        columns=KeptTexts(folder / COLUMNS_FILE),
        open_recordings=partial(_recordings, recordings_file, clock),
        open_timelines=partial(_timelines, folder / TIMELINE_FILE),
    )


def _forget_ended(state: State, anew: str | None, slot: Slot) -> None:
    for profile in state.journal.profiles():
        if _has_ended(profile, anew, slot):
            state.journal.clear(profile)


def _forget_recordings(
    recordings: "Recordings",
    clock: Clock,
    preferences: Preferences,
    anew: str | None,
    slot: Slot,
) -> None:
    recordings.retain(clock(), preferences.recording_days, preferences.recording_megabytes)
    for recording in recordings.all():
        if _has_ended(recording.profile, anew, slot):
            recordings.delete(recording.profile, recording.key)


def _has_ended(profile: str, anew: str | None, slot: Slot) -> bool:
    """Return whether a name is that of `anew` in a slot that ended, and its service with it."""
    name, _, other = profile.partition(" ")
    return anew is not None and name == anew and not slot.is_running(other)


def journal_of_slot(profile: str, slot: Slot) -> str:
    """Return the name of the journal that a profile, whose service is new each time, has here."""
    return f"{profile} {slot.name}"
