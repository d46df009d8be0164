"""The keys that are offered where the focus is, and the words for those that change."""

import asyncio
from typing import TYPE_CHECKING

from ccs_tui.ui.commands.refused_keys import refuses
from ccs_tui.ui.screens.explorer.due_keys import BACK, Offers, back_words, going_on, offers_at
from ccs_tui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from textual.widget import Widget

    from ccs_tui.ui.screens.explorer.panels import Panels
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.selection import Selection


class OfferedKeys:
    """Tells which keys are due over a desk and its panels, and which have no use now."""

    def __init__(self, panels: "Panels", desk: "Desk") -> None:
        self._panels = panels
        self._desk = desk
        self._at: Selection | None = None
        """The selection, while keys are looked at one after another."""

    def refuses(self, action: str) -> bool:
        """Return whether a key would do nothing where the focus is, or is not allowed there."""
        if action == BACK:
            return not self.back_words
        return refuses(self._desk, self._selection(), action)

    @property
    def back_words(self) -> str:
        """The words for what the key that goes out does now; "" for nothing."""
        place = self._panels.active
        return back_words(self._desk, place, is_filtered=self._panels.by_place[place].is_filtered)

    def due(self, focused: "Widget | None") -> Offers:
        """Return the keys that are due where the focus is."""
        text = self._panels.document.editor if self._panels.has_document else None
        is_text = text is not None and focused is text
        is_in_rows = focused is None or isinstance(focused, RowList)
        at = self._selection()
        return offers_at(
            at,
            self.back_words,
            going_on(self._desk, at),
            is_text=is_text,
            is_field=not (is_text or is_in_rows),
        )

    def _selection(self) -> "Selection":
        """Return the selection; each of 50 keys asks for it, and 100,000 rows may be marked."""
        if self._at is None:
            self._at = self._panels.selection(self._desk)
            asyncio.get_running_loop().call_soon(self._forget_selection)
        return self._at

    def _forget_selection(self) -> None:
        self._at = None
