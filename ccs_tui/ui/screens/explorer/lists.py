"""The two lists, of namespaces and of sessions: what is under their cursors is read."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import counted
from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.widgets.namespace_panel import NamespacePanel
from ccs_tui.ui.widgets.read_delay import ReadDelay
from ccs_tui.ui.widgets.session_panel import READ_TO_SORT, SessionPanel
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from textual.widget import Widget

    from ccs_tui.ui.screens.explorer.explorer_port import ExplorerPort
    from ccs_tui.workspace.desk_events import Event

SAID_FROM = 100
"""The documents from which on it is said that all are read to sort by what they have."""


class Lists(Container):
    """The panels of namespaces and sessions, side by side; a row that is chosen there is read."""

    BLANK = True  # all of it is covered, and not to be painted

    @quick_message
    class Entered(Message):
        """A row was opened with enter, so the focus goes on to a place."""

        place: Place

    def __init__(self) -> None:
        super().__init__(id="lists")
        self.namespaces = NamespacePanel(id="namespaces")
        self.sessions = SessionPanel(id="sessions")
        self._cursor = ReadDelay(self)
        self._port: ExplorerPort | None = None

    def compose(self) -> ComposeResult:
        yield self.namespaces
        yield self.sessions

    def part(self, name: str) -> "Widget | None":
        """Return what has this id: this container or one of its panels; None if it isn't there."""
        parts = {"lists": self, "namespaces": self.namespaces, "sessions": self.sessions}
        part = parts.get(name)
        return part if part is not None and part.is_attached else None

    def follow(self, port: "ExplorerPort") -> None:
        """Read through a port from now on."""
        self._port = port
        port.desk.listen(self._heard)

    def _heard(self, event: "Event") -> None:
        from ccs_tui.workspace.desk_events import SessionsBegun, SessionsEnded

        if isinstance(event, SessionsBegun) and event.namespace is not None:
            self._cursor.settle("document", self.read_selected)
        elif isinstance(event, SessionsEnded) and event.anew:
            self._tell_of_old_order()

    # ── namespaces ─────────────────────────────────────────────────────────────────────────────

    @on(NamespacePanel.Selected)
    def _namespace_selected(self) -> None:
        if self._port is not None:
            self._port.show_refused()
        if self._is_other(self.namespaces.selected):
            self._cursor.settle("sessions", self._read_namespace)

    @on(NamespacePanel.Opened)
    def _namespace_opened(self) -> None:
        self._read_namespace()
        self.post_message(self.Entered(Place.SESSIONS))

    def _is_other(self, name: str | None) -> bool:
        return name is not None and self._port is not None and name != self._port.desk.namespace

    def _read_namespace(self) -> None:
        name = self.namespaces.selected
        if self._port is not None and name is not None and self._is_other(name):
            self._port.reading.sessions(name)

    @on(NamespacePanel.Expanded)
    def _namespace_expanded(self, event: NamespacePanel.Expanded) -> None:
        if self._port is not None:
            self._port.reading.session_ttls(event.name)

    @on(NamespacePanel.DocumentOpened)
    def _document_opened(self, event: NamespacePanel.DocumentOpened) -> None:
        if self._port is not None and self._port.has_document:
            account = self._port.desk.workspace.account
            self._port.go_to(DocumentKey(account, event.name, event.session))

    # ── sessions ───────────────────────────────────────────────────────────────────────────────

    def read_selected(self) -> None:
        """Read the document under the cursor, once there is a panel to show it in."""
        if self._port is not None and self._port.has_document:
            self._port.look()
            self._port.reading.selected()

    def read_rested(self) -> None:
        """Read the document under the cursor now, if that waits for the cursor to rest."""
        if self._cursor.is_settling("document"):
            self.read_selected()

    @on(SessionPanel.Selected)
    def _session_selected(self) -> None:
        self._cursor.settle("document", self.read_selected)

    @on(SessionPanel.Opened)
    def _session_opened(self) -> None:
        self.read_selected()
        if self.sessions.selected is not None:
            self.post_message(self.Entered(Place.DOCUMENT))

    @on(SessionPanel.SummariesWanted)
    def _summaries_wanted(self, event: SessionPanel.SummariesWanted) -> None:
        if self._port is not None:
            self._port.reading.summaries(event.sessions)

    @on(SessionPanel.AllWanted)
    def _all_wanted(self, event: SessionPanel.AllWanted) -> None:
        if self._port is None:
            return
        count = len(event.sessions)
        if count >= SAID_FROM:
            documents, by = counted(count, "document"), self.sessions.sorted_by
            self._port.tell(
                f"To sort by {by} {documents} will be read, by a call for each. esc ends that."
            )
        self._port.reading.all_summaries(event.sessions)

    def _tell_of_old_order(self) -> None:
        """Say that a list that was read anew stands in the order of before: nothing else would."""
        by = self.sessions.sorted_by
        if self._port is None or by not in READ_TO_SORT:
            return
        if len(self._port.desk.listing.before) >= SAID_FROM:
            self._port.tell(
                "The list was read again, and of its documents those in view. The others stand "
                f"where they stood: sorting by {by} again reads them all, by a call for each."
            )
