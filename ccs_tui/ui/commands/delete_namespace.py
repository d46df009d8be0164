"""The deletion of a namespace: its documents are exported first, so that it can be taken back."""

from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.model.words import agreeing, counted, first_of
from ccs_tui.ui.commands.writes import is_locked, refused_read_only
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.text import shorten
from ccs_tui.ui.views.progress import ProgressScreen
from ccs_tui.workspace.namespace_deletion import (
    NamespaceDeleted,
    delete_namespace,
    export_namespace,
)
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.write_problems import WRITE_PROBLEMS

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.commands.requests import DeleteNamespace
    from ccs_tui.workspace.desk import Desk

NAMES_WIDTH = 60
"""The cells that the names of sessions get in a message."""


async def run(desk: "Desk", port: "Port", request: "DeleteNamespace") -> None:
    """Ask for the name to be typed, export the documents, and delete the namespace."""
    name = request.name
    if refused_read_only(desk, port, "nothing was deleted"):
        return
    if is_locked(port, name):
        return
    if not desk.workspace.capabilities.can_manage_namespaces:
        port.alarm("This connection can't delete a namespace: that takes an API key (v1).")
        return
    sure = await port.ask(
        ConfirmDialog(
            f"Delete the namespace {name}?",
            f"{desk.how_many_sessions(name)} and its TTL are deleted with it. Its documents are "
            f"exported to this machine first, so that u can restore them.",
            "Export, then delete",
            typed=name,
        )
    )
    if not sure:
        return
    export = await port.ask(
        ProgressScreen(
            f"Exporting {name}",
            "documents",
            lambda progress: export_namespace(desk.workspace, name, progress),
            desk.now,
        )
    )
    if export is None:
        port.tell(f"Nothing was deleted, because {name} was not exported.")
        return
    try:
        with desk.waiting(Place.NAMESPACES, f"deleting {name}"):
            deleted = await delete_namespace(desk.workspace, name, export)
            listed = await desk.workspace.list_namespaces()
    except WRITE_PROBLEMS as error:
        port.alarm(f"{error} Its documents are exported to {export.path}.")
        return
    if deleted.is_gone:
        desk.forget_namespace(name)
    desk.list_namespaces(listed)
    if not deleted.is_gone and desk.namespace == name:
        port.refresh_desk()
    say = port.tell_longer if deleted.is_gone and not deleted.unkept else port.warn
    say(" ".join(_told(name, deleted, export.path)))


def _told(name: str, deleted: NamespaceDeleted, path: Path) -> Iterator[str]:
    """Yield sentences on what was deleted and what was not, as the service showed afterwards."""
    if deleted.is_gone:
        yield f"Deleted the namespace {name}."
    elif deleted.left:
        count = counted(len(deleted.left), "document")
        them = agreeing(len(deleted.left), "it", "them")
        yield (
            f"The service deleted {name}, but still has {count} "
            f"({shorten(first_of(deleted.left), NAMES_WIDTH)}): others wrote {them} "
            f"since, or deleting a namespace leaves {them}."
        )
    else:
        yield f"The service deleted {name}, but still lists it, without sessions."
    yield f"Its documents are exported to {path}; u restores them."
    if deleted.unkept:
        yield f"Not exported, because they could not be read: {first_of(deleted.unkept)}."
    blind = f"{ceil(deleted.blind_seconds * 10) / 10:.1f} s"
    yield f"Anything that others wrote in the last {blind} before that is not in the export."
