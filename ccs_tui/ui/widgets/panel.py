"""A panel: a framed part of the explorer, with its title on the left and its state on the right."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from textual import events
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region

from ccs_tui.model.value_object import ValueObject
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import Crop, shorten, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
WAIT_SHOWN_AFTER = 1.0
"""Seconds before a wait is shown: shorter ones would only flicker."""

FRAME_CELLS = 6
"""Cells of the title line that its corners take, with what stands beside them."""
TITLE_AT_LEAST, TITLE_WHOLE = 5, 8
"""Cells that a title keeps beside a long state, and up to which one is whole, as `Step 12`."""


class _Wait(ValueObject):
    what: str
    since: float
    cancels: bool


class Panel(Vertical):
    """A framed container. The title line has its title and its state.

    `called` is what a sentence calls it.

    `state` is shown on the right; while something is waited for, that comes after it: what for, how
    long, and whether `escape` cancels it, as far as there is room.
    """

    called = ""
    title_crop: Crop = "end"
    """The place where a title is cut that is too long: an id keeps its head and its tail."""

    def __init__(self, title: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = title
        self._state: Content = Content("")
        self._waits: list[_Wait] = []
        self._ticker: Timer | None = None
        self._shown_title: Content | None = None

    def on_mount(self) -> None:
        self._ticker = self.set_interval(0.25, self._show_title, pause=True)
        self._show_title()

    def set_title(self, title: str) -> None:
        """Show `title`, which is data and never markup."""
        self._title = title
        self._show_title()

    def room_beside(self, *parts: tuple[str, str]) -> int:
        """Return the cells that are left in the title line by the title and parts of the state."""
        taken = sum(cell_width(visible(text)) for text, _ in parts)
        return self.outer_size.width - FRAME_CELLS - 3 - cell_width(visible(self._title)) - taken

    def set_state(self, *parts: tuple[str, str]) -> None:
        """Show the panel's state: pairs of text and style, for example `("1,204+", "$muted")`."""
        self._state = Content.assemble(*((visible(text), style) for text, style in parts))
        self._show_title()

    @contextmanager
    def waiting(self, what: str, *, cancels: bool = False) -> Iterator[None]:
        """Show what is waited for as long as the context lasts: `reading airlineBot`.

        `cancels` says that `escape` ends the wait, as it does with a read.
        """
        wait = _Wait(what, monotonic(), cancels)
        self._waits.append(wait)
        if self._ticker is not None:
            self._ticker.resume()
        try:
            yield
        finally:
            self._waits.remove(wait)
            if self._ticker is not None and not self._waits:
                self._ticker.pause()
            self._show_title()

    def _state_now(self, width: int) -> Content:
        if not self._waits:
            return self._state
        wait = self._waits[-1]
        seconds = monotonic() - wait.since
        if seconds < WAIT_SHOWN_AFTER:
            return self._state
        spinner = SPINNER[int(seconds * 4) % len(SPINNER)]
        short = Content.assemble((f"{spinner} {int(seconds)} s", "$warning"))
        what = Content.assemble((f"{spinner} {visible(wait.what)} {int(seconds)} s", "$warning"))
        whole = Content.assemble(what, (" · esc cancels" if wait.cancels else "", "$muted"))
        waits = [whole, what, short]
        if self._state.cell_length:
            between = Content(" · ").stylize("$muted")
            least = Content.assemble(self._state, (f" {spinner}", "$warning"))
            waits = [*(self._state + between + wait for wait in waits), least, short]
        return next((c for c in waits if c.cell_length <= width), short)

    def _show_title(self) -> None:
        width = self.outer_size.width - FRAME_CELLS
        active = self.is_active
        title = Content(visible(self._title))
        style = "bold $foreground" if active else "$muted"
        title = title.stylize(style)
        if width <= 0:  # before the first layout; what is too long is cut off
            self._put_title(title)
            return
        least = title.cell_length if title.cell_length <= TITLE_WHOLE else TITLE_AT_LEAST
        room = max(0, width - least - 3)
        state = self._state_now(room).truncate(room, ellipsis=True)
        room = width - (state.cell_length + 3 if state.cell_length else 0)
        room = max(least, room)
        if title.cell_length > room:
            title = Content(shorten(self._title, room, self.title_crop)).stylize(style)
        fill = width - title.cell_length - state.cell_length - 2
        if state.cell_length and fill > 0:
            frame = "$panel-focus" if active else "$panel-frame"
            title = Content.assemble(title, " ", ("─" * fill, frame), " ", state)
        self._put_title(title)

    def _put_title(self, title: Content) -> None:
        if self._shown_title is None or not title.is_same(self._shown_title):
            self._shown_title = title
            # Set as `border_title` it would have the whole panel painted for its first line.
            self._border_title = title
            self.refresh(Region(0, 0, self.outer_size.width, 1).translate(-self.content_offset))

    def on_resize(self) -> None:
        self._show_title()

    @property
    def is_active(self) -> bool:
        """True if the focus is in it; unlike `has_focus_within` also while the focus moves."""
        focused = self.screen.focused
        return focused is not None and self in focused.ancestors

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        self._show_title()

    def on_descendant_blur(self, _: events.DescendantBlur) -> None:
        self._show_title()


def first_that_fits(
    panel: Panel, choices: "Sequence[Sequence[tuple[str, str]]]"
) -> "Sequence[tuple[str, str]]":
    """Return the first state with room beside a panel's title as short as that gets, else the last.

    What is too long is cut off at its end, where a state says how old what is shown may be.
    """
    title = cell_width(visible(panel._title))
    least = title if title <= TITLE_WHOLE else TITLE_AT_LEAST
    room = panel.room_beside() + title - least
    cells = (sum(cell_width(visible(text)) for text, _ in choice) for choice in choices)
    fitting = (choice for choice, taken in zip(choices, cells, strict=True) if taken <= room)
    return next(fitting, choices[-1])
