"""The threads for what would block the event loop: one of them is there from the start."""

from concurrent.futures import ThreadPoolExecutor

from ccs_tui.model.system_limits import is_thread_limit


class ThreadPool(ThreadPoolExecutor):
    """Python's pool, which makes do with the threads that it has where the system allows no more.

    Python's own fails then, and keeps what was asked of it all the same: a thread that is free, or
    one that comes later, does what its caller was told had failed.
    """

    def __init__(self) -> None:
        """Start the first thread. Raises RuntimeError where the system allows none."""
        super().__init__(thread_name_prefix="ccs-tui")
        self.submit(int)

    def _adjust_thread_count(self) -> None:
        try:
            super()._adjust_thread_count()
        except RuntimeError as error:
            if not self._threads or not is_thread_limit(error):
                raise
