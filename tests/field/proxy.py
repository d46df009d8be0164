"""An HTTP proxy that has the troubles of a network, between a client and the emulator.

It stands in the client's way as a reverse proxy does: one request at a time on each connection,
plain HTTP/1.1. What goes wrong is told by `Rule`s, which may be changed at any moment, and is
decided by a seed: the nth request for a path ends the same way whatever comes beside it.

    async with Proxy(emulator.url, [Rule(Fault.RESET, methods=WRITES)]) as proxy:
        ...  # a client of proxy.url

What can go wrong is in `faults`. `proxy_thread` runs it beside a program that has no event loop;
`python -m tests.field.proxy URL reset:0.3:write` in a terminal of its own.
"""

import asyncio
import random
import re
import socket
import struct
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import NoReturn, Self
from urllib.parse import urlsplit

from tests.field.faults import EVER, READ_BY_POST, READS, WRITES, Fault, Rule, parse_rule
from tests.field.http1 import Message, UnfinishedError, read_message, simple_answer

__all__ = ["READS", "WRITES", "Exchange", "Fault", "Proxy", "Rule", "parse_rule", "proxy_thread"]

REMEMBERED = 20_000

_INSTEAD = {
    Fault.TOO_MANY: (429, "Too Many Requests"),
    Fault.UNAVAILABLE: (503, "Service Unavailable"),
    Fault.REDIRECT: (302, "Found"),
    Fault.NOT_FOUND: (404, "Not Found"),
}


@dataclass(slots=True)
class Exchange:
    """A request that came, the fault that it met, and the service's answer if it got there.

    `came`, `asked` and `answered` are times of `time.monotonic`: when it was here whole, when it
    was sent on, and when the service had answered. `delivered` says whether that answer was sent.
    """

    request: Message
    fault: Fault
    came: float
    asked: float = 0.0
    answered: float = 0.0
    answer: Message | None = None
    delivered: bool = False

    @property
    def status(self) -> int | None:
        """The service's status, None if it was not asked."""
        return None if self.answer is None else self.answer.status


@dataclass
class Proxy:
    """Listens on a free port of loopback, or on `port`, in front of `upstream`, a URL."""

    upstream: str
    rules: Sequence[Rule] = ()
    seed: int = 0
    port: int = 0
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    """What came lately, the oldest first."""
    listener: Callable[[Exchange], None] = lambda _: None
    """Is told of each at its end, in the proxy's thread."""
    open_connections: int = 0
    most_connections: int = 0
    under_way: int = 0
    """Requests that came and did not end yet."""
    url: str = ""

    def __post_init__(self) -> None:
        self._seen: Counter[tuple[Rule, str]] = Counter()
        self._met: Counter[Rule] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.open_connections += 1
        self.most_connections = max(self.most_connections, self.open_connections)
        idle = EVER
        try:
            while True:
                async with asyncio.timeout(idle):
                    request = await read_message(reader)
                idle = await self._exchange(request, reader, writer)
        except (OSError, TimeoutError, UnfinishedError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            pass  # the proxy is closed
        finally:
            self._tasks.discard(task)
            self.open_connections -= 1
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _exchange(
        self, request: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> float:
        """Answer a request as its fault says; return for how long the connection may idle then."""
        rule = self._rule_for(request) or Rule(Fault.NONE)
        exchange = Exchange(request, rule.fault, time.monotonic())
        self.exchanges.append(exchange)
        self.under_way += 1
        try:
            return await self._carry(exchange, rule, reader, writer)
        finally:
            self.listener(exchange)
            self.under_way -= 1

    async def _carry(
        self,
        exchange: Exchange,
        rule: Rule,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> float:
        match rule.fault:
            case Fault.CUT:
                _reset(writer)
            case Fault.STUCK:
                await _wait_for_leaving(reader, rule.seconds)
                _reset(writer)
            case Fault.DELAY:
                await asyncio.sleep(rule.seconds)
            case fault if fault in _INSTEAD:
                await _send(writer, _instead(rule))
                return EVER
        exchange.asked = time.monotonic()
        answer = exchange.answer = await self._ask(exchange.request)
        exchange.answered = time.monotonic()
        match rule.fault:
            case Fault.RESET:
                _reset(writer)
            case Fault.HANG:
                await _wait_for_leaving(reader, rule.seconds)
                _reset(writer)
            case Fault.SHORT | Fault.HANG_MIDWAY:
                raw = bytes(answer)
                await _send(writer, raw[: len(raw) - max(1, len(answer.body) // 2)])
                if rule.fault is Fault.HANG_MIDWAY:
                    await _wait_for_leaving(reader, rule.seconds)
                raise UnfinishedError
            case Fault.BAD_GATEWAY:
                page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
                answer = simple_answer(502, "Bad Gateway", {"Content-Type": "text/html"}, page)
            case Fault.LATE:
                await asyncio.sleep(rule.seconds)
        await _send(writer, bytes(answer))
        exchange.delivered = rule.fault is not Fault.BAD_GATEWAY
        return rule.seconds if rule.fault is Fault.DROP_IDLE else EVER

    def _rule_for(self, request: Message) -> Rule | None:
        """Return the first rule whose dice fall so, for the nth request of this kind."""
        reads = request.method == "POST" and READ_BY_POST.search(request.path)
        method = "GET" if reads else request.method
        for rule in self.rules:
            if method not in rule.methods or not re.search(rule.route, request.path):
                continue
            if rule.times is not None and self._met[rule] >= rule.times:
                continue
            line = f"{request.method} {request.path}"
            self._seen[rule, line] += 1
            dice = random.Random(f"{self.seed} {rule} {line} {self._seen[rule, line]}")
            if dice.random() < rule.probability:
                self._met[rule] += 1
                return rule
        return None

    async def _ask(self, request: Message) -> Message:
        """Send a request on, over a connection of its own; return the service's answer."""
        parts = urlsplit(self.upstream)
        assert parts.hostname is not None
        assert parts.port is not None
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(bytes(request.with_headers(host=parts.netloc, connection="close")))
            await writer.drain()
            answer = await read_message(reader, to_head=request.method == "HEAD")
            return answer.with_headers(connection="keep-alive")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def _send(writer: asyncio.StreamWriter, raw: bytes) -> None:
    writer.write(raw)
    await writer.drain()


async def _wait_for_leaving(reader: asyncio.StreamReader, seconds: float) -> None:
    """Wait until the client closes its connection, at most so long."""
    with suppress(TimeoutError):
        await asyncio.wait_for(reader.read(1), seconds)


def _reset(writer: asyncio.StreamWriter) -> NoReturn:
    """Reset the connection, and leave it by ConnectionResetError."""
    its_socket: socket.socket = writer.get_extra_info("socket")
    its_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    raise ConnectionResetError


def _instead(rule: Rule) -> bytes:
    status, reason = _INSTEAD[rule.fault]
    headers = {}
    if rule.fault is Fault.TOO_MANY and rule.seconds < EVER:
        headers["Retry-After"] = str(round(rule.seconds))
    if rule.fault is Fault.REDIRECT:
        headers["Location"] = "https://login.example/"
    return bytes(simple_answer(status, reason, headers, b""))


@contextmanager
def proxy_thread(
    upstream: str, rules: Sequence[Rule] = (), seed: int = 0, port: int = 0
) -> Iterator[Proxy]:
    """Run a proxy in a thread of its own until the block is left."""
    proxy = Proxy(upstream, rules, seed, port)
    loop = asyncio.new_event_loop()
    ready, leaving = threading.Event(), asyncio.Event()

    async def run() -> None:
        async with proxy:
            ready.set()
            await leaving.wait()

    def run_and_close() -> None:
        try:
            loop.run_until_complete(run())
        finally:
            loop.close()
            ready.set()

    thread = threading.Thread(target=run_and_close, name="proxy")
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        with suppress(RuntimeError):  # it ended by itself: the port was taken
            loop.call_soon_threadsafe(leaving.set)
        thread.join()


def main(arguments: Sequence[str]) -> None:
    """Run a proxy in front of the URL of the first argument, by the rules of the others."""
    with proxy_thread(arguments[0], [parse_rule(text) for text in arguments[1:]]) as proxy:
        print(f"export CCS_URL={proxy.url}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1:])
