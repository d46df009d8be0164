"""The keys that have a use where the focus is: the others would only say why they do nothing."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.selection import Selection

Rule = Callable[["Desk", "Selection"], object]


def has_use(desk: "Desk", at: "Selection", name: str) -> bool:
    """Return whether a command, or an action of the document's panel, does something at a place.

    `name` is as `key_table.name_of` has it. What may not be written is another question.
    """
    rule = RULES.get(name)
    return rule is None or bool(rule(desk, at))


def _is_there(document: "OpenDocument | None") -> bool:
    return document is not None and document.base.exists and not document.gone


def _save(desk: "Desk", _: "Selection") -> object:
    document = desk.document
    return document is not None and (document.is_edited or document.gone)


def _new(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES:
        return desk.workspace.capabilities.can_manage_namespaces
    return desk.document if at.place is Place.DOCUMENT else desk.namespace


def _delete(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES:
        return at.namespace and desk.workspace.capabilities.can_manage_namespaces
    return at.node if at.place is Place.DOCUMENT else at.marked or at.key


def _copy(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES:
        return at.namespace
    return desk.key if at.place is Place.DOCUMENT else at.marked or at.key


def _expiries(desk: "Desk", _: "Selection") -> object:
    return desk.namespace and desk.workspace.capabilities.can_read_expiry


def _undo(desk: "Desk", _: "Selection") -> object:
    return desk.undoable.is_there


def _discard(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES:
        return False
    if at.place is Place.SESSIONS:
        document = None if at.key is None else desk.edits.of(at.key)
        return document is not None and document.is_edited
    document, name = desk.document, at.property
    if document is None or not document.is_edited:
        return False
    if document.unfinished is not None or name is None:
        return True
    return document.state(name).value != ""  # the word for it, none where it is unchanged


def _transfer(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES:
        return False
    if at.place is Place.SESSIONS and at.marked:
        edited = {key.session for key in desk.edits.keys if key.namespace == desk.namespace}
        return edited.isdisjoint(at.marked)
    if at.place is Place.SESSIONS:
        return at.key is not None and at.key not in desk.edits
    document = desk.document
    return _is_there(document) and document is not None and document.key not in desk.edits


def _expiry(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES or not desk.workspace.capabilities.can_set_ttl_on_save:
        return False
    return _is_there(desk.document) if at.place is Place.DOCUMENT else at.marked or at.key


def _one_document(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES or len(at.marked) > 1:
        return False
    return desk.document if at.place is Place.DOCUMENT else at.marked or at.key


def _import_file(desk: "Desk", _: "Selection") -> object:
    return not desk.workspace.read_only


def _compare(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES or len(at.marked) > 2:
        return False
    return desk.document if at.place is Place.DOCUMENT else at.marked or at.key


def _conversation(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.SESSIONS:
        key = None if at.key is None else at.key.session
        return any(at.marked) if at.marked else key
    return at.place is Place.DOCUMENT and desk.document and desk.document.key.session


def _namespace(desk: "Desk", _: "Selection") -> object:
    return desk.namespace


def _follow(desk: "Desk", _: "Selection") -> object:
    return desk.following is not None or (desk.namespace and can_follow(desk))


def can_follow(desk: "Desk") -> bool:
    """Return whether the list of sessions can be followed: where all of them are listed."""
    return desk.workspace.capabilities.can_list and desk.listing.is_complete


def _go_back(desk: "Desk", _: "Selection") -> object:
    return desk.visits.can_go_back(desk.key)


def _go_forward(desk: "Desk", _: "Selection") -> object:
    return desk.visits.can_go_forward


def _external_editor(desk: "Desk", at: "Selection") -> object:
    document = desk.document
    if document is None or at.place is Place.NAMESPACES:
        return False
    if at.place is Place.SESSIONS:
        return not at.marked and document.key == at.key
    return at.property is None or at.property not in document.removed


def _read_only(desk: "Desk", _: "Selection") -> object:
    lock = desk.workspace.write_lock
    return not (lock.permanent and lock.is_locked)


def _document(desk: "Desk", _: "Selection") -> object:
    return desk.document


def _value(_: "Desk", at: "Selection") -> object:
    return at.place is not Place.DOCUMENT or at.node is not None


def _filter(desk: "Desk", at: "Selection") -> object:
    if at.place is Place.NAMESPACES:
        return desk.namespaces
    return desk.document if at.place is Place.DOCUMENT else desk.listing.keys


def _choose(desk: "Desk", at: "Selection") -> object:
    return at.place is not Place.DOCUMENT or _change(desk, at)


def _change(desk: "Desk", at: "Selection") -> object:
    document = desk.document
    if at.place is not Place.DOCUMENT or document is None:
        return False
    return at.node is not None and at.property not in document.removed


def _undo_typing(desk: "Desk", _: "Selection") -> object:
    return desk.document is not None and desk.document.history.can_undo


def _redo_typing(desk: "Desk", _: "Selection") -> object:
    return desk.document is not None and desk.document.history.can_redo


RULES: Mapping[str, Rule] = {
    "save": _save,
    "new": _new,
    "delete": _delete,
    "copy": _copy,
    "expiries": _expiries,
    "undo": _undo,
    "discard": _discard,
    "transfer": _transfer,
    "expiry": _expiry,
    "search": _namespace,
    "summary": _namespace,
    "columns": _namespace,
    "follow": _follow,
    "bookmark": _one_document,
    "conversation": _conversation,
    "go_back": _go_back,
    "go_forward": _go_forward,
    "export": _copy,
    "import_file": _import_file,
    "compare": _compare,
    "external_editor": _external_editor,
    "read_only": _read_only,
    "edit_whole": _document,
    "undo typing": _undo_typing,
    "redo typing": _redo_typing,
    # These are the keys of the tree and of its text.
    "edit": _change,
    "filter": _filter,
    "change": _change,
    "choose": _choose,
    "unfold": _value,
    "seek": _value,
}
"""The rule of each command and action; one that is not here has a use everywhere."""
