"""httpx's client for all calls: its pools, proxies, certificates and headers."""

import ssl
import sys
from collections.abc import Iterable, Mapping
from functools import partial
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
from ccs_tui.model.value_object import ValueObject

if TYPE_CHECKING:
    from types import ModuleType

KEEP_CONNECTION_SECONDS = 30.0
"""The seconds that an unused connection is kept for the next call."""


class HttpClient(ValueObject):
    """httpx's client; `proxies` has the name of each base URL's proxy for a sentence."""

    httpx: httpx.AsyncClient
    proxies: Mapping[str, str]


def open_http(
    connection: Connection, limits: CallLimits, transport: httpx.AsyncBaseTransport | None
) -> HttpClient:
    """Return the client, over `transport` if one is given. Raises UnusableSettingError.

    Proxies and certificates are those of the connection, or else of the environment; an emulator on
    this machine is reached without a proxy of the environment.
    """
    _note_what_is_missing()
    if transport is not None:
        return HttpClient(_client(limits, transport, {}), {})
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
    mounts = {"://".join(urlsplit(url)[:2]): pool(proxy=proxy.url) for url, proxy in chosen.items()}
    proxies = {
        url: f"the proxy {urlsplit(proxy.url).hostname} ({proxy.setting})"
        for url, proxy in chosen.items()
    }
    return HttpClient(_client(limits, pool(), mounts), proxies)


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


def _client(
    limits: CallLimits,
    transport: httpx.AsyncBaseTransport,
    mounts: Mapping[str, httpx.AsyncBaseTransport | None],
) -> httpx.AsyncClient:
    client = httpx.AsyncClient(
        transport=transport,
        mounts=mounts,
        trust_env=False,
        follow_redirects=False,
        event_hooks={"response": [_keep_location]},
        timeout=httpx.Timeout(limits.silence_seconds, connect=limits.connect_seconds, pool=None),
        headers={
            "Accept": "application/json",
            "Accept-Encoding": ACCEPTED,
            "User-Agent": f"ccs-tui/{__version__}",
        },
    )
    # An argument would be copied into a jar that keeps them.
    client._cookies = _NoCookies()
    return client


class _NoCookies(httpx.Cookies):
    """Keeps none, and looks for none: to look costs a twentieth of a small read."""

    def extract_cookies(self, response: httpx.Response) -> None:
        pass


async def _keep_location(response: httpx.Response) -> None:
    """Rename a redirect's header: httpx reads it, and fails if it has no URL."""
    if "location" in response.headers:
        response.extensions["location"] = response.headers.pop("location")
