"""An async client for both versions of the Conversation Context Service, as a library without UI.

- `answer_body`: the body of an answer: its values, or an error
- `answer_error`: the error of an answer without the promised status
- `argument_checks`: the names and TTLs that are refused before anything is sent
- `auth`: the credentials of calls, and the login
- `bulk_reads`: many documents, read side by side
- `call`: a call before it is sent, and its answer
- `call_limits`: the limits of a call: time, repeats, size
- `call_progress`: a call on its way, over all its attempts
- `client`: `ContextServiceClient`, with the methods of LivePerson's toolbelt
- `concurrency_limit`: the number of calls that may be under way
- `decompression`: unpacking of bodies, up to a size
- `documents`: the documents and lists of an account, over both versions
- `elapsed_seconds`: the seconds that pass, also while the machine is asleep
- `errors`: the tree of errors
- `exchange`: the task of one request and its answer
- `held_secret`: a secret of a connection, known or with a source
- `http_client`: the sender of all calls, with its pools, proxies, certificates and headers
- `large_text`: reading of large texts in a thread
- `last_answer`: the last answer to a read that is made again and again
- `list_pages`: lists that come in pages
- `namespace_scan`: every session of a namespace with its properties, in pages of a fitting size
- `network_errors`: the errors of a call without an answer
- `network_settings`: the proxies and certificates of a profile, and of the machine
- `pool`: httpx's pool of connections, as an exchange needs it
- `quick_rows`: the quick reading of the pages that a scan gets
- `reachability`: the way to the service, leg by leg
- `request_log`: the last requests, to be looked at
- `retry_policy`: the repeat of a call, and the pause before it
- `round_trip`: one request, and its whole answer
- `secret_masking`: the mask over secrets that a text of the service repeats
- `service`: one account over both versions, and a check of the connection
- `service_time`: the service's clock
- `session_pages`: the reading of a page of sessions with their properties
- `slices`: long work on the event loop, in slices of time
- `transport`: the one place that sends
- `unreadable_documents`: the errors of documents that are no JSON
- `v1`, `v2`: the endpoints of the two versions
- `write_lock`: the switch that lets writes leave
- `write_outcome`: the outcome of a write that was not done as promised

Modules that need httpx or pydantic are imported when they are first used.
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
from ccs_tui.model.connection import REGIONS, Capabilities, Connection
from ccs_tui.model.secret import Secret

if TYPE_CHECKING:  # at run time `__getattr__` imports them, since start-up needs none
    from ccs_tui.client.bulk_reads import DocumentRead
    from ccs_tui.client.call import Attempt
    from ccs_tui.client.call_limits import CallLimits
    from ccs_tui.client.client import ContextServiceClient
    from ccs_tui.client.service import Checked
    from ccs_tui.client.service_time import ServiceTime
    from ccs_tui.client.write_lock import WriteLock

__all__ = [
    "REGIONS",
    "AnswerTooLargeError",
    "Attempt",
    "CallLimits",
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
    "DocumentRead": "ccs_tui.client.bulk_reads",
    "ScanProgress": "ccs_tui.client.namespace_scan",
    "Attempt": "ccs_tui.client.call",
    "Checked": "ccs_tui.client.service",
    "ContextServiceClient": "ccs_tui.client.client",
    "CallLimits": "ccs_tui.client.call_limits",
    "ServiceTime": "ccs_tui.client.service_time",
    "WriteLock": "ccs_tui.client.write_lock",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
