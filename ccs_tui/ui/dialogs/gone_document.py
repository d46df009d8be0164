"""A document that is not there any more, and what of it is to be written again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label

from ccs_tui.model.expiry import (
    format_at,
    format_duration,
    format_when,
    parse_duration,
    remaining_seconds,
)
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.size import LIMIT, format_size, member_size, payload_size
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.expiry import NewExpiry, ttl_problem
from ccs_tui.ui.text import clip, shorten
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.page import fit_height
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import MARKING, MOVING
from ccs_tui.ui.widgets.sentence import Sentence
from ccs_tui.workspace.review import Part

BESIDE = 12
"""Lines of the dialog that are not the rows: the frame, the sentence, the TTL, the buttons."""
LABEL_WIDTH = 40
NOTHING_WANTED = NewExpiry(None)


@dataclass(frozen=True, slots=True)
class WriteAgain:
    """The answer that the document is to be written again with these properties.

    It gets the TTL `ttl_seconds`, or the expiry `expires_at`; with neither those of the session or
    the namespace.
    """

    names: tuple[str, ...]
    ttl_seconds: int | None
    expires_at: datetime | None = None


class Written(Enum):
    """The origin of the values that were to be written, with its words: where, and on a row."""

    TYPED = ("What you typed", "edited")
    UNDONE = ("What it had, with what that write replaced,", "before")
    TAKEN = ("What it had, with what was to be written,", "new")

    def __init__(self, here: str, mark: str) -> None:
        self.here = here
        self.mark = mark


class GoneDialog(Dialog[WriteAgain]):
    """Says that a document expired or was deleted, and offers to write it again.

    `payload` is the content that it would get, and `edited` are the names of the properties that
    were to be written, whose values are `written`. `last_expiry` is its last known expiry, `wanted`
    the one that the save was to set, and `sets_expiry` says whether the connection can set one.
    `not_sent` says what became of the save.
    """

    BINDINGS = [Binding("enter", "write", "Restore", id="gone.write")]

    def __init__(
        self,
        part: Part,
        payload: Mapping[str, JsonText],
        edited: Collection[str],
        last_expiry: datetime | None,
        now: datetime,
        *,
        sets_expiry: bool = True,
        not_sent: str = "nothing was sent",
        written: Written = Written.TYPED,
        wanted: NewExpiry = NOTHING_WANTED,
    ) -> None:
        super().__init__()
        self._sets_expiry = sets_expiry
        self._label = part.key.label
        self._payload = payload
        self._edited = frozenset(edited)
        self._mark = written.mark
        kept = written.here if edited else "What it had"
        self._sentence = (
            f"{_what_happened(last_expiry, now)} {kept} is here. {not_sent.capitalize()}."
        )
        self._now = now
        self._lasts, self._offered = _offer(wanted, written, last_expiry, now)
        self._ttl = format_duration(_seconds(self._offered, now)) if self._lasts else ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -page -list"):
            yield Label(Content(self._sentence), id="sentence", classes="dialog-text")
            yield RowList(
                [
                    Column("name", "property", minimum=12),
                    Column("what", width=6),
                    Column("value", "value", priority=-1),
                    Column("size", "size", 5, "right"),
                ],
                self._cells,
                empty="It had no properties: it is restored empty.",
                keys=[*MOVING, *MARKING],
            )
            with Horizontal(classes="dialog-line"):
                yield Label("TTL", classes="field-label")
                yield LineField(
                    self._ttl,
                    id="ttl",
                    placeholder="empty: as configured for the session or the namespace"
                    if self._sets_expiry
                    else "as configured: this connection can't set another",
                    disabled=not self._sets_expiry,
                )
            yield Sentence(id="says", classes="dialog-foot")
            yield FootLine(
                "enter restores it", "esc back", "space marks", "tab TTL", classes="dialog-keys"
            )
            with Horizontal(classes="dialog-buttons"):
                yield Button("Back", id="back", compact=True)
                yield Button("", id="write", variant="primary", compact=True)

    def on_mount(self) -> None:
        shown = shorten(self._label, LABEL_WIDTH, "middle")
        self.query_one(".dialog").border_title = Content(f"{shown} is gone from the service")
        rows = self.query_one(RowList)
        rows.set_rows([*self._payload])
        rows.mark(self._payload)
        rows.focus()
        self._show()

    def on_resize(self) -> None:
        fit_height(self.query_one(RowList), max(3, len(self._payload) + 1), BESIDE)

    def _cells(self, name: str) -> list[Cell]:
        value = self._payload[name]
        return [
            Cell(name),
            Cell(self._mark if name in self._edited else "", "warning"),
            Cell(clip(value, 200), "dim"),
            Cell(format_size(member_size(name, value)), "dim"),
        ]

    @property
    def _names(self) -> tuple[str, ...]:
        marked = self.query_one(RowList).marked
        return tuple(name for name in self._payload if name in marked)

    @on(RowList.MarksChanged)
    @on(LineField.Changed)
    def _show(self) -> None:
        names, ttl = self._names, self.query_one(LineField).value.strip()
        size = payload_size({name: self._payload[name] for name in names})
        problem = ttl_problem(ttl) if ttl else None
        if size > LIMIT:
            problem = f"{size:,} characters are {size - LIMIT:,} over the limit: mark fewer."
        says = f"{size:,} of {LIMIT:,} characters, {self._lasting(ttl)}."
        self.query_one("#says", Sentence).update(
            Content(problem).stylize("$error") if problem else Content(says)
        )
        button = self.query_one("#write", Button)
        button.label = Content(f"Restore {counted(len(names))}")
        # A label that changes has its button laid out anew only on request.
        button.refresh(layout=True)
        button.disabled = problem is not None

    @on(LineField.Submitted)
    @on(Button.Pressed, "#write")
    @on(RowList.Chosen)
    def action_write(self) -> None:
        """Answer the properties to be written, if that can be done."""
        if not self.query_one("#write", Button).disabled:
            ttl = self.query_one(LineField).value.strip()
            if self._is_offered(ttl):
                offered = self._offered
                self.dismiss(WriteAgain(self._names, offered.ttl_seconds, offered.expires_at))
            else:
                self.dismiss(WriteAgain(self._names, parse_duration(ttl) if ttl else None))

    def _is_offered(self, ttl: str) -> bool:
        """Return whether it is to expire as was offered, however long the user thinks."""
        return bool(ttl) and ttl == self._ttl and self._sets_expiry

    def _lasting(self, ttl: str) -> str:
        if not ttl:
            return "TTL as configured, else 13 months"
        if self._is_offered(ttl):
            return self._lasts
        return f"TTL {ttl}" if ttl_problem(ttl) else f"TTL {format_duration(parse_duration(ttl))}"

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.dismiss(None)


def _offer(
    wanted: NewExpiry, written: Written, last_expiry: datetime | None, now: datetime
) -> tuple[str, NewExpiry]:
    """Return the expiry to begin with, in words and as it is: the one that was to be set counts."""
    if wanted.ttl_seconds is not None:
        return f"TTL {format_duration(wanted.ttl_seconds)}, as was to be set", wanted
    as_wanted = "as before that write" if written is Written.UNDONE else "as was to be set"
    for at, words in ((wanted.expires_at, as_wanted), (last_expiry, "as before")):
        if at is not None and remaining_seconds(at, now):
            return f"until {format_when(at, now)}, {words}", NewExpiry(None, at)
    return "", NewExpiry(None)


def _seconds(expiry: NewExpiry, now: datetime) -> int:
    """Return the seconds that an expiry leaves."""
    if expiry.expires_at is not None:
        return remaining_seconds(expiry.expires_at, now)
    return expiry.ttl_seconds or 0


def _what_happened(last_expiry: datetime | None, now: datetime) -> str:
    """Return the word for how it went, as far as its last known expiry tells."""
    if last_expiry is None:
        return "It expired, or somebody deleted it: this connection can't tell."
    when = format_when(last_expiry, now)
    if remaining_seconds(last_expiry, now):
        return f"The bot or somebody else deleted it: it would have lasted until {when}."
    return f"It expired {format_at(last_expiry, now)}."
