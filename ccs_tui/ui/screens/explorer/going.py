"""`g`: open a document by its name."""

from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey, namespace_problem
from ccs_tui.ui.dialogs.form import Field, FormDialog

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen


async def go_to(screen: "ExplorerScreen") -> None:
    """Ask for a document's key, or what is short for one from here, and open it."""
    account, namespace = screen.workspace.account, screen.reading.namespace

    def check(text: str) -> str | None:
        return problem_of(text, account, namespace)

    answer = await screen.app.push_screen_wait(FormDialog(
        "Go to",
        (Field("name", "Document", check, hint="a session id, namespace:session, or a whole key"),),
        "Open",
    ))  # fmt: skip
    if answer is not None:
        screen.reading.by_name(key_of(answer["name"], account, namespace))


def key_of(text: str, account: str, namespace: str | None) -> DocumentKey:
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


def problem_of(text: str, account: str, namespace: str | None) -> str | None:
    """Return why a text is no document of this account, None if it is one."""
    try:
        key = key_of(text, account, namespace)
    except ValueError as error:
        return str(error)
    if key.account != account:
        return f"This connection is to {account}, not to {key.account}."
    return namespace_problem(key.namespace)
