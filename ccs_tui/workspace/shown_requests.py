"""The last requests as they are shown: newest first, no secret in them, and as `curl` lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ccs_tui.client.request_log import (
    MOST_REQUESTS,
    SECRET_HEADERS,
    KeptBody,
    RawHeaders,
    RequestLog,
    SentRequest,
)
from ccs_tui.client.secret_masking import MASK
from ccs_tui.model.curl import curl_command
from ccs_tui.model.json_text import JsonError, canonical, pretty

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

__all__ = [
    "MOST_REQUESTS",
    "RequestReader",
    "SentRequest",
    "ShownBody",
    "ShownRequest",
    "request_log_of",
]

BY_ITSELF = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "connection", "content-length"}
)
"""The headers that curl sends by itself, or does better without."""

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownBody:
    """A body as text without secrets, JSON laid out; `remark` says what of it is not there."""

    text: str = field(repr=False)
    remark: str


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request and its answer as they are shown, without secrets."""

    sent_headers: Headers = field(repr=False)
    sent: ShownBody
    received_headers: Headers = field(repr=False)
    received: ShownBody


class RequestReader:
    """Reads the log of a client. `masked` puts a mask over each secret in a text."""

    def __init__(self, log: RequestLog, masked: Callable[[str], str]) -> None:
        self._log = log
        self._masked = masked

    @property
    def changes(self) -> int:
        """A count of what happened: another one says that there is something new."""
        return self._log.changes

    def requests(self) -> list[SentRequest]:
        """Return the requests, the newest first."""
        return [*self._log]

    def url_of(self, request: SentRequest) -> str:
        """Return the URL of a request."""
        return self._masked(request.url)

    def problem_of(self, request: SentRequest) -> str:
        """Return why a request was no success, empty if it was."""
        return self._masked(request.problem)

    def shown(self, request: SentRequest) -> ShownRequest:
        """Return a request as it is shown. A large body takes some milliseconds."""
        return ShownRequest(
            self._headers(request.sent_headers),
            self._body(request.sent),
            self._headers(request.received_headers),
            self._body(request.received),
        )

    def curl(self, request: SentRequest) -> str:
        """Return a request as `curl` lines, with variables in the place of secrets.

        Where its body is not here as it was, a comment says so and a file stands for it.
        """
        headers = [
            (name, value)
            for name, value in self._headers(request.sent_headers)
            if name.lower() not in BY_ITSELF | SECRET_HEADERS
        ]
        body, comment = self._body_of_curl(request.sent)
        url = self.url_of(request)
        return comment + curl_command(request.method, url, request.credential, headers, body)

    def _body_of_curl(self, kept: KeptBody) -> tuple[str | None, str]:
        if not kept.size:
            return None, ""
        text = _text_of(kept) if kept.is_whole else None
        if text is not None and self._masked(text) == text and not text.startswith("@"):
            return text, ""
        why = "has a secret in it" if kept.is_whole else "is not kept in whole"
        return "@body.json", f"# Its body of {kept.size:,} bytes {why}: body.json stands for it.\n"

    def _headers(self, raw: RawHeaders) -> Headers:
        named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]
        return [
            (name, MASK if name.lower() in SECRET_HEADERS else self._masked(value))
            for name, value in named
        ]

    def _body(self, kept: KeptBody) -> ShownBody:
        if kept.left_out:
            return ShownBody("", f"{kept.size:,} bytes, {kept.left_out}")
        text = _text_of(kept)
        if text is None:
            return ShownBody("", f"{kept.size:,} bytes that are no text")
        if kept.is_whole:
            return ShownBody(_laid_out(self._masked(text)), "")
        # The last bytes may be the first ones of a secret, which no mask would find.
        end = max(0, len(text) - LONGEST_SECRET)
        remark = f"the first {end:,} characters of {kept.size:,} bytes"
        return ShownBody(self._masked(text[:end]), remark)


LONGEST_SECRET = 4_000
"""The characters that are left out at a cut, since a secret may begin in them."""


def request_log_of(workspace: "Workspace") -> RequestReader:
    """Return what reads the log of a workspace's client; an empty one where there is none."""
    client = workspace.client
    log = client.request_log
    return RequestReader(RequestLog() if log is None else log, client.masked)


def _text_of(kept: KeptBody) -> str | None:
    """Return what is kept of a body as text; None if it is not text."""
    try:
        return kept.head.decode()
    except UnicodeDecodeError as error:
        # A cut may go through the middle of a character.
        if kept.is_whole or error.start < len(kept.head) - 3:
            return None
        return kept.head[: error.start].decode()


def _laid_out(text: str) -> str:
    try:
        return pretty(canonical(text))
    except JsonError:
        return text
