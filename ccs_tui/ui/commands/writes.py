"""Writes: what commands that write have in common, and when nothing may be written."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ccs_tui.model.names import reserved_problem
from ccs_tui.ui.commands.key_table import LOCK_KEY
from ccs_tui.workspace.desk_events import DocumentWanted
from ccs_tui.workspace.write_problems import WRITE_PROBLEMS

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.views.bulk import BulkScreen
    from ccs_tui.ui.views.bulk_report import BulkReport
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.place import Place


def how_to_write(desk: "Desk") -> str:
    """Say how to write over a locked connection."""
    if desk.workspace.write_lock.permanent:
        return "To write, start without --read-only and CCS_READ_ONLY."
    return f"{LOCK_KEY} unlocks it."


def refused_read_only(desk: "Desk", port: "Port", what: str) -> bool:
    """Say why nothing can be written, and return True; False if something can."""
    if not desk.workspace.read_only:
        return False
    port.alarm(f"This connection is read-only, so {what}. {how_to_write(desk)}")
    return True


def is_locked(port: "Port", namespace: str) -> bool:
    """Say that a namespace is reserved, and return True; False if it is not."""
    if (why := reserved_problem(namespace)) is None:
        return False
    port.alarm(why)
    return True


def show_anew(desk: "Desk", keys: "Collection[DocumentKey]") -> None:
    """Read the document shown anew where it is one of these, which were found gone or changed."""
    if desk.key is not None and desk.key in keys:
        desk.tell(DocumentWanted(desk.key))


async def write(
    desk: "Desk", port: "Port", place: "Place", what: str, send: Callable[[], Awaitable[str]]
) -> None:
    """Run a write; say the sentence that it returns, or what went wrong."""
    try:
        with desk.waiting(place, what), desk.workspace.writes.holding(what):
            sentence = await send()
    except WRITE_PROBLEMS as error:
        port.alarm(str(error))
        return
    port.tell(sentence)


async def many(
    desk: "Desk",
    port: "Port",
    bulk: "BulkScreen",
    then: "Callable[[BulkReport], None]",
    *,
    is_undo: bool = False,
) -> None:
    """Run an operation on many documents, which counts as under way until its report is shown.

    `then` shows on the desk what was done; if the user wants it undone, that comes last. What
    `is_undo` is not undone from its report: the last write would be another one.
    """
    bulk.can_undo = lambda: not is_undo and not desk.workspace.read_only
    with ExitStack() as held:
        held.enter_context(desk.workspace.writes.holding(bulk.what))
        bulk.ended = held.close
        report = await port.ask(bulk)
    if report is None:
        return
    then(report)
    if report.wants_undo:
        await port.command("undo")
