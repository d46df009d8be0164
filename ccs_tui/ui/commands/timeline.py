"""`[`: the steps of a watched document, and what can be done from them."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from ccs_tui.model.expiry import format_when
from ccs_tui.model.words import agreeing, counted
from ccs_tui.ui.commands.affected_documents import documents_at, is_in_namespaces
from ccs_tui.ui.commands.requests import ShowTimeline
from ccs_tui.ui.commands.step_writes import copy_to, fork, restore
from ccs_tui.ui.commands.timeline_acts import OFFLINE, Source, write_file
from ccs_tui.ui.commands.timeline_wishes import expect, keep_muted, note
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.ui.views.timeline_steps import WatchState
from ccs_tui.workspace.desk_events import Event, GapSeen, StepSeen, WatchChanged
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.recording_library import RecordingLibrary
from ccs_tui.workspace.sent_recordings import file_text

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.timeline import Timeline


async def run(desk: "Desk", port: "Port", request: ShowTimeline | None = None) -> None:
    """Show the timeline of a request's document, else of that under the cursor."""
    key = request.key if request is not None else _key_at(desk, port)
    if key is None:
        return
    library = RecordingLibrary(desk.workspace)
    try:
        timeline = await library.timeline(key)
        if not timeline.recording.steps and key not in desk.watching.watched:
            nothing = await library.nothing_of(key, key.label)
            port.tell(f"{nothing} w watches it: every change is a step.")
            return
    except StateError as error:
        port.alarm(str(error))
        return
    if request is not None and request.step is not None:
        if not timeline.has(request.step):
            port.tell(f"Step {request.step} is not in the recording on this machine.")
        else:
            timeline.begins_at, timeline.begins_with = request.step, request.path or None

    async def act(name: str, screen: TimelineScreen) -> None:
        try:
            await _look_if_stored(desk, port, screen)
            if timeline.is_deleted and name in _OF_STORED:
                return
            await _ACTS[name](desk, port, screen)
        except StateError as error:
            port.alarm(str(error))

    screen = TimelineScreen(
        timeline,
        act,
        acts=frozenset(_ACTS),
        standing=_standing(desk, timeline),
        with_blame=request is not None and request.with_blame,
    )
    stop = desk.listen(partial(_heard, desk, port, screen))
    try:
        await port.ask(screen)
    finally:
        stop()


def _key_at(desk: "Desk", port: "Port") -> "DocumentKey | None":
    if is_in_namespaces(desk, port, "A timeline is of a document, and none is"):
        return None
    keys = documents_at(desk)
    if len(keys) > 1:
        port.tell(f"[ shows the steps of one document, and {len(keys):,} are marked.")
        return None
    if not keys:
        port.tell("There is no document here, and so no timeline.")
    return next(iter(keys), None)


def _heard(desk: "Desk", port: "Port", screen: TimelineScreen, event: Event) -> None:
    """Show what is recorded while the timeline is shown."""
    timeline = screen.timeline
    match event:
        case WatchChanged(of) if of == timeline.key:
            screen.show_standing(_standing(desk, timeline))
        case StepSeen(of, step) if of == timeline.key and not timeline.is_deleted:
            if timeline.recording.is_next(step):
                screen.came(step)
            else:  # another process recorded steps as well, or deleted those that are shown
                screen.run_worker(_load_anew(desk, port, screen), "load", exit_on_error=False)
        case GapSeen(of, gap) if of == timeline.key and not timeline.is_deleted:
            screen.came(gap)
        case _:
            pass


async def _load_anew(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    """Show all that is stored by now, where it goes on from what is shown."""
    try:
        await _look_if_stored(desk, port, screen)
        if not screen.timeline.is_deleted:
            await RecordingLibrary(desk.workspace).load_anew(screen.timeline)
    except StateError as error:
        port.alarm(str(error))
    screen.show_rows()
    screen.analyse()


async def _look_if_stored(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    """Say that the recording that is shown was deleted, if it was."""
    timeline = screen.timeline
    if await RecordingLibrary(desk.workspace).is_stored(timeline):
        return
    timeline.is_deleted = True
    screen.show_standing(_standing(desk, timeline))
    port.alarm(
        f"The recording of {timeline.key.label} was deleted elsewhere: its steps stand here until "
        "you go back, and X writes them to a file. [ then shows what was recorded since."
    )


def _standing(desk: "Desk", timeline: "Timeline") -> WatchState:
    """Say whether a document is watched, and since when."""
    if timeline.is_deleted:
        return WatchState("deleted elsewhere")
    watch = desk.watching.watched.get(timeline.key)
    if watch is None:
        return WatchState("not watched here")
    if watch.problem is not None:
        return WatchState("watched, and can't be read now", watch.problem)
    return WatchState(f"watched since {format_when(watch.since, desk.now())}")


# ── acts ───────────────────────────────────────────────────────────────────────────────────────

BY_OTHERS = "Another ccs-tui that records it begins a new recording."

Do = Callable[["Desk", "Port", TimelineScreen], Awaitable[None]]


async def _offline(name: str, desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    profile = desk.workspace.profile
    await OFFLINE[name](
        port, screen, Source(desk.now, profile.connection, profile.label, profile.name)
    )


async def _watch(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    key = screen.timeline.key
    if key in desk.watching.watched:
        await desk.watching.stop(key)
        port.tell("It is watched no more. What was recorded stays.")
    else:
        desk.watching.watch(key)
        port.tell("It is watched again: every change is recorded.")


async def _export(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    text = await file_text([screen.timeline], desk.now())
    await write_file(port, screen.timeline.key, "recording", "ndjson", text)


async def _delete(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    key = screen.timeline.key
    if await delete_recordings(desk, port, {key: len(screen.timeline.recording.steps)}):
        screen.dismiss(None)


async def delete_recordings(
    desk: "Desk", port: "Port", steps_of: "Mapping[DocumentKey, int]"
) -> bool:
    """Ask, and delete the recordings of documents, told with their steps. Raises StateError."""
    steps, count = sum(steps_of.values()), len(steps_of)
    what = f"recording of {next(iter(steps_of)).label}" if count == 1 else f"{count:,} recordings"
    watched = len(desk.watching.watched.keys() & steps_of.keys())
    the = agreeing(count, "the ", "")
    sure = await port.ask(
        ConfirmDialog(
            f"Delete {the}{what}?",
            f"{agreeing(count, 'Its', 'Their')} {counted(steps, 'step')} "
            f"{agreeing(steps, 'is', 'are')} on this machine alone, and can't be brought back. "
            f"{agreeing(count, 'The document stays as it is', 'The documents stay as they are')}."
            f"{_watched_words(watched, count)} {BY_OTHERS}",
            f"Delete {the}{agreeing(count, 'recording', what)}",
        )
    )
    if not sure:
        return False
    for key in steps_of:
        await desk.watching.stop(key)
        await RecordingLibrary(desk.workspace).delete(key)
    port.tell(f"The {what} {agreeing(count, 'is', 'are')} deleted.")
    return True


def _watched_words(watched: int, of: int) -> str:
    """Say that watching ends, for so many of the documents."""
    if not watched:
        return ""
    if of == 1:
        return " It is watched here no more."
    return f" {counted(watched, 'document')} {agreeing(watched, 'is', 'are')} watched here no more."


_ACTS: Mapping[str, Do] = {
    "ticket": partial(_offline, "ticket"),
    "copy": partial(_offline, "copy"),
    "note": note,
    "muted": keep_muted,
    "expect": expect,
    "restore": restore,
    "copy_to": copy_to,
    "fork": fork,
    "watch": _watch,
    "export": _export,
    "delete": _delete,
}
"""The keys of a timeline that lead out of it, by the names that they have there."""
_OF_STORED = frozenset({"note", "delete"})
"""The keys that change the stored recording: they are refused where another is stored by now."""
