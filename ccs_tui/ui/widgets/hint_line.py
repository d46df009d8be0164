"""The line with a hint on the value under the cursor or its place, there only if there is one."""

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from ccs_tui.model.hints import MOST_CHARACTERS, Hint, Hinted, hint_of
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.tree import Node, Tree
from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.text import visible

if TYPE_CHECKING:
    from collections.abc import Collection

    from ccs_tui.model.place_hints import KnownPlace

KEY = ";"
"""The key that switches the hint off for good."""


class HintLine(Widget):
    """A dim line, or more: what the value is, and the key that switches such hints off."""

    @quick_message
    class Unwanted(Message):
        """A hint is to be shown nowhere any more."""

        hint: Hint

    DEFAULT_CSS = "HintLine { height: auto; max-height: 3; padding: 0 2; display: none; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.off: Collection[str] = ()
        """The names of the hints that are shown nowhere."""
        self._hint: Hint | None = None
        self.says = ""
        """The sentence that is shown, empty without one."""

    def show(
        self, document: OpenDocument | None, node: Node | None, place: "KnownPlace | None"
    ) -> None:
        """Show the hint on a value of a document, or else on its place, if there is one."""
        hinted = None
        if document is not None and node is not None and place is not None:
            hinted = _hinted(document.tree, node, place.now)
        found = hint_of(hinted, self.off, place)
        hint, says = found if found is not None else (None, "")
        if says != self.says:
            self._hint, self.says = hint, says
            self.display = hint is not None
            self.refresh(layout=True)

    def switch_off(self) -> None:
        """Ask for the hint that is shown to be shown nowhere any more."""
        if self._hint is not None:
            self.post_message(self.Unwanted(self._hint))

    def render(self) -> Content:
        return Content.assemble(
            (f"{visible(self.says)}  ", "$muted"), (KEY, "$accent"), (" hides", "$muted")
        )


def _hinted(tree: Tree, node: Node, now: datetime) -> Hinted:
    is_short = (
        not node.is_container and node.length <= MOST_CHARACTERS and node not in tree.not_json
    )
    text = node.text if is_short else None
    return Hinted(node.keys, text, lambda name: tree.property(name) is not None, now)
