"""`T`: what was seen of a document over time, in Markdown for whoever mends the bot."""

from typing import TYPE_CHECKING

from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Step, changes_between
from ccs_tui.ui.commands.acted_on import documents_at, is_in_namespaces
from ccs_tui.ui.commands.timeline_acts import Source, ticket
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.recorded import Recorded

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Write the ticket of the document under the cursor; of one never watched, as it is now."""
    if is_in_namespaces(desk, port, "T writes the ticket of a document, and none is"):
        return
    keys = documents_at(desk)
    if len(keys) != 1:
        what = f"{len(keys):,} are marked" if keys else "no document is here"
        port.tell(f"T writes the ticket of one document, and {what}.")
        return
    try:
        timeline = await Recorded(desk.workspace).timeline(keys[0])
    except StateError as error:
        port.alarm(str(error))
        return
    if not timeline.recording.steps:
        document = desk.document
        if document is None or document.key != keys[0]:
            port.tell("It is not read yet: open it, and press T there.")
            return
        timeline.recording = Recording(document.key, [_step_now(desk, document.base)])
    timeline.take(timeline.analyse())
    profile = desk.workspace.profile
    await ticket(port, timeline, (), Source(desk.now, profile.connection, profile.label))


def _step_now(desk: "Desk", document: "Document") -> Step:
    """Return the one step of a document that was read, and never watched."""
    changes = changes_between({}, document.properties)
    at, size = desk.now(), document.size
    return Step(1, None, at, changes, document.exists, document.expires_at, size, Cause.OTHERS)
