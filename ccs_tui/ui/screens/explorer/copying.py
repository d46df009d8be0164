"""What `y` takes out to the clipboard."""

from typing import TYPE_CHECKING

from ccs_tui.model.json_text import decode, join_object, pretty, quote
from ccs_tui.model.open_document import InvalidEditError, OpenDocument
from ccs_tui.model.tree import Node, format_path
from ccs_tui.ui import clipboard
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen


async def copy_from(screen: "ExplorerScreen") -> None:
    """Ask what of the place under the cursor to copy, copy it, and say which way it went."""
    choices = _choices(screen)
    if not choices:
        screen.notify("There is nothing to copy here.", markup=False)
        return
    key = next(iter(choices))
    if len(choices) > 1:
        options = tuple(
            Choice(key, label, f"{len(text):,}") for key, (label, text) in choices.items()
        )
        chosen = await screen.app.push_screen_wait(ChoiceDialog("Copy", options))
        if chosen is None:
            return
        key = chosen
    outcome = await clipboard.copy(screen.app, choices[key][1])
    screen.notify(outcome.sentence, markup=False)


def _choices(screen: "ExplorerScreen") -> dict[str, tuple[str, str]]:
    """Return what can be copied, by key: a label and the text."""
    choices: dict[str, tuple[str, str]] = {}
    copy, node = screen.document.copy, screen.document.selected_node
    if screen.namespaces.is_active:
        if screen.namespaces.selected:
            choices["n"] = ("namespace", screen.namespaces.selected)
        return choices
    if screen.document.pane.raw is not None:
        choices["d"] = ("text as it came", screen.document.pane.raw)
    if copy is None:
        return choices
    if screen.document.is_active and node is not None:
        choices |= _value_choices(copy, node)
    try:
        choices["d"] = ("document", pretty(join_object(copy.payload())))
    except InvalidEditError:
        choices["d"] = ("document, as it is stored", pretty(copy.base.payload))
    if copy.key.session is not None:
        choices["s"] = ("session id", copy.key.session)
    choices["k"] = ("document key", str(copy.key))
    return choices


def _value_choices(document: OpenDocument, node: Node) -> dict[str, tuple[str, str]]:
    text = document.text_at(node)
    choices = {"v": ("value", text)}
    if node.kind == "string" and node not in document.tree.drafts:
        choices["t"] = ("text of the string", str(decode(node.text)))
    choices["j"] = ("path", format_path(node.keys))
    if isinstance(node.key, str):
        label = "property" if node.depth == 0 else "member"
        choices["p"] = (label, f"{{{quote(node.key)}: {text}}}")
    return choices
