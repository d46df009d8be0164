"""The ticket: what was seen of a document over time, as Markdown for whoever mends the bot.

Nothing of a value can break the Markdown: values stand in fences that are longer than any row of
backticks in them, and names in code spans of which the same is true.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ccs_tui.model.connection import Connection
from ccs_tui.model.curl import reading_lines
from ccs_tui.model.difference import Limits, difference
from ccs_tui.model.difference_text import difference_text
from ccs_tui.model.escapes import escaped
from ccs_tui.model.expiry import format_instant
from ccs_tui.model.harmless_text import harmless
from ccs_tui.model.json_text import JsonText, join_object, pretty
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import LIMIT, format_percent
from ccs_tui.model.timeline.changed_paths import PathChange, changed_paths
from ccs_tui.model.timeline.step import Cause, Gap, Properties, Step
from ccs_tui.model.tree.paths import format_path
from ccs_tui.model.value_masking import Masking, is_private_name, masked_value, masked_values
from ccs_tui.model.words import counted

_MARKED = re.compile(r"^[-+=]|[\\`*_\[\]<>#~|&$]|(?<=\d)[.)]")
MOST_PATHS = 40
"""The most places of a step that are told; the rest is counted."""
MOST_NAMES = 8
"""The most names of properties in the line of a step among those of all documents."""
DIFFERENCE = Limits(context=1, lines=60)
MOST_DOCUMENT = 20_000
"""Characters of the document that are written out; of more, the ticket says where they are."""


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step that a ticket tells of, with its turn if it has one."""

    step: Step
    turn: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """The material of a ticket.

    - `rows` are the steps and the gaps between them, in the order of time, with all values.
    - `last` is the document after the last of them, None if it is not written out.
    - `connection` gives the `curl` lines their hosts; None leaves the host a variable.
    - `growth`, `expectations` and `omitted`, on the steps that are left out, are sentences.
    """

    key: DocumentKey
    rows: Sequence[ToldStep | Gap]
    last: Properties | None
    written: datetime
    connection: Connection | None = None
    profile: str = ""
    growth: str = ""
    omitted: str = ""
    expectations: tuple[str, ...] = ()

    @property
    def step_count(self) -> int:
        """The number of steps that are told."""
        return sum(isinstance(row, ToldStep) for row in self.rows)


def markdown(ticket: Ticket, masking: Masking = Masking.RULE, level: str = "#") -> str:
    """Return a ticket as Markdown. Values are `masked` by rule, unless another way is asked for.

    `level` are the marks of its title.
    """
    steps = [row for row in ticket.rows if isinstance(row, ToldStep)]
    below = f"{level}#"
    last = max((at for at, row in enumerate(ticket.rows) if isinstance(row, ToldStep)), default=-1)
    parts = [
        f"{level} {_named(ticket.key)}",
        "\n".join(_facts(ticket, steps, masking)),
        *(
            _gap(row, is_last=at > last) if isinstance(row, Gap) else _step(row, masking, below)
            for at, row in enumerate(ticket.rows)
        ),
    ]
    if ticket.last is not None and steps:
        parts.append(f"{below} The document after step {steps[-1].step.number}")
        parts.append(_document(ticket.last, masking))
    if lines := reading_lines(ticket.key, ticket.connection):
        parts.append(f"{below} Read it again")
        parts.append(fence("\n".join(lines), "sh"))
    return "\n\n".join(parts) + "\n"


def markdown_of_all(tickets: Sequence[Ticket], masking: Masking = Masking.RULE) -> str:
    """Return the tickets of several documents as one: all steps in the order of time, then each."""
    if len(tickets) == 1:
        return markdown(tickets[0], masking)
    told = [
        (ticket.key, row) for ticket in tickets for row in ticket.rows if isinstance(row, ToldStep)
    ]
    told.sort(key=_time_of)
    parts = [
        f"# {counted(len(tickets), 'document')} of {_conversation(tickets)}",
        "\n".join(f"- {_named(ticket.key)}: {_end(ticket)}" for ticket in tickets),
        "## In the order of time",
        "\n".join(_line(key, row) for key, row in told),
        *(markdown(ticket, masking, "##").rstrip("\n") for ticket in tickets),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _time_of(told: tuple[DocumentKey, ToldStep]) -> tuple[datetime, bool, datetime]:
    """Return what steps are sorted by: what was there at a first reading came before it."""
    step = told[1].step
    return step.before.replace(microsecond=0), not step.is_first, step.before


def _conversation(tickets: Sequence[Ticket]) -> str:
    ids = dict.fromkeys(span(ticket.key.label) for ticket in tickets)
    return ", ".join(ids)


def _end(ticket: Ticket) -> str:
    steps = [row.step for row in ticket.rows if isinstance(row, ToldStep)]
    return f"{counted(len(steps), 'step')}, {_standing(steps[-1])}" if steps else "no step"


def _line(key: DocumentKey, told: ToldStep) -> str:
    """Return a step in a line: when, of which document, and the names that changed."""
    step, turn = told.step, f", turn {span(told.turn)}" if told.turn is not None else ""
    names = [span(change.name) for change in step.changes]
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    what = (", ".join(names[:MOST_NAMES]) + more) or "no value changed"
    if step.is_first:
        what = f"first seen, with {what if names else 'no property'}"
    if not step.exists:
        what = "not there yet" if step.is_first else "gone"
    return f"- {_instant(step.before)} · {_named(key)} · step {step.number}{turn}: {what}"


def _named(key: DocumentKey) -> str:
    return f"{span(key.label)} in {span(key.namespace)}"


def _facts(ticket: Ticket, steps: Sequence[ToldStep], masking: Masking) -> Iterator[str]:
    key, gaps = ticket.key, len(ticket.rows) - len(steps)
    profile = f", profile {span(ticket.profile)}" if ticket.profile else ""
    yield f"- account {span(key.account)}{profile}"
    yield f"- namespace {span(key.namespace)}, " + (
        "the namespace document" if key.session is None else f"session {span(key.session)}"
    )
    if steps:
        first, last = steps[0].step, steps[-1].step
        seen = f"{_instant(first.before)} to {_instant(last.before)}"
        yield f"- {counted(len(steps), 'step')}, {seen}" + (
            f", with {counted(gaps, 'gap')} in which nothing was read" if gaps else ""
        )
        yield f"- at the end: {_standing(last)}"
    if ticket.omitted:
        yield f"- left out: {ticket.omitted}"
    if ticket.growth:
        yield f"- growth: {ticket.growth}"
    yield from (f"- expected: {sentence}" for sentence in ticket.expectations)
    yield f"- values: {masking.value}; written {_instant(ticket.written)}"


def _standing(step: Step) -> str:
    if not step.exists:
        return "there is no such document yet" if step.is_first else "the document is gone"
    size = f"{step.size:,} of {LIMIT:,} characters ({format_percent(step.size)})"
    return f"{size}, expires {_instant(step.expires)}" if step.expires else size


_BY = {
    Cause.OURS: "ccs-tui",
    Cause.OTHERS: "the bot, or others",
    Cause.BOTH: "ccs-tui, and the bot or others",
}


def _gap(gap: Gap, *, is_last: bool) -> str:
    """Return a stretch in which nothing was read; a last one has no step after it."""
    after = "" if is_last else " What changed meanwhile shows in the step after it."
    return (
        f"*Nothing was read from {_instant(gap.since)} to {_instant(gap.until)}: "
        f"{_prose(escaped(gap.why))}.{after}*"
    )


def _step(told: ToldStep, masking: Masking, level: str) -> str:
    step = told.step
    turn = f" · turn {span(told.turn)}" if told.turn is not None else ""
    by = "" if step.is_first else f" · {_BY[step.cause]}"
    parts = [f"{level} Step {step.number}{turn} · {when_of(step)}{by}"]
    if step.note.strip():
        parts.append(quote(step.note))
    standing = _standing(step)
    parts.append(f"{standing[0].upper()}{standing[1:]}.")
    changed = list(_listed(changed_paths(step.changes)))
    parts += [_change(change, masking) for change in changed[:MOST_PATHS]]
    if len(changed) > MOST_PATHS:
        parts.append(f"More places changed than the {MOST_PATHS} above.")
    if not changed:
        parts.append("No value changed." if step.exists else "")
    return "\n\n".join(filter(None, parts))


def _listed(changed: Iterable[PathChange]) -> Iterator[PathChange]:
    for at, change in enumerate(changed):
        if at > MOST_PATHS:
            return
        yield change


def when_of(step: Step) -> str:
    """Return when a step happened, no closer than it was seen."""
    if step.after is None:
        return f"{'first seen' if step.exists else 'looked for'} {_instant(step.before)}"
    return f"between {_instant(step.after)} and {_instant(step.before)}"


def _change(change: PathChange, masking: Masking) -> str:
    what = "came" if change.before is None else "went" if change.after is None else "changed"
    head = f"{span(format_path(change.path))} {what}:"
    if masking is Masking.LEFT_OUT:
        return head.removesuffix(":") + "."
    mine, theirs = (
        None if value is None else _masked_at(change, value, masking)
        for value in (change.before, change.after)
    )
    if mine == theirs:
        return head.removesuffix(":") + f" (the values are {masking.value})."
    block = fence("\n".join(difference_text(difference(mine, theirs, DIFFERENCE))), "diff")
    return f"{head}\n\n{block}"


def _masked_at(change: PathChange, value: JsonText, masking: Masking) -> JsonText:
    """Return a value as it may be told; a name anywhere above it may be what masks it."""
    names = [key for key in change.path if isinstance(key, str)]
    private = next(filter(is_private_name, names), "")
    return masked_value(private, value, masking)


def _document(properties: Properties, masking: Masking) -> str:
    text = pretty(join_object(masked_values(properties, masking)))
    if len(text) <= MOST_DOCUMENT:
        return fence(text, "json")
    rest = len(text) - MOST_DOCUMENT
    return f"{fence(text[:MOST_DOCUMENT], 'json')}\n\n{rest:,} more characters are not written out."


def fence(text: str, language: str) -> str:
    """Return a text as a block of code that nothing in it can end."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{language}\n{text}\n{marks}"


def span(text: str) -> str:
    """Return a text as a span of code in one line, with escapes for what can't be seen."""
    line = escaped(text)
    marks = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    pad = " " if not line.strip() or line[0] in "` " or line[-1] in "` " else ""
    return f"{marks}{pad}{line}{pad}{marks}"


def quote(text: str) -> str:
    """Return prose as a quotation in which nothing is Markdown."""
    lines = (_prose(harmless(line.strip())) for line in text.splitlines())
    return "\n".join(f"> {line}" for line in lines)


def _prose(line: str) -> str:
    """Return a line in which nothing is Markdown."""
    return _MARKED.sub(r"\\\g<0>", line)


def _instant(instant: datetime) -> str:
    return f"{format_instant(instant).replace('T', ' ').removesuffix('Z')} UTC"
