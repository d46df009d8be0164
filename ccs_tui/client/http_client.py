"""httpx's client for all calls: its pools, proxies, certificates and headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from ccs_tui import __version__
from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.decompression import ACCEPTED
from ccs_tui.client.exchange import Pool
from ccs_tui.client.network_settings import chosen_proxy, tls
from ccs_tui.model.connection import Connection

KEEP_CONNECTION_SECONDS = 30.0
"""The seconds that an unused connection is kept for the next call."""


@dataclass(frozen=True, slots=True)
class HttpClient:
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
    proxies: dict[str, str] = {}
    mounts: dict[str, httpx.AsyncBaseTransport | None] = {}
    if transport is None:
        network = connection.network
        context = tls(network=network)
        pool_limits = httpx.Limits(
            max_connections=limits.concurrent, keepalive_expiry=KEEP_CONNECTION_SECONDS
        )
        transport = Pool(verify=context, limits=pool_limits, trust_env=False)
        for url in {connection.v1_url, connection.v2_url}:
            if proxy := chosen_proxy(url, network):
                host = urlsplit(proxy.url).hostname
                proxies[url] = f"the proxy {host} ({proxy.setting})"
                origin = "://".join(urlsplit(url)[:2])
                mounts[origin] = Pool(
                    verify=context, limits=pool_limits, trust_env=False, proxy=proxy.url
                )
    return HttpClient(_client(limits, transport, mounts), proxies)


def _client(
    limits: CallLimits,
    transport: httpx.AsyncBaseTransport,
    mounts: Mapping[str, httpx.AsyncBaseTransport | None],
) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=transport,
        mounts=mounts,
        trust_env=False,
        follow_redirects=False,
        event_hooks={"response": [_keep_location]},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=httpx.Timeout(limits.silence_seconds, connect=limits.connect_seconds, pool=None),
        headers={
            "Accept": "application/json",
            "Accept-Encoding": ACCEPTED,
            "User-Agent": f"ccs-tui/{__version__}",
        },
    )


async def _keep_location(response: httpx.Response) -> None:
    """Rename a redirect's header: httpx reads it, and fails if it has no URL."""
    if location := response.headers.pop("location", None):
        response.extensions["location"] = location
