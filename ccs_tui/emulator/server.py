"""The emulator over HTTP."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random

import uvicorn
from starlette.types import ASGIApp

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.demo import DemoBot, load_demo
from ccs_tui.emulator.faults import Trouble, Troubled
from ccs_tui.emulator.log import Logged
from ccs_tui.emulator.store import Store


def assemble(
    config: EmulatorConfig,
    store: Store,
    demo: bool = False,
    trouble: Trouble | None = None,
    log: Callable[[str], None] | None = None,
) -> tuple[ASGIApp, Coroutine[None, None, None] | None]:
    """Return the service as it is asked for, and what is to run beside it.

    With `demo` it has demo data, unless the account has namespaces already, and beside it a bot
    talks. `log` is given a line for each request.
    """

    def fill() -> None:
        load_demo(store, config.account)

    app: ASGIApp = create_app(config, store, fill if demo else None)
    random = Random()
    bot = None
    if demo:
        if not store.list_namespaces(config.account):
            fill()
        bot = DemoBot(store, config.account, random, config.clock).run()
    if trouble and trouble != Trouble():
        app = Troubled(app, trouble, random)
    return (Logged(app, log) if log else app), bot


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    Raises OSError if the port is in use, or the host is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where the protocol is given; with it, each answer
    # would wait 40 ms for the client's delayed acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2_048)
    except OSError:
        listening.close()
        raise
    return listening


def make_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server for `serve(sockets=[...])`, which runs until its `should_exit` is set."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            # The app answers its own errors; all else that is reported is ctrl+c itself.
            log_level="critical",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )


def serve(
    app: ASGIApp, listening: socket.socket, background: Coroutine[None, None, None] | None = None
) -> None:
    """Answer until ctrl+c; `background` runs beside it and is cancelled at the end."""

    async def run() -> None:
        beside = asyncio.create_task(background) if background else None
        try:
            await make_server(app).serve(sockets=[listening])
        finally:
            if beside:
                beside.cancel()

    # The server stops in good order at ctrl+c, and raises it again afterwards.
    with suppress(KeyboardInterrupt):
        asyncio.run(run())
