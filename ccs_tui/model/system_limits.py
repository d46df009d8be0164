"""The limits of the system on threads and open files: how they show themselves, and the remedy."""

import errno

NO_MORE_THREADS = (
    "The system allows no more threads (ulimit -u, a container's pids limit): raise it, or end "
    "other programs."
)
NO_MORE_FILES = (
    "The system allows no more open files (ulimit -n): raise it, or close other programs."
)


def limit_reached(error: BaseException) -> str | None:
    """Return the sentence for an error that is a limit of the system, None for any other."""
    if is_thread_limit(error):
        return NO_MORE_THREADS
    # A library that can't be opened is an ImportError, which has the system's text only.
    in_import = isinstance(error, ImportError) and "Too many open files" in str(error)
    is_files = isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE)
    return NO_MORE_FILES if is_files or in_import else None


def is_thread_limit(error: BaseException) -> bool:
    """Return whether an error says that no thread could be started.

    Python has no kind of its own for it, only this text of its `_thread` module.
    """
    return isinstance(error, RuntimeError) and "can't start new thread" in str(error)
