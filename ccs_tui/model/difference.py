"""The difference of two JSON values for people to read: their lines, and the parts of a line.

Values of 800,000 characters take well under a second: equal lines at both ends are cut away first,
and the rest is compared within a budget (see `alignment`). Lines and characters that are too many
to read are left out, and their number is given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from ccs_tui.model.alignment import Run, common_end, common_runs, common_start
from ccs_tui.model.json_text import JsonText, pretty

CONTEXT_LINES = 3
MOST_LINES = 400
"""The most lines that are shown."""
AROUND = 32
"""Characters of a long line that are shown on either side of a change."""
LONGEST_CHANGE = 480
"""Characters of a change within a line that are shown."""
MOST_STRETCHES = 80
"""Stretches of a line that are shown."""
COMPARED_BY_WORD = 800_000
"""Characters of a line that are compared word by word; a longer change counts as one."""
TOO_LITTLE = 3
"""Fewer unchanged characters between two changes are a coincidence, and count as changed."""

_WORD = re.compile(r"\\u[0-9a-f]{4}|\\.|[\w.-]+|\s+|.", re.DOTALL)
_NAME = re.compile(r'\s*(?:"(?:[^"\\]|\\.)*": )?', re.DOTALL)
_LONGEST_WORD, _LONGEST_NAME = 30, 400


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a line; with `hidden` it stands for that many characters that were left out."""

    text: str = field(repr=False)
    changed: bool = False
    hidden: int = 0


Stretches = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line before, and the line that it became; None where there is no such line.

    `same` is True for an unchanged line. A row with neither line stands for `hidden` lines that
    were left out: unchanged lines if `same`.
    """

    before: Stretches | None = field(repr=False)
    after: Stretches | None = field(repr=False)
    same: bool = False
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines of two values beside each other."""

    rows: tuple[Row, ...]

    @property
    def is_complete(self) -> bool:
        """True if no line and no part of a line was left out."""
        return not any(
            row.hidden
            or any(stretch.hidden for stretch in (*(row.before or ()), *(row.after or ())))
            for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """The amount of a difference that is shown; None means no limit.

    `context` lines are shown around each change, and `lines` in all. Of a long line, `around`
    characters are shown on either side of a change, and `change` characters of the change itself.
    """

    context: int | None = CONTEXT_LINES
    lines: int | None = MOST_LINES
    around: int | None = AROUND
    change: int | None = LONGEST_CHANGE


USUAL = Limits()


def difference(
    before: JsonText | None, after: JsonText | None, limits: Limits = USUAL
) -> Difference:
    """Compare two values line by line, in their indented form; None stands for no value.

    A comma that a line has only because another line follows is no change. Rows and stretches with
    `hidden` stand for what was left out.
    """
    mine, theirs = _lines(before), _lines(after)
    runs = common_runs(_lines(before, commas=False), _lines(after, commas=False))
    plan = _plan(mine, theirs, runs, limits)
    rows = [_row(mine, theirs, pair, limits) for pair in islice(plan, limits.lines)]
    changed = same = 0
    for pair in plan:
        if pair.hidden and pair.same:
            same += pair.hidden
        else:
            changed += pair.hidden or 1
    if changed:
        rows.append(Row(None, None, hidden=changed))
    elif same:
        rows.append(Row(None, None, same=True, hidden=same))
    return Difference(tuple(rows))


def _lines(value: JsonText | None, *, commas: bool = True) -> list[str]:
    if value is None:
        return []
    text = pretty(value)
    # A JSON string has no line break in it.
    return (text if commas else text.replace(",\n", "\n")).split("\n")


def _without_comma(line: str) -> str:
    return line.removesuffix(",")


# ── lines ──────────────────────────────────────────────────────────────────────────────────────


class _Pair(NamedTuple):
    """The indices of a line and of the line that it became; most pairs are never shown."""

    before: int | None = None
    after: int | None = None
    same: bool = False
    hidden: int = 0


def _plan(
    before: Sequence[str], after: Sequence[str], runs: Sequence[Run], limits: Limits
) -> Iterator[_Pair]:
    at, other = 0, 0
    for run in (*runs, Run(len(before), len(after), 0)):
        mine, theirs = range(at, run.before), range(other, run.after)
        yield from _changed(before, after, mine[: limits.lines], theirs[: limits.lines])
        if limits.lines is not None and (rest := max(len(mine), len(theirs)) - limits.lines) > 0:
            yield _Pair(hidden=rest)
        at, other = run.before + run.length, run.after + run.length
        if limits.context is None:
            yield from _unchanged(run, run.length, 0)
            continue
        at_start, at_end = run.before == run.after == 0, (at, other) == (len(before), len(after))
        head, tail = (0 if is_edge else limits.context for is_edge in (at_start, at_end))
        yield from _unchanged(run, head, tail)


def _unchanged(run: Run, head: int, tail: int) -> Iterator[_Pair]:
    """Yield the lines of a run; of a long run, only those next to a change."""
    hidden = run.length - head - tail
    if hidden <= 1:
        head, tail, hidden = run.length, 0, 0
    for step in range(head):
        yield _Pair(run.before + step, run.after + step, same=True)
    if hidden:
        yield _Pair(same=True, hidden=hidden)
    for step in range(run.length - tail, run.length):
        yield _Pair(run.before + step, run.after + step, same=True)


def _changed(
    before: Sequence[str], after: Sequence[str], mine: range, theirs: range
) -> Iterator[_Pair]:
    """Yield the pairs of changed lines: those of the same name beside each other."""
    names, other_names = [_name(before[at]) for at in mine], [_name(after[at]) for at in theirs]
    at, other = 0, 0
    for run in (*common_runs(names, other_names), Run(len(mine), len(theirs), 0)):
        yield from (_Pair(before=mine[at]) for at in range(at, run.before))
        yield from (_Pair(after=theirs[at]) for at in range(other, run.after))
        for step in range(run.length):
            yield _Pair(mine[run.before + step], theirs[run.after + step])
        at, other = run.before + run.length, run.after + run.length


def _name(line: str) -> str:
    """Return the part of a line that stays when its value changes: indentation and name."""
    match = _NAME.match(line, 0, _LONGEST_NAME)
    return match[0] if match else ""


def _row(before: Sequence[str], after: Sequence[str], pair: _Pair, limits: Limits) -> Row:
    mine = None if pair.before is None else before[pair.before]
    theirs = None if pair.after is None else after[pair.after]
    if mine is not None and theirs is not None and not pair.same:
        return _compared(mine, theirs, limits)
    return Row(
        None if mine is None else _short(mine, limits, changed=not pair.same),
        None if theirs is None else _short(theirs, limits, changed=not pair.same),
        pair.same,
        pair.hidden,
    )


# ── within a line ──────────────────────────────────────────────────────────────────────────────


def _compared(before: str, after: str, limits: Limits) -> Row:
    mine, theirs = _without_comma(before), _without_comma(after)
    runs = _common_parts(mine, theirs)
    return Row(
        _line(mine, [(run.before, run.length) for run in runs], before[len(mine) :], limits),
        _line(theirs, [(run.after, run.length) for run in runs], after[len(theirs) :], limits),
    )


def _common_parts(before: str, after: str) -> list[Run]:
    """Return the runs of characters that two lines have in common, by whole words."""
    head = _at_a_word(before, common_start(before, after))
    most = min(len(before), len(after)) - head
    tail = common_end(before, after, most)
    tail -= _to_a_word(before, len(before) - tail)
    mine, theirs = before[head : len(before) - tail], after[head : len(after) - tail]
    runs = [Run(0, 0, head)]
    if max(len(mine), len(theirs)) <= COMPARED_BY_WORD:
        runs += [
            Run(r.before + head, r.after + head, r.length) for r in _common_words(mine, theirs)
        ]
    runs.append(Run(len(before) - tail, len(after) - tail, tail))
    return [run for run in runs if run.length]


def _at_a_word(text: str, at: int) -> int:
    """Return the start of the word around `at`, or `at` itself in a very long word."""
    for start in range(at, max(-1, at - _LONGEST_WORD), -1):
        if not start or not (_is_in_word(text[start - 1])):
            return start
    return at


def _to_a_word(text: str, at: int) -> int:
    """Return the number of characters from `at` to the end of its word."""
    for end in range(at, min(len(text), at + _LONGEST_WORD)):
        if not _is_in_word(text[end]):
            return end - at
    return len(text) - at if len(text) - at < _LONGEST_WORD else 0


def _is_in_word(character: str) -> bool:
    return character.isalnum() or character in "_.-\\"


def _common_words(before: str, after: str) -> Iterator[Run]:
    mine, theirs = _WORD.findall(before), _WORD.findall(after)
    starts, other_starts = _starts(mine), _starts(theirs)
    for run in common_runs(mine, theirs):
        start, other = starts[run.before], other_starts[run.after]
        length = starts[run.before + run.length] - start
        if len(before[start : start + length].strip()) >= TOO_LITTLE:
            yield Run(start, other, length)


def _starts(words: Sequence[str]) -> list[int]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts


def _line(
    text: str, common: Sequence[tuple[int, int]], comma: str, limits: Limits
) -> tuple[Stretch, ...]:
    """Return a line in stretches; those in `common` (start, length) are unchanged."""
    stretches: list[Stretch] = []
    at = 0
    for start, length in (*common, (len(text), 0)):
        stretches += _cut(text[at:start], limits.change, changed=True)
        stretches += _cut(text[start : start + length], limits.around, changed=False)
        at = start + length
        if limits.around is not None and len(stretches) > MOST_STRETCHES and at < len(text):
            stretches.append(Stretch("", changed=True, hidden=len(text) - at))
            break
    stretches += [Stretch(comma)] if comma else []
    return tuple(stretches)


def _short(line: str, limits: Limits, *, changed: bool) -> Stretches:
    """Return a line that has no other line beside it."""
    return tuple(_cut(line, limits.change, changed=changed))


def _cut(text: str, most: int | None, *, changed: bool) -> list[Stretch]:
    """Return `text`, of which the middle is left out if it is longer than twice `most`."""
    if not text:
        return []
    if most is None or len(text) <= 2 * most + 10:
        return [Stretch(text, changed)]
    hidden = len(text) - 2 * most
    return [
        Stretch(text[:most], changed),
        Stretch("", changed, hidden),
        Stretch(text[-most:], changed),
    ]
