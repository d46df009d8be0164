"""The doctor's findings, as they come."""

from collections.abc import AsyncIterator, Callable, Iterator
from textwrap import wrap

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Label, Static

from ccs_tui.ui.bugs import describe_bug
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.workspace.doctor import Finding, FindingOutcome, report

INDENT = 20
"""The cells of an outcome and its topic."""
MIN_TEXT_WIDTH = 40
COLOURS = {
    FindingOutcome.OK: "$success",
    FindingOutcome.WARNING: "$warning",
    FindingOutcome.PROBLEM: "$error",
    FindingOutcome.SKIPPED: "$muted",
}


class DoctorDialog(Dialog[str]):
    """Shows the findings that `examine` yields; answers them as a text where that is to be copied.

    `versions` are the lines at the head of the text.
    """

    BINDINGS = [
        Binding("y", "copy", "Copy the report", id="doctor.copy"),
        Binding("r", "examine", "Examine again", id="doctor.again"),
    ]

    def __init__(self, versions: list[str], examine: Callable[[], AsyncIterator[Finding]]) -> None:
        super().__init__()
        self._versions = versions
        self._findings: list[Finding] = []
        self._examine = examine

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -doctor"):
            yield Label("Doctor", classes="dialog-title")
            with VerticalScroll(id="findings"):
                yield Static(id="findings-text")
            yield Label("Examining …", classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#findings").focus()
        self.action_examine()

    def action_examine(self) -> None:
        """Examine everything anew."""
        self._findings.clear()
        self.query_one(".dialog-foot", Label).update("Examining …")
        self._run()

    @work(group="doctor", exclusive=True, exit_on_error=False)
    async def _run(self) -> None:
        try:
            async for finding in self._examine():
                self._findings.append(finding)
                self._show()
        except Exception as error:  # noqa: BLE001  # what was found until then stays to be read
            self._findings.append(Finding("doctor", FindingOutcome.PROBLEM, describe_bug(error)))
            self._show()
        self.query_one(".dialog-foot", Label).update(
            "y copies the report, without anything secret · r examines again · esc back"
        )

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        width = max(MIN_TEXT_WIDTH, self.query_one("#findings").scrollable_content_region.width)
        lines = [line for finding in self._findings for line in _lines(finding, width)]
        self.query_one("#findings-text", Static).update(Content("\n").join(lines))

    def action_copy(self) -> None:
        """Answer the report."""
        self.dismiss(report(self._versions, self._findings))


def _lines(finding: Finding, width: int) -> Iterator[Content]:
    """Yield a finding's lines of up to `width` cells: its outcome and topic, then what is said."""
    head = Content.assemble(
        (f"{finding.outcome.value:8}", COLOURS[finding.outcome]), f" {finding.topic:10} "
    )
    below = Content(" " * INDENT)
    for text, style in ((finding.sentence, ""), (finding.advice, "$muted")):
        for line in wrap(visible(text), width - INDENT):
            yield Content.assemble(head, (line, style))
            head = below
