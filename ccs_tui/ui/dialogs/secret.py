"""The question for a secret: typed unseen, and kept in memory."""

import asyncio
from typing import TYPE_CHECKING, Any

from ccs_tui.model.connection import is_header_value
from ccs_tui.ui.dialogs.form import Field, FormDialog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App

    from ccs_tui.workspace.asked_secrets import Question

FIELD = "secret"
KEPT = "What you type is kept in memory only, until you leave. What is open stays as it is."


async def ask_secret(app: "App[Any]", question: "Question") -> str | None:
    """Ask for a secret over whatever is shown; None if it is not given."""
    answer: asyncio.Future[Mapping[str, str] | None] = asyncio.Future()

    def answered(fields: "Mapping[str, str] | None") -> None:
        if not answer.done():
            answer.set_result(fields)

    # A read asks as well, and reads are no workers of Textual's, which could wait for it.
    app.push_screen(secret_dialog(question), answered)
    fields = await answer
    return None if fields is None else fields[FIELD]


def secret_dialog(question: "Question") -> FormDialog:
    """Return the dialog that asks for a secret; it answers it as the field FIELD."""
    is_password = question.name == "password"
    name = f"{question.name[:1].upper()}{question.name[1:]}"
    return FormDialog(
        f"{name} of {question.of}",
        (
            Field(
                FIELD,
                name,
                _password_problem if is_password else _header_problem,
                is_secret=True,
            ),
        ),
        "Use it",
        f"{question.why} {KEPT}",
    )


def _password_problem(text: str) -> str | None:
    return None if text else "Type it, or leave with escape."


def _header_problem(text: str) -> str | None:
    if not text:
        return "Type it, or leave with escape."
    if is_header_value(text):
        return None
    return "It has a space or a letter outside ASCII: it can't be sent."
