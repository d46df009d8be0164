"""The export of properties to a file, as one JSON object."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.model.json_text import join_object, pretty
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.workspace.private_file import file_problem, free_file, write_private
from ccs_tui.workspace.save_outcome import count_of

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.commands.requests import ExportProperties
    from ccs_tui.workspace.desk import Desk


async def run(_desk: "Desk", port: "Port", request: "ExportProperties") -> None:
    """Ask for a file, and write properties to it as one JSON object."""
    names = request.names
    values = {name: request.document.value(name) for name in names}

    answer = await port.ask(
        FormDialog(
            f"Export {count_of(names)}",
            (Field("path", "File", file_problem, value=free_file(_file_for(names))),),
            "Export",
            "It is written as one JSON object, readable by you alone.",
        )
    )
    if answer is None:
        return
    name = answer["path"].strip()
    try:
        await write_private(name, pretty(join_object(values)))
    except OSError as error:
        port.alarm(f"{name} can't be written: {(error.strerror or 'an error').lower()}.")
        return
    port.tell(f"Exported {count_of(names)} to {name}.")


def _file_for(names: Collection[str]) -> str:
    """Return the file that is proposed: named as the property, where that is a name of a file."""
    name = next(iter(names)) if len(names) == 1 else "properties"
    is_plain = name.replace("_", "").replace("-", "").isalnum()
    return f"~/{name if is_plain else 'property'}.json"
