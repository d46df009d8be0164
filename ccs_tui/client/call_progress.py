"""A call on its way: its URL, its attempts so far, and the time that it has left."""

from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from ccs_tui.client.call import Call
from ccs_tui.client.errors import CcsError
from ccs_tui.client.request_log import SentRequest


@dataclass(slots=True)
class CallProgress:
    """A call on its way, over all its attempts.

    `status` is that of the last answer, None without one. `in_doubt` is the last error after which
    the call may have arrived all the same, None without one. `sent` and `received`, in ticks, bound
    the instant at which the call was answered. `handed_over`: httpx has its request. `request` is
    the last one as the log of requests has it, None without a log.
    """

    call: Call
    base_url: str
    seconds_left: float
    attempts: int = 0
    status: int | None = None
    in_doubt: CcsError | None = None
    failures: int = 0
    sent: float = 0.0
    received: float = 0.0
    handed_over: bool = False
    request: SentRequest | None = None
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = self.call.path()

    @property
    def url(self) -> str:
        """The whole URL; httpx sends its path unchanged, since it leaves escapes alone."""
        query = f"?{urlencode(self.call.query)}" if self.call.query else ""
        return f"{self.base_url.rstrip('/')}{self.path}{query}"

    @property
    def host(self) -> str:
        """The host that it is sent to, for sentences."""
        return urlsplit(self.base_url).netloc
