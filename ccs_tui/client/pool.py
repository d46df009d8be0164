"""httpx's pool of connections, whose waiting for the network an exchange can end.

Only a client that goes over the network imports it, and with it all of httpcore.
"""

import select
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from ccs_tui.client.exchange import note_written, waiting

# `timeout` is httpcore's argument, hence the `noqa`.


class _Stream(httpcore.AsyncNetworkStream):
    """A connection whose waiting an exchange can end."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._socket = stream.get_extra_info("socket")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        with waiting(httpcore.ReadTimeout):
            return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        note_written(True)
        if not buffer:
            return  # the end of a request without a body
        with waiting(httpcore.WriteTimeout):
            await self._stream.write(buffer, timeout)

    async def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        try:
            with waiting(httpcore.ConnectTimeout):
                stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except httpcore.ConnectTimeout:
            await self._stream.aclose()
            raise
        # What was written before opened the way through a proxy.
        note_written(False)
        return _Stream(stream)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> Any:
        # The pool asks this of every idle connection at each request, and anyio would look up all
        # that it knows of each: a quarter of the cost of a small read.
        if info == "is_readable" and self._socket is not None:
            return _is_readable(self._socket.fileno())
        return self._stream.get_extra_info(info)


def _is_readable(descriptor: int) -> bool:
    """Return whether something came over an idle connection, its end included."""
    if descriptor < 0:
        return True
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


class _Backend(httpcore.AnyIOBackend):
    """Makes connections whose waiting an exchange can end."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        with waiting(httpcore.ConnectTimeout):
            return _Stream(
                await super().connect_tcp(host, port, timeout, local_address, socket_options)
            )
        raise AssertionError("the scope raises")


class Pool(httpx.AsyncHTTPTransport):
    """httpx's pool of connections whose waiting an exchange can end."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # httpcore takes the backend as an argument, but httpx has none for it. The dependency on
        # httpx is bounded for this line.
        self._pool._network_backend = _Backend()
