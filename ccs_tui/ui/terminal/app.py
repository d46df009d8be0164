"""The base of an app that is good to its terminal."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from textual import constants
from textual.app import App, ReturnType
from textual.driver import Driver

from ccs_tui.ui.terminal.after_refresh import AfterRefreshApp
from ccs_tui.ui.terminal.app_layer import AppLayer
from ccs_tui.ui.terminal.changed_cells import ChangedCellsApp
from ccs_tui.ui.terminal.changed_rows import ChangedRowsApp
from ccs_tui.ui.terminal.frame import FramedApp
from ccs_tui.ui.terminal.garbage import CollectsAtRestApp
from ccs_tui.ui.terminal.harmless_filter import HarmlessTextApp
from ccs_tui.ui.terminal.plain_lines import PlainLinesApp
from ccs_tui.ui.terminal.typed_ahead import TypedAheadApp


@contextmanager
def _without_variables() -> Iterator[None]:
    """Make an app as if the variables were not set, since Textual reads them when imported."""
    before = {"DRIVER": constants.DRIVER, "COLOR_SYSTEM": constants.COLOR_SYSTEM}
    vars(constants).update(DRIVER=None, COLOR_SYSTEM="auto")
    try:
        yield
    finally:
        vars(constants).update(before)


class SteadyTerminalApp(AppLayer[ReturnType]):
    """An app that no input and no failure of a terminal can end.

    The variables with which Textual's own tools look at an app, TEXTUAL_DRIVER and
    TEXTUAL_COLOR_SYSTEM, don't count: the first takes the terminal out of our hands, and both end
    the program where they name something that isn't there.
    """

    reports_mouse = True
    """False while the terminal selects text with its mouse, as it does elsewhere."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        with _without_variables():
            super().__init__(*arguments, **options)

    def get_driver_class(self) -> type[Driver]:
        """Return our driver in the place of Textual's, which it is made from."""
        driver = super().get_driver_class()
        if os.name == "posix":
            from textual.drivers.linux_driver import LinuxDriver

            from ccs_tui.ui.terminal.driver import UnixDriver

            return UnixDriver if driver is LinuxDriver else driver
        return driver

    def report_mouse(self, on: bool) -> None:
        """Have the terminal report its mouse, or keep it for itself."""
        self.reports_mouse = on
        if (report := getattr(self._driver, "report_mouse", None)) is not None:
            report(on)

    @contextmanager
    def lend_terminal(self) -> Iterator[None]:
        """Leave the terminal to another program in the meantime; this one goes on behind it."""
        lent = getattr(self._driver, "lent", None)
        with nullcontext() if lent is None else lent():
            yield

    def send(self, sequence: str) -> None:
        """Send the terminal a control sequence that paints nothing."""
        if self._driver is not None:
            self._driver.write(sequence)


class TerminalApp(
    TypedAheadApp[ReturnType],
    AfterRefreshApp[ReturnType],
    CollectsAtRestApp[ReturnType],
    ChangedCellsApp[ReturnType],
    ChangedRowsApp[ReturnType],
    PlainLinesApp[ReturnType],
    HarmlessTextApp[ReturnType],
    SteadyTerminalApp[ReturnType],
    FramedApp[ReturnType],
    App[ReturnType],
):
    """An app with all that stands between Textual and the terminal."""
