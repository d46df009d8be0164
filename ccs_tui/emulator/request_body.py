"""The body of a request: decoded, of bounded size, as text."""

import zlib

from starlette.requests import Request

from ccs_tui.emulator import rules
from ccs_tui.emulator.refusal import CallRefusedError
from ccs_tui.model import wire

_GZIP = 16 + zlib.MAX_WBITS
"""zlib's sign for data in gzip's format."""


async def read_body(request: Request) -> str:
    """Return the body as text; a body that is too large is read to its end, but not kept.

    The body may be compressed with gzip: then the limit holds for its decompressed size. Refuses
    another encoding with 415 [OURS], a body that is too large with 413, and bytes that are no text
    with 400.
    """
    whole = _Gzip() if _is_gzip(request) else _Plain()
    async for chunk in request.stream():
        whole.add(chunk)
    try:
        body = whole.finish().decode()
    except UnicodeDecodeError:
        raise CallRefusedError(400, "The body is not UTF-8.") from None
    rules.check_characters(body)
    return body


def _is_gzip(request: Request) -> bool:
    named = ",".join(request.headers.getlist("content-encoding")).lower().split(",")
    encodings = [name for each in named if (name := each.strip()) not in ("", "identity")]
    if not encodings:
        return False
    if encodings in (["gzip"], ["x-gzip"]):
        return True
    raise CallRefusedError(
        415,
        "The body's Content-Encoding is not known; send it as it is, or with gzip.",
        {"Accept-Encoding": "gzip, identity"},
    )


class _Plain:
    def __init__(self) -> None:
        self._body = bytearray()
        self._is_too_large = False

    def add(self, chunk: bytes) -> None:
        if len(self._body) + len(chunk) > rules.MAX_BODY_BYTES:
            self._is_too_large = True
            self._body.clear()
        if not self._is_too_large:
            self._body += chunk

    @property
    def room(self) -> int:
        """The bytes that may still come; 0 once the body was too large."""
        return 0 if self._is_too_large else rules.MAX_BODY_BYTES - len(self._body)

    def finish(self) -> bytes:
        if self._is_too_large:
            raise CallRefusedError(413, wire.TOO_LARGE_MESSAGE)
        return bytes(self._body)


class _Gzip(_Plain):
    """A compressed body: its decompressed size is counted, and never exceeds the limit by much."""

    def __init__(self) -> None:
        super().__init__()
        self._gzip = zlib.decompressobj(_GZIP)
        self._began = False
        self._is_broken = False

    def add(self, chunk: bytes) -> None:
        while chunk and not (self._is_broken or self._is_too_large):
            if self._gzip.eof:
                # gzip's format allows several compressed parts, one behind the other.
                self._gzip = zlib.decompressobj(_GZIP)
            try:
                super().add(self._gzip.decompress(chunk, self.room + 1))
            except zlib.error:
                self._is_broken = True
            self._began = True
            chunk = self._gzip.unconsumed_tail or self._gzip.unused_data

    def finish(self) -> bytes:
        body = super().finish()
        if self._is_broken or (self._began and not self._gzip.eof):
            raise CallRefusedError(400, "The body is not whole, or not gzip.")
        return body
