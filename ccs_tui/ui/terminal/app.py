"""The base of an app that is good to its terminal."""

from textual.app import ReturnType

from ccs_tui.ui.terminal.changed_cells import ChangedCellsApp
from ccs_tui.ui.terminal.frame import FramedApp
from ccs_tui.ui.terminal.garbage import CollectsAtRestApp
from ccs_tui.ui.terminal.signals import SignalsApp
from ccs_tui.ui.terminal.typed_ahead import TypedAheadApp


class TerminalApp(
    TypedAheadApp[ReturnType],
    CollectsAtRestApp[ReturnType],
    ChangedCellsApp[ReturnType],
    SignalsApp[ReturnType],
    FramedApp[ReturnType],
):
    """An app with all that stands between Textual and the terminal."""
