"""A document or value that was asked for by its name, and has to be there."""

from typing import TYPE_CHECKING

from ccs_tui.client.call import document as name_of
from ccs_tui.client.call import subject
from ccs_tui.client.errors import not_found
from ccs_tui.model.names import may_begin_uuid
from ccs_tui.model.tree.paths import PathError, format_path, parse_path
from ccs_tui.model.value_at import value_at

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.json_text import JsonText
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.workspace import Workspace


async def found(workspace: "Workspace", key: "DocumentKey") -> "Document":
    """Read a document to show it. Raises NotFoundError if it is not there, and CcsError."""
    return required(await workspace.look(key))


def required(document: "Document") -> "Document":
    """Return a document that was read. Raises NotFoundError if it is not there."""
    key = document.key
    if not document.exists:
        raise not_found(
            name_of(key.account, key.namespace, key.session), advice=whole_id_advice(key)
        )
    return document


def whole_id_advice(key: "DocumentKey") -> str:
    """Say of a document that is not there how its id is found, if it may be the beginning of one.

    Empty for any other name.
    """
    if not may_begin_uuid(key.session or ""):
        return ""
    return (
        f" An id is wanted whole: ccs-tui ls {key.namespace} | grep {key.session} lists those that "
        "have this in them, where the connection can list."
    )


def value_in(document: "Document", path: str | tuple[str | int, ...]) -> "JsonText":
    """Return the value that a property's name, a path as text, or its steps lead to.

    A property whose name is the whole text comes first. Raises PathError where the text can't be
    read, and NotFoundError where nothing is there.
    """
    if isinstance(path, str):
        if path in document.properties:
            return document.properties[path]
        steps = tuple(parse_path(path))
    else:
        steps = path
    if not steps:
        raise PathError("A path begins with the name of a property.")
    value = value_at(document.properties, steps)
    if value is None:
        key = document.key
        where = name_of(key.account, key.namespace, key.session)
        kind = "property" if len(steps) == 1 else "value"
        raise not_found(f"{subject(kind, format_path(steps))} of {where}")
    return value
