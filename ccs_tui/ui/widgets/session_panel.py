"""The documents of a namespace: id, size and expiry."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from ccs_tui.model.expiry import HOUR, MINUTE, format_remaining, remaining_seconds
from ccs_tui.model.names import DEFAULT_SESSION
from ccs_tui.model.size import SizeLevel, format_size, level
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList

if TYPE_CHECKING:
    from ccs_tui.workspace.summary import Summary

NAMESPACE_DOCUMENT = ""
"""The key of the namespace document's row: no session's id is empty."""

EXPIRES_SOON = 15 * MINUTE
"""Seconds under which an expiry is an alarm; under an hour it is a warning."""


def size_cell(size: int | None) -> Cell:
    """Return a size for a list, `!` marking 80 % of the limit and more."""
    if size is None:
        return Cell("none", "dim")
    size_level = level(size)
    mark = "!" if size_level >= SizeLevel.WARNING else " "
    style = {SizeLevel.GOOD: "", SizeLevel.WARNING: "warning"}.get(size_level, "alarm")
    return Cell(format_size(size) + mark, style)


def remaining_cell(expires_at: datetime | None, now: datetime) -> Cell:
    """Return a remaining time for a list, `!` marking what expires within minutes."""
    if expires_at is None:
        return Cell("– ", "dim")
    seconds = remaining_seconds(expires_at, now)
    if seconds < EXPIRES_SOON:
        return Cell(format_remaining(seconds) + "!", "alarm")
    return Cell(format_remaining(seconds) + " ", "warning" if seconds < HOUR else "dim")


def _special_first(keys: Sequence[str]) -> list[str]:
    """Put the documents that belong to no conversation before the others."""
    return sorted(keys, key=lambda key: (key != NAMESPACE_DOCUMENT, key != DEFAULT_SESSION))


class SessionPanel(ListPanel):
    """The sessions of a namespace, filtered as one types."""

    filter_columns = ("session",)

    @dataclass
    class Selected(Message):
        """The cursor came to a document; `session` None is the namespace document."""

        session: str | None

    @dataclass
    class Opened(Message):
        """A document was opened with enter."""

        session: str | None

    @dataclass
    class SummariesWanted(Message):
        """These rows came into view and their size and expiry are not known yet."""

        sessions: Sequence[str | None]

    @dataclass
    class AllWanted(Message):
        """The rows are sorted by what is not known of all of them yet."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Sessions", id=id)
        self.may_write: Callable[[str], bool] = lambda _: True
        """Whether a namespace can be written to."""
        self._namespace = ""
        self._summaries: dict[str, Summary] = {}
        self._edited: frozenset[str] = frozenset()
        self._now: datetime | None = None
        self._complete = False
        self._broken_off = False
        self._count = 0
        self._named: list[str] = []
        self._out_of_order = False

    def compose(self) -> ComposeResult:
        yield RowList(
            [
                Column("mark", width=1),
                Column("session", "session", crop="middle", gap=0),
                Column("size", "size", width=5, align="right", gap=1),
                Column("expires", "expires", width=8, align="right", gap=1),
            ],
            self._cells,
            id="sessions-list",
        )

    @property
    def selected(self) -> str | None:
        """The row under the cursor: a session's id, `""` for the namespace document, or None."""
        return self.rows.cursor_key

    @property
    def sessions(self) -> list[str]:
        """All session ids that came so far."""
        return [key for key in self.rows.keys if key != NAMESPACE_DOCUMENT]

    @property
    def complete(self) -> bool:
        """Whether the last page came."""
        return self._complete and not self._broken_off

    @property
    def marked(self) -> list[str | None]:
        """The marked documents in the order they came, also those that the filter hides.

        None is the namespace document.
        """
        marked = self.rows.marked
        return [key or None for key in self.rows.keys if key in marked] if marked else []

    def sizes_of(self, sessions: Collection[str | None]) -> tuple[int, int]:
        """Return the characters of these documents as far as they are known, and of how many."""
        known = [self._summaries.get(session or NAMESPACE_DOCUMENT) for session in sessions]
        sizes = [s.size or 0 for s in known if s is not None and not s.problem]
        return sum(sizes), len(sizes)

    def mark(self, sessions: Collection[str | None]) -> None:
        """Mark exactly these documents, of those that are listed."""
        wanted = {session or NAMESPACE_DOCUMENT for session in sessions}
        self.rows.mark(wanted.intersection(self.rows.keys))

    def begin(self, namespace: str, *, with_namespace_document: bool) -> None:
        """Show an empty list for a namespace whose sessions are about to come."""
        self._summaries.clear()
        # Documents of another namespace may have the same ids, and are not what was marked.
        self.rows.mark(())
        self._complete = self._broken_off = False
        self._count = 0
        self._named = []
        self._namespace = namespace
        self.set_title(f"Sessions · {namespace}")
        self.rows.empty = f"listing {namespace} …" if namespace else ""
        self.rows.set_rows([NAMESPACE_DOCUMENT] if with_namespace_document else [])
        self.show_count()

    def add(self, sessions: Sequence[str]) -> None:
        """Show a page of session ids that came."""
        self._count += len(sessions)
        shown = {DEFAULT_SESSION, *self._named}
        self._named = [named for named in self._named if named not in sessions]
        self.rows.add_rows([session for session in sessions if session not in shown])
        if DEFAULT_SESSION in sessions:
            self.rows.set_rows(_special_first([*self.rows.keys, DEFAULT_SESSION]))
        self.show_count()

    def add_named(self, session: str | None) -> None:
        """Show a document that was opened by its name, and put the cursor on it."""
        key = session or NAMESPACE_DOCUMENT
        if key not in self.rows.keys:
            self._named.append(key)
            first = len(
                [k for k in self.rows.keys[:2] if k in (NAMESPACE_DOCUMENT, DEFAULT_SESSION)]
            )
            self.rows.set_rows([*self.rows.keys[:first], key, *self.rows.keys[first:]])
        self.rows.move_cursor(key)

    def finish(self, sessions: Sequence[str] | None = None) -> None:
        """Take note that the last page came; `sessions` replaces what is shown, on a refresh."""
        self._complete, self._broken_off = True, False
        if sessions is not None:
            self._count = len(sessions)
            named = [named for named in self._named if named not in sessions]
            first = [NAMESPACE_DOCUMENT] if NAMESPACE_DOCUMENT in self.rows.keys[:1] else []
            self.rows.set_rows(_special_first([*first, *dict.fromkeys([*self._named, *sessions])]))
            self._named = named
        self.show_access()
        self.show_count()
        self._want_all()

    def show_access(self) -> None:
        """Say of a namespace without sessions what can be done there, as it is now."""
        if self._complete and not self.rows.keys:
            advice = " n makes one." if self.may_write(self._namespace) else ""
            self.rows.empty = f"No sessions yet.{advice}"

    def break_off(self) -> None:
        """Take note that the list could not be read to its end; what came, or was there, stays."""
        self._broken_off = True
        self.show_count()

    def show_problem(self, sentence: str) -> None:
        """Say why the list could not be read."""
        self.rows.empty = sentence
        if not self.rows.keys:
            self.rows.set_rows([])

    def show_summary(self, summary: "Summary") -> None:
        """Show a document's size and expiry."""
        key = summary.session or NAMESPACE_DOCUMENT
        self._summaries[key] = summary
        self.rows.refresh_rows((key,))
        # Before the last page came it may come with one, and is counted then.
        if key in self._named and self._complete and summary.size is not None:
            self._named.remove(key)
            self._count += key != NAMESPACE_DOCUMENT
            self.show_count()
        self._out_of_order = self.sorted_by in ("size", "expires")

    def show_edited(self, sessions: Collection[str | None]) -> None:
        """Mark the documents that have unsaved edits."""
        edited = frozenset(session or NAMESPACE_DOCUMENT for session in sessions)
        changed, self._edited = self._edited ^ edited, edited
        self.rows.refresh_rows(changed)

    def drop(self, *sessions: str | None) -> None:
        """Take deleted documents out of the list; the namespace document's row stays, unmarked."""
        gone = {session or NAMESPACE_DOCUMENT for session in sessions}
        for key in gone:
            self._summaries.pop(key, None)
        if NAMESPACE_DOCUMENT in gone:
            gone.remove(NAMESPACE_DOCUMENT)
            self.rows.mark(self.rows.marked - {NAMESPACE_DOCUMENT})
            self.forget_summaries()
        gone.intersection_update(self.rows.keys)
        if gone:
            self._count -= len(gone.difference(self._named))
            self._named = [named for named in self._named if named not in gone]
            self.rows.set_rows([key for key in self.rows.keys if key not in gone])
            self.show_count()

    def forget_summaries(self) -> None:
        """Read sizes and expiries anew as rows are shown."""
        self._summaries.clear()
        self.rows.refresh_rows(self.rows.keys_in_view())
        self._want_all()

    def tick(self, now: datetime) -> None:
        """Let the remaining times go on."""
        self._now = now
        self.rows.refresh_column("expires")
        if self._out_of_order:
            # At each summary that comes the rows would dance.
            self._out_of_order = False
            self.sort(*self._sorted)
            self.show_count()

    @property
    def unknown(self) -> list[str | None]:
        """The documents whose size and expiry are not known yet; None is the namespace's."""
        return [key or None for key in self.rows.keys if key not in self._summaries]

    def sort(self, column: str | None, reverse: bool = False) -> None:
        """Sort the rows; by size or expiry means by those of all, so what is missing is wanted."""
        asked = column != self.sorted_by
        super().sort(column, reverse)
        self.show_count()
        if asked:
            self._want_all()

    def _want_all(self) -> None:
        if self.sorted_by in ("size", "expires") and self.unknown:
            self.post_message(self.AllWanted())

    @property
    def sort_keys(self) -> Mapping[str, Callable[[str], Any]]:
        """The id, and what is known of size and expiry."""
        known = self._summaries.get
        return {
            "session": str.casefold,
            "size": lambda key: (summary := known(key)) and summary.size,
            "expires": lambda key: (summary := known(key)) and summary.expires_at,
        }

    def _cells(self, key: str) -> list[Cell]:
        mark = Cell("*" if key in self._edited else "", "warning")
        name = Cell("(namespace document)", "dim") if key == NAMESPACE_DOCUMENT else Cell(key)
        summary = self._summaries.get(key)
        if summary is None:
            return [mark, name, Cell("· ", "dim"), Cell("· ", "dim")]
        if summary.problem:
            return [mark, name, Cell("? ", "error"), Cell("? ", "error")]
        if summary.size is None:
            return [mark, name, Cell("none ", "dim"), Cell("")]
        now = self._now or summary.read_at
        return [mark, name, size_cell(summary.size), remaining_cell(summary.expires_at, now)]

    def show_count(self) -> None:
        """Show how many sessions came so far."""
        count = f"{self._count:,}{'' if self._complete else '+'}"
        parts = self.count_parts(count)
        if self._broken_off:
            parts.append((" · old" if self._complete else " · not all", "$error"))
        unknown = len(self.unknown) if self.sorted_by in ("size", "expires") else 0
        if unknown:
            parts.append((f" · {len(self.rows.keys) - unknown:,} known", "$warning"))
        self.set_state(*parts)

    def filter_text(self, key: str) -> str:
        """Return what a filter looks in: the id."""
        return key or "(namespace document)"

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()
        self.post_message(self.Selected(event.key or None))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.post_message(self.Opened(event.key or None))

    @on(RowList.InView)
    def _in_view(self, event: RowList.InView) -> None:
        event.stop()
        wanted = [key or None for key in event.keys if key not in self._summaries]
        if wanted:
            self.post_message(self.SummariesWanted(wanted))
