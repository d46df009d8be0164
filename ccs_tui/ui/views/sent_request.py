"""One request: its headers and body, those of the answer, and `y` to copy it as curl."""

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from ccs_tui.model.expiry import Clock
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.difference_lines import Pieces, labelled, wrapped
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.page import Line, Page
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.shown_requests import RequestReader, SentRequest, ShownBody

LABEL_WIDTH = 9
LOOK_SECONDS = 0.25
MOST_LINES = 4_000
"""The most lines of a body that are shown: nobody reads more of them here."""


class RequestScreen(TellsBugs, EarlyExit, Screen[None]):
    """Shows a request as `reader` has it, and its answer as soon as that comes."""

    CSS_PATH = "../styles/request_log.tcss"

    BINDINGS = [
        Binding("escape,q", "leave", "Back", id="request.back", key_display="esc"),
        Binding("y", "copy", "Copy as curl", id="request.copy"),
    ]

    def __init__(self, reader: RequestReader, request: SentRequest, clock: Clock) -> None:
        super().__init__()
        self._reader = reader
        self._request = request
        self._clock = clock
        self._ended = request.seconds is not None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Panel(f"Request {self._request.number}", id="request"):
            yield Page(self._lines, beside=None, id="request-text")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        if not self._ended:
            self.set_interval(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        """Show the answer once it is there, and until then for how long it is waited for."""
        if not self._ended:
            self._ended = self._request.seconds is not None
            self.query_one(Page).show_lines()

    def _lines(self, width: int) -> Sequence[Line]:
        now = (self._clock() - self._request.at).total_seconds()
        made = request_lines(self._reader, self._request, width, now)
        return [Line(at, pieces) for at, pieces in enumerate(made)]

    def action_leave(self) -> None:
        """Go back to the list."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the request as curl, with variables in the place of secrets."""
        self.app.copy_to_clipboard(self._reader.curl(self._request))


def request_lines(
    reader: RequestReader, request: SentRequest, width: int, elapsed: float
) -> Iterator[Pieces]:
    """Yield the lines of a request in `width` cells; it was sent `elapsed` seconds ago."""
    url = visible(reader.url_of(request))
    yield from wrapped([Cell(f"{request.method} ", "accent"), Cell(url, "heading")], width)
    for label, cell in _facts(reader, request, elapsed):
        yield from labelled(label, cell, LABEL_WIDTH, width)
    shown = reader.shown(request)
    yield from _part("Sent", shown.sent_headers, shown.sent, width)
    if request.status is not None:
        yield from _part("Received", shown.received_headers, shown.received, width)


def _facts(
    reader: RequestReader, request: SentRequest, elapsed: float
) -> Iterator[tuple[str, Cell]]:
    local = request.at.astimezone()
    yield "doing", Cell(request.doing)
    at = f"{local:%a} {local.day} {local:%b %H:%M:%S}.{local.microsecond // 1_000:03}"
    yield "sent", Cell(f"{at} · attempt {request.attempt}")
    if request.seconds is None:
        yield "answer", Cell(f"waiting since {elapsed:,.0f} s", "warning")
    else:
        status = "none" if request.status is None else str(request.status)
        took = f"{request.seconds * 1_000:,.0f} ms"
        size = f"{request.received.size:,} bytes"
        if request.wire_bytes != request.received.size and request.wire_bytes:
            size = f"{size} ({request.wire_bytes:,} over the wire)"
        yield "answer", Cell(f"{status} · {took} · {size}", "error" if request.problem else "good")
    if problem := reader.problem_of(request):
        yield "problem", Cell(f"{problem}.")
    if request.wait_seconds is not None:
        yield "", Cell(f"It was to be sent again after {request.wait_seconds:,.1f} s.", "dim")


def _part(
    title: str, headers: Sequence[tuple[str, str]], body: ShownBody, width: int
) -> Iterator[Pieces]:
    """Yield the headers and the body of one side."""
    yield []
    yield [Cell(title, "heading")]
    for name, value in headers:
        yield from wrapped([Cell(f"{visible(name)}: ", "dim"), Cell(visible(value))], width)
    if not body.text and not body.remark:
        return
    yield []
    count = 0
    for text in body.text.split("\n") if body.text else ():
        for row in wrapped([Cell(visible(text))], width):
            count += 1
            if count > MOST_LINES:
                yield [Cell("… and more lines, which y copies where they are kept", "faint")]
                return
            yield row
    if body.remark:
        yield [Cell(f"… {body.remark}" if body.text else body.remark, "faint")]
