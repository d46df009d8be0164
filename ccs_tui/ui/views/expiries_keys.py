"""The keys of the TTL view. A command on its documents is an act, by the command's name."""

from textual.binding import Binding

KEYS = [
    Binding("escape,t,q", "leave", "Back", id="expiries.back", key_display="esc"),
    Binding("x", "act('expiry')", "Expiry", id="expiries.expiry"),
    Binding("d", "act('delete')", "Delete", id="expiries.delete"),
    Binding("y", "act('copy')", "Copy", id="expiries.copy"),
    Binding("u", "act('undo')", "Undo save", id="expiries.undo"),
    Binding("X", "act('export')", "Export to a file", id="expiries.export"),
    Binding("equals_sign", "act('compare')", "Compare", id="expiries.compare", key_display="="),
    Binding("z", "zone", "UTC/local", id="expiries.zone"),
    Binding("r", "refresh", "Refresh", id="expiries.refresh"),
]
