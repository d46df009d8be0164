"""A difference as rows of pieces: one value below the other, or both side by side."""

from collections.abc import Iterator, Sequence

from ccs_tui.model import difference as model
from ccs_tui.model.difference import Difference, Row
from ccs_tui.model.words import noun_for
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_editor.row_starts import row_starts
from ccs_tui.ui.widgets.row_list import Cell

Pieces = list[Cell]

BETWEEN, ARROW = " │ ", " → "

COMPARED_AT_ONCE = 40_000
"""The most characters that are compared at once; more take a while, and a thread."""


def below(difference: Difference, width: int) -> Iterator[Pieces]:
    """Yield rows of `width` cells: the old value, marked `-`, and below it the new, marked `+`."""
    room = width - 2
    for row in difference.rows:
        if row.before is None and row.after is None:
            yield [_left_out(row)]
        elif row.same:
            yield from _marked("  ", "dim", _line(row.after, "dim", "dim"), room)
        else:
            paired = row.before is not None and row.after is not None
            for mark, role, line in (("- ", "removed", row.before), ("+ ", "added", row.after)):
                if line is not None:
                    part = f"{role}-part" if paired else role
                    yield from _marked(mark, role, _line(line, role, part), room)


def beside(difference: Difference, width: int) -> Iterator[Pieces]:
    """Yield rows of `width` cells: the old value on the left, the new one on the right."""
    left_width, right_width = halves(width)
    for row in difference.rows:
        if row.before is None and row.after is None:
            yield [_left_out(row)]
            continue
        paired = row.before is not None and row.after is not None
        roles = ["dim"] * 4 if row.same else ["", "removed-part", "", "added-part"]
        if not paired:
            roles = ["removed", "removed", "added", "added"]
        left = wrapped(_line(row.before, *roles[:2]), left_width)
        right = wrapped(_line(row.after, *roles[2:]), right_width)
        for at in range(max(len(left), len(right))):
            yield joined(
                left[at] if at < len(left) else [], right[at] if at < len(right) else [], left_width
            )


def labelled(label: str, cell: Cell, label_width: int, width: int) -> Iterator[Pieces]:
    """Yield a cell in rows of `width` cells, with its label before the first of them."""
    for at, row in enumerate(wrapped([Cell(visible(cell.text), cell.style)], width - label_width)):
        yield [Cell(f"{'' if at else label:<{label_width}}", "dim"), *row]


def halves(width: int) -> tuple[int, int]:
    """Return the cells of the left and of the right column."""
    left = (width - len(BETWEEN)) // 2
    return left, width - len(BETWEEN) - left


def joined(left: Pieces, right: Pieces, left_width: int) -> Pieces:
    """Put two halves of a row side by side."""
    used = sum(cell_width(piece.text) for piece in left)
    return [*left, Cell(" " * (left_width - used)), Cell(BETWEEN, "dim"), *right]


def one_line(difference: Difference, width: int) -> Pieces | None:
    """Return `before → after` in one row, None if these are longer than a row of `width` cells."""
    if len(difference.rows) != 1 or not difference.is_complete:
        return None
    (row,) = difference.rows
    if row.before is None or row.after is None:
        return None
    pieces = [
        *_line(row.before, "", "removed-part"),
        Cell(ARROW, "dim"),
        *_line(row.after, "", "added-part"),
    ]
    return pieces if sum(cell_width(piece.text) for piece in pieces) <= width else None


def flowed(pieces: Sequence[Cell], width: int) -> list[Pieces]:
    """Put pieces into rows of `width` cells, none broken apart that has room in a row of its own.

    The second and further rows are indented by the two cells of a mark.
    """
    rows: list[Pieces] = [[]]
    left = width
    for piece in pieces:
        cells = cell_width(piece.text)
        words = Cell(piece.text.strip(), piece.style)
        if cells > left and left < width and cell_width(words.text) <= width - 2:
            rows.append([Cell("  "), words])
            left = width - 2 - cell_width(words.text)
            continue
        if cells > left:
            *whole, last = wrapped([*rows.pop(), piece], width)
            rows += [*whole, last]
            left = width - sum(cell_width(each.text) for each in last)
            continue
        rows[-1].append(piece)
        left -= cells
    return rows


def wrapped(pieces: Sequence[Cell], width: int) -> list[Pieces]:
    """Break pieces into rows of `width` cells; at least one."""
    text = "".join(piece.text for piece in pieces)
    starts = [*row_starts(text, max(4, width)), len(text)]
    rows: list[Pieces] = [[]]
    at = 0
    for piece in pieces:
        rest = piece.text
        while rest:
            room = starts[len(rows) - 1] - at
            if room <= 0:
                rows.append([])
                continue
            rows[-1].append(Cell(rest[:room], piece.style))
            at += len(rest[:room])
            rest = rest[room:]
    return rows


def _line(line: model.Stretches | None, role: str, part: str) -> Pieces:
    pieces: Pieces = []
    for stretch in line or ():
        if stretch.hidden:
            pieces.append(Cell(f" … {stretch.hidden:,} characters … ", "faint"))
        else:
            pieces.append(Cell(visible(stretch.text), part if stretch.changed else role))
    return pieces


def _marked(mark: str, role: str, pieces: Pieces, width: int) -> Iterator[Pieces]:
    for at, row in enumerate(wrapped(pieces, width)):
        yield [Cell("  " if at else mark, role), *row]


def _left_out(row: Row) -> Cell:
    noun = noun_for(row.hidden, "line")
    text = f"{row.hidden:,} {noun} the same" if row.same else f"{row.hidden:,} more {noun}"
    return Cell(f"  … {text}", "faint")
