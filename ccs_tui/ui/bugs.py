"""A bug of our own, told without a traceback: that could hold keys and values of documents."""

import traceback

from textual.worker import WorkerFailed

from ccs_tui import __version__


def describe_bug(error: BaseException) -> str:
    """Say what kind of error came from which line, and what to do; never with a value."""
    if isinstance(error, WorkerFailed):
        error = error.error
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "ccs_tui" in frame.filename] or list(frames)
    place = "an unknown place"
    if ours:
        module = ours[-1].filename.replace("\\", "/").rpartition("ccs_tui/")[2]
        place = f"{module}:{ours[-1].lineno}"
    return (
        f"A bug of ccs-tui {__version__}: {type(error).__name__} in {place}. "
        f"Please report this line; it holds nothing of your data."
    )
