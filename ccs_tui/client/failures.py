"""A connection that failed: httpx's errors become ours here, with the reason in words."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from ccs_tui.client.answers import unlike_contract
from ccs_tui.client.call import Call
from ccs_tui.client.errors import CcsError, NetworkError, RequestTimeoutError, capitalised

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""What happens before a connection is there."""


def translate(error: httpx.HTTPError | TimeoutError, call: Call, host: str) -> CcsError:
    """Return our error for one of httpx's."""
    ours = _translated(error, call, host)
    if isinstance(ours, NetworkError):
        ours.may_have_arrived = not isinstance(error, _NEVER_LEFT)
    ours.__cause__ = error
    return ours


def _translated(error: httpx.HTTPError | TimeoutError, call: Call, host: str) -> CcsError:
    failed = f"{capitalised(call.doing)} failed"
    match error:
        case httpx.ConnectTimeout():
            return RequestTimeoutError(
                f"{failed}: {host} could not be reached in time",
                "Check the URL, the network and the proxy.",
            )
        case httpx.TimeoutException() | TimeoutError():
            return RequestTimeoutError(
                f"{failed}: {host} did not answer in time",
                "Try again; doing so is safe.",
            )
        case httpx.DecodingError():
            return unlike_contract(call, "its compression is broken")
        case httpx.ConnectError():
            return NetworkError(
                f"{failed}: {reason(error, host)}", "Check the URL, the network and the proxy."
            )
    return NetworkError(f"{failed}: {reason(error, host)}", "Try again; doing so is safe.")


def reason(error: BaseException, host: str) -> str:
    """Say why a connection failed, in a few words for people."""
    for cause in _causes(error):
        match cause:
            case ConnectionRefusedError():
                return f"the connection to {host} was refused"
            case socket.gaierror():
                return f"the name {host} is not known"
            case ssl.SSLCertVerificationError():
                return f"the certificate of {host} is not trusted (SSL_CERT_FILE can name others)"
            case ssl.SSLError():
                return f"no secure connection to {host} could be made"
            case ConnectionResetError() | BrokenPipeError():
                return f"the connection to {host} was reset"
            case httpx.ProxyError():
                return f"the proxy refused the connection to {host}"
            case httpx.RemoteProtocolError():
                return f"the answer of {host} broke off or was not HTTP"
    return f"the connection to {host} broke"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _causes(member)
    yield from _causes(error.__cause__ or error.__context__)
