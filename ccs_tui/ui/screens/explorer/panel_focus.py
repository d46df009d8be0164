"""The focus among the panels: which of them has it, and where keys bring it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from textual.widget import Widget

    from ccs_tui.ui.screens.explorer.lists import Lists
    from ccs_tui.ui.screens.explorer.panels import Panels


class PanelFocus:
    """Moves the focus among the panels.

    `at_document` is called with `goes_there` each time that a key brought it to the document; the
    document of a list's cursor that has not rested yet is read before.
    """

    def __init__(self, panels: "Panels", lists: "Lists", at_document: Callable[..., None]) -> None:
        self._panels = panels
        self._lists = lists
        self._at_document = at_document
        self._waits_for_document = False
        """True if a key asked for the document's panel before it was there."""

    def go_to(self, place: Place) -> None:
        """Go to the rows of a place; to the document's once they are there, unless one leaves."""
        is_document = place is Place.DOCUMENT
        self._waits_for_document = is_document and not self._panels.has_document
        if not self._waits_for_document:
            self._panels.focus(place)
        if is_document:
            self._lists.read_rested()
            self._at_document(goes_there=True)

    def is_at(self, parameters: tuple[object, ...]) -> bool:
        """Return whether the focus is in the rows of the panel of a number, counted from 0.

        Who goes to a document anew is offered its draft, so there is no being there then; nor while
        the focus is to go to the document's panel, which has yet to come.
        """
        place = next(place for at, place in enumerate(Place) if (at,) == parameters)
        panel = self._panels.by_place.get(place)
        offers = place is Place.DOCUMENT and self._panels.has_draft
        stays = not (offers or self._waits_for_document)
        return panel is not None and panel.rows.has_focus and stays

    def document_came(self) -> None:
        """Go to the document's panel, which is there now, if a key asked for it."""
        if self._waits_for_document:
            self.go_to(Place.DOCUMENT)

    def step(self, step: int) -> None:
        """Go to the next or the previous of the lists and the editor, round and round."""
        self._waits_for_document = False
        stops: list[tuple[Place, Widget]] = [
            (place, panel.rows) for place, panel in self._panels.by_place.items()
        ]
        if self._panels.has_document and self._panels.document.editor.display:
            stops.append((Place.DOCUMENT, self._panels.document.editor))
        active = [place for place, _ in stops].index(self._panels.active)
        at = next((at for at, (_, stop) in enumerate(stops) if stop.has_focus), active)
        place, stop = stops[(at + step) % len(stops)]
        stop.focus()
        if place is Place.DOCUMENT:
            self._lists.read_rested()
            self._at_document(goes_there=True)

    def back(self) -> bool:
        """Take the filter away, else go to the panel before; False if there is none."""
        active = self._panels.active
        if self._panels.by_place[active].clear_filter():
            return True
        if active is not Place.NAMESPACES:
            self.go_to(Place.SESSIONS if active is Place.DOCUMENT else Place.NAMESPACES)
        return active is not Place.NAMESPACES
