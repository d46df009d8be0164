"""What `d` deletes: a property, a document, the marked documents, a namespace."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument, PropertyState
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.text import shorten
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.ui.views.progress import ProgressScreen
from ccs_tui.workspace.bulk import delete_documents
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.namespaces import NamespaceDeleted, delete_namespace, export_namespace
from ccs_tui.workspace.problems import WRITE_PROBLEMS
from ccs_tui.workspace.saving import Saving

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

NAMES_SHOWN, NAMES_WIDTH = 3, 60
"""How many sessions are named in a message, and in how many cells."""


class Deleting:
    """Asks, says how much goes, and deletes."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen

    async def here(self) -> None:
        """Delete what is under the cursor, or what is marked."""
        screen = self._screen
        if screen.namespaces.is_active:
            if screen.namespaces.selected is not None:
                await self.namespace(screen.namespaces.selected)
        elif screen.document.is_active:
            await self.property()
        elif screen.sessions.marked:
            await self.marked()
        else:
            await self.document()

    async def property(self) -> None:
        """Ask, and mark the property under the cursor to be removed by the next save.

        What lies in a property is removed from it at once: that is an edit, and can be taken back.
        """
        screen = self._screen
        copy, name = screen.document.copy, screen.document.selected
        if copy is None or name is None or screen.writing.is_locked(copy.key.namespace):
            return
        rows = screen.document.rows
        if rows.editing.remove(rows.cursor_key):
            return
        if copy.state(name) is PropertyState.REMOVED:
            screen.document.edits.restore()
            return
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Remove the property {name}?",
            f"{copy.property_size(name):,} characters of {copy.key.label}. It goes from the "
            f"service with the next save; until then z takes this back.",
            "Remove property",
        ))  # fmt: skip
        if sure and screen.document.copy is copy:
            screen.document.edits.remove_property(name)

    async def document(self) -> None:
        """Say what goes with the document under the cursor of the list, ask, and delete it."""
        screen = self._screen
        key = screen.selected_key()
        if key is None or screen.writing.refused_read_only("nothing was deleted"):
            return
        if screen.writing.is_locked(key.namespace):
            return
        try:
            with screen.sessions.waiting(f"reading {key.label}"):
                document = await screen.workspace.open(key)
        except CcsError as error:
            screen.alarm(f"{error} Nothing was deleted.")
            return
        if not document.exists:
            self._nothing_there(key)
            return
        count = len(document.properties)
        also = "Its unsaved edits go too. " if key in screen.edits else ""
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Delete {key.label}?",
            f"{count:,} {'property' if count == 1 else 'properties'}, {document.size:,} characters "
            f"of {key.namespace}. {also}The journal keeps what it had: u writes it anew.",
            "Delete document" if key.session is None else "Delete session",
        ))  # fmt: skip
        if not sure:
            return
        saving = Saving(screen.workspace, [Intent(OpenDocument(document), delete_document=True)])
        saved = await screen.saving.run(saving, lambda _: False)
        if saved is not None:
            (part,) = saved.parts
            if part.document is None or not part.document.exists:
                screen.forget(key)
            else:
                screen.show_written(key, exists=True)
            screen.saving.report(saved, "u writes it anew.")

    def _nothing_there(self, key: DocumentKey) -> None:
        """Say that a document is not on the service, and show that; its open edits stay."""
        screen = self._screen
        if key.session is None or key in screen.edits:
            screen.reading.document(key)  # its row stays
        else:
            screen.forget(key, "It is not on the service. Choose another session.")
        screen.notify(f"{key.label} is not on the service, so nothing was deleted.", markup=False)

    async def marked(self) -> None:
        """Ask, and delete the marked documents one by one; what fails stays marked."""
        screen, namespace = self._screen, self._screen.reading.namespace
        if namespace is None or screen.writing.refused_read_only("nothing was deleted"):
            return
        if screen.writing.is_locked(namespace):
            return
        account = screen.workspace.account
        keys = [DocumentKey(account, namespace, session) for session in screen.sessions.marked]
        count = f"{len(keys):,} document{'' if len(keys) == 1 else 's'}"
        characters, known = screen.sessions.sizes_of(screen.sessions.marked)
        size = f"{'' if known == len(keys) else 'At least '}{characters:,} characters"
        unsaved = sum(key in screen.edits for key in keys)
        also = f" {unsaved:,} of them have unsaved edits, which go too." if unsaved else ""
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Delete {count} of {namespace}?",
            f"{size} in all the marked documents, which go one after the other.{also} "
            f"The journal keeps what they had: u writes them anew.",
            f"Delete {count}",
        ))  # fmt: skip
        if not sure:
            return
        report = await screen.writing.many(BulkScreen(
            f"Deleting {count} of {namespace}", keys,
            lambda: delete_documents(screen.workspace, keys), screen.clock,
            done="deleted",
        ))  # fmt: skip
        for key in report.done if report is not None else ():
            screen.forget(key)

    async def namespace(self, name: str) -> None:
        """Ask for the name to be typed, export the documents, and delete the namespace."""
        screen = self._screen
        if screen.writing.refused_read_only("nothing was deleted"):
            return
        if screen.writing.is_locked(name):
            return
        if not screen.workspace.capabilities.can_manage_namespaces:
            screen.alarm("This connection can't delete a namespace: that takes an API key.")
            return
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Delete the namespace {name}?",
            f"{screen.how_many_sessions(name)} go with it, and its TTL. Its documents are exported "
            f"to this machine first, so that u can write them anew.",
            "Export, then delete",
            typed=name,
        ))  # fmt: skip
        if not sure:
            return
        export = await screen.app.push_screen_wait(
            ProgressScreen(
                f"Exporting {name}", "documents",
                lambda progress: export_namespace(screen.workspace, name, progress), screen.clock,
            )
        )  # fmt: skip
        if export is None:
            screen.notify(f"Nothing was deleted: {name} was not exported.", markup=False)
            return
        try:
            with screen.namespaces.waiting(f"deleting {name}"):
                deleted = await delete_namespace(screen.workspace, name, export)
                listed = await screen.workspace.list_namespaces()
        except WRITE_PROBLEMS as error:
            screen.alarm(f"{error} Its documents are in {export.path}.")
            return
        if deleted.is_gone:
            screen.forget_namespace(name)
        screen.namespaces.show(screen.workspace.account, listed)
        if not deleted.is_gone and screen.reading.namespace == name:
            screen.action_refresh()
        screen.notify(
            " ".join(_told(name, deleted, export.path)),
            severity="information" if deleted.is_gone and not deleted.unkept else "warning",
            markup=False, timeout=15,
        )  # fmt: skip


def _told(name: str, deleted: NamespaceDeleted, path: Path) -> Iterator[str]:
    """Yield what was deleted and what was not, as it was looked for."""
    if deleted.is_gone:
        yield f"Deleted the namespace {name}."
    elif deleted.left:
        count = f"{len(deleted.left):,} session{'' if len(deleted.left) == 1 else 's'}"
        yield (
            f"The service deleted {name}, and lists {count} of it now "
            f"({shorten(', '.join(deleted.left[:NAMES_SHOWN]), NAMES_WIDTH)}): others wrote them "
            f"since, or a deletion leaves them."
        )
    else:
        yield f"The service deleted {name}, and lists it still, without sessions."
    yield f"Its documents are in {path}; u writes them anew."
    if deleted.unkept:
        yield f"Not kept, since they could not be read: {', '.join(deleted.unkept)}."
    yield f"What others wrote in the {deleted.blind_seconds:.1f} s before it is not among them."
