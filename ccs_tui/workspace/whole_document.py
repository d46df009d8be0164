"""A document that is edited as one text: what that makes of its properties."""

from collections.abc import Mapping
from dataclasses import replace

from ccs_tui.model import changes
from ccs_tui.model.changes import Change, Edit
from ccs_tui.model.json_text import JsonError, JsonText, canonical, join_object, members, pretty
from ccs_tui.model.open_document import OpenDocument


def text_of(document: OpenDocument) -> JsonText:
    """Return the text of a document with its open edits. Raises InvalidEditError."""
    return JsonText(pretty(join_object(document.payload())))


def problem_of(text: str) -> str | None:
    """Say in a phrase why a text is no document, or None."""
    try:
        value = canonical(text)
    except JsonError as problem:
        return str(problem)
    return None if value.startswith("{") else "it is JSON, but not an object"


def edits_of(text: str, began: str, opened: Mapping[str, Edit]) -> Mapping[str, Edit] | None:
    """Return the edits that a text makes of a document's properties; None if it is no document.

    `began` is the text that was edited, and `opened` are the edits that were in it. A change that
    others made on the service meanwhile is not in `began`: where the text changed the same property
    it shows as a conflict, and elsewhere it stays.
    """
    if problem_of(text) is not None:
        return None
    before, after = members(canonical(began)), members(canonical(text))
    edits = changes.edits_of(
        Change(name, before.get(name), after.get(name))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    )
    return {
        name: replace(edit, origin=opened[name].origin) if name in opened else edit
        for name, edit in edits.items()
    }


def put(document: OpenDocument, text: str, began: str) -> bool:
    """Lay a text over a document, so that it can be taken back; False if it is no document."""
    edits = edits_of(text, began, document.edits)
    if edits is None:
        return False
    document.recorded(lambda: document.reopen(edits))
    return True
