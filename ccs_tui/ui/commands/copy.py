"""`y`: copy what is under the cursor to the clipboard."""

from typing import TYPE_CHECKING

from ccs_tui.model.address import Address
from ccs_tui.model.json_text import decode, join_object, pretty, quote
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import InvalidEditError, OpenDocument
from ccs_tui.model.tree import Key, Node, format_path
from ccs_tui.model.words import counted
from ccs_tui.ui.commands.affected_documents import documents_at
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a part of the place under the cursor, and copy it."""
    choices = _choices(desk, port)
    if not choices:
        port.tell("There is nothing to copy here.")
        return
    key = next(iter(choices))
    if len(choices) > 1:
        options = tuple(
            Choice(key, label, counted(len(text), "character"))
            for key, (label, text) in choices.items()
        )
        chosen = await port.ask(ChoiceDialog("Copy", options))
        if chosen is None:
            return
        key = chosen
    await port.copy_out(choices[key][1])


def _choices(desk: "Desk", port: "Port") -> dict[str, tuple[str, str]]:
    """Return the parts that can be copied, by key: a label and the text."""
    choices: dict[str, tuple[str, str]] = {}
    document, node = desk.document, desk.selection.node
    if desk.selection.place is Place.NAMESPACES:
        if desk.selection.namespace:
            choices["n"] = ("namespace", desk.selection.namespace)
        return choices
    keys = documents_at(desk)
    if not keys and desk.selection.place is Place.SESSIONS:
        return choices
    if len(keys) > 1:
        ids = [key.session for key in keys if key.session is not None]
        if ids:
            choices["s"] = (counted(len(ids), "session id"), "\n".join(ids))
        choices["k"] = (counted(len(keys), "document key"), "\n".join(map(str, keys)))
        choices["a"] = (f"{len(keys):,} addresses", "\n".join(_address(desk, key) for key in keys))
        return choices
    if keys and (document is None or document.key != keys[0]):
        # The document under the cursor is not read, or another one is shown: only its name is
        # known.
        document = None
        if keys[0].session is not None:
            choices["s"] = ("session id", keys[0].session)
        choices["k"] = ("document key", str(keys[0]))
        choices["a"] = ("address", _address(desk, keys[0]))
        if port.document_cursor.raw is None or desk.key != keys[0]:
            return choices
    if port.document_cursor.raw is not None:
        choices["d"] = ("text as it came", port.document_cursor.raw)
    if document is None:
        return choices
    if desk.selection.place is Place.DOCUMENT and node is not None:
        choices |= _value_choices(document, node)
    try:
        choices["d"] = ("document", pretty(join_object(document.payload())))
    except InvalidEditError:
        choices["d"] = ("document, as the service has it", pretty(document.base.payload))
    if document.key.session is not None:
        choices["s"] = ("session id", document.key.session)
    choices["k"] = ("document key", str(document.key))
    path = tuple(node.keys) if desk.selection.place is Place.DOCUMENT and node is not None else ()
    choices["a"] = (
        "address of the value" if path else "address",
        _address(desk, document.key, path),
    )
    return choices


def _address(desk: "Desk", key: DocumentKey, path: tuple[Key, ...] = ()) -> str:
    """Return the address of a document, or of a value in it, under this profile."""
    return str(Address.of(desk.workspace.profile.name, key, path))


def _value_choices(document: OpenDocument, node: Node) -> dict[str, tuple[str, str]]:
    text = document.text_at(node)
    choices = {"v": ("value", text)}
    if node.kind == "string" and node not in document.tree.not_json:
        choices["t"] = ("text of the string", str(decode(node.text)))
    choices["j"] = ("path", format_path(node.keys))
    if isinstance(node.key, str):
        label = "property" if node.depth == 0 else "member"
        choices["p"] = (label, f"{{{quote(node.key)}: {text}}}")
    return choices
