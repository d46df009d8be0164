"""The errors that a write may end in, with a sentence for people. All others are bugs."""

from ccs_tui.client.errors import CcsError
from ccs_tui.local.export_reader import ExportError
from ccs_tui.local.state import StateError
from ccs_tui.workspace.decided_write import WriteStoppedError
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError

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
