"""The hosts and origins that calls may come from: a page in a browser is kept out [OURS].

Any page that a browser shows can send requests to this machine, and everybody knows the emulator's
usual credentials. Three headers tell a page from a bot. A bot sends no `Origin`; a browser sends
the page's origin, or says in `Sec-Fetch-Site` that the page is from elsewhere. A page whose own
name leads to this machine (DNS rebinding) sends that name as its `Host`.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from ipaddress import ip_address

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ccs_tui.emulator.http_answers import deliver, error_answer, no_content
from ccs_tui.model.expiry import Clock, system_clock

_HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]*)?", re.ASCII)
_ORIGIN = re.compile(rf"([a-z][a-z0-9+.-]*)://{_HOST.pattern}", re.ASCII)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_SHOWN = 200


class KnownOrigins:
    """`app`, for calls that no foreign page sends; calls of foreign pages get 403.

    The `Host` of a call must name this machine (localhost, 127.0.0.1, [::1], with any port) or be
    one of `hosts`. At an address that is not loopback this is asked only if there are `hosts`. A
    page whose origin is in `origins` is let in, and CORS headers tell its browser so.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Collection[str] = (),
        origins: Collection[str] = (),
        clock: Clock = system_clock,
    ) -> None:
        self._app = app
        self._hosts = frozenset(map(parse_host, hosts))
        self._origins = frozenset(map(parse_origin, origins))
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        problem = self._host_problem(scope, named) or self._origin_problem(scope, named, origin)
        if problem is not None:
            await deliver(error_answer(403, problem), self._clock, scope, receive, send)
        elif not origin or _normal(origin) not in self._origins:
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            answer = _preflight_answer(origin, headers)
            await deliver(answer, self._clock, scope, receive, send)
        else:
            await self._app(scope, receive, _telling(origin, send))

    def _host_problem(self, scope: Scope, named: list[str]) -> str | None:
        if not (self._hosts or _is_loopback(_address(scope))):
            return None
        # A browser always sends a Host.
        if not named or (len(named) == 1 and self._is_known(scope, named[0])):
            return None
        host = _name(named[0]) or "HOST"
        return (
            "This emulator is not called by that name, so a page in a browser may have sent this. "
            f"If it is yours, start the emulator with --allow-host {host[:_SHOWN]}."
        )

    def _origin_problem(self, scope: Scope, named: list[str], origin: str) -> str | None:
        if not origin:
            fetched = dict(scope["headers"]).get(b"sec-fetch-site", b"none").strip().lower()
            if fetched in (b"none", b"same-origin"):
                return None
            return "A page in a browser can't call this emulator; type the address there yourself."
        if _normal(origin) in self._origins:
            return None
        own = len(named) == 1 and _normal(origin) == _normal(f"http://{named[0]}")
        if own and self._is_known(scope, named[0]):
            return None
        return (
            "A page in a browser can't call this emulator. If it is yours, start the emulator with "
            f"--allow-origin {origin[:_SHOWN]}."
        )

    def _is_known(self, scope: Scope, host: str) -> bool:
        name = _name(host)
        if name is None:
            return False
        address = _address(scope)
        return (
            name == "localhost"
            or name in self._hosts
            or name.strip("[]") == address
            or _is_loopback(name.strip("[]"))
        )


def parse_host(text: str) -> str:
    """Read a host's name or address in the form of a `Host` header, without a port.

    Raises ValueError with a sentence for people.
    """
    host = text.strip().lower()
    if _is_ipv6(bare := host.removeprefix("[").removesuffix("]")):
        host = f"[{bare}]"
    name = _name(host)
    if name is None or name != host.removesuffix(".") or (name[0] == "[" and not _is_ipv6(bare)):
        raise ValueError("A host is a name or an address, without a port: host.docker.internal.")
    return name


def _is_ipv6(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False


def parse_origin(text: str) -> str:
    """Read an origin as a browser sends it. Raises ValueError with a sentence for people."""
    origin = _normal(text)
    if origin != "null" and not _ORIGIN.fullmatch(origin):
        raise ValueError("An origin reads like http://localhost:3000, or null.")
    return origin


def _normal(origin: str) -> str:
    origin = origin.strip().lower()
    port = _DEFAULT_PORTS.get(origin.partition("://")[0])
    return origin.removesuffix(port) if port else origin


def _name(host: str) -> str | None:
    """Return the name in a `Host` header, without its port; None if it is malformed."""
    match = _HOST.fullmatch(host.strip().lower())
    return match[1].removesuffix(".") if match else None


def _address(scope: Scope) -> str:
    """Return the address of this machine that a request arrived at."""
    return str((scope.get("server") or ("",))[0])


@lru_cache(maxsize=64)
def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def _preflight_answer(origin: str, headers: dict[bytes, bytes]) -> Response:
    answer = no_content()
    answer.headers["Access-Control-Allow-Origin"] = origin
    answer.headers["Vary"] = "Origin"
    for asked, allowed in (("method", "Methods"), ("headers", "Headers")):
        if value := headers.get(f"access-control-request-{asked}".encode()):
            answer.headers[f"Access-Control-Allow-{allowed}"] = value.decode("latin-1")
    return answer


def _telling(origin: str, send: Send) -> Send:
    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            told = [
                (b"access-control-allow-origin", origin.encode("latin-1")),
                (b"access-control-expose-headers", b"Retry-After"),
                (b"vary", b"Origin"),
            ]
            message = {**message, "headers": [*message.get("headers", ()), *told]}
        await send(message)

    return tell
