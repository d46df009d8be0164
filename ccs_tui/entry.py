"""The start of the program, before anything of it is imported."""

import gc
import os
import signal
import sys


def main() -> None:
    """Run the commands; ctrl+c ends it without a word as long as they are being imported.

    What is imported is no garbage, and looking through it takes a tenth of the start. What runs for
    long turns collection on, once it has its imports.
    """
    gc.disable()
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual:  # what is started in the background ignores it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.argv[1:] == ["demo"] and all(map(os.isatty, range(3))):
        # To make its data takes as long as all that is imported until they are needed.
        from ccs_tui.workspace.demo_data import begin

        begin()
    from ccs_tui.cli import main as run

    if usual:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run(prog_name="ccs-tui")
