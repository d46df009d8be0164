"""The sender of all calls: httpx's pools, with their proxies, certificates and headers."""

import ssl
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import httpx

from ccs_tui import __version__
from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.decompression import ACCEPTED
from ccs_tui.client.network_settings import chosen_proxy, tls
from ccs_tui.model.connection import Connection
from ccs_tui.model.network import Network

if TYPE_CHECKING:
    from types import ModuleType

KEEP_CONNECTION_SECONDS = 30.0
"""The seconds that an unused connection is kept for the next call."""
MOST_REQUESTS = 256
"""The requests that are kept: to make one anew takes a tenth of the time of a small read."""
HEADERS = (
    ("Accept", "application/json"),
    ("Accept-Encoding", ACCEPTED),
    ("Connection", "keep-alive"),
    ("User-Agent", f"ccs-tui/{__version__}"),
)
"""The headers of every request."""


class HttpClient:
    """The sender of requests: by the one of `transports` for a base URL, else by `transport`.

    It is no httpx client: that has redirects, cookies, logins and hooks, for each of which it asks
    itself at each request. `proxies` has the name of each base URL's proxy for a sentence.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        limits: CallLimits,
        transports: Mapping[str, httpx.AsyncBaseTransport] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> None:
        self.transport = transport
        self.proxies = proxies or {}
        self._transports = transports or {}
        self._timeout = httpx.Timeout(
            limits.silence_seconds, connect=limits.connect_seconds, pool=None
        ).as_dict()
        self._kept = lru_cache(maxsize=MOST_REQUESTS)(self._request)

    def request(
        self, method: str, url: str, credential: tuple[str, str], body: str | None
    ) -> httpx.Request:
        """Return a request; one without a body is kept for the next time that it is sent."""
        if body is None:
            return self._kept(method, url, credential)
        return self._request(method, url, credential, body)

    def _request(
        self, method: str, url: str, credential: tuple[str, str], body: str | None = None
    ) -> httpx.Request:
        headers = [*HEADERS, credential]
        if body is not None:
            headers.append(("Content-Type", "application/json"))
        extensions = {"timeout": self._timeout}
        return httpx.Request(method, url, headers=headers, content=body, extensions=extensions)

    async def send(self, base_url: str, request: httpx.Request) -> httpx.Response:
        """Send a request as it is, and return its answer, whose body is still to come."""
        transport = self._transports.get(base_url, self.transport)
        return await transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in {self.transport, *self._transports.values()}:
            await transport.aclose()


def open_http(
    connection: Connection, limits: CallLimits, transport: httpx.AsyncBaseTransport | None
) -> HttpClient:
    """Return the client, over `transport` if one is given. Raises UnusableSettingError.

    Proxies and certificates are those of the connection, or else of the environment; an emulator on
    this machine is reached without a proxy of the environment.
    """
    _note_what_is_missing()
    if transport is not None:
        return HttpClient(transport, limits)
    from ccs_tui.client.pool import Pool  # not for the demo, whose service is in this process

    network, urls = connection.network, {connection.v1_url, connection.v2_url}
    chosen = {url: proxy for url in urls if (proxy := chosen_proxy(url, network))}
    pool = partial(
        Pool,
        verify=context_for([*urls, *(proxy.url for proxy in chosen.values())], network),
        limits=httpx.Limits(
            max_connections=limits.concurrent, keepalive_expiry=KEEP_CONNECTION_SECONDS
        ),
        trust_env=False,
    )
    pools = {proxy.url: pool(proxy=proxy.url) for proxy in chosen.values()}
    transports = {url: pools[proxy.url] for url, proxy in chosen.items()}
    proxies = {
        url: f"the proxy {urlsplit(proxy.url).hostname} ({proxy.setting})"
        for url, proxy in chosen.items()
    }
    return HttpClient(pool(), limits, transports, proxies)


def context_for(urls: Iterable[str], network: Network) -> ssl.SSLContext:
    """Return the context that checks certificates; one that trusts none where nothing asks for it.

    To read all the authorities of the web takes longer than a call of a service that has no TLS.
    """
    if any(urlsplit(url).scheme == "https" for url in urls):
        return tls(network=network)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _note_what_is_missing() -> None:
    """Let Python know that sniffio is not there, if it isn't.

    httpx and httpcore import it at each request, and again with each lock. Python keeps what it
    found, but looks anew in every folder for what it did not find.
    """
    if find_spec("sniffio") is None:
        cast("dict[str, ModuleType | None]", sys.modules)["sniffio"] = None
