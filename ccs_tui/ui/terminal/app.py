"""The base of an app that is good to its terminal."""

import os

from textual.app import App, ReturnType
from textual.driver import Driver

from ccs_tui.ui.terminal.changed_cells import ChangedCellsApp
from ccs_tui.ui.terminal.frame import FramedApp
from ccs_tui.ui.terminal.garbage import CollectsAtRestApp
from ccs_tui.ui.terminal.harmless_text import HarmlessTextApp
from ccs_tui.ui.terminal.typed_ahead import TypedAheadApp


class SteadyTerminalApp(App[ReturnType]):
    """An app that nothing which a terminal sends or does can end."""

    def get_driver_class(self) -> type[Driver]:
        """Return our driver, in the place of the one of Textual's that it is made from."""
        driver = super().get_driver_class()
        if os.name == "posix":
            from textual.drivers.linux_driver import LinuxDriver

            from ccs_tui.ui.terminal.driver import UnixDriver

            return UnixDriver if driver is LinuxDriver else driver
        return driver


class TerminalApp(
    TypedAheadApp[ReturnType],
    CollectsAtRestApp[ReturnType],
    ChangedCellsApp[ReturnType],
    HarmlessTextApp[ReturnType],
    SteadyTerminalApp[ReturnType],
    FramedApp[ReturnType],
):
    """An app with all that stands between Textual and the terminal."""
