"""Answers in the place of the service: another status, another body, a broken connection."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx

Send = Callable[[dict[str, Any]], Awaitable[None]]
Fault = Callable[[Send], Awaitable[None]]

JSON = b"application/json"


def answer(status: int, body: bytes, kind: bytes = JSON, **headers: str) -> Fault:
    """Return what sends this answer; underscores in a header's name stand for hyphens."""

    async def send_it(send: Send) -> None:
        head = [(b"content-type", kind)]
        head += [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body})

    return send_it


def breaks(error: type[httpx.TransportError], text: str) -> Fault:
    """Return what breaks the connection in the place of an answer."""

    async def break_it(_: Send) -> None:
        raise error(text)

    return break_it


READ_FAULTS = {
    "truncated JSON": answer(200, b'{"accountId": "le1", "payl'),
    "another content type": answer(200, b"value: 1", b"text/yaml"),
    "a proxy's page": answer(502, b"<html><h1>Bad Gateway</h1></html>", b"text/html"),
    "a page with 200": answer(200, b"<html>please log in</html>", b"text/html"),
    "invalid UTF-8": answer(200, b'{"payload": "\xff\xfe"}'),
    "wrong types": answer(200, b'{"accountId": 1, "payload": [], "ttl": "soon"}'),
    "another document": answer(200, b"[]"),
    "nothing": answer(204, b""),
    "a redirect": answer(302, b"", location="http://elsewhere.invalid/"),
    "not allowed": answer(403, b'{"message": "no"}'),
    "not logged in": answer(401, b'{"message": "no"}'),
    "too many": answer(429, b'{"message": "slow down"}', retry_after="1"),
    "its own trouble": answer(503, b'{"message": "trouble"}'),
    "a broken message": answer(500, b"\x00\xff"),
    "refused": breaks(httpx.ConnectError, "refused"),
    "reset": breaks(httpx.ReadError, "reset"),
    "no answer in time": breaks(httpx.ReadTimeout, "slow"),
    "no name": breaks(httpx.ConnectError, "no such host"),
}
"""Every way in which an answer can be wrong, and a connection can break."""
REFUSED = ("not allowed", "not logged in")
"""Those for which a secret is asked anew, where somebody can be asked."""
