"""The panels as the desk has them: each event of the desk is shown where it belongs."""

import asyncio
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from textual.dom import NoScreen

from ccs_tui.model.expiry import format_when
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace import desk_events as events
from ccs_tui.workspace.hinted_place import HintedPlace

if TYPE_CHECKING:
    from textual.screen import Screen

    from ccs_tui.ui.widgets.document_panel import DocumentPanel
    from ccs_tui.ui.widgets.namespace_panel import NamespacePanel
    from ccs_tui.ui.widgets.panel import Panel
    from ccs_tui.ui.widgets.session_panel import SessionPanel
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.selection import Selection

FIRST_LISTING_SECONDS = 1.0

IN_DOUBT = "saved? r reads it"
"""The mark of a document whose save may have arrived; the title has no room for more."""
ELSEWHERE = "edited elsewhere"
"""The note on a document with edits in another explorer; the title has no room for more."""


class Panels:
    """Shows a desk in the panels of a screen. The document's panel comes later than the others."""

    def __init__(
        self, screen: "Screen[Any]", namespaces: "NamespacePanel", sessions: "SessionPanel"
    ) -> None:
        self._screen = screen
        self._namespaces = namespaces
        self._sessions = sessions
        self._document: DocumentPanel | None = None
        self._desk: Desk | None = None
        self._place: HintedPlace | None = None
        self._waits: dict[events.Wait, ExitStack] = {}
        self._listed = asyncio.Event()

    async def first_listing(self) -> None:
        """Wait until the first sessions are shown, or can't be, for a moment at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listed.wait(), FIRST_LISTING_SECONDS)

    def follow(self, desk: "Desk") -> None:
        """Show a desk from now on."""
        self._desk = desk
        self._sessions.may_write = desk.may_write
        self._place = HintedPlace(desk)
        desk.listen(self._heard)
        self._join()

    def show_in(self, document: "DocumentPanel") -> None:
        """Show documents in their panel, which is there from now on."""
        self._document = document
        self._join()

    def _join(self) -> None:
        """Let the document's panel know what the desk knows, once both are there."""
        if self._desk is not None and self._place is not None and self._document is not None:
            self._document.place = self._place.now
            self._document.state.may_write = self._desk.may_write
            self._document.state.now = self._desk.now
            self._document.state.watch_of = self._desk.watching.watched.get

    @property
    def has_document(self) -> bool:
        """True if the document's panel is there."""
        return self._document is not None

    @property
    def document(self) -> "DocumentPanel":
        """The document's panel, once it is there."""
        if self._document is None:
            raise RuntimeError("the panel of the document is not there yet")
        return self._document

    @property
    def by_place(self) -> "dict[events.Place, NamespacePanel | SessionPanel | DocumentPanel]":
        """The panels that are there, from left to right; the document's comes last, and later."""
        there = {} if self._document is None else {events.Place.DOCUMENT: self._document}
        return {
            events.Place.NAMESPACES: self._namespaces,
            events.Place.SESSIONS: self._sessions,
            **there,
        }

    @property
    def active(self) -> events.Place:
        """The place that has the focus."""
        active = (place for place, panel in self.by_place.items() if panel.is_active)
        return next(active, events.Place.NAMESPACES)

    def selection(self, desk: "Desk") -> "Selection":
        """Return the selection: the rows and values under the cursors."""
        from ccs_tui.workspace.selection import Selection

        session, key = self._sessions.selected, None
        if session is not None and desk.namespace is not None:
            key = DocumentKey(desk.workspace.account, desk.namespace, session or None)
        return Selection(
            self.active,
            self._namespaces.selected,
            key,
            tuple(self._sessions.marked),
            None if self._document is None else self._document.selected_node,
        )

    def show_access(self) -> None:
        """Renew the advice of keys, now that others may be refused."""
        self._sessions.show_access()
        if self._document is not None:
            self._document.show_access()

    @property
    def has_draft(self) -> bool:
        """True if there is a draft of the document that is shown, to be offered."""
        desk = self._desk
        key = None if desk is None or desk.document is None else desk.document.key
        return desk is not None and key is not None and desk.edits.draft_of(key) is not None

    def focus(self, place: events.Place) -> None:
        """Bring the focus to the rows of a place."""
        self.by_place[place].rows.focus()

    def leave_text(self) -> None:
        """Bring the focus from a text that is typed in to the rows of its panel."""
        panel, focused = self.by_place[self.active], self._screen.focused
        if focused is not None and focused is not panel.rows:
            panel.rows.focus()

    def tick(self) -> None:
        """Renew the remaining times, and look after the file of the drafts."""
        if self._desk is not None and self._document is not None:
            self._sessions.tick(self._desk.now())
            self._document.state.tick()
            self._document.show_hint()
            self._desk.edits.check_file()
            self._desk.edits.check_elsewhere(self._desk.key)

    def _heard(self, event: events.Event) -> None:
        desk = self._desk
        if desk is None or not self._screen.is_attached:
            return
        self._show_namespaces(desk, event)
        self._show_sessions(desk, event)
        if self._document is not None:
            self._show_document(desk, self._document, event)
        self._show_state(event)

    def close(self) -> None:
        """Show no wait any more: the panels are about to go, or are gone."""
        for wait in self._waits.values():
            with suppress(NoScreen):
                wait.close()
        self._waits.clear()
        self._desk = None

    def _at(self, place: events.Place) -> "Panel | None":
        if place is events.Place.DOCUMENT:
            return self._document
        return self._sessions if place is events.Place.SESSIONS else self._namespaces

    def _show_state(self, event: events.Event) -> None:
        match event:
            case events.WaitBegan(wait) if (panel := self._at(wait.place)) is not None:
                self._waits[wait] = shown = ExitStack()
                shown.enter_context(panel.waiting(wait.what, cancels=wait.cancels))
            case events.WaitEnded(wait) if wait in self._waits:
                self._waits.pop(wait).close()
            case events.ReadFailed(place):
                self._listed.set()
                if (panel := self._at(place)) is not None:
                    panel.set_state(("failed", "$error"))
            case events.ReadCancelled(place):
                self._listed.set()
                if (panel := self._at(place)) is not None:
                    panel.set_state(("cancelled · r reads again", "$warning"))
            case _:
                pass

    def _show_namespaces(self, desk: "Desk", event: events.Event) -> None:
        panel = self._namespaces
        match event:
            case events.NamespacesListed():
                if not desk.workspace.capabilities.can_list:
                    panel.set_title("Remembered")
                begins = desk.namespace or desk.workspace.profile.default_namespace
                panel.show(desk.workspace.account, desk.namespaces, begins)
                if not desk.namespaces:
                    self._listed.set()
            case events.NamespaceAdded():
                panel.show(desk.workspace.account, desk.namespaces)
            case events.NamespaceWanted(name):
                panel.select(name)
            case events.SessionTtlsRead(namespace, ttls):
                panel.show_session_ttls(namespace, ttls)
            case events.ReadFailed(events.Place.NAMESPACES, sentence):
                panel.show_problem(sentence)
            case _:
                pass

    def _show_sessions(self, desk: "Desk", event: events.Event) -> None:
        panel = self._sessions
        match event:
            case events.SessionsBegun():
                panel.begin(desk.listing, desk.columns)
                _show_edited(panel, desk)
            case events.SessionsCame(added):
                panel.show_page(added)
                self._screen.call_after_refresh(self._listed.set)
            case events.SessionsEnded(anew):
                panel.show_end(anew=anew)
            case events.SessionsBrokenOff():
                self._listed.set()
                panel.show_count()
            case events.SessionsNotListable(sentence):
                self._listed.set()
                panel.rows.empty = sentence
            case events.SessionNamed(session, is_new, is_goal):
                if is_goal:
                    panel.clear_filter()
                panel.go_to(session, is_new=is_new)
            case events.SessionMade(session):
                panel.rows.move_cursor(session)
            case events.SessionGone(session):
                panel.show_gone(session)
            case events.SummaryRead(summary):
                panel.show_summary(summary)
            case events.ColumnsChanged() | events.FollowChanged():
                panel.show_columns(desk.following)
            case events.SessionsRose():
                panel.show_page(None)
            case events.ValuesRead(keys):
                panel.show_values(keys)
            case events.EditsChanged():
                _show_edited(panel, desk)
            case events.ReadFailed(events.Place.SESSIONS, sentence):
                panel.show_problem(sentence)
            case _:
                pass

    def _show_document(self, desk: "Desk", panel: "DocumentPanel", event: events.Event) -> None:
        match event:
            case events.DocumentShown(document):
                _keep_cursor(panel, desk)
                panel.show(document)
            case events.DocumentLeft(sentence):
                _keep_cursor(panel, desk)
                panel.show_nothing(sentence)
            case events.DocumentUnreadable(label, sentence, raw):
                panel.show_unreadable(label, sentence, raw)
            case events.DocumentStale():
                panel.state.show_stale()
            case events.DocumentArrived(goes_there, path) if goes_there:
                panel.rows.focus()
                if path and desk.document is not None and (node := desk.document.tree.get(path)):
                    panel.rows.reveal(node)
            case events.DraftsChanged():
                panel.state.show_draft(_draft_note(desk))
            case _:
                pass


def _keep_cursor(panel: "DocumentPanel", desk: "Desk") -> None:
    """Take note of the value under the cursor, before another document takes the panel."""
    if panel.document is not None and (node := panel.selected_node) is not None:
        desk.visits.keep_cursor(panel.document.key, tuple(node.keys))


def _show_edited(panel: "SessionPanel", desk: "Desk") -> None:
    """Mark the documents listed that have open edits, or drafts from before."""
    edited, drafted = (
        [key.session for key in keys if key.namespace == desk.namespace]
        for keys in (desk.edits.keys, desk.edits.drafted)
    )
    panel.show_edited(edited, drafted)


def _draft_note(desk: "Desk") -> str:
    """Say in the document's title whether there is a draft, or a save of unknown outcome."""
    if desk.document is None:
        return ""
    if desk.document.key in desk.doubts:
        return IN_DOUBT
    draft = desk.edits.draft_of(desk.document.key)
    if draft is not None and (when := format_when(draft.saved_at, desk.now())) is not None:
        return f"draft of {when}"
    return ELSEWHERE if desk.edits.is_edited_elsewhere(desk.document.key) else ""
