"""The state of the document shown, in a line of its own: its edits, drafts, expiry and size."""

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from ccs_tui.model.expiry import (
    HOUR,
    format_duration,
    format_remaining,
    format_when,
    remaining_seconds,
    stepped_age,
)
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.words import counted
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_tree.cells import NEWS_MARK
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.ui.widgets.session_cells import EXPIRES_SOON
from ccs_tui.ui.widgets.size_gauge import SizeGauge
from ccs_tui.ui.widgets.value_pane import ValuePane

if TYPE_CHECKING:
    from collections.abc import Callable

    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.watch import Watch

EXPIRES_IN = "expires in "
StyledTexts = list[tuple[str, str]]
"""Texts and their styles, one after another."""


class StateLine(Widget):
    """The line below the title of a document: `1 unsaved  expires 14:02 in 2 h 11 m`."""

    DEFAULT_CSS = "StateLine { height: 1; width: 1fr; padding: 0 2; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._says: tuple[Content, ...] = ()

    def show(self, *says: StyledTexts) -> None:
        """Show the first of these that there is room for, all that fits of the last one else."""
        self._says = tuple(
            Content.assemble(*((visible(text), style) for text, style in parts)) for parts in says
        )
        self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        for says in self._says:
            if says.cell_length <= width:
                return says
        return self._says[-1].truncate(width, ellipsis=True) if self._says else Content("")


class DocumentState:
    """Says in the `line` of a panel and in its gauge how a document stands."""

    def __init__(self, panel: Panel, line: StateLine, gauge: SizeGauge) -> None:
        self._panel, self._line, self._gauge = panel, line, gauge
        self.may_write: Callable[[str], bool] = lambda _: True
        """Tells whether a namespace can be written to."""
        self.now: Callable[[], datetime | None] = lambda: None
        """Tells the time; without one, nothing is said that depends on it."""
        self.watch_of: Callable[[DocumentKey], Watch | None] = lambda _: None
        """Tells how a document is watched, None if it is not."""
        self._document: OpenDocument | None = None
        self._read: tuple[Document, bool] | None = None
        """The reading whose state is shown, and whether the document was gone in the next."""
        self._read_at: datetime | None = None
        """The time at which that reading came."""
        self._stale_since: datetime | None = None
        self._why_stale = ""
        self._search_note = self._draft_note = ""
        self._shown: list[StyledTexts] | None = None

    def begin(self, document: OpenDocument | None) -> None:
        """Say from now on how this document stands, which was just read; None says nothing."""
        self._document, self._stale_since, self._shown = document, None, None
        self._read = None if document is None else (document.base, document.gone)
        self._read_at = self.now()
        self._panel.set_state()
        if document is None:
            self._line.show()
            self._gauge.show(None)

    def why_empty(self) -> str:
        """Return why the document has no rows, and the advice, if writing is allowed."""
        if (document := self._document) is None:
            return ""
        may_write = self.may_write(document.key.namespace)
        if document.base.exists:
            return f"The document is empty.{' n adds a property.' if may_write else ''}"
        advice = " n adds a property, and saving creates the document." if may_write else ""
        return f"There is no such document.{advice}"

    def show_reading(self) -> None:
        """Show that the document was read anew, if it was."""
        document, read = self._document, self._read
        if (
            document is not None
            and read is not None
            and (document.base is not read[0] or document.gone is not read[1])
        ):
            self.begin(document)

    def forget_shown(self) -> None:
        """Renew all with the next tick, since the title line shows something else now."""
        self._shown = None

    def tick(self) -> None:
        """Renew the line, with the time that remains by now."""
        document, now = self._document, self.now()
        if document is None or now is None:
            return
        notes = [
            part
            for note in (self._search_note, self._draft_note)
            if note
            for part in ((note, "$warning"), ("  ", ""))
        ]
        changes = changes_parts(document)
        parts = [*notes, *changes, *news_parts(document)]
        if self._stale_since is not None:
            seconds = int((now - self._stale_since).total_seconds())
            stale = f"stale {format_duration(seconds)}"
            says = [
                [*parts, (f"{stale}: {self._why_stale}", "$error")],
                [*parts, (stale, "$error")],
            ]
        else:
            may_write = self.may_write(document.key.namespace)
            expiry, brief = (
                expiry_parts(document, now, may_write=may_write, short=short)
                for short in (False, True)
            )
            whole, short = [*parts, *expiry], [*parts, *brief]
            bare = without_words(brief)
            # Where even that is too long, the news are only counted.
            least = [*notes, *changes, *news_parts(document, short=True), *bare]
            fallbacks = [short, [*parts, *bare], least]
            if (watch := self.watch_of(document.key)) is not None:
                long, watched = watch_parts(watch, now), watch_parts(watch, None)
                says = [
                    [*long, *whole],
                    [*long, *short],
                    *([*watched, *each] for each in fallbacks),
                ]
            else:
                age = age_parts(self._read_at, now)
                aged = [[*whole, *age], [*short, *age]] if age else []
                says = [*aged, whole, *fallbacks]
        if says != self._shown:
            self._shown = says
            self._line.show(*says)

    def show_size(self, pane: ValuePane, over_a_row: int | None = None) -> None:
        """Show the document's size, with what was typed in a pane and is not in it yet.

        `over_a_row` is by how many characters it grows with what is typed over a row.
        """
        if (document := self._document) is None:
            return
        size, exact, growth = document.size, not document.tree.not_json, pane.growth
        if growth is not None:
            size += growth
            exact = exact and pane.problem is None
        size += over_a_row or 0
        self._gauge.show(size, exact=exact, delta=size - document.base.size)

    def show_search(self, note: str) -> None:
        """Show the state of a search; empty if there is none."""
        self._search_note = note
        self.tick()

    def show_draft(self, note: str) -> None:
        """Show that there is a draft of the document; empty if there is none."""
        self._draft_note = note
        self.tick()

    def show_stale(self, why: str) -> None:
        """Show that the last reading failed, why, and since when the document may be old."""
        self._stale_since, self._why_stale = self._stale_since or self.now(), why
        self.tick()


def changes_parts(document: OpenDocument) -> StyledTexts:
    """Say how many properties a save would send."""
    parts: StyledTexts = []
    if document.unfinished is not None:
        parts += (("whole text: not JSON yet", "bold $error"), ("  ", ""))
    if count := document.change_count:
        contested = sum(document.is_contested(name) for name in document.edits)
        also = f", {counted(contested, 'conflict')}" if contested else ""
        parts += ((f"{count} unsaved{also}", "bold $warning"), ("  ", ""))
    return parts


def news_parts(document: OpenDocument, *, short: bool = False) -> StyledTexts:
    """Say what others did between the last two readings: `< 2 changed, 1 removed`, or `< 3`."""
    news = document.by_others
    kinds = (("changed", news.changed), ("added", news.added), ("removed", news.removed))
    said = ", ".join(f"{len(names)} {word}" for word, names in kinds if names)
    if short and said:
        said = f"{sum(len(names) for _, names in kinds)}"
    return [(f"{NEWS_MARK} {said}", "$accent"), ("  ", "")] if said else []


def age_parts(read_at: datetime | None, now: datetime) -> StyledTexts:
    """Say how long ago a document was read, in steps: an idle screen sends nothing in between."""
    step = 0 if read_at is None else stepped_age(read_at, now)
    return [("  ", ""), (f"read {format_duration(step)} ago", "$muted")] if step else []


def watch_parts(watch: "Watch", now: datetime | None) -> StyledTexts:
    """Say since when a document is watched, and what was recorded; or that it can't be read.

    Without the time `now` it is as short as can be.
    """
    if watch.problem is not None:
        words = "watched, but can't be read now" if now is not None else "not read"
        return [(words, "$error"), ("  ", "")]
    if now is None:
        return [("watched", "$accent"), ("  ", "")]
    steps = f", {counted(watch.steps, 'step')}" if watch.steps else ""
    return [(f"watched since {format_when(watch.since, now)}{steps}", "$accent"), ("  ", "")]


def without_words(expiry: StyledTexts) -> StyledTexts:
    """Return an expiry as the time alone: `2h 10m`."""
    return [(text.removeprefix(EXPIRES_IN), style) for text, style in expiry]


def expiry_parts(
    opened: OpenDocument, now: datetime, *, may_write: bool = True, short: bool = False
) -> StyledTexts:
    """Return when a document expires, in `short` as briefly as can be; advice if one may write."""
    document = opened.base
    if opened.gone:
        advice = " · ^s restores it" if may_write else ""
        return [(f"{'gone' if short else 'gone from the service'}{advice}", "bold $error")]
    if not document.exists:
        return [("not on the service", "$warning")]
    if document.expires_at is None:
        return [("expiry unknown", "$muted")]
    seconds = remaining_seconds(document.expires_at, now)
    if not seconds:
        return [("expired", "bold $error")]
    style = "$error" if seconds < EXPIRES_SOON else "$warning" if seconds < HOUR else "$muted"
    if short:
        return [(f"{EXPIRES_IN}{format_remaining(seconds)}", style)]
    when = format_when(document.expires_at, now)
    return [(f"expires {when} ", "$muted"), (f"in {format_duration(seconds)}", style)]
