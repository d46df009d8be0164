"""The explorer's screen: lays out the panels, turns keys into commands, and shows the desk."""

import asyncio
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen

from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.harmless_text import harmless
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.commands.key_table import COMMANDS
from ccs_tui.ui.screens.explorer.awaited_command import AwaitedCommand
from ccs_tui.ui.screens.explorer.due_keys import BACK, OPENING
from ccs_tui.ui.screens.explorer.keys import KEYS, WHILE_OPENING, why_not_yet
from ccs_tui.ui.screens.explorer.lists import Lists
from ccs_tui.ui.screens.explorer.panel_focus import PanelFocus
from ccs_tui.ui.screens.explorer.panel_sizes import NARROW, WIDE, Layout
from ccs_tui.ui.screens.explorer.panel_space import PanelSpace
from ccs_tui.ui.screens.explorer.panels import Panels
from ccs_tui.ui.start import Start, StartError
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.save_wanted import SaveWanted
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.appearance import Appearance
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ccs_tui.ui.screens.explorer.due_keys import Offers
    from ccs_tui.ui.screens.explorer.explorer_port import ExplorerPort
    from ccs_tui.ui.widgets.document_panel import DocumentPanel
    from ccs_tui.workspace.desk import Desk


class ExplorerScreen(TellsBugs, Screen[None]):
    """Namespaces, sessions and a document. Its handlers only pass on what is to be done."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-medium"), (WIDE, "-wide")]
    AUTO_FOCUS = None
    BLANK = True  # all of it is covered, and not to be painted

    class ProfileChosen(Message):
        """Another profile is to be opened in the place of this one."""

        def __init__(self, start: Start) -> None:
            super().__init__()
            self.start = start

    BINDINGS = [*(command.binding for command in COMMANDS), *KEYS]

    def __init__(
        self,
        start: Start,
        clock: Clock = system_clock,
        appearance: Appearance | None = None,
    ) -> None:
        super().__init__()
        self._start = start
        self._clock = clock
        self._port: ExplorerPort | None = None
        self._begins = False
        self._awaited = AwaitedCommand(self)
        self._lists = Lists()
        self._space = PanelSpace(self._lists, appearance or Appearance())
        self.namespaces, self.sessions = self._lists.namespaces, self._lists.sessions
        self._shown = Panels(self, self.namespaces, self.sessions)
        self._focus = PanelFocus(self._shown, self._lists, self._offer_drafts)

    def compose(self) -> ComposeResult:
        # Without this the first frame would be laid out for no width, and change at once.
        width = self.app.size.width
        self.add_class(f"-{Layout.at(width).value}")
        yield TitleBar()
        yield self._space
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works yet: most need the workspace."""
        if not self.is_open and action not in WHILE_OPENING and not self._awaited.is_it(parameters):
            return None
        if action == "room" and not self._space.can(str(parameters[0])):
            return False
        if action == "panel" and self._focus.is_at(parameters):
            return False
        return super().check_action(action, parameters)

    @property
    def port(self) -> "ExplorerPort":
        """The port of the commands, once the workspace is open."""
        if self._port is None:
            raise RuntimeError("the workspace is not open yet")
        return self._port

    @property
    def desk(self) -> "Desk":
        """The desk, once the workspace is open."""
        return self.port.desk

    @property
    def document(self) -> "DocumentPanel":
        """The panel of the document, once it is there."""
        return self._shown.document

    @property
    def is_open(self) -> bool:
        """True if all panels are there, and the workspace is open."""
        return self._shown.has_document and self._port is not None

    async def may_leave(self) -> bool:
        """Let a write under way end, and ask before open edits are left behind."""
        return not self.is_open or await self.port.may_leave()

    def refuses(self, action: str) -> bool:
        """Return whether a key would only be refused, since nothing may be written there."""
        return self.is_open and self.port.keys.refuses(action)

    @property
    def offers(self) -> "Offers":
        """The keys that are due where the focus is."""
        return self.port.keys.due(self.focused) if self.is_open else OPENING

    @property
    def words(self) -> "Mapping[str, str]":
        """The words for keys that do now one thing, now another, by the ids of their bindings."""
        return {BACK: self.port.keys.back_words} if self.is_open else {}

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Keep the styles that were just given as it first comes up; open after its first frame."""
        event.refresh_styles = self._begins
        if not self._begins and self.namespaces.query("RowList"):
            self._begins = self.call_later(self._open)

    # ── opening ────────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        if self.namespaces.query("RowList"):  # else the program ends before its parts are there
            self._space.lay_out()
            self.namespaces.rows.focus()
            self.namespaces.rows.empty = f"{self._start.waiting} …"

    @work(group="opening", exclusive=True, exit_on_error=False)
    async def _open(self) -> None:
        try:
            await asyncio.gather(self._open_workspace(), self._show_document_panel())
        except StartError as problem:
            self.app.exit(return_code=1, message=Text(harmless(str(problem), keep="\n")))
            return
        self.port.opened()
        self._awaited.opened(self.port)
        self._lists.read_selected()
        self._focus.document_came()
        self.set_interval(1.0, self._shown.tick)
        if self._start.address is not None:
            from ccs_tui.ui.commands.requests import GoToAddress

            await self.port.request(GoToAddress(self._start.address))

    async def _open_workspace(self) -> None:
        with self.namespaces.waiting(self._start.waiting):
            workspace = await self._start.open(self._clock)
        from ccs_tui.ui.screens.explorer.explorer_port import ExplorerPort
        from ccs_tui.workspace.desk import Desk
        from ccs_tui.workspace.desk_reader import DeskReader

        desk = Desk(workspace)
        self._shown.follow(desk, self._offer_drafts)
        self._space.follow(desk)
        self._port = ExplorerPort(self, self._shown, desk, DeskReader(desk), self.ProfileChosen)
        self._lists.follow(self._port)
        for warning in filter(None, (self._start.warning, workspace.local.notice)):
            self.port.alarm(warning)
        self.port.reading.namespaces()

    async def _show_document_panel(self) -> None:
        # Importing and mounting it keeps the event loop busy, and nobody needs it before.
        await self._shown.first_listing()
        self._shown.show_in(await self._space.open_document())

    async def on_unmount(self) -> None:
        """Write the drafts, and close the connection."""
        if self._port is not None:
            await self.port.close()

    def on_resize(self) -> None:
        """Give the panels their sizes."""
        self._space.lay_out()

    # ── what the panels say ────────────────────────────────────────────────────────────────────

    @on(Lists.Entered)
    def _entered(self, event: Lists.Entered) -> None:
        self._focus.go_to(event.place)

    @on(SaveWanted)
    def _save_wanted(self) -> None:
        self.action_command("save")

    def on_document_panel_command_wanted(self, event: "DocumentPanel.CommandWanted") -> None:
        """Run a command that the document's panel has the key of."""
        self.action_command(event.name)

    # ── what the desk says ─────────────────────────────────────────────────────────────────────

    def _offer_drafts(self, *, goes_there: bool) -> None:
        """Offer the drafts of the document shown, once it is shown and the cursor went to it."""
        document = self.desk.document if self.is_open and self.desk.coming is None else None
        if document is not None and (goes_there or self._shown.active is Place.DOCUMENT):
            self.desk.visits.enter(document.key, exists=document.base.exists)
            if self._shown.has_draft:
                self.port.run("offer_drafts")

    # ── keys ───────────────────────────────────────────────────────────────────────────────────

    def why_idle(self, key: str) -> str | None:
        """Say of a key that it works later, where it does."""
        return None if self.is_open else why_not_yet(self, key)

    def action_command(self, name: str) -> None:
        """Run a command on what is under the cursors now."""
        if not self._awaited.takes(name):
            self.port.look()
            self.port.run(name)

    def action_panel(self, index: int) -> None:
        """Go to a panel; to the document's as soon as it is there, if nothing else is chosen."""
        self._focus.go_to(tuple(Place)[index])

    def action_step(self, step: int) -> None:
        """Go to the next or the previous of the lists and the editor, round and round."""
        self._focus.step(step)

    def action_back(self) -> None:
        """Cancel a wait, else take the filter away, else go to the panel before."""
        gives_up = self._port is not None and (
            self.desk.workspace.writes.give_up() or self.port.reading.cancel()
        )
        if not gives_up and not self._focus.back():
            raise SkipAction

    def action_room(self, what: str, step: int = 0) -> None:
        """Move a border, put all of them back, or give one panel the whole screen."""
        self._space.make_room(what, step)
