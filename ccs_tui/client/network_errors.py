"""The errors of a call without an answer: httpx's errors, turned into ours with the reason."""

import socket
import ssl
from collections.abc import Iterator

import anyio
import h11
import httpcore
import httpx

from ccs_tui.client.answer_body import unlike_contract
from ccs_tui.client.call import Call
from ccs_tui.client.errors import (
    CcsError,
    InvalidNameError,
    NetworkError,
    RequestTimeoutError,
    UnusableSettingError,
    capitalised,
    shown_name,
)

LIBRARY_ERRORS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    h11.ProtocolError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    EOFError,
    OSError,  # with TimeoutError and ssl.SSLError
    ValueError,  # with UnicodeError: a host that IDNA refuses
)
"""All errors that the libraries raise; each is turned into one of ours."""

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
"""The errors raised before there is a connection."""
_NOT_TO_BE_SENT = (
    httpx.InvalidURL,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    h11.LocalProtocolError,
    ValueError,
)
"""The errors for a request that can't be sent, if they come before it is; else for its answer."""


def translate(
    error: Exception, call: Call, host: str, proxy: str | None = None, *, left: bool = True
) -> CcsError:
    """Return our error for one of the libraries'; `proxy` names the call's proxy in a sentence.

    `left` says that something of the request may have come to the wire.
    """
    # A refused certificate is also a ValueError in Python, and an older httpx does not translate
    # it.
    if not left and isinstance(error, _NOT_TO_BE_SENT) and not isinstance(error, OSError):
        ours = _unsendable(error, call, host)
    else:
        ours = _translated(error, call, host, proxy)
    if isinstance(ours, NetworkError):
        ours.may_have_arrived = left and not isinstance(error, _NEVER_LEFT)
    ours.__cause__ = error
    return ours


def _unsendable(error: Exception, call: Call, host: str) -> CcsError:
    if isinstance(error, httpx.InvalidURL) and _is_url(host):
        return InvalidNameError(
            f"A name is too long for a URL: {call} was not sent", "Choose a shorter name."
        )
    return UnusableSettingError(
        f"{capitalised(call.doing)} was not sent: the host {shown_name(host)} or a credential "
        "can't be used in a request",
        "Check the URL and the credentials.",
    )


def _translated(error: Exception, call: Call, host: str, proxy: str | None) -> CcsError:
    failed = f"{capitalised(call.doing)} failed"
    check = "Check the URL, the network and the proxy."
    match error:
        case httpx.ConnectTimeout():
            return RequestTimeoutError(
                f"{failed}: {proxy or host} could not be reached in time", check
            )
        case httpx.TimeoutException() | TimeoutError():
            return RequestTimeoutError(
                f"{failed}: {host} did not answer in time", "Try again; doing so is safe."
            )
        case httpx.DecodingError():
            return unlike_contract(call, "its compression is broken")
        case httpx.ConnectError() | httpx.ProxyError():
            return NetworkError(f"{failed}: {reason(error, host, proxy)}", check)
    return NetworkError(f"{failed}: {reason(error, host)}", "Try again; doing so is safe.")


def _is_url(host: str) -> bool:
    """Return whether a host can stand in a URL."""
    try:
        return bool(httpx.URL(f"http://{host}").host)
    except (httpx.InvalidURL, ValueError):
        return False


def reason(error: BaseException, host: str, proxy: str | None = None) -> str:
    """Say why a connection to the host, or to the proxy, failed, in a few words for people."""
    first = proxy or host
    for cause in _causes(error):
        match cause:
            case ConnectionRefusedError():
                return f"the connection to {first} was refused"
            case socket.gaierror():
                return f"the name {first} is not known"
            case ssl.SSLCertVerificationError():
                others = "ca_bundle of a profile, or SSL_CERT_FILE, can name others"
                return f"the certificate of {host} is not trusted ({others})"
            case ssl.SSLError():
                return f"no secure connection to {host} could be made"
            case ConnectionResetError() | BrokenPipeError():
                return f"the connection to {first} was reset"
            case httpx.ProxyError():
                return f"{proxy or 'the proxy'} refused the connection to {host}"
            case httpx.RemoteProtocolError() | h11.ProtocolError() | ValueError():
                return f"the answer of {host} broke off or was not HTTP"
    return f"the connection to {first} broke"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _causes(member)
    yield from _causes(error.__cause__ or error.__context__)
