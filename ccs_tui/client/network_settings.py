"""The network settings of a profile, and of this machine: proxies and certificates.

What a profile leaves open, the environment decides. The variables are those of curl and httpx:
`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`, `SSL_CERT_DIR`,
`SSLKEYLOGFILE`. No proxy of theirs is asked for this machine itself.
"""

import ipaddress
import os
import ssl
from collections.abc import Mapping
from dataclasses import field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from ccs_tui.client.errors import UnusableSettingError
from ccs_tui.model.connection import is_loopback
from ccs_tui.model.network import AS_USUAL, DIRECT, Network
from ccs_tui.model.value_object import ValueObject

_SCHEMES = ("http", "https", "socks5", "socks5h")
_LARGEST_PORT = 65_535
_UNCHANGED = "Put it right or unset it, and start again."


class ChosenProxy(ValueObject):
    """The URL of a proxy, which may hold a password, and the name of the setting that has it."""

    url: str = field(repr=False)
    setting: str

    @property
    def host(self) -> str:
        """Its host, and the port if one is named."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


def chosen_proxy(
    url: str, network: Network = AS_USUAL, environ: Mapping[str, str] = os.environ
) -> ChosenProxy | None:
    """Return the proxy for a URL, None if it is reached without one.

    A profile is asked for the proxy of each of its URLs. Raises UnusableSettingError.
    """
    if network.proxy == DIRECT:
        return None
    if network.proxy is not None:
        return ChosenProxy(_checked("setting proxy", network.proxy), "proxy")
    proxy = proxy_of(url, environ)
    return None if proxy is None else ChosenProxy(proxy, proxy_variable(url, environ))


def proxy_of(url: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the URL of the proxy for a URL, or None. Raises UnusableSettingError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(url) or _is_exempt(host, _either(environ, "no_proxy")[1]):
        return None
    name, proxy = _either(environ, f"{parts.scheme}_proxy")
    if not proxy:
        name, proxy = _either(environ, "all_proxy")
    return _checked(f"variable {name}", proxy) if proxy else None


def proxy_variable(url: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the name of the variable from which `proxy_of` takes the proxy."""
    name, value = _either(environ, f"{urlsplit(url).scheme}_proxy")
    return name if value else _either(environ, "all_proxy")[0]


def _either(environ: Mapping[str, str], name: str) -> tuple[str, str]:
    """Return a variable's name as it is spelled, and its value; lower case has precedence."""
    for spelling in (name, name.upper()):
        if value := environ.get(spelling, "").strip():
            return spelling, value
    return name.upper(), ""


def _is_exempt(host: str, no_proxy: str) -> bool:
    return any(_exempts(entry.strip().lower(), host) for entry in no_proxy.split(","))


def _exempts(entry: str, host: str) -> bool:
    """Return whether an entry of NO_PROXY names a host: `*`, a domain, an address, a network."""
    if not entry:
        return False
    if entry == "*":
        return True
    entry = entry.partition("://")[2] or entry
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        domain = entry.removeprefix("*").removeprefix(".")
        return host == domain or host.endswith(f".{domain}")


def _checked(name: str, value: str) -> str:
    url = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
        if host is not None:
            host.encode("idna")
    except (ValueError, UnicodeError):
        port, host = None, None
    if not host or (port is not None and not 0 < port <= _LARGEST_PORT):
        raise _unusable(name, "it is no URL of a proxy, which reads like http://proxy.example:8080")
    if parts.scheme not in _SCHEMES:
        raise _unusable(name, "a proxy's URL begins with http://, https:// or socks5://")
    if parts.scheme.startswith("socks") and find_spec("socksio") is None:
        raise _unusable(
            name, "a SOCKS proxy needs the package socksio (pip install 'httpx[socks]')"
        )
    return url


def tls(environ: Mapping[str, str] = os.environ, network: Network = AS_USUAL) -> ssl.SSLContext:
    """Return the context that checks certificates, and shows ours if there is one.

    Raises UnusableSettingError.
    """
    file, folder = environ.get("SSL_CERT_FILE"), environ.get("SSL_CERT_DIR")
    name = "variable SSL_CERT_FILE" if file else "variable SSL_CERT_DIR"
    if network.ca_bundle is not None:
        file, name = network.ca_bundle, "setting ca_bundle"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if file:
            context.load_verify_locations(cafile=file)
        elif folder:
            if not Path(folder).is_dir():
                raise FileNotFoundError
            context.load_verify_locations(capath=folder)
        else:
            import certifi  # a connection without TLS does without it

            context.load_verify_locations(cafile=certifi.where())
    except ssl.SSLError:
        raise _unusable(name, f"{file or folder} has no certificates in PEM") from None
    except (OSError, ValueError):
        raise _unusable(name, f"{file or folder} can't be read") from None
    if log := environ.get("SSLKEYLOGFILE"):
        try:
            context.keylog_filename = log
        except (OSError, ValueError):
            raise _unusable("variable SSLKEYLOGFILE", f"{log} can't be written") from None
    if network.client_certificate is not None:
        _load_client_certificate(context, network.client_certificate, network.client_key)
    return context


def _load_client_certificate(context: ssl.SSLContext, certificate: str, key: str | None) -> None:
    name = "setting client_certificate" if key is None else "setting client_key"
    path, locked = key or certificate, False

    def no_passphrase() -> bytes:
        # Without this, OpenSSL would ask on the terminal, over the screen.
        nonlocal locked
        locked = True
        return b""

    try:
        context.load_cert_chain(certificate, key, no_passphrase)
    except ssl.SSLError as error:
        if locked:
            why = f"the key in {path} has a passphrase: write it without one, for you alone to read"
        elif "MISMATCH" in (error.reason or ""):
            why = f"the key in {path} is not that of the certificate in {certificate}"
        else:
            why = f"{certificate} and {path} have no certificate and key in PEM"
            if path == certificate:
                why = f"{path} has no certificate and key in PEM"
        raise _unusable(name, why) from None
    except (OSError, ValueError):
        raise _unusable(name, f"{certificate} or {path} can't be read") from None


def _unusable(name: str, why: str) -> UnusableSettingError:
    return UnusableSettingError(f"The {name} can't be used: {why}", _UNCHANGED)
