"""`g`: open a document by its name."""

from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey, namespace_problem
from ccs_tui.ui.dialogs.form import Field, FormDialog

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen


async def go_to(screen: "ExplorerScreen") -> None:
    """Ask for a document's key, or for a session id in the namespace shown, and open it."""
    account, namespace = screen.workspace.account, screen.reading.namespace

    def check(text: str) -> str | None:
        return _problem(text.strip(), account, namespace)

    answer = await screen.app.push_screen_wait(FormDialog(
        "Go to",
        (Field("name", "Document", check, hint="account:namespace:session, or a session id"),),
        "Open",
    ))  # fmt: skip
    if answer is None:
        return
    text = answer["name"].strip()
    screen.reading.by_name(
        DocumentKey.parse(text) if ":" in text else DocumentKey(account, namespace or "", text)
    )


def _problem(text: str, account: str, namespace: str | None) -> str | None:
    if not text:
        return "Type a key or a session id."
    if ":" not in text:
        return None if namespace else "Choose a namespace, or type a whole key."
    try:
        key = DocumentKey.parse(text)
    except ValueError as error:
        return str(error)
    if key.account != account:
        return f"This connection is to {account}, not to {key.account}."
    return namespace_problem(key.namespace)
