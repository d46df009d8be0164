"""Documents that are typed by name: a whole key, or what is short for one."""

from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey, namespace_problem, reserved_problem
from ccs_tui.ui.commands.created_namespaces import may_create
from ccs_tui.ui.dialogs.form import Field, FormDialog

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


def typed_key(text: str, account: str, namespace: str | None) -> DocumentKey:
    """Read a document's key, or what is short for one: a session id, or `namespace:session`.

    `namespace` is where a session id alone lies. Raises ValueError, with a sentence for people.
    """
    text = text.strip()
    if not text:
        raise ValueError("Type a session id, or a document's key.")
    match text.split(":", 2):
        case [session]:
            if namespace is None:
                raise ValueError("Choose a namespace first, or type namespace:session.")
            return DocumentKey(account, namespace, session)
        case [other, session]:
            return DocumentKey(account, other, session or None)
        case _:
            return DocumentKey.parse(text)


def typed_key_problem(text: str, account: str, namespace: str | None) -> str | None:
    """Return why a text is no document of this account, None if it is one."""
    try:
        key = typed_key(text, account, namespace)
    except ValueError as error:
        return str(error)
    if key.account != account:
        return f"This connection is to {account}, not to {key.account}."
    return namespace_problem(key.namespace)


async def ask_target(
    desk: "Desk", port: "Port", source: DocumentKey, verb: str
) -> DocumentKey | None:
    """Ask where to take a document, or properties of it; `verb` is `Move` or `Duplicate`."""
    account = desk.workspace.account

    def check(text: str) -> str | None:
        if problem := typed_key_problem(text, account, source.namespace):
            return problem
        target = typed_key(text, account, source.namespace)
        if target == source:
            return "That is the document itself."
        return reserved_problem(target.namespace)

    hint = "a session id, namespace:session, or a whole key"
    answer = await port.ask(
        FormDialog(
            f"{verb} to",
            (Field("to", "Document", check, hint=hint),),
            "Review",
            "An id alone names a session of this namespace. You see what is sent before it goes.",
        )
    )
    if answer is None:
        return None
    target = typed_key(answer["to"], account, source.namespace)
    return target if await may_create(desk, port, target.namespace) else None


async def ask_namespace(desk: "Desk", port: "Port", source: str, title: str) -> str | None:
    """Ask for the namespace to take documents of another, the `source`, to."""

    def check(text: str) -> str | None:
        if text.strip() == source:
            return "They are there already: choose another namespace."
        return namespace_problem(text.strip()) or reserved_problem(text.strip())

    text = "Each keeps its id and its expiry. What will be done is asked before anything is sent."
    answer = await port.ask(FormDialog(title, (Field("to", "Namespace", check),), "Go on", text))
    namespace = None if answer is None else answer["to"].strip()
    return namespace if namespace and await may_create(desk, port, namespace) else None
