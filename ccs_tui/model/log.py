"""The log of a run: calls, decisions and errors, with names and ids, without values and secrets.

It goes nowhere unless the user names a file for it (`local/log_file.py`). Nothing of the libraries
goes there: theirs would repeat headers and bodies.
"""

import logging

LOG = logging.getLogger("ccs_tui")
LOG.propagate = False
LOG.addHandler(logging.NullHandler())
