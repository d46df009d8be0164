"""A step written back, to another session, or into an emulator: reviewed, and in the journal."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui import start
from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.leave import SWITCH, may_leave
from ccs_tui.ui.commands.targets import ask_target
from ccs_tui.ui.commands.writes import is_locked, refused_read_only
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.text import shorten
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.step_restore import saving_of_step

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.timeline import StepView

NAME_WIDTH = 30


async def restore(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    """Bring a property, or the whole document, back to what it was at the step shown."""
    key, view, path = screen.timeline.key, screen.view, screen.path
    if refused_read_only(desk, port, "nothing is brought back") or is_locked(port, key.namespace):
        return
    if view is None or not view.step.exists:
        port.tell("The document was not there at this step: there is nothing to bring back.")
        return
    if key in desk.edits:
        port.alarm(f"{key.label} has unsaved edits. Save or discard them first.")
        return
    number, name = view.step.number, "" if path is None else str(path[0])
    choices = [Choice("d", "the whole document", "what came later is removed")]
    if path is not None:
        choices.insert(0, Choice("p", f"the property {shorten(name, NAME_WIDTH)}"))
    title = f"Bring back as it was at step {number}"
    chosen = await port.ask(ChoiceDialog(title, tuple(choices)))
    if chosen is not None:
        await _write(desk, port, key, view, [name] if chosen == "p" else None)


async def copy_to(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    """Write the document as it was at the step shown to another session."""
    view = screen.view
    if refused_read_only(desk, port, "nothing can be copied to a session"):
        return
    if view is None or not view.step.exists:
        port.tell("The document was not there at this step: there is nothing to copy.")
        return
    target = await ask_target(desk, port, screen.timeline.key, "Duplicate")
    if target is None:
        return
    if target in desk.edits:
        port.alarm(f"{target.label} has unsaved edits. Save or discard them first.")
        return
    await _write(desk, port, target, view, [*view.document.properties])


async def _write(
    desk: "Desk",
    port: "Port",
    target: DocumentKey,
    view: "StepView",
    names: Collection[str] | None,
) -> None:
    """Lead the save of a step's properties through its review."""
    port = port.here()
    try:
        with desk.waiting(Place.DOCUMENT, "reading it"):
            saving = await saving_of_step(
                desk.workspace, target, view.document.properties, view.step.expires, names
            )
    except (CcsError, RefusedError) as error:
        port.alarm(str(error))
        return
    saved = await save_flow.run(desk, port, saving)
    if saved is None:
        return
    save_flow.report(desk, port, saved)
    for part in saved.parts:
        desk.show_written(part.key, exists=part.document is None or part.document.exists)
        desk.watching.wake(part.key)


async def fork(desk: "Desk", port: "Port", screen: TimelineScreen) -> None:
    """Open the document as it was at the step in an emulator of its own."""
    view = screen.view
    if view is None or not view.step.exists:
        port.tell("The document was not there at this step: there is nothing to fork.")
        return
    if not await may_leave(desk, port, SWITCH):
        return
    screen.dismiss(None)
    port.open_start(start.fork(view.document, desk.workspace.profile))
