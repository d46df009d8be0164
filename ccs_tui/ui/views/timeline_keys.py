"""The keys of the timeline. What leads out of the timeline is an act, each with its own name."""

from textual.binding import Binding

KEYS = [
    Binding("escape,q", "leave", "Back", id="timeline.back", key_display="esc"),
    Binding("right_square_bracket", "go(1)", "Step", id="timeline.next", key_display="[ ]"),
    Binding(
        "left_square_bracket",
        "go(-1)",
        "Step back",
        id="timeline.previous",
        key_display="[",
        show=False,
    ),
    Binding(
        "right_curly_bracket",
        "change(1)",
        "Change of this",
        key_display="{ }",
        id="timeline.next_change",
    ),
    Binding(
        "left_curly_bracket",
        "change(-1)",
        "Last change of this",
        key_display="{",
        id="timeline.previous_change",
        show=False,
    ),
    Binding("B", "blame", "Blame", id="timeline.blame"),
    Binding("equals_sign", "compare", "Compare", id="timeline.compare", key_display="="),
    Binding("T", "act('ticket')", "Ticket", id="timeline.ticket"),
    Binding("n", "act('note')", "Note", id="timeline.note"),
    Binding("m", "mute", "Mute this path, or not", id="timeline.mute", show=False),
    Binding("a", "all", "Show muted steps, or fold", id="timeline.all", show=False),
    Binding("P", "act('expect')", "Pin an expectation", id="timeline.expect", show=False),
    Binding("b", "act('restore')", "Bring back from here", id="timeline.restore"),
    Binding("c", "act('copy_to')", "Copy to a session", id="timeline.copy_to", show=False),
    Binding("f", "act('fork')", "Fork into an emulator", id="timeline.fork", show=False),
    Binding("y", "act('copy')", "Copy", id="timeline.copy", show=False),
    Binding("X", "act('export')", "Write to a file", id="timeline.export", show=False),
    Binding("w", "act('watch')", "Watch, or stop", id="timeline.watch"),
    Binding("d", "act('delete')", "Delete the recording", id="timeline.delete", show=False),
    Binding("tab", "app.focus_next", "Next panel", id="timeline.panel", show=False),
]
