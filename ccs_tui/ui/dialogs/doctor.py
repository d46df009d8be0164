"""The doctor's findings, as they come."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from textwrap import wrap
from typing import Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label

from ccs_tui.ui.bugs import describe_bug
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.page import Line, Page
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.workspace.doctor import Finding, FindingOutcome, report

INDENT = 20
"""The cells of an outcome and its topic."""
BESIDE_FROM = 60
"""The cells of a line from which on what is said stands beside the topic, and not below it."""
NARROW_INDENT = 4
BESIDE = 9
"""The lines of the dialog beside the findings: frame, title, foot, and the field to paste into."""
STYLES = {
    FindingOutcome.OK: "good",
    FindingOutcome.WARNING: "warning",
    FindingOutcome.PROBLEM: "alarm",
    FindingOutcome.SKIPPED: "dim",
}


TO_MEND, FINE = {FindingOutcome.PROBLEM: 0, FindingOutcome.WARNING: 1}, 2
"""The places of the findings that are to be mended, and of all others."""
TRIAL_TOPICS = ("copy", "paste")
"""The topics of the findings of a trial, of which the last one counts."""


class Trial(Protocol):
    """A copy that is made to be seen, and what is pasted then."""

    async def make(self) -> Finding:
        """Copy a text, and return what came of it."""

    def judge(self, pasted: str) -> Finding:
        """Return what a pasted text says of the copy."""


class DoctorDialog(Dialog[str]):
    """Shows the findings that `examine` yields; answers them as a text where that is to be copied.

    `versions` are the lines at the head of the text. `trial` is made if `wants_trial`, which asks.
    """

    BINDINGS = [
        Binding("y", "copy", "Copy the report", id="doctor.copy"),
        Binding("c", "try_copy", "Try the clipboard", id="doctor.clipboard"),
        Binding("r", "examine", "Examine again", id="doctor.again"),
    ]

    def __init__(
        self,
        versions: list[str],
        examine: Callable[[], AsyncIterator[Finding]],
        trial: Trial,
        wants_trial: Callable[[], Awaitable[bool]],
    ) -> None:
        super().__init__()
        self._trial = trial
        self._wants_trial = wants_trial
        self._versions = versions
        self._findings: list[Finding] = []
        self._examine = examine

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -doctor"):
            yield Label("Doctor · nothing secret is in it", classes="dialog-title")
            yield Page(self._lines, BESIDE, id="findings")
            yield LineField(id="pasted", placeholder="Paste here, to see whether it came")
            yield Label("Examining …", classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one("#findings").focus()
        self.action_examine()

    def action_examine(self) -> None:
        """Examine everything anew."""
        self._findings.clear()
        self._say("Examining …")
        self._run()

    @work(group="doctor", exclusive=True, exit_on_error=False)
    async def _run(self) -> None:
        try:
            async for finding in self._examine():
                self._findings.append(finding)
                self._show()
                if _place(finding) < FINE:
                    self._show_beginning()
        except Exception as error:  # noqa: BLE001  # what was found until then stays to be read
            self._findings.append(Finding("doctor", FindingOutcome.PROBLEM, describe_bug(error)))
            self._show()
        self._say("y copies the report · c tries the clipboard · r again · esc back")

    @work(group="trial", exclusive=True, exit_on_error=False)
    async def action_try_copy(self) -> None:
        """Copy a short text if the user agrees, and offer a field to paste it into."""
        if not await self._wants_trial():
            return
        self._show_trial(await self._trial.make())
        field = self.query_one("#pasted", LineField)
        field.display = True
        field.focus()

    @on(LineField.Changed, "#pasted")
    def _is_pasted(self, event: LineField.Changed) -> None:
        # Where a terminal marks no pastes, the text comes as if it were typed.
        finding = self._trial.judge(event.value)
        if finding.outcome is FindingOutcome.OK:
            self._end_trial(finding)

    @on(LineField.Submitted, "#pasted")
    def _is_another(self, event: LineField.Submitted) -> None:
        if event.value:
            self._end_trial(self._trial.judge(event.value))

    def _end_trial(self, finding: Finding) -> None:
        field = self.query_one("#pasted", LineField)
        field.value = ""
        field.display = False
        self.query_one("#findings").focus()
        self._show_trial(finding)

    def _show_trial(self, finding: Finding) -> None:
        """Show a finding of the trial below that of the clipboard, in the place of an earlier."""
        kept = TRIAL_TOPICS[: TRIAL_TOPICS.index(finding.topic)]
        self._findings[:] = [
            each for each in self._findings if each.topic not in TRIAL_TOPICS or each.topic in kept
        ]
        topics = [each.topic for each in self._findings]
        after = (topic for topic in ("copy", "clipboard") if topic in topics)
        at = next((topics.index(topic) + 1 for topic in after), len(topics))
        self._findings.insert(at, finding)
        self._show()
        self._show_beginning()

    def _show_beginning(self) -> None:
        """Show what stands first: a page keeps what is in view in its place."""
        for page in self.query(Page):
            page.action_move("first")

    # As the dialog is left its parts go first, and then what examines.

    def _show(self) -> None:
        for page in self.query(Page):
            page.show_lines()

    def _say(self, text: str) -> None:
        for foot in self.query(".dialog-foot").results(Label):
            foot.update(text)

    def _lines(self, width: int) -> list[Line]:
        return [
            Line((finding.topic, at), pieces)
            for finding in sorted(self._findings, key=_place)
            for at, pieces in enumerate(_lines(finding, width))
        ]

    def action_copy(self) -> None:
        """Answer the report."""
        self.dismiss(report(self._versions, self._findings))


def _place(finding: Finding) -> int:
    """Return where a finding stands: what is to be mended first, in the order of examination."""
    return TO_MEND.get(finding.outcome, FINE)


def _lines(finding: Finding, width: int) -> Iterator[list[Cell]]:
    """Yield a finding's lines of up to `width` cells: its outcome and topic, then what is said."""
    head = [
        Cell(f"{finding.outcome.value:8} ", STYLES[finding.outcome]),
        Cell(f"{finding.topic:{INDENT - 9}}", "heading"),
    ]
    indent = INDENT
    if width < BESIDE_FROM:
        yield head
        head, indent = [Cell(" " * NARROW_INDENT)], NARROW_INDENT
    for text, style in ((finding.sentence, ""), (finding.advice, "dim")):
        for line in wrap(visible(text), width - indent, break_on_hyphens=False):
            yield [*head, Cell(line, style)]
            head = [Cell(" " * indent)]
