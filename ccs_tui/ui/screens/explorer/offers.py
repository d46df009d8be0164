"""The keys that are due where the focus is, for the line of keys: the few, in their order."""

from collections.abc import Mapping, Set
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
NEEDS_VALUES = {"tree.choose", "document.edit", "tree.find"}
"""Due in a document only while it has a value, or one that the next save removes."""
NEEDS_DOCUMENT = {"tree.add", "delete", "document.whole"}
"""Due only while a document is shown."""
CHANGED = {"save": "Save", "document.restore": "Discard"}
TEXT = {
    "save": "Save", "editor.leave": "Back", "editor.undo": "Undo", "editor.find": "Find",
    "editor.problem": "Error", "editor.format": "Format", **MOUSE, "help.f1": "Help",
}  # fmt: skip
FILTER = {"field.submit": "To the rows", "back": "Clear the filter", **MOUSE, "help.f1": "Help"}


def document_offers(desk: "Desk") -> Offers:
    """Return what is offered in the rows of the document, as it stands."""
    document = desk.document
    if document is None:
        return _without(NEEDS_VALUES | NEEDS_DOCUMENT)
    changed = CHANGED if document.is_edited or document.gone else {}
    if any(True for _ in document.names()):
        return changed | DOCUMENT | ALWAYS
    # Of one that is on the service the document itself is deleted.
    is_there = document.base.exists and not document.gone
    return changed | _without(NEEDS_VALUES if is_there else NEEDS_VALUES | {"delete"})


def _without(left_out: Set[str]) -> dict[str, str]:
    return {id: words for id, words in (DOCUMENT | ALWAYS).items() if id not in left_out}


def offers_at(desk: "Desk", at: "Selection", *, is_text: bool, is_field: bool) -> Offers:
    """Return what is offered where the focus is: in rows, in the text below, or in a filter."""
    if is_text:
        return TEXT
    if is_field:
        return FILTER
    if at.place is Place.NAMESPACES:
        return NAMESPACES | ALWAYS
    if at.place is Place.DOCUMENT:
        return document_offers(desk)
    if not at.marked:
        return SESSIONS | ALWAYS
    count = len(at.marked)
    return {
        "expiry": f"Expiry of {count:,}", "delete": f"Delete {count:,}",
        "copy": f"Copy {counted(count, 'id')}",
        "list.unmark": "Unmark", **ALWAYS,
    }  # fmt: skip
