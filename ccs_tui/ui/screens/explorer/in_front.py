"""The screen in front, and the place where one asked for something: what asks back waits for it."""

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.screens.explorer.panels import Panels
    from ccs_tui.workspace.desk import Desk


class InFront:
    """Tells what is in front; a screen that was left gives its place to the explorer."""

    def __init__(self, explorer: "Screen[Any]", panels: "Panels") -> None:
        self._explorer, self._app, self._panels = explorer, explorer.app, panels
        self._changed = asyncio.Event()
        for signal in (self._app.screen_change_signal, explorer.bindings_updated_signal):
            signal.subscribe(explorer, lambda _: self._changed.set(), immediate=True)

    @property
    def screen(self) -> "Screen[Any]":
        """The screen in front."""
        return self._app.screen

    def has(self, screen: "Screen[Any] | None" = None) -> bool:
        """Return whether a screen is in front, None being the explorer."""
        there = screen if screen in self._app.screen_stack else self._explorer
        return self._app.screen is there

    @property
    def is_in_document(self) -> bool:
        """True if the focus is in the tree of the explorer's document, and in no text."""
        return self._panels.has_document and self._panels.document.rows.has_focus

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that is about the screens, the focus or the desk."""
        while not holds():
            self._changed.clear()
            await self._changed.wait()


class AskedHere:
    """The place of a command that reads before it asks: the screen in front when it began.

    Meanwhile one may go on to a view, a dialog or another document, and what is pressed there is no
    answer. If one of the documents `of` is shown here, that belongs to the place; who left it for
    another is here again once in its tree: in the list `enter` is pressed to open it.
    """

    def __init__(self, front: InFront, desk: "Desk", of: "Collection[DocumentKey]") -> None:
        self._front, self._desk = front, desk
        self._screen = front.screen
        self._key = desk.key if desk.key in of else None
        self._left_document = False

    def _is_here(self) -> bool:
        is_there = self._key in (None, self._desk.key)
        self._left_document |= not is_there
        entered = self._front.is_in_document or not self._left_document
        return self._front.has(self._screen) and is_there and entered

    async def again(self, tell: Callable[[str], None], end: Callable[[str], None]) -> None:
        """Wait until one is here again; `tell` says that a question waits, until the `end`."""
        if self._is_here():
            return
        back = "are back where you asked" if self._key is None else f"go back to {self._key.label}"
        waits = f"There is a question before anything is sent. It waits until you {back}."
        tell(waits)
        try:
            await self._front.until(self._is_here)
        finally:
            end(waits)
