"""The keys that are due where the focus is, for the line of keys: the few, in their order.

What has no use there, or is refused, is left out by `commands/refused_keys.py`, as in the help.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ccs_tui.model.words import counted
from ccs_tui.ui.keys import CLEARS
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.selection import Selection

Offers = Mapping[str, str]
"""The ids of bindings with the words for them, none for their own."""

BACK = "back"
"""The id of the key that goes out."""
MOUSE = {"mouse.on": ""}
"""Due while the mouse is left to the terminal."""
ALWAYS = {**MOUSE, "palette": "Command", "help": "Help"}
NAMESPACES = {
    BACK: "",
    "list.choose": "Sessions",
    "go": "Go to",
    "panel.filter": "Filter",
    "new": "New",
    "copy": "Copy",
    "delete": "Delete",
    "ttl": "TTL",
}
OPENING = {id: words for id, words in (NAMESPACES | ALWAYS).items() if id != BACK}
"""Due while the workspace opens: there is no list yet to go out to."""
SESSIONS = {
    "save": "Save",
    "list.choose": "Open",
    "go": "Go to",
    "panel.filter": "Filter",
    "list.mark": "Mark",
    BACK: "",
    "new": "New",
    "delete": "Delete",
    "expiry": "Expiry",
    "ttl": "TTL",
    "undo": "Undo save",
}
DOCUMENT = {
    "save": "Save",
    "document.discard": "Discard",
    "tree.choose": "Edit",
    "document.edit": "As text",
    BACK: "",
    "tree.end-search": "End the search",
    "undo": "Undo save",
    "tree.add": "Add",
    "new": "New",
    "delete": "Delete",
    "tree.find": "Find",
    "panel.filter": "Filter",
    "document.whole": "Whole",
}
TEXT = {
    "save": "Save",
    "editor.leave": "Back",
    "editor.undo": "Undo",
    "editor.problem": "Error",
    "editor.find": "Find",
    "editor.format": "Format",
    **MOUSE,
    "help.f1": "Help",
}
FILTER = {"field.submit": "To the rows", BACK: CLEARS, **MOUSE, "help.f1": "Help"}


def back_words(desk: "Desk", place: Place, *, is_filtered: bool) -> str:
    """Return what the key that goes out does now; "" where there is nothing to go out of."""
    if any(wait.cancels for wait in desk.waits):
        return "Cancel"
    if is_filtered:
        return CLEARS
    return {Place.NAMESPACES: "", Place.SESSIONS: "Namespaces", Place.DOCUMENT: "Sessions"}[place]


def going_on(desk: "Desk", at: "Selection") -> Offers:
    """Return what is due of what goes on: the steps of a watched document, and what ends it."""
    if at.place is Place.NAMESPACES or at.marked:
        return {}
    key = at.key if at.place is Place.SESSIONS else desk.key
    follows = at.place is Place.SESSIONS and desk.following is not None
    return {
        **({"timeline": "Steps", "watch": "Watch no more"} if key in desk.watching.watched else {}),
        **({"follow": "Follow no more"} if follows else {}),
    }


def offers_at(at: "Selection", back: str, also: Offers, *, is_text: bool, is_field: bool) -> Offers:
    """Return what is offered where the focus is: in rows, in the text below, or in a filter.

    `back` says what the key that goes out does; `also` stands in rows before it.
    """
    if is_text:
        return TEXT
    if is_field:
        return {**FILTER, BACK: back}
    if at.place is Place.NAMESPACES:
        return {**NAMESPACES, BACK: back, **ALWAYS}
    if at.place is Place.DOCUMENT:
        return {**_before_back(DOCUMENT, also), BACK: back, **ALWAYS}
    if not at.marked:
        return {**_before_back(SESSIONS, also), BACK: back, **ALWAYS}
    count = len(at.marked)
    return {
        "expiry": f"Expiry of {count:,}",
        "delete": f"Delete {count:,}",
        "copy": f"Copy {counted(count, 'id')}",
        "transfer": f"Duplicate or move {count:,}",
        "list.unmark": "Unmark",
        BACK: back,
        **ALWAYS,
    }


def _before_back(offers: Offers, also: Offers) -> Offers:
    """Return offers with others before the key that goes out."""
    at = [*offers].index(BACK)
    items = [*offers.items()]
    return dict([*items[:at], *also.items(), *items[at:]])
