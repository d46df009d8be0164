"""`=`: two documents side by side, or one with another one, or with a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.ui.commands.affected_documents import documents_at, is_in_namespaces
from ccs_tui.ui.commands.goals import Remembered, goals_of
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.dialogs.goals import Goal, Goals, InFile
from ccs_tui.ui.views.compared_values import ComparedValues
from ccs_tui.workspace.compared_sides import ComparedSides, Side, document_side, file_side
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.recording_library import RecordingLibrary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.commands.requests import CompareDocuments
    from ccs_tui.workspace.desk import Desk

HINT = "an id, an address, or the path of a file"


async def run(desk: "Desk", port: "Port", request: "CompareDocuments | None" = None) -> None:
    """Compare two documents, or one with another that is asked for."""
    if request is None and is_in_namespaces(desk, port, "= compares no namespaces"):
        return
    keys: Sequence[DocumentKey] = documents_at(desk) if request is None else request.keys
    if request is None and len(keys) == 1 and desk.selection.marked:
        keys = _with_cursor(desk, keys[0])
    if not keys:
        port.tell("There is no document here to compare. Go to a session first.")
        return
    if len(keys) > 2:
        port.tell(f"= compares two documents, and {len(keys):,} are marked.")
        return
    other = document_side(desk, keys[1]) if len(keys) == 2 else await _other(desk, port, keys[0])
    if other is not None:
        await _show(desk, port, document_side(desk, keys[0]), other)


def _with_cursor(desk: "Desk", marked: "DocumentKey") -> "Sequence[DocumentKey]":
    """Return the one that is marked, and the one under the cursor if that is another."""
    at = desk.selection.key
    return (marked,) if at is None or at == marked else (marked, at)


async def _other(desk: "Desk", port: "Port", key: "DocumentKey") -> Side | None:
    """Ask for the other side of a document."""
    visits = desk.visits
    remembered = Remembered(await visits.recents(), await visits.bookmarks())

    def find(text: str) -> Goals:
        return other_goals(desk, text, key, remembered)

    chosen = await port.ask(
        GoToDialog(find, HINT, title=f"Compare {key.label} with", does="compares with")
    )
    match chosen:
        case Goal(other):
            return document_side(desk, other)
        case InFile(path):
            return file_side(path, key)
        case _:
            return None


def other_goals(desk: "Desk", text: str, key: "DocumentKey", remembered: Remembered) -> Goals:
    """Return the documents and files that a text may mean, but for the document itself."""
    found = goals_of(desk, text, remembered)
    goals = [each for each in found.goals if isinstance(each, Goal) and each.key != key]
    if (with_file := goals_with_file(text, [each for each in goals if each.there])) is not None:
        return with_file
    problem = found.problem
    if found.goals and not goals and not problem:
        problem = "No other document of this account is meant by it."
    return Goals(goals, problem)


def goals_with_file(
    text: str, there: "Sequence[Goal]", words: str = "the document in a file"
) -> Goals | None:
    """Return the goals of a text that may be the path of a file, with others that are there.

    None where it is no path. The `words` say what would be in the file.
    """
    path = _path(text)
    is_meant_as_path = text.strip().startswith(("/", "./", "../", "~"))
    if path is not None and _is_file(path):
        file = InFile(path, words)
        return Goals((file,) if is_meant_as_path else (*there, file))
    if path is not None and is_meant_as_path:
        return Goals(there, "" if there else f"There is no file {path}.")
    return None


def _path(text: str) -> Path | None:
    """Read a line as a path; None if it can't be one."""
    text = text.strip()
    try:
        return Path(text).expanduser() if text and "\n" not in text else None
    except (ValueError, RuntimeError):
        return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


async def _show(desk: "Desk", port: "Port", left: Side, right: Side) -> None:
    try:
        muted = await RecordingLibrary(desk.workspace).muted(desk.workspace.account)
    except StateError as error:
        port.alarm(str(error))
        return
    sides = ComparedSides(left, right, muted, desk.now)
    await port.ask(ComparedValues(f"{left.title} and {right.title}", sides=sides))
