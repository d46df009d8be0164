"""The keys of the TTL view. A command on its documents is an act, by the command's name."""

from textual.binding import Binding

from ccs_tui.ui.views.document_acts import act_keys

KEYS = [
    Binding("escape,t,q", "leave", "Back", id="expiries.back", key_display="esc"),
    *act_keys("expiries"),
    Binding("z", "zone", "UTC/local", id="expiries.zone"),
    Binding("f", "failed", "Read what failed again", id="expiries.failed"),
    Binding("r", "refresh", "Refresh", id="expiries.refresh"),
]

GROWING = (
    "Documents are still being read, and a sooner one may come under the cursor. Choose a row with "
    "↓, or the first with home, or wait."
)
"""Why a key that acts on a document does nothing yet."""
