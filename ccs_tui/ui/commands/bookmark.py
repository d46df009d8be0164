"""`m`: keep the document or the value under the cursor as a bookmark, which `g` lists."""

from typing import TYPE_CHECKING

from ccs_tui.model.tree import format_path
from ccs_tui.ui.commands.affected_documents import documents_at
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.visits import KeptPlace

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

LONGEST_NAME = 60
"""Characters of a bookmark's name."""


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a name, and keep the place under the cursor under it."""
    keys = documents_at(desk)
    if len(keys) != 1:
        port.tell(
            "m bookmarks one document, and several are marked."
            if keys
            else "m bookmarks a document: go to one first."
        )
        return
    key, node = keys[0], desk.selection.node
    path = node.keys if node is not None and desk.selection.place is Place.DOCUMENT else ()
    kept = {bookmark.name: bookmark for bookmark in await desk.visits.bookmarks()}
    suggested = format_path(path) if path else key.label
    answer = await port.ask(
        FormDialog(
            "Bookmark",
            (Field("name", "Name", _problem, suggested[:LONGEST_NAME]),),
            "Keep it",
            f"{key.label} in {key.namespace}{f', at {format_path(path)}' if path else ''}. "
            "g lists the bookmarks, and removes them.",
        )
    )
    if answer is None:
        return
    name = answer["name"].strip()
    place = KeptPlace(key.namespace, key.session, tuple(path), name)
    if not await desk.visits.bookmark(place):
        port.warn(f"Kept as {name} until you quit: places.json in the state folder can't be used.")
        return
    before = " It led elsewhere before." if kept.get(name, place) != place else ""
    port.tell(f"Kept as {name}: g lists it.{before}")


def _problem(name: str) -> str | None:
    if not name.strip():
        return "A bookmark needs a name."
    if len(name) > LONGEST_NAME:
        return f"A bookmark's name has at most {LONGEST_NAME} characters."
    return None
