"""The way to the service, leg by leg: proxy, name, connection, certificate. No key is sent."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import httpx

from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.errors import UnusableSettingError
from ccs_tui.client.network_errors import LIBRARY_ERRORS, reason
from ccs_tui.client.network_settings import chosen_proxy, tls
from ccs_tui.model.network import AS_USUAL, Network
from ccs_tui.model.words import counted

DAYS_OF_WARNING = 14
"""A certificate that ends within these days is warned of."""
_DEFAULT_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of the way, as `DNS` or `TLS`: what was `found` there, in a few words.

    `problem` is None where the leg can be gone; `advice` says what to do about it, and may be a
    warning without a problem.
    """

    name: str
    found: str
    problem: str | None = None
    advice: str = ""


async def way_to(
    url: str, limits: CallLimits | None = None, network: Network = AS_USUAL
) -> AsyncGenerator[Leg, None]:
    """Yield the legs to a base URL as each is gone; the last one may have the problem.

    The way is that of a profile with `network`, and its limits are used unless others are given.
    """
    limits = limits or CallLimits.of(network)
    host = urlsplit(url).hostname or ""
    try:
        chosen = chosen_proxy(url, network)
        context = tls(network=network)
    except UnusableSettingError as error:
        yield Leg("proxy", "", error.what, error.advice)
        return
    proxy = chosen.url if chosen else None
    if chosen:
        kind = "setting" if network.proxy else "variable"
        yield Leg("proxy", f"{_place(chosen.url)}, by the {kind} {chosen.setting}")
    else:
        yield Leg("proxy", "none for this URL")
    first = proxy or url
    for leg in (_name, _connection):
        gone = await leg(first, limits.connect_seconds, proxy)
        yield gone
        if gone.problem:
            return
    yield await _answer(url, host, proxy, context, limits)


async def _name(url: str, seconds: float, _proxy: str | None) -> Leg:
    """Look the host's name up."""
    parts = urlsplit(url)
    host, begin = parts.hostname or "", perf_counter()
    loop = asyncio.get_running_loop()
    try:
        found = await asyncio.wait_for(
            loop.getaddrinfo(host, _port(url), type=socket.SOCK_STREAM), seconds
        )
    except TimeoutError:
        return Leg("DNS", host, "no name server answered in time", "Check the network or VPN.")
    except (OSError, UnicodeError):
        return Leg("DNS", host, f"the name {host} is not known", "Check the URL, then the VPN.")
    if host in (str(entry[4][0]) for entry in found):
        return Leg("DNS", f"{host} is an address, and needs no name server")
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    more = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
    return Leg("DNS", f"{host} is {addresses[0]}{more}, {_milliseconds(begin)}")


async def _connection(url: str, seconds: float, proxy: str | None) -> Leg:
    """Open a connection to the first host and close it again."""
    begin, place = perf_counter(), _place(url)
    advice = "Check the proxy's settings." if proxy else "Check the URL, the network and the VPN."
    try:
        _, writer = await asyncio.wait_for(
            asyncio.open_connection(urlsplit(url).hostname, _port(url)), seconds
        )
    except TimeoutError:
        return Leg("TCP", place, f"{place} does not answer: a firewall may be between", advice)
    except OSError as error:
        return Leg("TCP", place, reason(error, place), advice)
    took = _milliseconds(begin)
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return Leg("TCP", f"{place} takes connections, {took}")


async def _answer(
    url: str, host: str, proxy: str | None, context: ssl.SSLContext, limits: CallLimits
) -> Leg:
    """Ask the service for nothing, through the proxy, and look at its certificate."""
    name = "TLS" if urlsplit(url).scheme == "https" else "HTTP"
    begin = perf_counter()
    limit = httpx.Timeout(limits.silence_seconds, connect=limits.connect_seconds)
    transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False, proxy=proxy)
    try:
        async with (
            httpx.AsyncClient(transport=transport, timeout=limit, trust_env=False) as client,
            client.stream("HEAD", url) as response,
        ):
            stream = response.extensions.get("network_stream")
            socket_of_tls = stream.get_extra_info("ssl_object") if stream else None
            status = response.status_code
    except LIBRARY_ERRORS as error:
        why = reason(error, host, f"the proxy {_place(proxy)}" if proxy else None)
        return Leg(name, host, why, _advice_for(error))
    took = _milliseconds(begin)
    if name == "HTTP":
        return Leg(name, f"{host} answers ({status}), unencrypted, {took}")
    return _certificate(socket_of_tls.getpeercert() if socket_of_tls else {}, took)


def _certificate(certificate: Mapping[str, Any] | None, took: str) -> Leg:
    """Return the leg of a certificate, as `SSLSocket.getpeercert` gives it."""
    if not certificate:
        return Leg("TLS", f"encrypted, {took}")
    issuer = {key: value for pairs in certificate.get("issuer", ()) for key, value in pairs}
    by = issuer.get("organizationName") or issuer.get("commonName") or "an issuer without a name"
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
    days = (end - datetime.now(UTC)).days
    advice = ""
    if days < DAYS_OF_WARNING:
        advice = f"The certificate ends in {counted(days, 'day')}: tell whoever runs the host."
    return Leg("TLS", f"certificate by {by}, valid until {end:%Y-%m-%d}, {took}", advice=advice)


def _advice_for(error: Exception) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return (
            "A proxy may open the connection: set SSL_CERT_FILE, or ca_bundle of the profile, to "
            "your company's certificates, in PEM."
        )
    return "Check the URL, the network and the proxy."


def _place(url: str) -> str:
    """Return host and port, without a user and password that a proxy's URL may have."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]:{_port(url)}" if ":" in host else f"{host}:{_port(url)}"


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or _DEFAULT_PORTS.get(parts.scheme, 443)


def _milliseconds(begin: float) -> str:
    return f"{(perf_counter() - begin) * 1_000:,.0f} ms"
