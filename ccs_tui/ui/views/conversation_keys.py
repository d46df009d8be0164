"""The keys of a conversation's page. What is done to its documents is an act, by its own name."""

from textual.binding import Binding

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
    Binding("r", "refresh", "Refresh", id="conversation.refresh"),
]
