"""`g`: open a document by its name."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.targets import key_of, problem_of
from ccs_tui.ui.dialogs.form import Field, FormDialog

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a document's key, or what is short for one from here, and open it."""
    account, namespace = desk.workspace.account, desk.namespace

    def check(text: str) -> str | None:
        return problem_of(text, account, namespace)

    answer = await port.ask(
        FormDialog(
            "Go to",
            (
                Field(
                    "name",
                    "Document",
                    check,
                    hint="a session id, namespace:session, or a whole key",
                ),
            ),
            "Open",
        )
    )
    if answer is not None:
        port.go_to(key_of(answer["name"], account, namespace))
