"""The documents of a namespace: id, size and expiry."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from ccs_tui.model.names import NAMESPACE_DOCUMENT_NAME
from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.list_sort import SortRest
from ccs_tui.ui.widgets.panel import first_that_fits
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.ui.widgets.session_cells import (
    DRAFTED,
    EDITED,
    ID_CELLS,
    SessionCells,
)
from ccs_tui.ui.widgets.session_columns import (
    WITH_VALUES,
    is_by_values,
    pinned,
    room_parts,
    sort_parts,
    unread_parts,
    value_column,
    with_following,
)
from ccs_tui.workspace.listing import NAMESPACE_DOCUMENT, Listing

if TYPE_CHECKING:
    from ccs_tui.workspace.document_summary import DocumentSummary
    from ccs_tui.workspace.follower import Follower
    from ccs_tui.workspace.value_columns import ValueColumns


READ_TO_SORT = ("size", "expires")
"""The columns whose values are read for all rows, once the rows are sorted by them."""


class SessionPanel(ListPanel):
    """The sessions of a namespace, filtered as one types."""

    called = "the sessions (2)"
    filter_columns: Collection[str] = ("session",)

    @quick_message
    class Selected(Message):
        """The cursor came to a document; `session` None is the namespace document."""

        session: str | None

    @quick_message
    class Opened(Message):
        """A document was opened with enter."""

        session: str | None

    @quick_message
    class SummariesWanted(Message):
        """These rows came into view and their size and expiry are not known yet."""

        sessions: Sequence[str | None]

    @quick_message
    class AllWanted(Message):
        """The rows are sorted by values that are not known of these yet; none: by others by now."""

        sessions: Sequence[str | None]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("Sessions", id=id)
        self.may_write: Callable[[str], bool] = lambda _: True
        """Tells whether a namespace can be written to."""
        self._id_cells = len(NAMESPACE_DOCUMENT_NAME)
        self._cells = SessionCells()
        self._counted = 0
        """The count in the title."""
        self._unread = 0
        """The documents not read for the columns, as the title says."""
        self._without_room: list[tuple[str, str]] = []
        """The words of the title on columns that have no room."""
        self._values_came = False
        self._rest = SortRest()

    def compose(self) -> ComposeResult:
        yield RowList(self._cells.columns_in(self._id_cells), self._cells.of, id="sessions-list")

    @property
    def selected(self) -> str | None:
        """The row under the cursor: a session's id, `""` for the namespace document, or None."""
        return self.rows.cursor_key

    @property
    def sessions(self) -> list[str]:
        """All session ids that came so far."""
        return [key for key in self.rows.keys if key != NAMESPACE_DOCUMENT]

    @property
    def _listing(self) -> Listing:
        return self._cells.listing

    @property
    def marked(self) -> list[str | None]:
        """The marked documents in the order they came, also those that the filter hides.

        None is the namespace document.
        """
        marked = self.rows.marked
        return [key or None for key in self.rows.keys if key in marked] if marked else []

    def mark(self, sessions: Collection[str | None]) -> None:
        """Mark exactly these documents, of those that are listed."""
        wanted = {session or NAMESPACE_DOCUMENT for session in sessions}
        self.rows.mark(wanted.intersection(self.rows.keys))

    def begin(self, listing: Listing, columns: "ValueColumns") -> None:
        """Show another listing, whose sessions are about to come, in its columns."""
        self._cells.listing, self._cells.columns = listing, columns
        self.show_columns(None)
        # Documents of another namespace may have the same ids, and are not those that were marked.
        self.rows.mark(())
        # Where the service can't list, the recents and bookmarks stand here, and are named as such.
        kind = "Remembered" if listing.is_remembered else "Sessions"
        self.set_title(f"{kind} · {listing.namespace}")
        self.rows.empty = f"listing {listing.namespace} …" if listing.namespace else ""
        self._show_all()

    def _show_all(self) -> None:
        """Show the documents in the order that they have now."""
        self._make_room(self._listing.keys)
        keys = [*self._listing.keys]
        self.rows.set_rows(keys if self._cells.following is None else pinned(keys, self.rows))
        self._values_came = True
        self.show_count()

    def _make_room(self, keys: Iterable[str]) -> None:
        """Show these ids whole, up to a length that no other column has to make room for."""
        needed = min(ID_CELLS, max(map(len, keys), default=0))
        if needed > self._id_cells:
            self._id_cells = needed
            self.rows.columns.replace(self._cells.columns_in(needed))

    def show_columns(self, following: "Follower | None") -> None:
        """Show the columns that there are now, and how the list is followed, if it is."""
        self._cells.following = following
        names = [value_column(path) for path in self._cells.paths]
        self._values_came |= self.filter_columns != ("session", *names)
        self.filter_columns = ("session", *names)
        self.set_class(bool(names), WITH_VALUES)
        self.rows.columns.replace(self._cells.columns_in(self._id_cells))
        if self.sorted_by is not None and self.sorted_by not in self.sort_keys:
            self.sort(None)
        self.show_count()

    def show_values(self, keys: Collection[str]) -> None:
        """Show the values of documents that were read for their columns."""
        self.rows.refresh_rows(keys)
        self._values_came = True

    def show_page(self, added: Sequence[str] | None) -> None:
        """Show the sessions that came at the end of the listing, or its new order."""
        if added is None:
            self._show_all()
        else:
            self._make_room(added)
            self.rows.add_rows(added)
            self._values_came = True
            self.show_count()

    def go_to(self, session: str | None, *, is_new: bool) -> None:
        """Put the cursor on a document that was opened by its name, and show it if it is new."""
        if is_new:
            self._show_all()
        self.rows.move_cursor(session or NAMESPACE_DOCUMENT)

    def show_end(self, *, anew: bool) -> None:
        """Show that the last page came; `anew` says that all sessions were listed again."""
        if anew:
            self._show_all()
            self.rows.refresh_rows(self.rows.keys_in_view())
        self.show_access()
        self.show_count()
        self._want_all()

    def show_access(self) -> None:
        """Say of a namespace without sessions how to make one, if that is allowed."""
        if self._listing.ended and not self.rows.keys:
            advice = " n creates one." if self.may_write(self._listing.namespace) else ""
            self.rows.empty = f"No sessions yet.{advice}"

    def show_problem(self, sentence: str) -> None:
        """Say why the list could not be read."""
        self.rows.empty = sentence
        if not self.rows.keys:
            self.rows.set_rows([])

    def show_summary(self, summary: "DocumentSummary") -> None:
        """Show a document's size and expiry."""
        self.rows.refresh_rows((summary.session or NAMESPACE_DOCUMENT,))
        if self._listing.count != self._counted:
            self.show_count()
        self._rest.is_due |= self.sorted_by in READ_TO_SORT

    def show_edited(self, edited: Collection[str | None], drafted: Collection[str | None]) -> None:
        """Mark the documents that have unsaved edits, and those of which drafts were left."""
        marks = dict.fromkeys((session or NAMESPACE_DOCUMENT for session in drafted), DRAFTED)
        marks |= dict.fromkeys((session or NAMESPACE_DOCUMENT for session in edited), EDITED)
        before, self._cells.marks = self._cells.marks, marks
        self.rows.refresh_rows(dict(before.items() ^ marks.items()))

    def show_gone(self, session: str | None) -> None:
        """Show the list without a deleted document; that of the namespace stays, unmarked."""
        if session is None:
            self.rows.mark(self.rows.marked - {NAMESPACE_DOCUMENT})
            self.rows.refresh_rows(self.rows.keys_in_view())
            self._want_all()
        else:
            self._show_all()

    def tick(self, now: datetime) -> None:
        """Renew the remaining times."""
        self._cells.now = now
        self.rows.refresh_column("expires")
        has_other_room = self._without_room != room_parts(self._cells.paths, self.rows, self.order)
        if self._values_came or has_other_room or self._cells.following is not None:
            self._rest.is_due |= self._values_came and is_by_values(self.rows, self.sorted_by)
            self.show_count()
        self._values_came = False
        self._rest.run(lambda: self.sort(self.order.column, self.order.reverse))

    @property
    def unknown(self) -> list[str | None]:
        """The documents whose size and expiry are not known yet; None is the namespace's."""
        return self._listing.unknown(self.rows.keys)

    def sort(self, column: str | None, reverse: bool = False) -> None:
        """Sort the rows; for size or expiry, the values that are missing are wanted."""
        asked = column != self.sorted_by
        super().sort(column, reverse)
        if asked:
            self._listing.before.clear()
            self._want_all()
        self.show_count()

    def _want_all(self) -> None:
        wanted = self._listing.unsorted(self.rows.keys) if self.sorted_by in READ_TO_SORT else []
        self.post_message(self.AllWanted(wanted))

    @property
    def sort_keys(self) -> Mapping[str, Callable[[str], Any]]:
        """The sort keys: the id, and size and expiry where they are known."""
        return self._cells.sort_keys

    def show_count(self) -> None:
        """Show how many sessions came so far."""
        listing = self._listing
        self._counted = listing.count
        count = f"{self._counted:,}{'' if listing.ended else '+'}"
        parts = self.count_parts(count)
        if listing.broken_off and not self._counted:
            parts = [("failed · r reads again", "$error")]
        elif listing.broken_off:
            parts.append((" · old" if listing.ended else " · not all", "$error"))
        if self.sorted_by in READ_TO_SORT:
            parts += sort_parts(listing, self.rows.keys)
        if self._cells.columns is not None:
            if self._values_came:
                self._unread = self._cells.columns.unread_count(self.rows.keys)
            parts += unread_parts(self._unread, len(self.rows.keys))
        if (following := self._cells.following) is not None:
            how = with_following(parts, following, self._cells.now, self.outer_size.width)
            parts = [*first_that_fits(self, how)]
        self._without_room = room_parts(self._cells.paths, self.rows, self.order)
        self.set_state(*parts, *self._without_room)

    def filter_text(self, key: str) -> str:
        """Return the text for a filter: the id, and the values in columns that were added."""
        return f"{key or NAMESPACE_DOCUMENT_NAME}{self._cells.values_text(key)}"

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
        wanted = self._listing.unknown(event.keys)
        if wanted:
            self.post_message(self.SummariesWanted(wanted))
