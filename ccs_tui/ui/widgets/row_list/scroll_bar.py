"""The scroll bar in the last column of a list: where its thumb is, and how it is dragged."""

from ccs_tui.model.value_object import ValueObject


def thumb(page: int, total: int, top: int) -> range:
    """Return the lines of a scroll bar's thumb, for `page` of `total` rows in view from `top` on.

    It is at an end only when the view is.
    """
    if total <= page or page <= 0:
        return range(0)
    size = max(1, page * page // total)
    room, hidden = page - size, total - page
    start = min(max(round(top * room / hidden), top > 0), room - (top < hidden))
    return range(max(0, start), max(0, start) + size)


class ScrollBar(ValueObject):
    """A scroll bar below `header` lines, for `page` of `total` rows in view from `top` on."""

    header: int
    page: int
    total: int
    top: int

    @property
    def thumb(self) -> range:
        """The lines of the view beside which the thumb is."""
        return thumb(self.page, self.total, self.top)

    def top_when_dragged(self, y: int) -> int:
        """Return the first row in view when the middle of the thumb is at a line of the list."""
        room = self.page - len(self.thumb)
        start = y - self.header - len(self.thumb) // 2
        return round(start * (self.total - self.page) / max(1, room))
