"""The cells of a conversation's page, and its lines over and below the list."""

from collections.abc import Iterable
from datetime import datetime

from textual.content import Content

from ccs_tui.model.expiry import format_remaining
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import agreeing, counted
from ccs_tui.ui.text import cause, shorten, visible
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.ui.widgets.session_cells import remaining_cell, size_cell
from ccs_tui.workspace.conversation import Conversation
from ccs_tui.workspace.conversation_rows import ConversationRow, LastChange, RowState

IDS_SHOWN = 4
"""The ids that have a line; of more the number is said."""
NO_NAMESPACES = (
    "No namespace is known here. g opens one by its name, and the settings name them: "
    'namespaces = ["orders"] in the profile.'
)


def row_cells(row: ConversationRow, now: datetime) -> list[Cell]:
    """Return the cells of a document: namespace, id, size, expiry, change, and its properties."""
    name = Cell(row.key.label, "dim" if row.key.session is None else "")
    namespace = Cell(row.key.namespace)
    if row.state is RowState.ABSENT:
        dim = [Cell(cell.text, "dim") for cell in (namespace, name)]
        return [*dim, Cell(""), Cell(""), Cell(""), Cell("not there", "dim")]
    known = [Cell("· ", "dim"), Cell("· ", "dim"), Cell("", "dim")]
    if row.size is not None:
        known = [size_cell(row.size), remaining_cell(row.expires_at, now)]
        known.append(Cell(change_words(row.changed, now), "dim"))
    if row.state is RowState.FAILED:
        # The row shows what an earlier reading had.
        old = [Cell(cell.text.replace("·", "?"), "dim") for cell in known]
        return [namespace, name, *old, Cell(f"failed: {cause(row.problem)}", "error")]
    if row.state is RowState.WAITING:
        return [namespace, name, *known, Cell(row.line or "waiting …", "dim")]
    return [namespace, name, *known, Cell(row.line, "dim")]


def change_words(changed: LastChange | None, now: datetime) -> str:
    """Return when a document changed: `~3h` ago if that is guessed, `<40s` if it was seen since."""
    if changed is None:
        return ""
    seconds = max(1, round((now - changed.at).total_seconds()))
    return f"{'~' if changed.is_guessed else '<'}{format_remaining(seconds).split(' ')[0]}"


def count_words(conversation: Conversation) -> str:
    """Return how many documents there are, or how far their reading is."""
    if conversation.is_reading:
        return f"{conversation.done:,} of {conversation.total:,} read"
    return counted(len(_there(conversation)), "document")


def _there(conversation: Conversation) -> list[ConversationRow]:
    """Return the rows of the documents that are there, by the last reading that did not fail."""
    rows = conversation.rows.values()
    return [row for row in rows if row.size is not None and row.state is not RowState.ABSENT]


def id_lines(conversation: Conversation, width: int) -> Content:
    """Return a line for each id, with the number of namespaces in which it has a document."""
    found = [row.key for row in _there(conversation)]
    more = "+" if conversation.is_reading else ""
    lines = []
    for session in conversation.ids[:IDS_SHOWN]:
        count = sum(key.session == session for key in found)
        words = f"  in {count:,}{more} of {counted(len(conversation.namespaces), 'namespace')}"
        if len(session) + len(words) > width:  # the id is what one came with
            words = f"  in {count:,}{more} of {len(conversation.namespaces):,}"
        name = shorten(session, max(8, width - len(words)), "middle")
        lines.append(Content.assemble(name, (words, "$muted")))
    if (left := len(conversation.ids) - IDS_SHOWN) > 0:
        lines.append(Content.assemble((f"and {counted(left, 'id')} more", "$muted")))
    if not conversation.namespaces and not conversation.is_reading:
        lines.append(Content.assemble((NO_NAMESPACES, "$warning")))
    if conversation.list_problem is not None:
        sentence = (
            f"Only the namespaces known before are looked at: {conversation.list_problem} "
            "r tries again."
        )
        lines.append(Content.assemble((visible(sentence), "$error")))
    return Content("\n").join(lines)


def more_lines(
    conversation: Conversation, at: ConversationRow | None, width: int, *, shows_absent: bool
) -> Content:
    """Return what more there is: documents that are not there, failed ones, ids that are named.

    Before that come the properties of the document under the cursor, `at`, for which its row has
    little room, or why it could not be read.
    """
    lines = []
    if at is not None and at.state is RowState.FAILED:
        lines.append(Content.assemble((visible(at.problem), "$error")))
    elif at is not None and at.line:
        lines.append(Content(visible(at.line)).truncate(max(8, width), ellipsis=True))
    absent = sum(row.state is RowState.ABSENT for row in conversation.rows.values())
    unseen = []
    if absent:
        them = agreeing(absent, "it", "them")
        keys = f"a leaves {them} out" if shows_absent else f"a shows {them}"
        unseen.append(f"{counted(absent, 'document')} not there · {keys}")
    if left_out := len(conversation.left_out):
        unseen.append(f"{counted(left_out, 'reserved namespace')} not looked at")
    if unseen:
        lines.append(Content.assemble((" · ".join(unseen), "$muted")))
    if failed := len(failed_keys(conversation.rows.values())):
        them = agreeing(failed, "it", "them")
        words = f"{counted(failed, 'document')} could not be read · f reads {them} again"
        lines.append(Content.assemble((words, "$error")))
    if conversation.found:
        lines.append(_offer(conversation))
    return Content("\n").join(lines)


def _offer(conversation: Conversation) -> Content:
    first, *others = conversation.found.values()
    more = f" and {counted(len(others), 'id')} more" if others else ""
    return Content.assemble(
        ("i adds ", "$muted"),
        (visible(first.session), "$foreground"),
        (visible(f" ({first.words}){more}"), "$muted"),
    )


def failed_keys(rows: Iterable[ConversationRow]) -> list[DocumentKey]:
    """Return the keys of the documents that could not be read."""
    return [row.key for row in rows if row.state is RowState.FAILED]
