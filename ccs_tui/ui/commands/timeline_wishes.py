"""The wishes for a timeline: notes of steps, muted paths, and expectations that are pinned."""

from typing import TYPE_CHECKING

from ccs_tui.model.expression import ExpressionError
from ccs_tui.model.timeline.expectation import Expectation
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.workspace.recording_library import RecordingLibrary

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

MOST_EXPECTATIONS = 8


async def note(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    """Ask for the note of the step that is shown, and keep it."""
    number = screen.number
    if number is None:
        port.tell("There is no step to note something of.")
        return
    step = screen.timeline.recording.head(number)
    answer = await port.ask(
        FormDialog(
            f"Note of step {number}",
            (Field("note", "Note", value=step.note),),
            "Keep it",
            "It is kept with the recording, and stands in the ticket.",
        )
    )
    if answer is None:
        return
    text = answer["note"].strip()
    if await RecordingLibrary(desk.workspace).note(screen.timeline, number, text):
        screen.show_rows()
    else:
        port.alarm(f"The note was not kept: step {number} is stored no more on this machine.")


async def keep_muted(desk: "Desk", _: "Port", screen: TimelineScreen) -> None:
    """Keep the paths that are muted by now with the profile."""
    await RecordingLibrary(desk.workspace).keep_muted(screen.timeline)


async def expect(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    """Pin an expectation to the document, or take one off."""
    timeline = screen.timeline
    pinned = timeline.expectations
    if pinned:
        offered = tuple(
            Choice(str(at), f"take off {text}") for at, text in enumerate(pinned, start=1)
        )
        more = (Choice("p", "pin another"),) if len(pinned) < MOST_EXPECTATIONS else ()
        chosen = await port.ask(ChoiceDialog("Expectations", (*more, *offered)))
        if chosen is None:
            return
        if chosen != "p":
            del pinned[int(chosen) - 1]
            await _keep(desk, screen)
            return
    answer = await port.ask(
        FormDialog(
            "Pin an expectation",
            (Field("condition", "Condition", _problem, hint='intent == "billing"'),),
            "Pin it",
            "A JMESPath condition on the document. It is green where it is true, and red with the "
            "step that broke it.",
        )
    )
    if answer is not None and (text := answer["condition"].strip()) not in pinned:
        pinned.append(text)
        await _keep(desk, screen)


async def _keep(desk: "Desk", screen: TimelineScreen) -> None:
    await RecordingLibrary(desk.workspace).keep_expectations(screen.timeline)
    screen.analyse()


def _problem(text: str) -> str | None:
    try:
        Expectation(text.strip())
    except ExpressionError as error:
        at = "" if error.column is None else f"Column {error.column}: "
        return f"{at}{error.reason}." if text.strip() else "Type a condition."
    return None
