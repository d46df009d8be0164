"""A desk shown in the panels: each of its events where it belongs."""

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from textual.dom import NoScreen

from ccs_tui.model.expiry import format_when
from ccs_tui.workspace import desk_events as events
from ccs_tui.workspace.empty_places import OF_DOCUMENT, why_no_document, why_no_sessions
from ccs_tui.workspace.hinted_place import HintedPlace
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from ccs_tui.ui.widgets.document_panel import DocumentPanel
    from ccs_tui.ui.widgets.namespace_panel import NamespacePanel
    from ccs_tui.ui.widgets.panel import Panel
    from ccs_tui.ui.widgets.session_panel import SessionPanel
    from ccs_tui.workspace.desk import Desk

IN_DOUBT = "saved? r reads it"
"""The mark of a document whose save may have arrived; the title has no room for more."""
ELSEWHERE = "edited elsewhere"
"""The note on a document with edits in another explorer; the title has no room for more."""


class DeskInPanels:
    """Listens to a desk from now on, and shows what it tells.

    `listed` is called when the first sessions are shown, or can't be; `arrived` with `goes_there`
    when a document was read to be shown. `place` is the one of hints.
    """

    document: "DocumentPanel | None" = None
    """The document's panel, once it is there."""

    def __init__(
        self,
        screen: "Screen[Any]",
        namespaces: "NamespacePanel",
        sessions: "SessionPanel",
        desk: "Desk",
        listed: "Callable[[], object]",
        arrived: "Callable[..., None]",
    ) -> None:
        self._screen = screen
        self._namespaces = namespaces
        self._sessions = sessions
        self._desk = desk
        self._listed = listed
        self._arrived = arrived
        self._waits: dict[events.Wait, ExitStack] = {}
        self._is_closed = False
        self.place = HintedPlace(desk)
        desk.listen(self._heard)

    def _heard(self, event: events.Event) -> None:
        desk = self._desk
        if self._is_closed or not self._screen.is_attached:
            return
        self._show_namespaces(desk, event)
        self._show_sessions(desk, event)
        if self.document is not None:
            self._show_document(desk, self.document, event)
        self._show_state(event)
        if isinstance(event, events.ReadFailed | events.ReadCancelled | events.NamespacesListed):
            self.show_lack()
        if isinstance(event, events.DocumentArrived):
            self._arrived(goes_there=event.goes_there)

    def show_lack(self) -> None:
        """Say why there is nothing to choose, where there is nothing."""
        desk, panel = self._desk, self.document
        if (why := why_no_sessions(desk)) is not None and self._sessions.rows.empty != why:
            self._sessions.show_problem(why)
        if panel is None or desk.key is not None or panel.rows.empty not in OF_DOCUMENT:
            return
        if panel.rows.empty != (why := why_no_document(desk)):
            panel.show_nothing(why)

    def close(self) -> None:
        """Show no wait any more, and nothing that comes."""
        for wait in self._waits.values():
            with suppress(NoScreen):
                wait.close()
        self._waits.clear()
        self._is_closed = True

    def _at(self, place: Place) -> "Panel | None":
        if place is Place.DOCUMENT:
            return self.document
        return self._sessions if place is Place.SESSIONS else self._namespaces

    def _show_state(self, event: events.Event) -> None:
        match event:
            case events.WaitBegan(wait) if (panel := self._at(wait.place)) is not None:
                self._waits[wait] = shown = ExitStack()
                shown.enter_context(panel.waiting(wait.what, cancels=wait.cancels))
            case events.WaitEnded(wait) if wait in self._waits:
                self._waits.pop(wait).close()
            case events.ReadFailed(place):
                self._listed()
                if (panel := self._at(place)) is not None:
                    panel.set_state(("failed", "$error"))
            case events.ReadCancelled(place):
                self._listed()
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
                panel.show_old(is_old=False)
                if not desk.namespaces:
                    self._listed()
            case events.NamespacesBrokenOff():
                panel.show_old(is_old=True)
            case events.NamespaceAdded():
                panel.show(desk.workspace.account, desk.namespaces)
            case events.NamespaceWanted(name):
                panel.select(name)
            case events.SessionTtlsRead(namespace, ttls):
                panel.show_session_ttls(namespace, ttls)
            case events.ReadFailed(Place.NAMESPACES, sentence):
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
                self._screen.call_after_refresh(self._listed)
            case events.SessionsEnded(anew):
                panel.show_end(anew=anew)
            case events.SessionsBrokenOff():
                self._listed()
                panel.show_count()
            case events.SessionsNotListable(sentence):
                self._listed()
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
            case events.ReadFailed(Place.SESSIONS, sentence):
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
            case events.DocumentStale(why):
                panel.state.show_stale(why)
            case events.DocumentArrived(goes_there, path) if goes_there:
                if not panel.pane.is_sealed:
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
