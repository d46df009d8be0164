"""The acts of a timeline that need no service: the ticket, and copies."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ccs_tui.model.connection import Connection
from ccs_tui.model.json_text import join_object, pretty
from ccs_tui.model.tree import format_path
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.workspace.private_file import file_problem, write_private
from ccs_tui.workspace.ticket import Masking, markdown, ticket_of
from ccs_tui.workspace.timeline import Timeline

MASKINGS = {"m": Masking.RULE, "l": Masking.LEFT_OUT, "a": Masking.NONE}
ID_IN_FILE = 12


@dataclass(frozen=True)
class Source:
    """The place that a timeline comes from: its connection and profile, None and "" for a file."""

    now: Callable[[], datetime]
    connection: Connection | None = None
    profile: str = ""


async def ticket(screen: TimelineScreen, source: Source) -> None:
    """Ask how values are told and where to, and write the ticket there."""
    made = ticket_of(
        screen.timeline, source.now(), screen.marked, source.connection, source.profile
    )
    texts = {key: markdown(made, masking) for key, masking in MASKINGS.items()}
    steps = sum(hasattr(row, "step") for row in made.rows)
    choices = tuple(
        Choice(key, f"values {masking.value}", f"{len(texts[key]):,} characters")
        for key, masking in MASKINGS.items()
    )
    title = f"Ticket of {counted(steps, 'step')}"
    chosen = await screen.app.push_screen_wait(ChoiceDialog(title, choices))
    if chosen is None:
        return
    to = await screen.app.push_screen_wait(
        ChoiceDialog(title, (Choice("c", "to the clipboard"), Choice("f", "to a file")))
    )
    if to == "c":
        screen.app.copy_to_clipboard(texts[chosen])
    elif to == "f":
        await write_file(screen, "ticket", "md", texts[chosen])


async def copy(screen: TimelineScreen, _: Source) -> None:
    """Ask for a part of what is shown, and copy it."""
    view, path = screen.view, screen.path
    if view is None:
        screen.notify("There is no step to copy from.", markup=False)
        return
    recording, number = screen.timeline.recording, view.step.number
    parts: dict[str, tuple[str, str]] = {}
    if path is not None:
        if (value := recording.value_at(number, path)) is not None:
            parts["v"] = ("value", pretty(value))
        before = recording.value_at(number - 1, path)
        if before is not None and before != value:
            parts["b"] = ("value before the step", pretty(before))
        parts["j"] = ("path", format_path(path))
    parts["d"] = (f"document at step {number}", pretty(join_object(view.document.properties)))
    key = screen.timeline.key
    if key.session is not None:
        parts["s"] = ("session id", key.session)
    parts["k"] = ("document key", str(key))
    choices = tuple(
        Choice(letter, label, f"{len(text):,}") for letter, (label, text) in parts.items()
    )
    chosen = await screen.app.push_screen_wait(ChoiceDialog("Copy", choices))
    if chosen is not None:
        screen.app.copy_to_clipboard(parts[chosen][1])


async def write_file(screen: TimelineScreen, what: str, suffix: str, text: str) -> None:
    """Ask for a file, and write a text to it, readable by nobody else."""
    session = screen.timeline.key.session or screen.timeline.key.namespace
    name = "".join(letter for letter in session if letter.isalnum() or letter in "-_")[:ID_IN_FILE]
    answer = await screen.app.push_screen_wait(
        FormDialog(
            f"Write the {what} to a file",
            (Field("path", "File", file_problem, value=f"~/{what}-{name or 'document'}.{suffix}"),),
            "Write",
            "It is readable by you alone.",
        )
    )
    if answer is None:
        return
    path = answer["path"].strip()
    try:
        await write_private(path, text.removesuffix("\n"))
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        screen.notify(f"{path} can't be written: {reason}.", severity="error", markup=False)
        return
    screen.notify(f"The {what} is in {path}.", markup=False)


OFFLINE: Mapping[str, Callable[[TimelineScreen, Source], Awaitable[None]]] = {
    "ticket": ticket,
    "copy": copy,
}
"""The keys of a timeline that need no service, by the names that they have there."""


def offline_screen(timeline: Timeline, source: Source) -> TimelineScreen:
    """Return the view of a recording in a file, from which nothing is written to a service."""

    async def act(name: str, screen: TimelineScreen) -> None:
        await OFFLINE[name](screen, source)

    screen = TimelineScreen(timeline, act, acts=frozenset(OFFLINE))
    screen.heading = f"recording of {timeline.key.namespace}"
    return screen
