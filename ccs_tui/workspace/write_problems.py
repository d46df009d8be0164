"""The errors that a write may end in, with a sentence for people. All others are bugs.

And what is known of a write to be refused before it is sent.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, shown_name
from ccs_tui.local.export_reader import ExportError
from ccs_tui.local.state import StateError
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.size import LIMIT
from ccs_tui.workspace.in_doubt_write import WriteStoppedError
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError

if TYPE_CHECKING:
    from ccs_tui.model.document import Document

WRITE_PROBLEMS = (
    CcsError,
    RefusedError,
    StateError,
    ExportError,
    SaveStoppedError,
    WriteStoppedError,
    ChangedMeanwhileError,
)

NO_EXPIRIES = "This connection can't set an expiry: that takes a login or a token (v2)."
_HALF = re.compile(r"(?<!\\)(?:\\\\)*\\ud[89a-f]", re.IGNORECASE)
"""Half a character in canonical JSON text, in which both halves of one are joined."""


def half_problem(properties: Mapping[str, JsonText]) -> str | None:
    """Say, without a full stop, which value the service refuses without naming it; None if none."""
    for name, value in properties.items():
        if "\\u" in value and _HALF.search(value):
            return (
                f"The value of {shown_name(name)} has half a character (a lone surrogate) in it, "
                "which the service does not take"
            )
    return None


def content_problem(document: "Document") -> str | None:
    """Say, in a sentence, why the service would not take a document's values; None if it would."""
    if document.size > LIMIT:
        return f"It has {document.size:,} characters, over the limit of {LIMIT:,}."
    half = half_problem(document.properties)
    return None if half is None else f"{half}."
