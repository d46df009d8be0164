"""`|`: add a column with the values at a path to the list of sessions, or take one away."""

from functools import partial
from typing import TYPE_CHECKING

from ccs_tui.model.tree import format_path
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.workspace.empty_places import choose_namespace
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.value_columns import MOST_COLUMNS, path_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

TITLE = "Columns of {}"


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a path, or which column to take away, where there are some."""
    namespace, columns = desk.namespace, desk.columns
    if namespace is None:
        port.alarm(choose_namespace(desk, ": | adds columns to the list of its sessions"))
        return
    if columns.paths:
        shown = tuple(
            Choice(str(at), f"take {path} away") for at, path in enumerate(columns.paths, start=1)
        )
        more = (Choice("a", "add another"),) if len(columns.paths) < MOST_COLUMNS else ()
        chosen = await port.ask(ChoiceDialog(TITLE.format(namespace), (*more, *shown)))
        if chosen is None or namespace != columns.namespace:
            return
        if chosen != "a":
            path = columns.paths[int(chosen) - 1]
            await columns.remove(path)
            port.tell(f"The column {path} is taken away.")
            return
    await _add(desk, port, namespace)


async def _add(desk: "Desk", port: "Port", namespace: str) -> None:
    columns = desk.columns
    answer = await port.ask(
        FormDialog(
            TITLE.format(namespace),
            (
                Field(
                    "path",
                    "Path",
                    partial(new_column_problem, known=columns.paths),
                    value=_under_the_cursor(desk),
                    hint="intent, slots.from or transcript[-1].text",
                ),
            ),
            "Add the column",
            "Every document of the namespace is read for the value there. The column is kept with "
            "the namespace; s sorts by it, / filters by it, | takes it away.",
        )
    )
    path = None if answer is None else path_of(answer["path"])
    if path is not None and namespace == columns.namespace:
        await columns.add(path)


def new_column_problem(text: str, known: "Collection[str]") -> str | None:
    """Return why a text can't be the path of a new column, or None."""
    path = path_of(text)
    if path is None:
        return "Type the path of a property, as intent or slots.from."
    if format_path(path) in known:
        return f"{format_path(path)} is a column already."
    return None


def _under_the_cursor(desk: "Desk") -> str:
    """Return the path under the cursor of a document, "" if it is a column already, or elsewhere.

    `desk.selection` is that of when the key was pressed.
    """
    at = desk.selection
    if at.place is not Place.DOCUMENT or at.node is None:
        return ""
    path = format_path(at.node.keys)
    return "" if path in desk.columns.paths else path
