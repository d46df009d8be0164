"""A server that misbehaves on purpose, at the level of bytes; and what a client sends to it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Answer = Callable[["Received", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Received:
    """A request as it came: the target is raw, names of headers in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WrongServer:
    """Answers each request as `answer` says; change it at any time."""

    answer: Answer
    url: str = ""
    received: list[Received] = field(default_factory=list)
    open_connections: int = 0
    _closed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def no_connection_is_open(self) -> None:
        """Wait until the client has closed all its connections."""
        async with self._closed, asyncio.timeout(5):
            await self._closed.wait_for(lambda: self.open_connections == 0)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    request = await read_request(reader)
                    self.received.append(request)
                    # A hanging answer ends with the connection, as a handler in a server does.
                    answering = asyncio.create_task(self._answer(request, writer))
                    closing = asyncio.create_task(reader.read(1))
                    await asyncio.wait({answering, closing}, return_when=asyncio.FIRST_COMPLETED)
                    closing.cancel()
                    await asyncio.wait({closing})  # or it reads beside the next request
                    if not answering.done():
                        answering.cancel()
                        break
                    answering.result()
                    if writer.is_closing():
                        break
        finally:
            writer.close()
            self.open_connections -= 1
            async with self._closed:
                self._closed.notify_all()

    async def _answer(self, request: Received, writer: asyncio.StreamWriter) -> None:
        await self.answer(request, writer)
        await writer.drain()


async def read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
    return Received(
        method, target, headers, await reader.readexactly(int(headers.get("content-length", 0)))
    )


@asynccontextmanager
async def wrong_server(
    answer: Answer, tls: ssl.SSLContext | None = None
) -> AsyncIterator[WrongServer]:
    """Run a server on a free port of loopback, over TLS if there is a context for it."""
    state = WrongServer(answer)
    server = await asyncio.start_server(state.serve, "127.0.0.1", 0, ssl=tls)
    host, port = server.sockets[0].getsockname()
    state.url = f"{'http' if tls is None else 'https'}://{host}:{port}"
    try:
        yield state
    finally:
        server.close()
        await state.no_connection_is_open()
        await server.wait_closed()


# ── answers ────────────────────────────────────────────────────────────────────────────────────


def head(status: int, *headers: str, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} Status", *headers]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode()


def body(content: bytes, status: int = 200, *headers: str) -> Answer:
    """Answer with a body, as JSON unless a header says otherwise."""
    typed = headers or ("Content-Type: application/json",)

    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, *typed, length=len(content)) + content)

    return answer


def raw(content: bytes, *, then: str = "close") -> Answer:
    """Answer with these bytes, then close, reset or hang."""

    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()
        if then == "hang":
            await asyncio.Event().wait()
        elif then == "reset":
            writer.transport.abort()
        else:
            writer.close()

    return answer


def endless(status: int, piece: bytes, pause: float = 0) -> Answer:
    """Answer with a body that never ends, a piece at a time."""

    async def answer(_: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, "Content-Type: application/json", "Transfer-Encoding: chunked"))
        while True:
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
            await asyncio.sleep(pause)

    return answer
