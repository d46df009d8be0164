"""The acts of a timeline that need no service: the ticket, copies, and files."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from ccs_tui.model.address import Address
from ccs_tui.model.connection import Connection
from ccs_tui.model.json_text import join_object, pretty
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.tree import format_path
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.views.file_timeline import FileTimelineScreen
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.workspace.private_file import file_problem, free_file, write_private
from ccs_tui.workspace.ticket import Masking, Ticket, markdown_of_all, ticket_of
from ccs_tui.workspace.timeline import Timeline

if TYPE_CHECKING:
    from textual.screen import Screen

Answer = TypeVar("Answer")
MASKINGS = {"m": Masking.RULE, "l": Masking.LEFT_OUT, "a": Masking.NONE}
ID_IN_FILE = 12


class Out(Protocol):
    """The part of the port that these acts need; it is there without an explorer as well."""

    async def ask(self, dialog: "Screen[Answer]") -> Answer | None:
        """Show a dialog, and return its answer, None if it was left without one."""

    def tell(self, sentence: str) -> None:
        """Say what was done."""

    def alarm(self, sentence: str) -> None:
        """Say what went wrong."""

    async def copy_out(self, text: str) -> None:
        """Copy a text to the clipboard, and say which way it went."""


class ScreenOut:
    """Asks and tells over a screen that stands alone."""

    def __init__(self, screen: TimelineScreen) -> None:
        self._screen = screen

    async def ask(self, dialog: "Screen[Answer]") -> Answer | None:
        """Show a dialog, and return its answer, None if it was left without one."""
        answer: Answer | None = await self._screen.app.push_screen_wait(dialog)
        return answer

    def tell(self, sentence: str) -> None:
        """Say what was done."""
        self._screen.notify(sentence, markup=False)

    def alarm(self, sentence: str) -> None:
        """Say what went wrong."""
        self._screen.notify(sentence, severity="error", markup=False)

    async def copy_out(self, text: str) -> None:
        """Copy a text to the clipboard, and say which way it went."""
        self._screen.app.copy_to_clipboard(text)


@dataclass(frozen=True)
class Source:
    """The place that a timeline comes from: its connection and profile, None and "" for a file.

    `profile` is the profile for people, `name` its name in an address.
    """

    now: Callable[[], datetime]
    connection: Connection | None = None
    profile: str = ""
    name: str = ""


async def ticket(
    out: Out, timelines: Sequence[Timeline], marked: Sequence[int], source: Source
) -> None:
    """Ask how values are told and where to, and write the ticket there.

    `marked` are the steps that are told, where it is of one timeline; without any it is all.
    """

    def written() -> tuple[list[Ticket], dict[str, str]]:
        made = [
            ticket_of(timeline, source.now(), marked, source.connection, source.profile)
            for timeline in timelines
        ]
        return made, {key: markdown_of_all(made, masking) for key, masking in MASKINGS.items()}

    made, texts = await asyncio.to_thread(written)
    choices = tuple(
        Choice(key, f"values {masking.value}", f"{len(texts[key]):,} characters")
        for key, masking in MASKINGS.items()
    )
    of = f"{counted(len(made), 'document')}, " if len(made) > 1 else ""
    title = f"Ticket of {of}{counted(sum(each.step_count for each in made), 'step')}"
    chosen = await out.ask(ChoiceDialog(title, choices))
    if chosen is None:
        return
    ways = (Choice("c", "to the clipboard"), Choice("f", "to a file"))
    to = await out.ask(ChoiceDialog(title, ways))
    if to == "c":
        await out.copy_out(texts[chosen])
    elif to == "f":
        await write_file(out, timelines[0].key, "ticket", "md", texts[chosen])


async def copy(out: Out, screen: TimelineScreen, profile: str = "") -> None:
    """Ask for a part of what is shown, and copy it."""
    view, path = screen.view, screen.path
    if view is None:
        out.tell("There is no step to copy from.")
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
    if profile:
        address = Address(profile, key.namespace, key.session, path or (), number)
        parts["a"] = ("address of the step, for g", str(address))
    choices = tuple(
        Choice(letter, label, f"{len(text):,}") for letter, (label, text) in parts.items()
    )
    chosen = await out.ask(ChoiceDialog("Copy", choices))
    if chosen is not None:
        await out.copy_out(parts[chosen][1])


async def write_file(out: Out, key: DocumentKey, what: str, suffix: str, text: str) -> None:
    """Ask for a file, and write a text to it, readable by nobody else."""
    session = key.session or key.namespace
    name = "".join(letter for letter in session if letter.isalnum() or letter in "-_")[:ID_IN_FILE]
    proposed = f"~/{what}-{name or 'document'}.{suffix}"
    answer = await out.ask(
        FormDialog(
            f"Write the {what} to a file",
            (Field("path", "File", file_problem, value=free_file(proposed)),),
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
        out.alarm(f"{path} can't be written: {(error.strerror or 'an error').lower()}.")
        return
    out.tell(f"The {what} is in {path}.")


OFFLINE: Mapping[str, Callable[[Out, TimelineScreen, Source], Awaitable[None]]] = {
    "ticket": lambda out, screen, source: ticket(out, [screen.timeline], screen.marked, source),
    "copy": lambda out, screen, source: copy(out, screen, source.name),
}
"""The keys of a timeline that need no service, by the names that they have there."""


def offline_screen(timeline: Timeline, source: Source) -> TimelineScreen:
    """Return the view of a recording in a file, from which nothing is written to a service."""

    async def act(name: str, screen: TimelineScreen) -> None:
        await OFFLINE[name](ScreenOut(screen), screen, source)

    return FileTimelineScreen(timeline, act, acts=frozenset(OFFLINE))
