"""The line of each request: time, method, path, status, duration. Never a body or a query."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ccs_tui.model.expiry import Clock, format_instant, system_clock


class Logged:
    """`app`, with a line for each request given to `write`, without a line end.

    A path is shown as it came, percent-encoded, so that a name can't break the line. The query is
    left out, since it may hold a token.
    """

    def __init__(
        self,
        app: ASGIApp,
        write: Callable[[str], None],
        clock: Clock = system_clock,
        ticks: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._app = app
        self._write = write
        self._clock = clock
        self._ticks = ticks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and write its line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = self._ticks(), 0, 0

        async def note(message: Message) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            took = (self._ticks() - began) * 1_000
            path = scope["raw_path"].decode("ascii", "backslashreplace")
            self._write(
                f"{format_instant(self._clock())} {scope['method']} {path} "
                f"{status or '-'} {size:,} B {took:.1f} ms"
            )
