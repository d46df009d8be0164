"""The panels: which there are, which has the focus, and what is selected in them."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.commands.key_table import name_of_action
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from ccs_tui.ui.screens.explorer.desk_in_panels import DeskInPanels
    from ccs_tui.ui.widgets.document_panel import DocumentPanel
    from ccs_tui.ui.widgets.namespace_panel import NamespacePanel
    from ccs_tui.ui.widgets.session_panel import SessionPanel
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.selection import Selection

FIRST_LISTING_SECONDS = 1.0


class Panels:
    """Shows a desk in the panels of a screen. The document's panel comes later than the others."""

    def __init__(
        self, screen: "Screen[Any]", namespaces: "NamespacePanel", sessions: "SessionPanel"
    ) -> None:
        self._screen = screen
        self.namespaces = namespaces
        self.sessions = sessions
        self._document: DocumentPanel | None = None
        self._desk: Desk | None = None
        self._shown: DeskInPanels | None = None
        self._listed = asyncio.Event()

    async def first_listing(self) -> None:
        """Wait until the first sessions are shown, or can't be, for a moment at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listed.wait(), FIRST_LISTING_SECONDS)

    def follow(self, desk: "Desk", arrived: "Callable[..., None]") -> None:
        """Show a desk from now on; `arrived` is called when a document was read to be shown."""
        from ccs_tui.ui.screens.explorer.desk_in_panels import DeskInPanels

        self._desk = desk
        self.sessions.may_write = desk.may_write
        self._shown = DeskInPanels(
            self._screen, self.namespaces, self.sessions, desk, self._listed.set, arrived
        )
        self._join()

    def show_in(self, document: "DocumentPanel") -> None:
        """Show documents in their panel, which is there from now on."""
        self._document = document
        self._join()

    def _join(self) -> None:
        """Let the document's panel know what the desk knows, once both are there."""
        from ccs_tui.ui.commands.refused_keys import why_held
        from ccs_tui.ui.widgets.held_letters import HeldLetters

        if self._desk is not None and self._shown is not None and self._document is not None:
            self._shown.document = self._document
            self._document.place = self._shown.place.now
            self._document.pane.why_held = partial(why_held, self._desk)
            self._document.letters = HeldLetters(
                self._document.pane.why_held, self._does, self._label
            )
            self._document.state.may_write = self._desk.may_write
            self._document.state.now = self._desk.now
            self._document.state.watch_of = self._desk.watching.watched.get

    def _does(self, key: str) -> str:
        """Return the name of what a key does where the focus is, or nothing."""
        bound = self._screen.active_bindings.get(key)
        return "" if bound is None else name_of_action(bound.binding.action)

    def _label(self) -> str:
        """Return the name of the document shown, or of nothing."""
        shown = self.document.document
        return "The document" if shown is None else shown.key.label

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
    def by_place(self) -> "dict[Place, NamespacePanel | SessionPanel | DocumentPanel]":
        """The panels that are there, from left to right; the document's comes last, and later."""
        there = {} if self._document is None else {Place.DOCUMENT: self._document}
        return {
            Place.NAMESPACES: self.namespaces,
            Place.SESSIONS: self.sessions,
            **there,
        }

    @property
    def active(self) -> Place:
        """The place that has the focus."""
        active = (place for place, panel in self.by_place.items() if panel.is_active)
        return next(active, Place.NAMESPACES)

    def selection(self, desk: "Desk") -> "Selection":
        """Return the selection: the rows and values under the cursors."""
        from ccs_tui.workspace.selection import Selection

        session, key = self.sessions.selected, None
        if session is not None and desk.namespace is not None:
            key = DocumentKey(desk.workspace.account, desk.namespace, session or None)
        return Selection(
            self.active,
            self.namespaces.selected,
            key,
            tuple(self.sessions.marked),
            None if self._document is None else self._document.selected_node,
            self.sessions.sorted_by,
        )

    def show_access(self) -> None:
        """Renew the advice of keys, now that others may be refused."""
        self.sessions.show_access()
        if self._document is not None:
            self._document.show_access()

    @property
    def has_draft(self) -> bool:
        """True if there is a draft of the document that is shown, to be offered."""
        desk = self._desk
        key = None if desk is None or desk.document is None else desk.document.key
        return desk is not None and key is not None and desk.edits.draft_of(key) is not None

    def focus(self, place: Place) -> None:
        """Bring the focus to the rows of a place."""
        self.by_place[place].rows.focus()

    def leave_lists(self) -> None:
        """Bring the focus from a list to the document, which may still be read.

        What is typed next is meant for the document, and must be no command of a list.
        """
        if self._document is not None and self.active is not Place.DOCUMENT:
            self.focus(Place.DOCUMENT)

    def leave_text(self) -> None:
        """Bring the focus from a text that is typed in to the rows of its panel.

        Before what covers it: then the next key is a command there, however soon it comes.
        """
        panel, focused = self.by_place[self.active], self._screen.focused
        if focused is not None and focused is not panel.rows:
            panel.rows.focus()

    def tick(self) -> None:
        """Renew the remaining times, and look after the file of the drafts."""
        if self._desk is not None and self._document is not None:
            self.sessions.tick(self._desk.now())
            self._document.state.tick()
            self._document.show_hint()
            if self._shown is not None:
                self._shown.show_lack()
            self._desk.edits.check_file()
            self._desk.edits.check_elsewhere(self._desk.key)

    def close(self) -> None:
        """Show no wait any more: the panels are about to go, or are gone."""
        if self._shown is not None:
            self._shown.close()
        self._shown = self._desk = None
