"""A message of HTTP/1.1 as it is on the wire: enough to send it on, or half of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


class UnfinishedError(Exception):
    """The other end closed, or sent no HTTP."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer. The body is as it came: chunks are not taken apart."""

    first_line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def method(self) -> str:
        """The method of a request."""
        return self.first_line.split(" ")[0]

    @property
    def path(self) -> str:
        """The path of a request, with its query, undecoded."""
        return self.first_line.split(" ")[1]

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.first_line.split(" ")[1])

    def header(self, name: str) -> str | None:
        """Return the header of that name, in lower case, or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def content(self) -> bytes:
        """The body without the sizes of its chunks."""
        if (self.header("transfer-encoding") or "").lower() != "chunked":
            return self.body
        content, rest = b"", self.body
        while rest:
            line, _, rest = rest.partition(b"\r\n")
            size = int(line.split(b";")[0], 16)
            content, rest = content + rest[:size], rest[size + 2 :]
        return content

    def with_headers(self, **given: str) -> Self:
        """Return it with these headers instead of those of the same names."""
        kept = tuple((key, value) for key, value in self.headers if key.lower() not in given)
        return type(self)(self.first_line, kept + tuple(given.items()), self.body)

    def __bytes__(self) -> bytes:
        lines = [self.first_line, *(f"{key}: {value}" for key, value in self.headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def simple_answer(status: int, reason: str, headers: Mapping[str, str], body: bytes) -> Message:
    """Return an answer with its length."""
    given = (*headers.items(), ("Content-Length", str(len(body))))
    return Message(f"HTTP/1.1 {status} {reason}", given, body)


async def read_message(reader: asyncio.StreamReader, to_head: bool = False) -> Message:
    """Read the next message; `to_head` if it answers a HEAD. Raises UnfinishedError."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first_line, *lines = head[:-4].split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = tuple((name, value.strip()) for name, _, value in pairs)
        bare = Message(first_line, headers, b"")
        if to_head or (first_line.startswith("HTTP/") and bare.status in (204, 304)):
            return bare
        return Message(first_line, headers, await _read_body(bare, reader))
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise UnfinishedError from error


async def _read_body(bare: Message, reader: asyncio.StreamReader) -> bytes:
    if (bare.header("transfer-encoding") or "").lower() == "chunked":
        chunks = b""
        while True:
            line = await reader.readuntil(b"\r\n")
            size = int(line.split(b";")[0], 16)
            chunks += line + await reader.readexactly(size + 2)
            if size == 0:
                return chunks
    return await reader.readexactly(int(bare.header("content-length") or 0))
