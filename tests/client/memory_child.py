"""Reads from a hostile service, and prints by how many MB the peak of the memory grew."""

import asyncio
import resource
import sys
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator

import httpx

from ccs_tui.client import CcsError, Connection, ContextServiceClient, Secret

HEAD = (
    b'{"accountId":"a","documentKey":"k","nameSpace":"n","tenantId":"a","ttl":'
    b'"2030-01-01T00:00:00.000Z","payload":{"a":'
)
MEGABYTE = 1_000_000


def values(begin: bytes, piece: bytes, pieces: int, end: bytes) -> Iterator[bytes]:
    """Yield a document, never whole: the peak before must be low."""
    yield HEAD + begin
    at_once = MEGABYTE // 10 // len(piece)
    for _ in range(pieces // at_once):
        yield piece * at_once
    yield piece * (pieces % at_once) + end + b"}}"


def packed(layers: int) -> Iterator[bytes]:
    """Yield 300 MB of spaces, compressed so many times."""
    pieces: Iterator[bytes] = (b" " * MEGABYTE for _ in range(300))
    for _ in range(layers):
        pieces = compressed(pieces)
    yield from pieces


def compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


BODIES: dict[str, Callable[[], Iterator[bytes]]] = {
    "numbers": lambda: values(b"[", b"1,", 20_000_000, b"1]"),
    "few numbers": lambda: values(b"[", b"1,", 390_000, b"1]"),
    "nested": lambda: values(b"", b"[", 5_000_000, b""),
    "empty objects": lambda: values(b"[", b"{},", 3_000_000, b"{}]"),
    "colons": lambda: values(b"", b'{"a":', 1_500_000, b""),
    "gzip": lambda: packed(1),
    "twice": lambda: packed(2),
    "escapes": lambda: values(b'"', b"\\u00e9", 790_000, b'"'),
}
ENCODINGS = {"gzip": "gzip", "twice": "gzip, gzip"}


class Stream(httpx.AsyncByteStream):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece


async def main(name: str) -> None:
    headers = {"Content-Encoding": ENCODINGS[name]} if name in ENCODINGS else {}

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=headers, stream=Stream(BODIES[name]()))

    transport = httpx.MockTransport(answer)
    connection = Connection.to("http://h", "a", api_key=Secret("k"), token=Secret("t"))
    blocked = 0.0

    async def watch() -> None:
        nonlocal blocked
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            blocked = max(blocked, time.perf_counter() - before)

    async with ContextServiceClient(connection, transport=transport) as ccs:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        watching = asyncio.create_task(watch())
        try:
            await ccs.read_document("n", "s")
            said = "read"
        except CcsError as error:
            said = type(error).__name__
        watching.cancel()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(said, grown, round(blocked, 2))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
