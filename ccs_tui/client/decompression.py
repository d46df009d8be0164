"""The unpacking of an answer's body, up to a size, so that it can't fill the memory."""

import zlib
from collections.abc import AsyncIterable

ACCEPTED = "gzip"
"""The compression to ask for: every server has it, and its output can be limited."""

_GZIP, _ANY = zlib.MAX_WBITS | 16, zlib.MAX_WBITS | 32
_WINDOWS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ANY}


class UnreadableBodyError(Exception):
    """The body can't be unpacked; the text says why."""


class TooLargeBodyError(Exception):
    """The body, unpacked, is larger than allowed."""


async def decompressed_body(raw: AsyncIterable[bytes], encoding: str | None, most: int) -> bytes:
    """Return a whole body, unpacked as its Content-Encoding says, of at most `most` bytes.

    Raises UnreadableBodyError, also for a body that is compressed twice, which no service needs,
    and TooLargeBodyError.
    """
    layers = [name for n in (encoding or "").split(",") if (name := n.strip().lower())]
    layers = [name for name in layers if name != "identity"]
    if len(layers) > 1:
        raise UnreadableBodyError("it is compressed more than once")
    if layers and layers[0] not in _WINDOWS:
        raise UnreadableBodyError("it is compressed in a way that was not asked for")
    body = bytearray()
    unpacker = _Unpacker(_WINDOWS[layers[0]]) if layers else None
    async for chunk in raw:
        body += unpacker.unpack(chunk, most + 1 - len(body)) if unpacker else chunk
        if len(body) > most:
            raise TooLargeBodyError
    if unpacker is not None and not unpacker.is_whole:
        raise UnreadableBodyError("its compression is broken")
    return bytes(body)


class _Unpacker:
    """Unpacks a stream of one or more members."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._stream = zlib.decompressobj(window)
        self._begun = False

    @property
    def is_whole(self) -> bool:
        return self._stream.eof or not self._begun

    def unpack(self, chunk: bytes, most: int) -> bytes:
        """Return a chunk unpacked: at most `most` bytes, the rest is dropped."""
        unpacked = bytearray()
        while chunk and len(unpacked) < most:
            if self._stream.eof:
                self._stream = zlib.decompressobj(self._window)
            self._begun = True
            try:
                unpacked += self._stream.decompress(chunk, most - len(unpacked))
            except zlib.error:
                raise UnreadableBodyError("its compression is broken") from None
            chunk = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        return bytes(unpacked)
