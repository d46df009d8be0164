"""The keys that are due where the focus is, for the line of keys: the few, in their order."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ccs_tui.model.words import counted
from ccs_tui.workspace.desk_events import Place

if TYPE_CHECKING:
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.selection import Selection

Offers = Mapping[str, str]
"""The ids of bindings with the words for them, none for their own."""

MOUSE = {"mouse.on": ""}
"""Due while the mouse is left to the terminal."""
ALWAYS = {**MOUSE, "palette": "Command", "help": "Help"}
NAMESPACES = {
    "list.choose": "Sessions", "go": "Go to", "panel.filter": "Filter", "new": "New",
    "delete": "Delete", "ttl": "TTL",
}  # fmt: skip
SESSIONS = {
    "list.choose": "Open", "go": "Go to", "panel.filter": "Filter", "list.mark": "Mark",
    "back": "Namespaces", "new": "New", "delete": "Delete", "expiry": "Expiry", "ttl": "TTL",
}  # fmt: skip
DOCUMENT = {
    "tree.choose": "Edit", "document.edit": "As text", "back": "Sessions", "tree.add": "Add",
    "delete": "Delete", "tree.find": "Find", "undo": "Undo save", "document.whole": "Whole",
}  # fmt: skip
CHANGED = {"save": "Save", "document.restore": "Discard"}
TEXT = {
    "save": "Save", "editor.leave": "Back", "editor.undo": "Undo", "editor.find": "Find",
    "editor.problem": "Error", "editor.format": "Format", **MOUSE, "help.f1": "Help",
}  # fmt: skip
FILTER = {"field.submit": "To the rows", "back": "Clear the filter", **MOUSE, "help.f1": "Help"}


def offers_at(desk: "Desk", at: "Selection", *, is_text: bool, is_field: bool) -> Offers:
    """Return what is offered where the focus is: in rows, in the text below, or in a filter."""
    if is_text:
        return TEXT
    if is_field:
        return FILTER
    if at.place is Place.NAMESPACES:
        return NAMESPACES | ALWAYS
    is_changed = desk.document is not None and (desk.document.is_edited or desk.document.gone)
    changed = CHANGED if is_changed else {}
    if at.place is Place.DOCUMENT:
        return changed | DOCUMENT | ALWAYS
    if not at.marked:
        return SESSIONS | ALWAYS
    count = len(at.marked)
    return {
        "expiry": f"Expiry of {count:,}", "delete": f"Delete {count:,}",
        "copy": f"Copy {counted(count, 'id')}",
        "list.unmark": "Unmark", **ALWAYS,
    }  # fmt: skip
