"""The Conversation Context Service, spoken to: an async client for both of its versions, no UI.

`errors` the tree of errors · `call` what goes out and comes back · `answers` from an answer to
values or an error · `failures` from no answer to an error · `write_outcome` the end of a write ·
`auth` credentials · `limit` how much at once · `patience` for how long · `environment` proxies and
certificates · `exchange` the task of a request · `decoding` its body · `http_client` all of these
together · `service_time` the service's clock · `write_lock` whether writes may leave · `transport`
sending · `v1` `v2` the endpoints · `guard` what is not sent · `paging` lists · `bulk` much ·
`unreadable` documents that are no JSON · `off_loop` reading large texts · `service` one account
over both versions · `documents` what it has · `client` the toolbelt's methods upon it.

What needs httpx and pydantic is imported when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ccs_tui.client.errors import (
    AnswerTooLargeError,
    CcsError,
    DocumentTooLargeError,
    ForbiddenError,
    InvalidNameError,
    MissingCredentialsError,
    NetworkError,
    NotDoneError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    ProtocolError,
    RateLimitedError,
    ReadOnlyError,
    RefusedByServiceError,
    RequestTimeoutError,
    ReservedNamespaceError,
    ServiceUnavailableError,
    UnauthorizedError,
    UnreadableDocumentError,
    UnusableSettingError,
)
from ccs_tui.model.connection import REGIONS, Capabilities, Connection, Secret

if TYPE_CHECKING:
    from ccs_tui.client.bulk import DocumentRead, ScanProgress
    from ccs_tui.client.call import Attempt
    from ccs_tui.client.client import ContextServiceClient
    from ccs_tui.client.patience import Patience
    from ccs_tui.client.service import Checked
    from ccs_tui.client.service_time import ServiceTime
    from ccs_tui.client.write_lock import WriteLock

__all__ = [
    "REGIONS",
    "AnswerTooLargeError",
    "Attempt",
    "Capabilities",
    "CcsError",
    "Checked",
    "Connection",
    "ContextServiceClient",
    "DocumentRead",
    "DocumentTooLargeError",
    "ForbiddenError",
    "InvalidNameError",
    "MissingCredentialsError",
    "NetworkError",
    "NotDoneError",
    "NotFoundError",
    "NotSentError",
    "OutcomeUnknownError",
    "Patience",
    "ProtocolError",
    "RateLimitedError",
    "ReadOnlyError",
    "RefusedByServiceError",
    "RequestTimeoutError",
    "ReservedNamespaceError",
    "ScanProgress",
    "Secret",
    "ServiceTime",
    "ServiceUnavailableError",
    "UnauthorizedError",
    "UnreadableDocumentError",
    "UnusableSettingError",
    "WriteLock",
]

_LATER = {
    "DocumentRead": "ccs_tui.client.bulk",
    "ScanProgress": "ccs_tui.client.bulk",
    "Attempt": "ccs_tui.client.call",
    "Checked": "ccs_tui.client.service",
    "ContextServiceClient": "ccs_tui.client.client",
    "Patience": "ccs_tui.client.patience",
    "ServiceTime": "ccs_tui.client.service_time",
    "WriteLock": "ccs_tui.client.write_lock",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
