"""The start of the program, before anything of it is imported."""

import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence

_OF_FOLDERS = {"CCS_CONFIG_DIR", "CCS_STATE_DIR"}
"""The variables that are no options of a command."""


def main() -> None:
    """Run the commands; ctrl+c ends it without a word as long as they are being imported.

    What is imported is no garbage, and looking through it takes a tenth of the start. What runs for
    long turns collection on, once it has its imports.
    """
    gc.disable()
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual:  # what is started in the background ignores it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if is_plain_demo(sys.argv[1:], os.environ):
        # To make its data takes as long as all that is imported until they are needed.
        from ccs_tui.workspace.demo_data import begin

        begin()
        _show_plain_demo(usual)
        return
    from ccs_tui.cli import main as run

    if usual:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run(prog_name="ccs-tui")


def is_plain_demo(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Return whether it is `ccs-tui demo` with no option, no variable for one, and a terminal.

    Its first frame then waits for no click, which would be imported only to read that.
    """
    said = (name for name in environment if name.startswith(("CCS_", "_CCS_TUI_")))
    return (
        list(arguments) == ["demo"]
        and {*said} <= _OF_FOLDERS
        and environment.get("TERM", "") not in ("", "dumb", "unknown")
        and all(map(os.isatty, range(3)))
    )


def _show_plain_demo(usual: bool) -> None:
    """Show it as the command does, which tells what fails."""
    try:
        from ccs_tui.ui import start
        from ccs_tui.ui.explorer import show_explorer
        from ccs_tui.workspace.run_setup import set_up_run

        set_up_run()
        if usual:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        show_explorer(start.demo())
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt):
        from ccs_tui.cli.command_group import telling

        with telling():
            raise
