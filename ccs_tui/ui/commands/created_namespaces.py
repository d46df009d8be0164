"""Namespaces that a write would create: asked about before, and told after it and its undo."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.workspace.namespace_standing import (
    created_words,
    left_empty,
    left_empty_words,
    not_there,
    of_new_documents,
)

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.journal import Entry
    from ccs_tui.workspace.review import Review
    from ccs_tui.workspace.saving import Saving


async def may_create(desk: "Desk", port: "Port", namespace: str) -> bool:
    """Return whether a namespace exists, or may be made by the save: a typo would make one too."""
    if not await unlisted(desk, [namespace]):
        return True
    sure = await port.ask(
        ConfirmDialog(
            f"Create the namespace {namespace}?",
            "The service lists no namespace of this name: the save creates it, without a TTL. An "
            "undo leaves it, empty.",
            "Create it",
            keep="Back",
        )
    )
    return sure is True


async def unlisted(desk: "Desk", namespaces: Collection[str]) -> list[str]:
    """Return those of some namespaces that the service lists neither on the desk nor now."""
    listed = {name for name, each in desk.namespaces.items() if each.is_listed}
    return await not_there(desk.workspace, {*namespaces} - listed)


async def may_create_of(
    desk: "Desk", port: "Port", saving: "Saving", review: "Review", *, asks: bool
) -> bool:
    """Return whether the namespaces that a save creates may be made; it is asked once."""
    for name in await unlisted(desk, of_new_documents(review) - saving.creates):
        if asks and not await may_create(desk, port, name):
            return False
        saving.creates.add(name)
    return True


def tell_created(port: "Port", namespaces: Collection[str]) -> None:
    """Say which namespaces a write created, and list them."""
    if namespaces:
        port.warn(created_words(sorted(namespaces)))
        port.refresh_namespaces()


async def tell_left_empty(desk: "Desk", port: "Port", undone: "Collection[Entry]") -> None:
    """Say which namespaces stay without a session once writes in them were undone."""
    if names := await left_empty(desk.workspace, undone):
        port.warn(left_empty_words(names))
