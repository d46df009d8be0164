"""The explorer's port: what the commands ask of its screen, and what the desk says in words."""

import os
from copy import copy
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from ccs_tui.ui.background_work import later
from ccs_tui.ui.commands.key_table import IN_THE_TERMINAL
from ccs_tui.ui.commands.refused_keys import why_held
from ccs_tui.ui.screens.explorer.connection_display import ConnectionDisplay
from ccs_tui.ui.screens.explorer.document_cursor import PanelCursor
from ccs_tui.ui.screens.explorer.in_front import AskedHere, InFront
from ccs_tui.ui.screens.explorer.offered_keys import OfferedKeys
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.panel import WAIT_SHOWN_AFTER
from ccs_tui.workspace.desk_events import (
    Event,
    LockChanged,
    Said,
    SessionsBegun,
    SessionsCame,
    SummaryRead,
    Tone,
    ValuesRead,
    WaitBegan,
)
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from textual.message import Message
    from textual.screen import Screen

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.profile import ClipboardRoute
    from ccs_tui.model.tree import Key
    from ccs_tui.ui.clipboard import CopyOutcome
    from ccs_tui.ui.commands.port import Answer, DocumentCursor
    from ccs_tui.ui.commands.requests import Request
    from ccs_tui.ui.copying_app import CopyingApp
    from ccs_tui.ui.messages import SpeakingApp
    from ccs_tui.ui.screens.explorer.panels import Panels
    from ccs_tui.ui.start import Start
    from ccs_tui.ui.terminal.app import TerminalApp
    from ccs_tui.ui.terminal.external_editor import EditorEnd
    from ccs_tui.workspace.asked_secrets import Question
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.desk_reader import DeskReader

WARNING_SECONDS = 15
"""The seconds for which a warning is shown."""


class ExplorerPort:
    """Runs commands over a desk, and is the port that they know.

    `chosen` makes the message that another profile is to be opened.
    """

    def __init__(
        self,
        screen: "Screen[Any]",
        panels: "Panels",
        desk: "Desk",
        reading: "DeskReader",
        chosen: "Callable[[Start], Message]",
    ) -> None:
        self._screen = screen
        self._panels = panels
        self.desk = desk
        self.reading = reading
        self._chosen = chosen
        self.keys = OfferedKeys(panels, desk)
        self._front = InFront(screen, panels)
        self._here: AskedHere | None = None
        # Once the workspace is open; before, its model of a document is not imported.
        from ccs_tui.ui.screens.explorer.message_end import MessageEnd

        self._message_end = MessageEnd(screen.app, self.offer_anew)
        self.access = ConnectionDisplay(screen, desk.workspace, self.show_refused)
        desk.tasks.failed = self._show_bug
        desk.workspace.secrets.ask = self._ask_for_secret
        desk.listen(self._heard)

    def opened(self) -> None:
        """Offer all keys, now that every panel is there, and look for what is left from before."""
        self._message_end.end()
        self.offer_anew()
        self.desk.tasks.begin(self.desk.edits.tell_of_drafts)
        self.desk.undoable.look()

    async def close(self) -> None:
        """End what is read, write the drafts, and close the connection."""
        app = cast("SpeakingApp[None]", self._screen.app)
        app.last_words = self.desk.workspace.writes.left_words
        self._panels.close()
        await self.desk.close()
        await self.desk.workspace.close()

    @property
    def document_cursor(self) -> "DocumentCursor":
        """The document that is edited."""
        return PanelCursor(self._panels.document)

    @property
    def has_document(self) -> bool:
        """True if there is a panel to show documents in."""
        return self._panels.has_document

    def look(self) -> None:
        """Give the desk the rows and values under the cursors."""
        self.desk.selection = self._panels.selection(self.desk)

    # ── commands ───────────────────────────────────────────────────────────────────────────────

    def run(self, name: str) -> None:
        """Run a command in the background, or say why it does nothing now."""
        if (why := why_held(self.desk, name)) is not None:
            self._screen.notify(visible(why), severity="warning", markup=False)
            return
        self._message_end.begin()
        self.desk.workspace.secrets.ask_again()
        if name == IN_THE_TERMINAL:
            # What is typed after the key is meant for the editor, and no command here.
            self._drop_keys(True)
        self._screen.run_worker(later(self.command, name), group="commands", exit_on_error=False)

    async def request(self, request: "Request") -> None:
        """Have the command of a request run, on what that is about."""
        await _module(request.command).run(self.desk, self, request)

    async def command(self, name: str) -> None:
        """Run a command, by the name of its module, which is imported with its first use."""
        try:
            await _module(name).run(self.desk, self)
        finally:
            if name == IN_THE_TERMINAL:
                self._drop_keys(False)

    async def may_leave(self) -> bool:
        """Let a write under way end, and ask before open edits are left behind."""
        from ccs_tui.ui.commands.leave import may_leave

        return await may_leave(self.desk, self)

    async def ask(self, dialog: "Screen[Answer]") -> "Answer | None":
        """Show a dialog, or a view, and return its answer, None if it was left without one."""
        self.leave_text()
        if self._here is not None:
            await self._here.again(self.tell_longer, self.end)
        answer: Answer | None = await self._screen.app.push_screen_wait(dialog)
        return answer

    async def until_uncovered(self) -> None:
        """Wait until no dialog and no view stands over the explorer."""
        await self._front.until(self._front.has)

    def here(self, of: "Collection[DocumentKey]" = ()) -> "ExplorerPort":
        """Return a port that asks only here, where one is now; see `AskedHere`."""
        if self._here is not None:
            return self
        port = copy(self)
        port._here = AskedHere(self._front, self.desk, of)
        return port

    async def _ask_for_secret(self, question: "Question") -> str | None:
        """Ask for a secret over whatever is shown; None if it is not given."""
        from ccs_tui.ui.dialogs.secret import ask_secret

        return await ask_secret(self._screen.app, question)

    def show(self, place: Place) -> None:
        """Bring the focus to a place of the desk."""
        self._panels.focus(place)

    def leave_text(self) -> None:
        """Bring the focus from a text that is typed in to the list or tree beside it."""
        self._panels.leave_text()

    def go_to(
        self, key: "DocumentKey", path: "tuple[Key, ...]" = (), *, was_there: bool = False
    ) -> None:
        """Read a document, listed or not, and go to it, or to the value at a path in it."""
        self.reading.by_name(key, path, was_there=was_there)
        self._panels.leave_lists()

    def refresh_desk(self) -> None:
        """Read anew what is shown."""
        self.reading.again()

    def refresh_namespaces(self) -> None:
        """Read the namespaces anew."""
        self.reading.namespaces()

    def open_start(self, start: "Start") -> None:
        """Open another profile in the place of this one."""
        # A watch reads on until the desk is closed, which comes after its panels are gone.
        self._panels.close()
        self._screen.post_message(self._chosen(start))

    async def copy_out(self, text: str) -> None:
        """Copy a text to the clipboard, and say which way it went."""
        self._screen.app.copy_to_clipboard(text)

    async def copy_unsaid(self, text: str) -> "CopyOutcome":
        """Copy a text to the clipboard, and return which way it went, unsaid."""
        return await cast("CopyingApp[None]", self._screen.app).copy_unsaid(text)

    async def copy_route(self) -> "ClipboardRoute":
        """Return the route that copies take here."""
        return await cast("CopyingApp[None]", self._screen.app).copy_route()

    async def edit_outside(self, path: "Path", handle: int) -> "EditorEnd":
        """Run the user's own editor on a file, in this terminal, until it ends.

        It inherits the open file `handle`. Raises NoEditorError.
        """
        from ccs_tui.ui.terminal.external_editor import editor_command, run_editor

        command = editor_command(os.environ)
        try:
            with cast("TerminalApp[None]", self._screen.app).lend_terminal():
                return await run_editor(command, path, handle)
        finally:
            self._drop_keys(False)

    def _drop_keys(self, on: bool) -> None:
        cast("TerminalApp[None]", self._screen.app).drops_keys = on

    # ── words ──────────────────────────────────────────────────────────────────────────────────

    def tell(self, sentence: str) -> None:
        """Say what was done."""
        self._screen.notify(sentence, markup=False)

    def tell_longer(self, sentence: str) -> None:
        """Say what was done, for as long as a warning."""
        self._screen.notify(sentence, timeout=WARNING_SECONDS, markup=False)

    def warn(self, sentence: str) -> None:
        """Say something to be known beside it, for longer."""
        self._screen.notify(sentence, severity="warning", timeout=WARNING_SECONDS, markup=False)

    def alarm(self, sentence: str) -> None:
        """Say what went wrong, for as long as reading it takes."""
        seconds = 4 + len(sentence) / 20
        self._screen.notify(sentence, severity="error", timeout=seconds, markup=False)

    def tell_problem(self, sentence: str) -> None:
        """Say what is wrong with a typed text, until that changes."""
        # Without a time of its own it is about this moment.
        self._screen.notify(sentence, severity="error", markup=False)

    def end(self, sentence: str) -> None:
        """End a sentence that is still shown, since it is no longer true."""
        cast("SpeakingApp[None]", self._screen.app).end_message(sentence=sentence)

    def _heard(self, event: Event) -> None:
        self._message_end.heard(event)
        match event:
            case Said(sentence, Tone.ALARM):
                self.alarm(sentence)
            case Said(sentence, Tone.WARNING):
                self.warn(sentence)
            case Said(sentence):
                self.tell(sentence)
            case LockChanged():
                self.access.show()
            case SessionsBegun():
                self.show_refused()
            case WaitBegan(wait) if wait.cancels:
                # A short wait is not shown, nor that escape would cancel it.
                self._screen.set_timer(WAIT_SHOWN_AFTER, self.offer_anew)
            case SummaryRead() | ValuesRead() | SessionsCame() | WaitBegan():
                pass
            case _:
                self.offer_anew()

    def offer_anew(self) -> None:
        """Offer the keys that are due now, and no others."""
        if self._screen.is_attached:
            self._screen.refresh_bindings()
            self._screen.app.screen.refresh_bindings()

    def show_refused(self) -> None:
        """Renew the advice of keys, now that others may be refused."""
        self.offer_anew()
        self._panels.show_access()

    def _show_bug(self, error: BaseException) -> None:
        from ccs_tui.ui.bugs import tell_bug

        tell_bug(self._screen.app, error)


def _module(command: str) -> Any:
    return import_module(f"ccs_tui.ui.commands.{command}")
