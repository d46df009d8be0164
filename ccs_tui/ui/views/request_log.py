"""The last requests: each attempt with its answer, how long it took, and how large it was."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ccs_tui.model.expiry import Clock
from ccs_tui.model.size import format_size
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.views.sent_request import RequestScreen
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import PLAIN
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.shown_requests import MOST_REQUESTS, RequestReader, SentRequest

LOOK_SECONDS = 0.25
"""The pause between two looks at what was sent meanwhile."""
KEPT = f"The last {MOST_REQUESTS} requests are kept, in memory only, without secrets."
_FIXED = re.compile(r"/(v[12])/(?:account/|context/document/)?")
"""The part of a path that is the same for all calls of an account."""


class RequestsPanel(ListPanel):
    """The panel of the requests, the newest first, filtered as one types."""

    filter_columns = ("path",)

    def __init__(self, requests: "RequestLogScreen") -> None:
        super().__init__("Requests", id="requests")
        self._requests = requests

    def compose(self) -> ComposeResult:
        yield RowList(
            [
                Column("sent", "sent", width=8, priority=3),
                Column("method", width=6, priority=2),
                Column("path", "path", crop="middle", minimum=16, wants=50, priority=2),
                Column("answer", "answer", width=9, priority=3),
                Column("took", "took", width=8, align="right", priority=3, gap=1),
                Column("out", "out", width=5, align="right", priority=1),
                Column("in", "in", width=5, align="right", priority=2),
                Column("try", "try", width=3, align="right", priority=2),
            ],
            self._requests.cells,
            empty="No request was sent yet. Each that is sent is listed here.",
            no_match="No method, path or answer matches. esc clears the filter.",
            keys=PLAIN,
        )
        yield Static(Content.assemble((KEPT, "$muted")), id="requests-kept")

    def filter_text(self, key: int) -> str:
        """Return the text for a filter: the method, the path and the answer."""
        request = self._requests.request(key)
        path = self._requests.path_of(request)
        return "\n".join((request.method, path, answer_in_words(request)[0], request.problem))

    @property
    def sort_keys(self) -> Mapping[str, Callable[[int], Any]]:
        """The sort keys: all that a row tells. Unsorted, the newest come first."""
        request = self._requests.request
        return {
            "sent": lambda key: key,
            "path": lambda key: self._requests.path_of(request(key)),
            "answer": lambda key: answer_in_words(request(key))[0],
            "took": lambda key: request(key).seconds,
            "out": lambda key: request(key).sent.size,
            "in": lambda key: request(key).received.size,
            "try": lambda key: request(key).attempt,
        }

    def show_count(self) -> None:
        """Show how many requests there are."""
        self.set_state(*self.count_parts(f"{len(self.rows.keys):,}"))


class RequestLogScreen(TellsBugs, EarlyExit, Screen[None]):
    """Lists the requests that `reader` has, and keeps up with it.

    `account` is left out of their paths; `clock` is this machine's.
    """

    CSS_PATH = "../styles/request_log.tcss"

    BINDINGS = [
        Binding("escape,q", "leave", "Back", id="requests.back", key_display="esc"),
        Binding("y", "copy", "Copy as curl", id="requests.copy"),
    ]

    def __init__(self, reader: RequestReader, account: str, clock: Clock) -> None:
        super().__init__()
        self._account = account
        self._reader = reader
        self._clock = clock
        self._changes = -1
        self._listed: dict[int, SentRequest] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield RequestsPanel(self)
        yield KeyBar()

    @property
    def rows(self) -> RowList[int]:
        """The list of requests."""
        return self.query_one(RowList)

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that are due: those on a request where there is one."""
        rows = {"list.choose": "Open", "requests.copy": "", "panel.filter": ""}
        return {
            **(rows if self._listed else {}),
            "requests.back": "Back",
            "palette": "Command",
            "help": "Help",
        }

    def refuses(self, action: str) -> bool:
        """Return whether a key would do nothing, since there is no request."""
        return action in ("copy", "choose", "filter") and not self._listed

    def request(self, key: int) -> SentRequest:
        """Return a request that is listed, by its number."""
        return self._listed[key]

    def path_of(self, request: SentRequest) -> str:
        """Return the path of a request with its query, without what all of them begin with."""
        return short_path(self._reader.url_of(request), self._account)

    def on_mount(self) -> None:
        self.rows.focus()
        self._look()
        self.set_interval(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        """Show what happened since the last look."""
        if self._changes != self._reader.changes:
            self._changes = self._reader.changes
            requests = self._reader.requests()
            # Rows that are not listed any more are still asked for until the new ones are set.
            self._listed |= {request.number: request for request in requests}
            self.rows.set_rows([request.number for request in requests])
            self._listed = {request.number: request for request in requests}
            self.query_one(RequestsPanel).show_count()
            self.rows.refresh()
            self.refresh_bindings()
        elif any(request.seconds is None for request in self._listed.values()):
            self.rows.refresh()

    def cells(self, key: int) -> Sequence[Cell]:
        """Return a request's row."""
        request = self._listed[key]
        seconds = request.seconds
        if seconds is None:
            seconds = (self._clock() - request.at).total_seconds()
        is_failed = bool(request.problem)
        return [
            Cell(f"{request.at.astimezone():%H:%M:%S}", "dim"),
            Cell(request.method, "" if request.method == "GET" else "accent"),
            Cell(self.path_of(request)),
            Cell(*answer_in_words(request)),
            Cell(format_seconds(seconds), "dim" if request.seconds is None else ""),
            Cell(format_size(request.sent.size) if request.sent.size else "–", "dim"),
            Cell(format_size(request.received.size) if request.received.size else "–", "dim"),
            Cell(str(request.attempt), "warning" if request.attempt > 1 or is_failed else "dim"),
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: what acts on a row, where there is one."""
        if action == "copy" and not self.rows.keys:
            return False
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Take the filter away, or go back to the explorer."""
        if not self.query_one(RequestsPanel).clear_filter():
            self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the request under the cursor as curl."""
        if (key := self.rows.cursor_key) is not None:
            self.app.copy_to_clipboard(self._reader.curl(self._listed[key]))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.app.push_screen(RequestScreen(self._reader, self._listed[event.key], self._clock))


def short_path(url: str, account: str) -> str:
    """Return the path of a URL with its query, short: `v2 airlineBot/3f2c9d1e`, `v1 le12345678`."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    fixed = _FIXED.search(path)
    if fixed is None:
        return path
    rest = path[fixed.end() :]
    return f"{fixed[1]} {rest.removeprefix(f'{account}/') or account}"


def answer_in_words(request: SentRequest) -> tuple[str, str]:
    """Return what came back in few words, and its role."""
    if request.is_left:
        # By the explorer itself, as where the cursor went on: nothing is wrong with the service.
        return "cancelled", "dim"
    if request.status is None:
        return ("…", "dim") if request.seconds is None else ("no answer", "error")
    if request.seconds is None:
        return f"{request.status} …", "dim"
    if request.status >= 500:
        return str(request.status), "error"
    return str(request.status), "warning" if request.problem else "good"


def format_seconds(seconds: float) -> str:
    """Return how long a request took: `34 ms`, `1.20 s`."""
    return f"{seconds * 1_000:,.0f} ms" if seconds < 1 else f"{seconds:,.2f} s"
