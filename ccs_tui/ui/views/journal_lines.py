"""An entry of the journal in detail: what was sent, what came of it, and before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ccs_tui.model.difference import Difference, difference
from ccs_tui.model.expiry import format_duration, format_when, remaining_seconds
from ccs_tui.model.expiry_slack import KEPT_SLACK
from ccs_tui.model.words import counted
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.difference_lines import Pieces, below, labelled, wrapped
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.workspace.journal import Entry, Kind, Outcome
from ccs_tui.workspace.journal_history import (
    LEFT,
    History,
    answer_of,
    label_of,
    profile_of,
    what_of,
)

LABEL_WIDTH = 9
CALLS_SHOWN = 6
MOST_LINES = 2_000
"""The most lines of before and after that are shown: nobody reads more of them here."""


@dataclass(frozen=True, slots=True)
class Detail:
    """An entry with its values, compared. `differences` is None where no values are kept."""

    entry: Entry
    differences: Mapping[str, Difference] | None = field(repr=False)


def detail_of(entry: Entry) -> Detail:
    """Compare the values before an entry with those it sent. Large values take a while."""
    if entry.before is None and entry.after is None:
        return Detail(entry, None)
    before, after = entry.before or {}, entry.after or {}
    names = dict.fromkeys((*before, *after))
    return Detail(entry, {n: difference(before.get(n), after.get(n)) for n in names})


def detail_lines(
    detail: Detail, history: History, now: datetime, width: int, ahead: timedelta = timedelta()
) -> Iterator[Pieces]:
    """Yield the lines of an entry in `width` cells.

    `now` is on this machine's clock, as entries are; the service's, and so expiries, is `ahead`.
    """
    entry = detail.entry
    what, where = visible(what_of(entry)), visible(label_of(entry))
    yield from wrapped([Cell(what, "heading"), Cell(" · ", "dim"), Cell(where)], width)
    for label, cell in _facts(entry, history, now, ahead):
        yield from labelled(label, cell, LABEL_WIDTH, width)
    if entry.names or not entry.has_values:
        yield from _values(detail, width)


def _facts(
    entry: Entry, history: History, now: datetime, ahead: timedelta
) -> Iterator[tuple[str, Cell]]:
    local = entry.at.astimezone()
    at = f"{local:%a} {local.day} {local:%b %Y %H:%M:%S}"
    yield "sent", Cell(f"{at} · {profile_of(entry)} · {entry.account}")
    yield "answer", _answer(entry)
    if expiry := _expiry(entry, entry.at + ahead, now + ahead):
        yield "expiry", Cell(expiry)
    undone_by = history.undone_by(entry)
    if entry.undoes is not None:
        undoes = "was to undo" if entry.note == LEFT else "undoes"
        yield "undo", Cell(f"{undoes} {_reference(entry.undoes, history, now)}")
    if undone_by is not None:
        undone = "left as others made it by" if history.is_left(entry) else "undone by"
        yield "undo", Cell(f"{undone} {_reference(undone_by, history, now)}")
    if entry.export:
        yield "export", Cell(entry.export)
    if entry.note:
        yield "note", Cell(entry.note)
    yield from _together(entry, history)


def _answer(entry: Entry) -> Cell:
    if entry.outcome is Outcome.SENT:
        return Cell("No answer came: ccs-tui ended before it, or is still waiting.", "warning")
    if entry.outcome is Outcome.UNKNOWN:
        return Cell(f"It isn't known whether it arrived. {entry.answer}", "warning")
    text, role = answer_of(entry, taken_back=False)
    return Cell(text, role)


def _expiry(entry: Entry, sent_at: datetime, now: datetime) -> str:
    """Return what was sent about the expiry, beside what it was; on the service's clock."""
    before, ttl = entry.expires_before, entry.ttl_seconds
    if entry.kind is Kind.CREATE_NAMESPACE or entry.kind is Kind.DELETE_NAMESPACE:
        return "" if ttl is None else f"TTL of the namespace: {format_duration(ttl)}"
    if entry.kind is Kind.SET_SESSION_TTL:
        return f"TTL of the session's later saves: {format_duration(ttl or 0)}"
    was = ""
    if before is not None:
        left = format_duration(remaining_seconds(before, sent_at))
        was = f"was {format_when(before, now)}, in {left}"
    if entry.kind is not Kind.SAVE:
        return was
    if ttl is None:
        return f"{was}; no TTL sent" if was else "no TTL sent"
    sent = f"TTL sent: {format_duration(ttl)}"
    until = sent_at + timedelta(seconds=ttl)
    if before is None:
        return f"{sent}, until {format_when(until, now)}"
    if abs(until - before) <= KEPT_SLACK:
        return f"{was}; kept ({sent})"
    return f"{was}; now {format_when(until, now)} ({sent})"


def _reference(id: int, history: History, now: datetime) -> str:
    other = history.entries.get(id)
    if other is None:
        return f"entry {id}"
    return f"“{what_of(other)}” of {format_when(other.at, now)}"


def _together(entry: Entry, history: History) -> Iterator[tuple[str, Cell]]:
    """Yield the other calls of the operation, in their order."""
    others = [call for call in reversed(history.calls(entry)) if call.id != entry.id]
    label = "together"
    for call in others[:CALLS_SHOWN]:
        yield label, Cell(f"{what_of(call)} · {label_of(call)}", "dim")
        label = ""
    if len(others) > CALLS_SHOWN:
        yield "", Cell(f"and {counted(len(others) - CALLS_SHOWN, 'other call')}", "dim")


def _values(detail: Detail, width: int) -> Iterator[Pieces]:
    entry = detail.entry
    if detail.differences is None:
        if not entry.names:
            return
        yield []
        yield from wrapped([Cell("The values are no longer kept.", "warning")], width)
        yield from wrapped([Cell(", ".join(map(visible, entry.names)))], width)
        return
    count = 0
    names = list(detail.differences)
    for at, name in enumerate(names):
        if count >= MOST_LINES:
            yield []
            yield [Cell(f"… and {counted(len(names) - at)} more", "faint")]
            return
        yield []
        for pieces in _property(entry, name, detail.differences[name], width):
            yield pieces
            count += 1


def _property(entry: Entry, name: str, changed: Difference, width: int) -> Iterator[Pieces]:
    before, after = (entry.before or {}).get(name), (entry.after or {}).get(name)
    word, role = "changed", "warning"
    if before == after:
        word, role = "as it was", "dim"
    elif before is None:
        word, role = "added", "good"
    elif after is None:
        word, role = "removed", "error"
    yield from wrapped([Cell(visible(name), "heading"), Cell(f"  {word}", role)], width)
    if before != after:
        yield from below(changed, width)
