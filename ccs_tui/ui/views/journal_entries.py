"""The entries of the journal as a list."""

from collections.abc import Callable, Mapping
from typing import Any

from textual.app import ComposeResult

from ccs_tui.model.expiry import Clock
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import PLAIN
from ccs_tui.workspace.journal_history import History, label_of, profile_of, what_of, when_of


def columns_for(*, with_profile: bool) -> list[Column]:
    """Return the columns of the list; that of the profiles only where entries differ in it."""
    return [
        Column("together", width=1, priority=3),
        Column("at", "sent", width=12, priority=3, gap=1),
        Column("what", "what", minimum=14, priority=3),
        Column("document", "document", crop="middle", minimum=14, wants=50, priority=3),
        Column("answer", "answer", width=15, priority=3),
        Column(
            "profile",
            "profile" if with_profile else "",
            width=10 if with_profile else 0,
            priority=1,
            gap=2 if with_profile else 0,
        ),
    ]


class EntriesPanel(ListPanel):
    """The entries, filtered as one types."""

    filter_columns = ("what", "document", "profile")

    def __init__(self, clock: Clock) -> None:
        super().__init__("Journal", id="entries")
        self.history = History()
        """The entries that are listed."""
        self.complete = False
        """True if these are all entries."""
        self._clock = clock

    def compose(self) -> ComposeResult:
        yield RowList(
            columns_for(with_profile=False),
            self._cells,
            empty="Reading the journal …",
            no_match="No namespace, session, property or profile matches. esc clears the filter.",
            keys=PLAIN,
        )

    def _cells(self, key: int) -> list[Cell]:
        """Return an entry's row; the bracket joins what stands together, where it is not sorted."""
        entry = self.history.entries[key]
        return [
            Cell(self.history.bracket(entry) if self.sorted_by is None else "", "dim"),
            Cell(when_of(entry, self._clock()), "dim"),
            Cell(what_of(entry)),
            Cell(label_of(entry)),
            Cell(*self.history.answer_of(entry)),
            Cell(profile_of(entry), "dim"),
        ]

    def filter_text(self, key: int) -> str:
        """Return the text for a filter: all that the row tells, and the names of properties."""
        history = self.history
        entry = history.entries[key]
        answer, _ = history.answer_of(entry)
        return "\n".join((what_of(entry), label_of(entry), answer, profile_of(entry), *entry.names))

    @property
    def sort_keys(self) -> Mapping[str, Callable[[int], Any]]:
        """The sort keys: all that a row tells. Unsorted, the newest come first, by operation."""
        entries, history = self.history.entries, self.history
        return {
            "at": lambda key: entries[key].at,
            "what": lambda key: what_of(entries[key]),
            "document": lambda key: label_of(entries[key]).casefold(),
            "answer": lambda key: history.answer_of(entries[key])[0],
            "profile": lambda key: profile_of(entries[key]),
        }

    def show_count(self) -> None:
        """Show how many entries there are."""
        count = f"{len(self.rows.keys):,}{'' if self.complete else '+'}"
        self.set_state(*self.count_parts(count))
