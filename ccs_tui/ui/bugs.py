"""A bug of our own, told without a traceback: that could hold keys and values of documents.

A report, also without values, is written to a private file that the sentence names.
"""

import traceback
from pathlib import Path
from typing import Any

from textual.app import App
from textual.worker import WorkerFailed

from ccs_tui import __version__
from ccs_tui.model.log import LOG
from ccs_tui.model.system_limits import limit_reached
from ccs_tui.ui.early_exit import is_missed_at_the_end

READ_SECONDS = 30
"""The seconds that a bug is shown: it is long, and its line is to be reported."""


def describe_bug(error: BaseException) -> str:
    """Say what kind of error came from which line, and what to do; never with a value.

    It also goes to the log, and into a report. A limit of the system is no bug, and what can't be
    imported is rather one of the installation.
    """
    if isinstance(error, WorkerFailed):
        error = error.error
    if (limit := limit_reached(error)) is not None:
        LOG.error("%s", limit)
        return limit
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "ccs_tui" in frame.filename] or list(frames)
    place = "an unknown place"
    if ours:
        module = ours[-1].filename.replace("\\", "/").rpartition("ccs_tui/")[2]
        place = f"{module}:{ours[-1].lineno}"
    bug = f"A bug of ccs-tui {__version__}: {type(error).__name__} in {place}."
    LOG.error("%s", bug)
    path = _report(error)
    if isinstance(error, ImportError):
        # Much is imported when it is needed first: by then an update may have replaced it.
        return (
            f"A part of ccs-tui can't be loaded ({error.name or 'unnamed'}): ccs-tui was updated "
            "or removed while it ran, or is not installed whole. Quit and start it again; what was "
            "typed is kept."
        )
    if path is None:
        return f"{bug} Please report this line; it holds nothing of your data."
    return f"{bug} Please report this line, with the file {path}; both hold nothing of your data."


def tell_bug(app: App[Any], error: BaseException) -> None:
    """Show the sentence on a bug over an application, for as long as it takes to read.

    What a worker misses while the application ends is none.
    """
    if not is_missed_at_the_end(app, error):
        app.notify(describe_bug(error), severity="error", timeout=READ_SECONDS, markup=False)


def _report(error: BaseException) -> Path | None:
    """Write the report; return its path, None if it can't be written, or its writer imported."""
    try:
        from ccs_tui.workspace.bug_report import write_report
    except (OSError, ImportError):
        return None
    return write_report(error)
