"""The keys of the explorer's screen beside those of the commands: to go about, and to make room."""

from typing import Any

from textual.binding import Binding
from textual.screen import Screen

KEYS = [
    Binding("tab", "step(1)", "Next panel", id="panel.next", show=False),
    Binding("shift+tab", "step(-1)", "Previous panel", id="panel.previous", show=False),
    Binding("1", "panel(0)", "Namespaces", id="panel.1", show=False),
    Binding("2", "panel(1)", "Sessions", id="panel.2", show=False),
    Binding("3", "panel(2)", "Document", id="panel.3", show=False),
    Binding("escape", "back", "Out, to the list before", id="back", key_display="esc", show=False),
    Binding(
        "less_than_sign",
        "room('border', -1)",
        "Move the border to the left",
        id="panel.left",
        show=False,
        key_display="<",
    ),
    Binding(
        "greater_than_sign",
        "room('border', 1)",
        "Move the border to the right",
        id="panel.right",
        show=False,
        key_display=">",
    ),
    Binding(
        "comma",
        "room('lying', -1)",
        "Move the border up",
        id="panel.up",
        show=False,
        key_display=",",
    ),
    Binding(
        "full_stop",
        "room('lying', 1)",
        "Move the border down",
        id="panel.down",
        show=False,
        key_display=".",
    ),
    Binding("0", "room('usual')", "All borders as at first", id="panel.usual", show=False),
    Binding(
        "Z", "room('zoom')", "One panel on the whole screen, and back", id="panel.zoom", show=False
    ),
]
"""The bindings of the screen's own actions."""

WHILE_OPENING = ("panel", "step", "back", "room")
"""The actions that work at once; of all others the screen says that they work later."""


def why_not_yet(screen: Screen[Any], key: str) -> str | None:
    """Say of a key that it works once the workspace is open; None if it works already."""
    for binding in screen._bindings.key_to_bindings.get(key, ()):
        if binding.action.partition("(")[0] not in WHILE_OPENING:
            return f"Still opening: {screen.app.get_key_display(binding)} works in a moment."
    return None
