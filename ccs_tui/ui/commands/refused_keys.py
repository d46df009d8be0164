"""The keys that would only be refused where the focus is, so that nothing advises them."""

from typing import TYPE_CHECKING

from ccs_tui.model.names import is_reserved
from ccs_tui.ui.commands.key_table import TYPED, WRITES_ELSEWHERE, WRITES_HERE, name_of_action
from ccs_tui.ui.commands.key_uses import has_use
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.selection import Selection

HELD = WRITES_HERE | TYPED | {"transfer", "external_editor"}
"""The commands that act on the document shown, and so wait while another is read in its place."""


def refuses(desk: "Desk", at: "Selection", action: str) -> bool:
    """Return whether an action would only be told that it does nothing at a place, or may not.

    `action` is as a binding has it: `command('new')`, or one of a panel.
    """
    name = name_of_action(action)
    return not has_use(desk, at, name) or not _may(desk, at, name)


def why_held(desk: "Desk", name: str | None = None) -> str | None:
    """Say why nothing is to be done to the document shown: another one is about to be there.

    With the `name` of a command, None for one that only looks, or acts on something else.
    """
    is_held = name is None or (desk.selection.place is Place.DOCUMENT and name in HELD)
    coming = desk.coming if is_held else None
    return None if coming is None else f"{coming.label} is still being read."


def _may(desk: "Desk", at: "Selection", name: str) -> bool:
    listed = at.place is Place.SESSIONS and at.key is not None and at.key.namespace
    here = (at.namespace if at.place is Place.NAMESPACES else listed or desk.namespace) or ""
    if at.place is Place.DOCUMENT and name in TYPED:
        # Typed text stays, even where it can't be sent yet.
        return not is_reserved(here)
    makes_namespace = name == "new" and at.place is Place.NAMESPACES
    if makes_namespace or name in WRITES_ELSEWHERE:
        return not desk.workspace.read_only
    return name not in WRITES_HERE or desk.may_write(here)
