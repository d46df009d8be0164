"""The errors of the client and of what is kept on this machine, for those who know neither."""

from ccs_tui.client.errors import (
    CcsError,
    DocumentTooLargeError,
    UnauthorizedError,
    UnreadableDocumentError,
)
from ccs_tui.local.database import StateError

__all__ = [
    "CcsError",
    "DocumentTooLargeError",
    "StateError",
    "UnauthorizedError",
    "UnreadableDocumentError",
]
