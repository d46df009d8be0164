"""The limit on threads: what Python raises where the system allows no more, and the remedy."""

NO_MORE_THREADS = (
    "The system allows no more threads (ulimit -u, a container's pids limit): raise it, or end "
    "other programs."
)


def is_thread_limit(error: BaseException) -> bool:
    """Return whether an error says that no thread could be started.

    Python has no kind of its own for it, only this text of its `_thread` module.
    """
    return isinstance(error, RuntimeError) and "can't start new thread" in str(error)
