"""The reading of all documents of the listed namespace, for the columns of values of its list."""

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from ccs_tui.workspace.desk_events import (
    ColumnsChanged,
    Event,
    Said,
    SessionsBegun,
    SessionsBrokenOff,
    SessionsEnded,
    Tone,
)
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.document_summary import DocumentSummary
    from ccs_tui.workspace.scan import Scan

COLUMNS = "columns"
"""The group of its reads."""


class ColumnReader:
    """Reads the values of a desk's columns in the background, once the sessions are listed.

    One scan reads them all. Where it broke off or was cancelled, it goes on there when the list is
    read again; one that came to its end is begun anew then.
    """

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._scan: Scan | None = None
        self._read_for: tuple[str, ...] = ()
        """The paths of the columns that the scan reads."""
        desk.listen(self._heard)

    def _heard(self, event: Event) -> None:
        desk = self._desk
        match event:
            case SessionsBegun():
                desk.tasks.cancel(COLUMNS)
                self._scan = None
                desk.tasks.begin(desk.columns.load)
            case SessionsEnded() | SessionsBrokenOff() if desk.columns.paths:
                self._begin()
            case ColumnsChanged():
                if not desk.columns.paths:
                    desk.tasks.cancel(COLUMNS)
                elif desk.listing.ended and desk.columns.unread(desk.listing.keys):
                    self._begin()
            case _:
                pass

    def _begin(self) -> None:
        desk, paths = self._desk, self._desk.columns.paths
        is_left = self._scan is not None and not self._scan.is_complete
        if not is_left or not set(paths) <= set(self._read_for):
            self._scan, self._read_for = self._new_scan(), paths
        desk.tasks.begin(self._run, COLUMNS)

    def _new_scan(self) -> "Scan":
        from ccs_tui.workspace.scan import Scan  # not before there are columns

        desk, columns = self._desk, self._desk.columns
        turn = columns.next_turn()
        columns.begin_reading()
        return Scan(
            desk.workspace,
            columns.namespace,
            lambda document: columns.take_scanned(document, turn),
            desk.listing.sessions,
            columns.tell_news,
            lambda key: columns.note_unreadable(key.session),
        )

    async def _run(self) -> None:
        desk, scan = self._desk, self._scan
        if scan is None:
            return
        with desk.waiting(Place.SESSIONS, "reading columns", cancels=True):
            await scan.run()
            if scan.is_complete:
                desk.columns.end_reading()
                await self._read_left()
        if scan.problem is not None:
            desk.tell(Said(f"The columns: {scan.problem} r reads on.", Tone.ALARM))

    async def _read_left(self) -> None:
        """Read by their names the documents that no page had: new, empty, or not there any more."""
        desk = self._desk
        left = [key or None for key in desk.columns.unread(desk.listing.keys)]
        namespace = desk.columns.namespace
        reads: AsyncIterator[DocumentSummary] = desk.workspace.summarise(
            namespace, left, take=desk.see
        )
        async with aclosing(cast("AsyncGenerator[DocumentSummary, None]", reads)):
            async for summary in reads:
                if summary.problem is not None:
                    desk.columns.note_unreadable(summary.session)
                desk.take_summary(summary)
        desk.columns.tell_news()
