"""The settings of the process, the same for each run. Standard library only: it comes first."""

import os
import sys


def set_up_run() -> None:
    """Have no output fail by its encoding, and pydantic look for no plugins.

    A character that the locale's encoding can't print is printed as the escape of its code point.
    """
    # pydantic would look through all that is installed for plugins of its own.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
