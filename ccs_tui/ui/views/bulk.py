"""An operation on many documents: its progress while it runs, then a report of each document."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ccs_tui.model.expiry import Clock
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.bugs import describe_bug
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import cause, visible
from ccs_tui.ui.views.bulk_report import NOT_TRIED, BulkReport, LeftOut
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.progress_line import UPDATE_SECONDS, ProgressLine
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.session_cells import ID_CELLS
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.write_problems import WRITE_PROBLEMS

if TYPE_CHECKING:
    from textual.timer import Timer

    from ccs_tui.workspace.bulk import ItemDone


class BulkPanel(ListPanel):
    """The progress, over the documents so far; those that failed come first."""

    filter_columns = ("document", "result")

    def __init__(self, title: str, bulk: "BulkScreen", progress: ProgressLine) -> None:
        super().__init__(title, id="bulk")
        self._bulk = bulk
        self._progress = progress

    def compose(self) -> ComposeResult:
        yield self._progress
        yield Static(id="bulk-now")
        yield RowList(
            [
                Column("document", "document", crop="middle", minimum=16, wants=ID_CELLS),
                Column("result", "result", minimum=20),
            ],
            self._bulk.cells,
            empty="What fails shows here.",
        )
        yield Static(id="bulk-problem")

    def filter_text(self, key: DocumentKey) -> str:
        """Return the text for a filter: the document, and its result."""
        return f"{self._bulk.label(key)}\n{self._bulk.result(key).text}"

    @property
    def sort_keys(self) -> Mapping[str, Callable[[DocumentKey], str]]:
        """The sort keys: the document, and its result."""
        return {
            "document": lambda key: self._bulk.label(key).casefold(),
            "result": lambda key: self._bulk.result(key).text,
        }

    def show_count(self) -> None:
        """Show how many were done, failed and were not tried."""
        self._bulk.show_counts()


class BulkScreen(TellsBugs, EarlyExit, Screen[BulkReport]):
    """Runs an operation on many documents, and answers its report.

    `title` says what is done: `Deleting 60 sessions`, and `done` what a document is then:
    `deleted`. `keys` are the documents in the order of the operation; without any their number is
    not known. `left_out` is what was never to be done. `work` does one after the other. Stopping
    ends with the document under way.
    """

    CSS_PATH = "../styles/bulk.tcss"

    BINDINGS = [
        Binding("escape,q,ctrl+c", "stop", "Stop", id="bulk.stop", key_display="esc"),
        Binding("escape,q", "leave", "Back", id="bulk.back", key_display="esc"),
        Binding("y", "copy", "Copy the report", id="bulk.copy"),
        Binding("u", "undo", "Undo", id="bulk.undo"),
    ]

    def __init__(
        self,
        title: str,
        keys: Sequence[DocumentKey],
        work: Callable[[], AsyncGenerator["ItemDone", None]],
        clock: Clock,
        *,
        done: str = "done",
        left_out: LeftOut | None = None,
    ) -> None:
        super().__init__()
        self.can_undo: Callable[[], bool] = lambda: False
        """Tells whether the operation can be undone once it has ended."""
        self.ended: Callable[[], None] = lambda: None
        """Called once nothing is under way any more; the report may stay as long as one likes."""
        self._what = title
        self._keys = keys
        self._work = work
        self._done = done
        self._left_out = left_out
        self._results: dict[DocumentKey, str | None] = {}
        self._failed: dict[DocumentKey, str] = {}
        self._next = 0
        self._stopping = False
        self._problem: str | None = None
        self._report: BulkReport | None = None
        self._one_namespace = len({key.parent for key in keys}) == 1
        self._progress = ProgressLine(len(keys) or None, clock)
        self._ticker: Timer | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield BulkPanel(self._what, self, self._progress)
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works: at first only the one that stops, then the others."""
        if action == "undo":
            return self._report is not None and bool(self._report.done) and self.can_undo()
        if action in ("stop", "leave", "copy"):
            return (action == "stop") == (self._report is None)
        return super().check_action(action, parameters)

    @property
    def what(self) -> str:
        """Its doing, for a sentence: `deleting 60 sessions`."""
        return f"{self._what[:1].lower()}{self._what[1:]}"

    @property
    def rows(self) -> RowList[DocumentKey]:
        """The documents with their results."""
        return self.query_one(RowList)

    @property
    def report(self) -> BulkReport:
        """The report so far, or in the end."""
        return self._report or BulkReport(
            tuple(key for key, problem in self._results.items() if problem is None),
            dict(self._failed),
            tuple(key for key in self._keys if key not in self._results),
            self._problem,
        )

    # ── under way ──────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        self.rows.focus()
        self._ticker = self.set_interval(UPDATE_SECONDS, self._show)
        self._show()
        self._run()

    @work(group="bulk", exit_on_error=False)
    async def _run(self) -> None:
        try:
            async with aclosing(self._work()) as items:
                async for item in items:
                    self._note(item)
                    if self._stopping:
                        break
        except WRITE_PROBLEMS as error:
            self._problem = str(error)
        except Exception as error:  # noqa: BLE001  # also then what was done is to be seen
            self._problem = describe_bug(error)
        finally:
            self.ended()
        self._end()

    def _note(self, item: "ItemDone") -> None:
        self._results[item.key] = item.problem
        if item.problem is not None:
            self._failed[item.key] = item.problem
            self.query_one(BulkPanel).add_class("-failed")
        self._progress.done = len(self._results)

    def _show(self) -> None:
        """Show the results since the last time."""
        if len(self._failed) != len(self.rows.keys):
            self.rows.set_rows(list(self._failed))
        self.show_counts()
        if self._stopping:
            self._show_now("stopping after the current document …", "$warning")
            return
        while self._next < len(self._keys) and self._keys[self._next] in self._results:
            self._next += 1
        if self._next < len(self._keys):
            self._show_now(visible(self.label(self._keys[self._next])), "$muted")

    def _show_now(self, what: str, style: str) -> None:
        line = Content.assemble((what, style))
        self.query_one("#bulk-now", Static).update(line, layout=False)

    def action_stop(self) -> None:
        """Stop after the document under way."""
        self._stopping = True
        self._show()

    # ── the report ─────────────────────────────────────────────────────────────────────────────

    def _end(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()
        self._progress.stop()
        self._report = report = self.report
        self.rows.set_rows([*report.failed, *report.not_tried, *report.done])
        self.rows.action_move("first")
        self.show_counts()
        now = self.query_one("#bulk-now", Static)
        if self._problem is not None:
            now.update(Content.assemble((visible(self._problem), "$error")))
        else:
            ended = "Stopped." if self._stopping and report.not_tried else "Finished."
            if report.done and self.can_undo():
                ended += " u undoes it."
            if self._left_out is not None:
                ended += f" {self._left_out.sentence}"
            now.update(Content.assemble((ended, "$muted")))
        self.refresh_bindings()

    def show_counts(self) -> None:
        """Show how many were done and failed, and in the end how many were not tried."""
        panel = self.query_one(BulkPanel)
        if self._report is not None:
            counts = self._report.counts(self._done)
            if self._left_out is not None:
                counts.append((self._left_out.count, "$warning"))
        else:
            done = len(self._results) - len(self._failed)
            counts = BulkReport((), self._failed, ()).counts(self._done) if self._failed else []
            counts.insert(0, (f"{done:,} {self._done}", "$success"))
        parts = [part for count in counts for part in ((", ", "$muted"), count)][1:]
        if self.rows.state.rows.query:
            parts += [(" · ", "$muted"), *panel.count_parts(f"{len(self.rows.keys):,}")]
        panel.set_state(*parts)

    def label(self, key: DocumentKey) -> str:
        """Return the name of a document in this list."""
        return key.label if self._one_namespace else f"{key.namespace} · {key.label}"

    def result(self, key: DocumentKey) -> Cell:
        """Return the result of a document."""
        if key in self._failed:
            return Cell(cause(self._failed[key]), "error")
        return Cell(self._done, "good") if key in self._results else Cell(NOT_TRIED, "warning")

    def cells(self, key: DocumentKey) -> list[Cell]:
        """Return a document's row."""
        return [Cell(self.label(key)), self.result(key)]

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        problem = self._failed.get(event.key, "")
        self.query_one("#bulk-problem", Static).update(
            Content.assemble((visible(problem), "$error"))
        )

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        if self._report is not None:
            self.action_leave()

    def action_leave(self) -> None:
        """Take the filter away, or go back with the report."""
        if not self.query_one(BulkPanel).clear_filter():
            self.dismiss(self.report)

    def action_undo(self) -> None:
        """Go back with the report, and with the wish that the operation is undone."""
        self.dismiss(replace(self.report, wants_undo=True))

    def action_copy(self) -> None:
        """Copy the report as text."""
        text = self.report.text(self._what, self._done)
        if self._left_out is not None:
            text += f"{self._left_out.sentence}\n"
        self.app.copy_to_clipboard(text)
