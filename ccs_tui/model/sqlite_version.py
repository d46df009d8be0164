"""The oldest SQLite that the state file and the emulator's database work with.

Python uses the system's SQLite, which may be years older than Python.
"""

OLDEST = (3, 25)
"""The first version with window functions. No statement uses anything newer."""


def sqlite_problem() -> str | None:
    """Say why this Python's SQLite can't be used, and what to do; None if it can."""
    oldest = ".".join(map(str, OLDEST))
    try:
        import sqlite3  # here, since a Python may lack it
    except ImportError:
        return (
            "This Python was built without SQLite; use one that has its module sqlite3, "
            f"with SQLite {oldest} or newer."
        )
    if sqlite3.sqlite_version_info < OLDEST:
        return (
            f"This Python has SQLite {sqlite3.sqlite_version}; ccs-tui needs {oldest} or newer. "
            "Use a Python that has one, or a newer release of your system."
        )
    return None
