"""The emulator over HTTP."""

import socket

import uvicorn

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. Raises OSError if it is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def make_server(config: EmulatorConfig, store: Store) -> uvicorn.Server:
    """Return a server for `run(sockets=[...])`, which blocks until it is told to stop."""
    return uvicorn.Server(
        uvicorn.Config(
            create_app(config, store),
            lifespan="off",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )


def serve(config: EmulatorConfig, store: Store, host: str, port: int) -> None:
    """Answer on `host` and `port` until ctrl+c. Raises OSError if the port is in use."""
    with bind(host, port) as listening:
        make_server(config, store).run(sockets=[listening])
