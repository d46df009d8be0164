"""The event loop that the explorer runs in: quitting waits for no name server."""

import asyncio
import socket
import sys
import threading
from contextlib import suppress
from typing import Any

from textual.app import App

from ccs_tui.model.system_limits import is_thread_limit
from ccs_tui.ui.bugs import tell_bug
from ccs_tui.ui.thread_pool import ThreadPool

if sys.platform == "win32":
    _Loop = asyncio.ProactorEventLoop
else:
    _Loop = asyncio.SelectorEventLoop


class ExplorerLoop(_Loop):
    """Python's loop for this platform, which looks names up in threads that nobody waits for.

    Python's own uses the threads that are waited for at the end, and a name server that doesn't
    answer takes 15 s and more. Where the system allows no more threads, this does the same.
    """

    def __init__(self) -> None:
        """Start the first thread for work. Raises RuntimeError where the system allows none."""
        super().__init__()
        try:
            self.pool = ThreadPool()
        except RuntimeError:
            self.close()
            raise
        self.set_default_executor(self.pool)

    async def getaddrinfo(
        self,
        host: "bytes | str | None",
        port: "bytes | str | int | None",
        **options: int,
    ) -> Any:
        """Return the addresses as `socket.getaddrinfo` does, with its options. Raises OSError."""
        answer: asyncio.Future[Any] = self.create_future()

        def tell(found: Any, error: OSError | UnicodeError | None) -> None:
            if answer.done():
                return
            if error is None:
                answer.set_result(found)
            else:
                answer.set_exception(error)

        def look_up() -> None:
            found, failure = None, None
            try:
                found = socket.getaddrinfo(host, port, **options)
            except (OSError, UnicodeError) as error:
                failure = error
            # The loop may be closed: then nobody waits for the answer any more.
            with suppress(RuntimeError):
                self.call_soon_threadsafe(tell, found, failure)

        try:
            threading.Thread(target=look_up, daemon=True, name="name-lookup").start()
        except RuntimeError as error:
            if not is_thread_limit(error):
                raise
            return await super().getaddrinfo(host, port, **options)
        return await answer

    async def shutdown_default_executor(self, *arguments: Any) -> None:
        """Wait for the pool, as Python does, but here where it gets no thread to wait in."""
        try:
            await super().shutdown_default_executor(*arguments)
        except RuntimeError as error:
            if not is_thread_limit(error):
                raise
            # All else in this loop has ended by now, so waiting here holds nothing up.
            self.pool.shutdown()


def run(app: App[None]) -> int:
    """Run an app and return its exit status.

    No traceback gets on the screen, not even of a thread or a forgotten task: it could hold keys
    and values. A failure there is told as a bug, on the screen while there is one.
    """

    def tell(error: BaseException | None) -> None:
        if error is not None and app.is_running:
            tell_bug(app, error)

    with asyncio.Runner(loop_factory=ExplorerLoop) as runner:
        loop = runner.get_loop()
        loop.set_exception_handler(lambda _, context: tell(context.get("exception")))

        def tell_of_thread(error: BaseException | None) -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(tell, error)

        threading.excepthook = lambda failed: tell_of_thread(failed.exc_value)
        sys.unraisablehook = lambda failed: tell_of_thread(failed.exc_value)
        runner.run(app.run_async())
    return app.return_code or 0
