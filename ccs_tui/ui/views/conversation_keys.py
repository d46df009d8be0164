"""The keys of a conversation's page. What is done to its documents is an act, by its own name."""

from collections.abc import Mapping

from textual.binding import Binding

from ccs_tui.ui.views.conversation_cells import failed_keys
from ccs_tui.ui.views.document_acts import act_keys
from ccs_tui.workspace.conversation import Conversation
from ccs_tui.workspace.conversation_rows import RowState

OWN = frozenset({"copy", "conversation", "watch", "timeline", "ticket", "export", "compare"})
"""The acts that the page has in a way of its own, or is."""
KEYS = [
    Binding("escape,q", "leave", "Back", id="conversation.back", key_display="esc"),
    Binding("i", "add", "Add the ids that documents name", id="conversation.add"),
    Binding("a", "absent", "Show what is not there, or not", id="conversation.absent"),
    Binding("D", "shared", "__default__ and namespace documents", id="conversation.shared"),
    Binding("f", "failed", "Read what failed again", id="conversation.failed"),
    Binding("w", "act('watch')", "Watch all, or what is marked", id="conversation.watch"),
    Binding(
        "left_square_bracket",
        "act('timeline')",
        "Steps",
        id="conversation.timeline",
        key_display="[",
    ),
    Binding(
        "T",
        "act('ticket')",
        "Ticket of all, or of what is marked",
        show=False,
        id="conversation.ticket",
    ),
    Binding("y", "act('copy')", "Copy", id="conversation.copy"),
    Binding("X", "act('export')", "Export to a file", id="conversation.export"),
    Binding("equals_sign", "act('compare')", "Compare", id="conversation.compare", key_display="="),
    *act_keys("conversation", but=OWN),
    Binding("r", "refresh", "Refresh", id="conversation.refresh"),
]


def offers_on(conversation: Conversation, *, marked: int, is_empty: bool) -> Mapping[str, str]:
    """Return the keys that are due on what there is, of which so many rows are marked."""
    rows, of = conversation.rows.values(), f" {marked:,}" if marked else ""
    absent = any(row.state is RowState.ABSENT for row in rows)
    due = {
        "list.choose": None if is_empty else "Open",
        "conversation.add": "Add ids" if conversation.found else None,
        "conversation.failed": "Read failed" if failed_keys(rows) else None,
        "conversation.watch": None if is_empty else f"Watch{of or ' all'}",
        "conversation.copy": None if is_empty else f"Copy{of}",
        "list.unmark": "Unmark" if marked else None,
        "conversation.back": "Back",
        "conversation.refresh": f"Refresh{of}",
        "conversation.absent": "Not there" if absent else None,
        "conversation.shared": f"With{'out' if conversation.has_shared else ''} __default__",
        "panel.filter": "",
        "help": "Help",
    }
    return {id: words for id, words in due.items() if words is not None}
