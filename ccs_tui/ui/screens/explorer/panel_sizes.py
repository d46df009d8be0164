"""The sizes of the explorer's panels: what each width of a terminal gives them, and what one chose.

A session's id is what one came with, so it has its 36 columns before any other column has more;
then the title of the document, which is the same id; then what else is told of a session.
"""

from enum import Enum
from math import ceil, floor
from typing import TYPE_CHECKING

from ccs_tui.model.value_object import ValueObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.widget import Widget

NARROW, WIDE = 70, 112
"""Columns from which two panels, and three, stand side by side."""

IDS, IDS_AND_MORE = 44, 59
"""Columns of a panel of sessions with whole ids, marks among them; and with size and expiry too."""

VALUES = 32
"""Columns more for a panel of sessions with values in columns that were added, if they are left."""

TITLE = 42
"""Columns of a panel that has a whole id in its title."""

NAMES = 20
"""Columns of a panel of namespaces with the names of the reserved ones whole."""

LEAST = 14
"""Columns that any panel keeps, wherever its borders are put."""

LEAST_LINES = 4
"""Lines that any part keeps which stands over another."""

SHARES = 1_000_000
"""The parts of a whole in which shares are kept: a border is put to the very line."""


class Layout(Enum):
    """A way for panels to stand: one at a time, namespaces over sessions, or all side by side."""

    NARROW = "narrow"
    MEDIUM = "medium"
    WIDE = "wide"

    @classmethod
    def at(cls, width: int) -> "Layout":
        """Return the layout of a terminal of `columns` columns."""
        return cls.WIDE if width >= WIDE else cls.MEDIUM if width >= NARROW else cls.NARROW


class Border(Enum):
    """A border that can be moved."""

    NAMESPACES = "namespaces"
    """Between namespaces and sessions."""
    LISTS = "lists"
    """Between the two lists and the document."""
    VALUE = "value"
    """Between the tree of a document and the text of a value."""


class Sizes(ValueObject):
    """Columns of the lists and of the namespaces among them, where these stand side by side."""

    lists: int
    namespaces: int


def usual_sizes(width: int, *, in_lists: bool, with_values: bool = False) -> Sizes:
    """Return the sizes in a terminal of so many columns, as long as nobody moved a border.

    Where there is no room for whole ids on both sides, the side that has the focus has it. What is
    left beside the title of the document goes to the sessions `with_values` in their list.
    """
    if width >= WIDE:
        namespaces = min(32, NAMES + max(0, width - NAMES - IDS_AND_MORE - TITLE) // 4)
        if with_values:
            sessions = IDS_AND_MORE + VALUES
            namespaces = min(namespaces, max(NAMES, width - sessions - TITLE))
            return Sizes(min(namespaces + sessions, width - TITLE), namespaces)
        return Sizes(min(namespaces + IDS_AND_MORE, width - TITLE), namespaces)
    if width >= IDS + TITLE:
        return Sizes(min(IDS_AND_MORE, max(IDS, width - TITLE - 6)), 0)
    return Sizes(IDS if in_lists else width - TITLE - 2, 0)


class PanelSizes:
    """Lays the panels out, and moves their borders.

    `find` gives a part of the screen by its id, None while it is not there. `chosen` has where a
    border was put, as a share of the whole, by the layout and the border; it is changed in place
    when one is moved.
    """

    def __init__(self, find: "Callable[[str], Widget | None]", chosen: dict[str, float]) -> None:
        self._find = find
        self._chosen = chosen
        self._width = 0
        self._in_lists = True
        self.is_zoomed = False
        """True if the panel with the focus has the whole screen."""

    @property
    def layout(self) -> Layout:
        """The way in which the panels stand now."""
        return Layout.NARROW if self.is_zoomed else Layout.at(self._width)

    def lay_out(self, width: int, *, in_lists: bool) -> None:
        """Give the panels their sizes on a screen of so many columns."""
        self._width, self._in_lists = width, in_lists
        layout = self.layout
        usual = usual_sizes(width, in_lists=in_lists, with_values=self._has("sessions", "-values"))
        lists = namespaces = over = None
        if layout is Layout.WIDE:
            lists = self._cells(Border.LISTS, width, usual.lists, 2 * LEAST)
            # A sentence on what went wrong needs the room more than lists that are empty because of
            # it.
            namespaces = lists - LEAST
            if not self._has_failed:
                namespaces = self._cells(Border.NAMESPACES, lists, usual.namespaces, LEAST)
        elif layout is Layout.MEDIUM:
            lists = self._cells(Border.LISTS, width, usual.lists, LEAST)
            over = None if self._has_failed else self._share(Border.NAMESPACES)
        self._set("lists", width=lists)
        self._set("namespaces", width=namespaces, height=over)
        self._set("properties", height=self._share(Border.VALUE))

    @property
    def _has_failed(self) -> bool:
        return self._has("namespaces", "-problem")

    def _has(self, name: str, state: str) -> bool:
        """Return whether a part is there, and in a state, as its class says."""
        part = self._find(name)
        return part is not None and part.has_class(state)

    def _key(self, border: Border) -> str:
        layout = "any" if border is Border.VALUE else self.layout.value
        return f"{layout}.{border.value}"

    def _share(self, border: Border) -> float | None:
        share = self._chosen.get(self._key(border))
        return None if share is None else min(0.9, max(0.1, share))

    def _cells(self, border: Border, whole: int, usual: int, least: int) -> int:
        share = self._share(border)
        cells = usual if share is None else round(share * whole)
        return max(least, min(cells, whole - LEAST))

    def _set(self, name: str, *, width: int | None = None, height: float | None = None) -> None:
        part = self._find(name)
        if part is None:
            return
        for rule, value in (
            ("width", width),
            ("height", None if height is None else f"{height * 100:.4f}%"),
        ):
            if value is not None:
                setattr(part.styles, rule, value)
            elif part.styles.inline.has_rule(rule):
                part.styles.inline.clear_rule(rule)
                part.refresh(layout=True)

    # Moving a border

    def border_at(self, x: int, y: int) -> Border | None:
        """Return the border at a cell of the screen."""
        lists, over, value = map(self._find, ("lists", "namespaces", "property-title"))
        if lists is None or over is None or self.layout is Layout.NARROW:
            lists = None
        if value is not None and value.display and value.region.contains(x, y):
            return Border.VALUE if y == value.region.y else None
        if lists is None or over is None or y < lists.region.y:
            return None
        if x in (lists.region.right - 1, lists.region.right):
            return Border.LISTS
        if self.layout is Layout.WIDE:
            at_it = x in (over.region.right - 1, over.region.right)
        else:
            at_it = x < lists.region.right and y in (over.region.bottom - 1, over.region.bottom)
        return Border.NAMESPACES if at_it else None

    def put(self, border: Border, x: int, y: int) -> None:
        """Put a border to a cell of the screen."""
        if border is Border.VALUE:
            whole, tree = self._find("document"), self._find("properties")
            if whole is not None and tree is not None:
                self._choose(border, y - tree.region.y, whole.content_region.height, LEAST_LINES)
            return
        lists = self._find("lists")
        if lists is None or self.layout is Layout.NARROW:
            return
        if border is Border.LISTS:
            self._choose(border, x + 1, self._width, LEAST)
        elif self.layout is Layout.WIDE:
            self._choose(border, x + 1, lists.region.width, LEAST)
        else:
            self._choose(border, y + 1 - lists.region.y, lists.region.height, LEAST_LINES)

    def _choose(self, border: Border, cells: int, whole: int, least: int) -> None:
        if whole >= 2 * least:
            share = min(whole - least, max(least, cells)) / whole
            # The share is rounded up, since Textual rounds the lines of a share down.
            self._chosen[self._key(border)] = ceil(share * SHARES) / SHARES
            self.lay_out(self._width, in_lists=self._in_lists)

    @property
    def are_chosen(self) -> bool:
        """True if a border was moved."""
        return bool(self._chosen)

    def forget_chosen(self) -> None:
        """Have all borders where they are as long as nobody moved one."""
        self._chosen.clear()

    @property
    def has_value(self) -> bool:
        """True if the text of a value stands below the tree."""
        value = self._find("property-title")
        return value is not None and value.display

    def move_lying(self, border: Border, lines: int) -> None:
        """Move a border between parts that stand over one another so many lines down."""
        is_value = border is Border.VALUE
        part = self._find("properties" if is_value else "namespaces")
        around = self._find("document" if is_value else "lists")
        if part is not None and around is not None:
            whole = (around.content_region if is_value else around.region).height
            share = self._share(border)
            now = part.region.height if share is None else floor(share * whole)
            self._choose(border, now + lines, whole, LEAST_LINES)

    def move(self, border: Border, cells: int) -> bool:
        """Move an upright border by so many cells to the right; False if there is none here."""
        lists, over = self._find("lists"), self._find("namespaces")
        if self.layout is Layout.NARROW or lists is None or over is None:
            return False
        if border is Border.NAMESPACES and self.layout is Layout.WIDE:
            self._choose(border, _given(over) + cells, _given(lists), LEAST)
        else:
            self._choose(Border.LISTS, _given(lists) + cells, self._width, LEAST)
        return True


def _given(part: "Widget") -> int:
    """Return the columns that a part was given: it has them only with the next frame.

    Of two keys that come before that frame, the second would begin where the first began.
    """
    width = part.styles.width if part.styles.inline.has_rule("width") else None
    return part.region.width if width is None else int(width.value)
