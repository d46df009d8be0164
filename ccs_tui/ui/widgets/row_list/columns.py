"""The columns of a list: which fit, where they lie, and how a cell's text fits into its own."""

from collections.abc import Sequence
from typing import Literal

from ccs_tui.model.value_object import ValueObject
from ccs_tui.ui.text import Crop


class Column(ValueObject):
    """A column of a list; widths are in cells.

    Without a `width` a column shares what the others leave, `minimum` (or 8) at least. Where the
    list is too narrow for all, the columns of the lowest `priority` hide, the rightmost first. A
    column that `wants` so many cells has them before others of a lower priority are shown, where
    the list is wide enough for that: the 36 of an id are what one came for. A column without a
    `width` has no more cells than `most`, if that is not 0. `gap` cells are left free between it
    and the column before it. `crop` says where a long text is cut: ids keep head and tail, so they
    are cut in the middle.
    """

    name: str
    title: str = ""
    width: int | None = None
    align: Literal["left", "right"] = "left"
    crop: Crop = "end"
    minimum: int = 0
    wants: int = 0
    most: int = 0
    priority: int = 0
    gap: int = 2

    @property
    def needs(self) -> int:
        """The least cells of the column; with fewer it hides."""
        return self.width if self.width is not None else self.minimum or 8


class Cell(ValueObject):
    """A text and its role: "", dim, bright, good, warning, alarm, accent or error."""

    text: str
    style: str = ""


class ColumnPlace(ValueObject):
    """The place of a column: its index in the list's columns, its first cell and its width."""

    index: int
    x: int
    width: int


def place(columns: Sequence[Column], width: int) -> tuple[ColumnPlace, ...]:
    """Lay the columns out in `width` cells; those that hide are left out."""
    needs = [_needed(columns, i, width) for i in range(len(columns))]
    shown = list(range(len(columns)))
    while len(shown) > 1 and _gaps(columns, shown) + sum(needs[i] for i in shown) > width:
        shown.remove(min(shown, key=lambda i: (columns[i].priority, -i)))
    elastic = [i for i in shown if columns[i].width is None]
    taken = _gaps(columns, shown) + sum(needs[i] for i in shown if i not in elastic)
    widths = _share(
        width - taken, [needs[i] for i in elastic], [columns[i].most or width for i in elastic]
    )
    places: list[ColumnPlace] = []
    x = 0
    for i in shown:
        x += columns[i].gap if places else 0
        own = widths[elastic.index(i)] if i in elastic else columns[i].needs
        own = max(0, min(own, width - x))
        places.append(ColumnPlace(i, x, own))
        x += own
    return tuple(places)


def _needed(columns: Sequence[Column], i: int, width: int) -> int:
    """Return the cells without which a column hides: all that it wants, if there can be so many."""
    column = columns[i]
    beside = [at for at, c in enumerate(columns) if at != i and c.priority >= column.priority]
    others = _gaps(columns, sorted([*beside, i])) + sum(columns[at].needs for at in beside)
    has_room = others + column.wants <= width
    return max(column.needs, column.wants) if has_room else column.needs


def _gaps(columns: Sequence[Column], shown: Sequence[int]) -> int:
    return sum(columns[i].gap for i in shown[1:])


def _share(room: int, needs: Sequence[int], most: Sequence[int]) -> list[int]:
    """Share `room` evenly among columns, none below its need, and none above its most.

    Odd cells go to the first ones.
    """
    widths = list(needs)
    open_ = list(range(len(needs)))
    while open_:
        left = room - sum(widths[i] for i in range(len(needs)) if i not in open_)
        even, odd = divmod(max(0, left), len(open_))
        bound = {i: needs[i] for i in open_ if needs[i] > even} or {
            i: max(needs[i], most[i]) for i in open_ if most[i] < even
        }
        if not bound:
            for order, i in enumerate(open_):
                widths[i] = even + (order < odd)
            break
        for i, cells in bound.items():
            widths[i] = cells
        open_ = [i for i in open_ if i not in bound]
    return widths
