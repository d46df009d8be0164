"""`X`: export a namespace, or the documents that are marked, to one file."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccs_tui.model.expiry import local_time
from ccs_tui.model.words import agreeing, counted, first_of
from ccs_tui.ui.commands.affected_documents import documents_at, name_or_count
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.text import shorten
from ccs_tui.ui.views.progress import ProgressScreen
from ccs_tui.workspace.export import Export, ExportScope
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.private_file import file_problem, free_file, typed_path
from ccs_tui.workspace.progress import TellProgress
from ccs_tui.workspace.refused_error import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.commands.requests import ExportDocuments
    from ccs_tui.workspace.desk import Desk

NAMES_WIDTH = 60
"""The cells that the names of documents get in a message."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The documents to export, what a sentence calls them, and the file that is proposed."""

    wanted: ExportScope
    words: str
    file: str


async def run(desk: "Desk", port: "Port", request: "ExportDocuments | None" = None) -> None:
    """Ask for a file, and export documents to it: those of a request, else what is marked."""
    asked = _asked(desk, request)
    if asked is None:
        port.tell("There is nothing here to export. Go to a namespace or a session first.")
        return
    answer = await port.ask(
        FormDialog(
            f"Export {asked.words}",
            (Field("path", "File", file_problem, value=free_file(asked.file)),),
            "Export",
            "A line of JSON for each document, with its expiry, readable by you alone; a name "
            "that ends in .gz is compressed. An export that was stopped goes on in the same file.",
        )
    )
    if answer is None:
        return
    export = Export(desk.workspace, typed_path(answer["path"]), asked.wanted)

    async def work(progress: TellProgress) -> bool:
        export.told = lambda: progress(export.done, export.total)
        await export.run()
        if export.problem is not None:
            raise RefusedError(f"{export.problem} {export.way_on}".strip())
        return True

    done = await port.ask(ProgressScreen(f"Exporting {asked.words}", "documents", work, desk.now))
    await export.stopped()
    if export.is_complete:
        lacks = export.unread or export.missing or export.is_of_known_names
        say = port.warn if lacks else port.tell_longer
        say(" ".join(_told(export)))
    elif done is None:
        port.warn(f"The export is not whole. {export.way_on or 'No document was written.'}")


def _asked(desk: "Desk", request: "ExportDocuments | None") -> _Asked | None:
    at = desk.selection
    if request is None and at.place is Place.NAMESPACES:
        if at.namespace is None:
            return None
        day = f"{local_time(desk.now()):%Y-%m-%d}"
        file = f"~/{at.namespace}-{day}.ndjson.gz"
        return _Asked(ExportScope((at.namespace,)), f"the namespace {at.namespace}", file)
    keys = documents_at(desk) if request is None else tuple(request.keys)
    if not keys:
        return None
    words, mark = name_or_count(keys), ExportScope(keys=keys).of
    name = "-".join(sorted({key.namespace for key in keys})[:2])
    # The same documents have the same name, so that an export that was stopped is found again.
    return _Asked(ExportScope(keys=keys), words, f"~/{name}-{mark.partition('(')[2][:6]}.ndjson")


def _told(export: Export) -> "Iterator[str]":
    """Yield sentences on what is in the file, and what is not."""
    yield f"Exported {counted(export.documents, 'document')} to {export.path}."
    if export.is_of_known_names:
        yield "This connection can't list: only the sessions are in it that are known here."
    if export.unread:
        names = first_of([each.key.label for each in export.unreadable])
        count, are = counted(export.unread, "document"), agreeing(export.unread, "is", "are")
        yield (
            f"{count} could not be read, and {are} not in it: {shorten(names, NAMES_WIDTH)}. "
            f"{export.unreadable[0].problem}"
        )
    if unfit := len(export.unfit):
        first = export.unfit[0]
        yield (
            f"{counted(unfit, 'document')}, as exported, can't be imported: "
            f"{shorten(first.key.label, NAMES_WIDTH)}. {first.problem}"
        )
    if gone := len(export.missing):
        are = agreeing(gone, "is", "are")
        yield f"{counted(gone, 'document')} {are} gone from the service."
