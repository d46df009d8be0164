"""`python -m ccs_tui`, and the start of the single executable."""

import os.path
import sys

# Python looks for modules in the current folder first. Modules there are not ours, unless this
# package is there too.
if (
    not getattr(sys, "frozen", False)
    and not sys.flags.safe_path
    # The demo's data begin with what is imported here, and pathlib takes 7 ms.
    and sys.path[0] != os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
):
    del sys.path[0]

from ccs_tui.workspace.own_process import give_back_libraries, run_own_process

give_back_libraries()
if not run_own_process(sys.argv):
    from ccs_tui.entry import main

    main()
