"""`E`: edit a value, or a whole document, in the editor of one's own."""

import asyncio
from typing import TYPE_CHECKING

from ccs_tui.model.names import is_reserved
from ccs_tui.model.open_document import InvalidEditError
from ccs_tui.model.tree import EditError
from ccs_tui.ui.commands.key_table import LOCK_KEY
from ccs_tui.ui.terminal.external_editor import NoEditorError
from ccs_tui.workspace.outside_edit import OutsideEdit, Taken
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.terminal.external_editor import EditorEnd
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.outside_edit import EditedFile

LOOK_SECONDS = 1.0
"""The seconds between two looks at a file that an editor may have a window of."""
WATCHED_SECONDS = 3_600.0
"""The seconds for which such a file is looked at, after its last change."""


async def run(desk: "Desk", port: "Port") -> None:
    """Edit the value under the cursor; in the list of sessions, the document there."""
    desk.take_typed()
    if (document := _document(desk, port)) is None:
        return
    node = desk.selection.node if desk.selection.place is Place.DOCUMENT else None
    if node is not None and node.top.key in document.removed:
        port.tell(f"{node.top.key} is removed at the next save; z discards the removal.")
        return
    try:
        edit = OutsideEdit(document, node)
    except InvalidEditError as error:
        port.document_cursor.show_problem_in(error.name)
        port.tell_problem(str(error))
        return
    try:
        file = await edit.begin(desk.workspace.kept_as, read_only=_why_read_only(desk) != "")
    except OSError as error:
        port.alarm(f"No private file could be made for the editor: {error.strerror}.")
        return
    await _Sitting(desk, port, edit, file).go_on()


NOT_UTF8 = r"It is not UTF-8: other bytes stand in it as \xNN, so look at it before it is saved."
"""Said of a text that an editor saved in another encoding."""


def _document(desk: "Desk", port: "Port") -> "OpenDocument | None":
    """Return the document that is meant; None after saying why there is none."""
    place, marked = desk.selection.place, desk.selection.marked
    if place is Place.NAMESPACES:
        port.tell("E edits one document: go to it, or to its row among the sessions.")
    elif place is Place.SESSIONS and marked:
        port.tell(f"E edits one document, and {len(marked):,} are marked: unmark them first.")
    elif desk.document is None and port.document_cursor.raw is not None:
        port.tell("This document is no JSON, so it can't be edited. y copies it as it came.")
    elif desk.document is None or (
        place is Place.SESSIONS and desk.document.key != desk.selection.key
    ):
        port.tell("There is no document here yet: it is being read, or it is not there.")
    else:
        return desk.document
    return None


def _why_read_only(desk: "Desk") -> str:
    """Return why nothing of the document may be changed, "" if it may."""
    if desk.document is not None and is_reserved(desk.document.key.namespace):
        return "this namespace is the service's own"
    return f"it is read-only ({LOCK_KEY} unlocks)" if desk.workspace.read_only else ""


class _Sitting:
    """One value, or document, in the editor."""

    def __init__(self, desk: "Desk", port: "Port", edit: OutsideEdit, file: "EditedFile") -> None:
        self._desk = desk
        self._port = port
        self._edit = edit
        self._file = file
        self._read_only = _why_read_only(desk)
        self._name = ""
        self._is_left = False
        self._goes_on_here = False

    async def go_on(self) -> None:
        """Run the editor, and take what it leaves; the file goes once that is kept as a draft."""
        try:
            end = await self._port.edit_outside(self._file.path, self._file.handle)
        except NoEditorError as error:
            self._file.end()
            self._port.warn(str(error))
            return
        except asyncio.CancelledError:
            # This program ends, and the editor may not: the next start looks after the file.
            self._file.let_go()
            raise
        self._name = end.name
        text = await self._text()
        if self._read_only:
            self._tell_read_only(text)
        elif text is None:
            self._port.warn(f"{self._name} removed the file, so nothing was taken.")
        elif text != self._file.seen:
            await self._take(text, end)
        elif end.at_once:
            await self._watch()
        else:
            trouble = f" It {end.trouble}." if end.trouble else ""
            self._port.tell(f"Nothing was changed in {self._name}.{trouble}")
        if self._is_left:
            self._file.let_go()
        else:
            self._file.end()
        if self._goes_on_here:
            await self._go_on_here()

    async def _text(self) -> str | None:
        """Return the text as it is in the file, None without one."""
        try:
            return await asyncio.to_thread(self._file.read)
        except OSError:
            return None

    def _tell_read_only(self, text: str | None) -> None:
        if text in (self._file.seen, None):
            self._port.tell(f"{self._name} only showed it: {self._read_only}.")
        else:
            self._port.warn(
                f"Nothing of what was changed in {self._name} was taken: {self._read_only}."
            )

    async def _take(self, text: str, end: "EditorEnd | None") -> None:
        """Make an open edit of a text, and a draft on disk of that."""
        desk, port, edit = self._desk, self._port, self._edit
        try:
            taken = edit.take(text)
        except EditError as error:
            # As a draft the text is offered at the next start, whatever became of its place.
            self._is_left = True
            port.alarm(f"{error} What {self._name} left is offered as a draft at the next start.")
            return
        self._file.take(text)
        await desk.edits.flush()
        how = f" It {end.trouble}." if end is not None and end.trouble else ""
        if not self._file.is_utf8:
            how += f" {NOT_UTF8}"
        if taken is Taken.OVERTAKEN:
            port.warn(
                f"What {self._name} left is an open edit, and others changed the value meanwhile: "
                f"saving it shows both.{how}"
            )
        elif taken is Taken.DONE:
            say = port.tell if self._file.is_utf8 else port.warn
            say(f"What {self._name} left is an open edit: ctrl+s saves it.{how}")
        elif end is None:
            port.warn(f"What {self._name} saved is not JSON yet. It is kept as it is.")
        else:
            self._goes_on_here = True
            port.warn(f"What {self._name} left is not JSON yet: go on here.{how}")

    async def _go_on_here(self) -> None:
        """Go on with a text that is no JSON in the large editor, where it says so."""
        if self._desk.document is not self._edit.document:
            return
        if self._edit.node is None:
            await self._port.command("edit_whole")
        else:
            self._port.document_cursor.edit_large(self._edit.node)

    async def _watch(self) -> None:
        """Take what an editor saves that went on in a window of its own."""
        self._port.tell_longer(
            f"{self._name} ended at once, as if it had a window of its own. What you save there is "
            f"taken for an hour. To make ccs-tui wait for it: EDITOR='{self._name} --wait'."
        )
        self._file.watch()
        idle, before = 0.0, self._file.seen
        try:
            while idle < WATCHED_SECONDS:
                await asyncio.sleep(LOOK_SECONDS)
                idle += LOOK_SECONDS
                text = await self._text()
                # The file must be the same twice: an editor may be writing it just now.
                if text is not None and text == before != self._file.seen:
                    idle = 0.0
                    await self._take(text, None)
                before = text if text is not None else before
        except asyncio.CancelledError:
            self._file.let_go()
            raise
