"""The space of the panels: its borders are moved by mouse and keys, and one may have all of it."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import to_its_end
from ccs_tui.ui.screens.explorer.panel_sizes import Border, Layout, PanelSizes
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.workspace.appearance import Appearance

if TYPE_CHECKING:
    from textual.widget import Widget

    from ccs_tui.ui.screens.explorer.lists import Lists
    from ccs_tui.ui.widgets.document_panel import DocumentPanel
    from ccs_tui.ui.widgets.hint_line import HintLine
    from ccs_tui.workspace.desk import Desk

NUDGE = 2
"""Columns by which a key moves a border."""


class PanelSpace(TellsBugs, Container):
    """The lists and the document, side by side; the places of its borders go to `appearance`."""

    BLANK = True  # all of it is covered, and not to be painted

    def __init__(self, lists: "Lists", appearance: Appearance) -> None:
        super().__init__(id="panels")
        self._lists = lists
        self._appearance = appearance
        self._sizes = PanelSizes(self._part, appearance.borders)
        self._dragged: Border | None = None
        self._document: DocumentPanel | None = None

    def compose(self) -> ComposeResult:
        yield self._lists
        # An empty frame stands for the document's panel, which comes after the first frame: half of
        # all imports are for it.
        yield Panel("Document", id="document")

    async def open_document(self) -> "DocumentPanel":
        """Put the document's panel in the place of its frame, and return it."""
        from ccs_tui.ui.dialogs.large_editors import LargeDialogs
        from ccs_tui.ui.widgets.document_panel import DocumentPanel

        document = DocumentPanel(LargeDialogs(self.app), id="document")
        document.hint.off = self._appearance.hints_off
        with self.app.batch_update():
            await to_its_end(self.query_one("#document").remove())
            await self.mount(document)
        self._document = document
        self.lay_out()
        return document

    def follow(self, desk: "Desk") -> None:
        """Lay the panels out anew where what the desk has needs another room."""
        from ccs_tui.workspace.desk_events import (
            ColumnsChanged,
            Event,
            NamespacesListed,
            ReadFailed,
            SessionsBegun,
        )

        def heard(event: Event) -> None:
            if isinstance(event, NamespacesListed | ReadFailed | ColumnsChanged | SessionsBegun):
                self.lay_out()

        desk.listen(heard)

    def _part(self, name: str) -> "Widget | None":
        # The lists are known, and the rest is in the document's panel: the start asks for some of
        # them twenty times, and looking through all widgets took it 2 ms.
        part = self._lists.part(name)
        if part is not None or self._document is None:
            return part
        within = self if name == "document" else self._document
        return next(iter(within.query(f"#{name}")), None)

    def _has_focus(self, name: str) -> bool:
        # The line of keys asks this with each key, so only the ancestors of the focus are looked
        # at.
        focused = self.screen.focused
        return focused is not None and any(panel.id == name for panel in focused.ancestors)

    def lay_out(self) -> None:
        """Give the panels their sizes; the side that has the focus has the room that is short."""
        self.set_class(self._sizes.is_zoomed, "-zoomed")
        self._sizes.lay_out(self.app.size.width, in_lists=not self._has_focus("document"))

    def on_descendant_focus(self) -> None:
        """Give the room to the side that has the focus now."""
        self.lay_out()

    def make_room(self, what: str, step: int = 0) -> None:
        """Move a border by a `step`, put all of them back, or give one panel the whole space."""
        match what:
            case "border":
                self._move_border(step)
            case "lying":
                self._move_lying_border(step)
            case "usual":
                self._put_back()
                self.screen.refresh_bindings()
            case "zoom":
                self._zoom()
                self.screen.refresh_bindings()

    def can(self, what: str) -> bool:
        """Return whether `make_room` does something now."""
        match what:
            case "zoom":
                return Layout.at(self.app.size.width) is not Layout.NARROW
            case "usual":
                return self._sizes.are_chosen
            case "lying":
                return self._lying is not None
            case _:
                return self._sizes.layout is not Layout.NARROW

    def _zoom(self) -> None:
        """Give the panel with the focus the whole space, or all panels their sizes again."""
        self._sizes.is_zoomed = not self._sizes.is_zoomed
        self.lay_out()

    def _move_border(self, step: int) -> None:
        """Move the border beside the panel with the focus, to the left for a negative `step`."""
        is_first = not (self._has_focus("sessions") or self._has_focus("document"))
        border = Border.NAMESPACES if is_first else Border.LISTS
        if self._sizes.move(border, step * NUDGE):
            self._keep()

    @property
    def _lying(self) -> Border | None:
        """The border over or under what has the focus, None if there is none."""
        if self._has_focus("document"):
            return Border.VALUE if self._sizes.has_value else None
        return Border.NAMESPACES if self._sizes.layout is Layout.MEDIUM else None

    def _move_lying_border(self, step: int) -> None:
        """Move the border over or under what has the focus, up for a negative `step`."""
        if (border := self._lying) is not None:
            self._sizes.move_lying(border, step)
            self._keep()

    def _put_back(self) -> None:
        """Put all borders where they are as long as nobody moved one."""
        self._sizes.forget_chosen()
        self.lay_out()
        self._keep()

    def _keep(self) -> None:
        # The file may lie where writing is slow, so a thread writes it.
        self.run_worker(self._appearance.keep, thread=True, exit_on_error=False)

    def on_hint_line_unwanted(self, event: "HintLine.Unwanted") -> None:
        """Show a hint nowhere any more, also in later runs."""
        event.stop()
        self._appearance.switch_hint_off(event.hint.name)
        self._keep()
        if self._document is not None:
            self._document.show_hint()
        again = "“Show all hints again” in : brings them back."
        self.notify(f"Hints about {event.hint.about} are off. {again}", markup=False)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag the border that is under the mouse."""
        self._dragged = self._sizes.border_at(event.screen_x, event.screen_y)
        if self._dragged is not None:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the border."""
        if self._dragged is not None:
            self._sizes.put(self._dragged, event.screen_x, event.screen_y)

    def on_mouse_up(self) -> None:
        """Let the border go."""
        if self._dragged is not None:
            self._dragged = None
            self.release_mouse()
            self._keep()
