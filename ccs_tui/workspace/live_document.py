"""The document shown, kept as its watch reads it: what others change in it shows by itself."""

from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey

if TYPE_CHECKING:
    from ccs_tui.workspace.desk import Desk


def show_watched(desk: "Desk", key: DocumentKey) -> bool:
    """Show what a watch just read of the document shown; False if that has to be read anew.

    Nothing is to be done for a document that is not shown, or that is being saved.
    """
    if key != desk.key or key in desk.being_saved:
        return True
    watch = desk.watching.watched.get(key)
    if watch is None or watch.document is None or not watch.document.exists:
        return False
    desk.arrived(watch.document, again=True)
    return True
