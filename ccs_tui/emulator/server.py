"""The emulator over HTTP."""

import asyncio
import signal
import socket
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from contextlib import contextmanager, suppress
from random import Random
from types import FrameType

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from ccs_tui.emulator import signals
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.demo import load_demo
from ccs_tui.emulator.demo.bot import talk_on
from ccs_tui.emulator.faults import Trouble, Troubled
from ccs_tui.emulator.http_answers import error_answer, http_date
from ccs_tui.emulator.origins import KnownOrigins
from ccs_tui.emulator.request_log import Logged
from ccs_tui.emulator.store import Store
from ccs_tui.model.expiry import Clock, system_clock


def assemble(
    config: EmulatorConfig,
    store: Store,
    demo: bool = False,
    trouble: Trouble | None = None,
    log: Callable[[str], None] | None = None,
    hosts: Collection[str] = (),
    origins: Collection[str] = (),
) -> tuple[ASGIApp, Coroutine[None, None, None] | None]:
    """Return the service with all its layers, and the coroutine to run beside it, if any.

    With `demo` the store is filled with the demo's data, unless the account has namespaces
    already, and the coroutine is a bot that talks. `log` is given a line for each request.
    `KnownOrigins` says which `hosts` and `origins` are let in.
    """

    def fill() -> None:
        load_demo(store, config.account, now=config.clock())

    app: ASGIApp = create_app(config, store, fill if demo else None)
    random = Random()
    bot = None
    if demo:
        if not store.list_namespaces(config.account):
            fill()
        bot = talk_on(store, config.account, random, config.clock)
    if trouble and trouble != Trouble():
        app = Troubled(app, trouble, random, clock=config.clock)
    app = KnownOrigins(app, hosts, origins, config.clock)
    return (Logged(app, log) if log else app), bot


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    Raises OSError if the port is in use, or the host is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only for a socket whose protocol is given. With the
    # algorithm on, each answer would wait 40 ms for the client's delayed acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2_048)
    except OSError:
        listening.close()
        raise
    return listening


class StoppableServer(uvicorn.Server):
    """A server that stops in good order, and at once, at a signal or by `stop`.

    uvicorn's own looks every 0.1 s whether it is to stop, and then waits as long for connections to
    close, also where none is open: more than most tests that run an emulator take besides.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_stopped = asyncio.Event()

    def stop(self) -> None:
        """Stop, also before it runs; from any thread, and from a signal's handler."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._is_stopped.set)

    async def main_loop(self) -> None:
        """Serve until it is stopped."""
        self._loop = asyncio.get_running_loop()
        # In this order: who stops it between the two is seen here, and later by the event.
        if not self.should_exit:
            await self._is_stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is idle, and leave to uvicorn what an answer is still due on."""
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)  # a connection says in the loop's next turn that it is closed
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop the server at a signal in this block; at a second ctrl+c, without waiting."""

        def stop(number: int, _: FrameType | None) -> None:
            if self.should_exit and number == signal.SIGINT:
                self.force_exit = True
            self.stop()

        with signals.handled(stop):
            yield


def make_server(app: ASGIApp, clock: Clock = system_clock) -> StoppableServer:
    """Return a server for `serve(sockets=[...])`, which runs until it is stopped.

    `app` gives its answers their `Date`; `clock` gives it to refusals of what is no HTTP.
    """

    class Protocol(H11Protocol):
        """HTTP, with a refusal like every other for a request that is no HTTP."""

        def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the base's signature
            """Refuse a request that could not be read."""
            answer = error_answer(400, "The request is not HTTP.", {"Connection": "close"})
            answer.headers["Date"] = http_date(clock)
            head = h11.Response(status_code=400, headers=answer.raw_headers, reason=b"Bad Request")
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
            self.transport.close()

    return StoppableServer(
        uvicorn.Config(
            app,
            # uvicorn would take another implementation where that happens to be installed.
            http=Protocol,
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            # The app answers its own errors; uvicorn would only report ctrl+c.
            log_level="critical",
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
    )


def serve(
    app: ASGIApp,
    listening: socket.socket,
    background: Iterable[Coroutine[None, None, object]] = (),
    clock: Clock = system_clock,
) -> None:
    """Serve `app` until a signal comes; what is in `background` runs until then at most."""

    async def run() -> None:
        beside = [asyncio.create_task(each) for each in background]
        try:
            await make_server(app, clock).serve(sockets=[listening])
        finally:
            for task in beside:
                task.cancel()

    asyncio.run(run())
