"""The line of progress: a bar, how many are done of how many, the time, and the pace."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from ccs_tui.model.expiry import Clock, format_duration
from ccs_tui.ui.widgets.bar import bar

if TYPE_CHECKING:
    from datetime import datetime

    from textual.timer import Timer

UPDATE_SECONDS = 0.25
"""The seconds between two paintings of progress, since each goes over the wire."""

RATE_AFTER_SECONDS = 2.0
"""The seconds after which a rate means something."""

WIDEST_BAR = 40
GAP = "  "


def progress_line(
    done: int, total: int | None, seconds: float, width: int, of: str = "", *, ended: bool = False
) -> Content:
    """Return progress in a line of `width` cells; in a short one the last parts are left out.

    `total` is None while it is not known. `seconds` is the time so far, and `of` the noun that is
    counted.
    """
    counts = Content(f"{done:,} {of}".rstrip())
    if total is not None:
        # The number has a fixed width, so that nothing beside it moves.
        share = done / total if total else 1
        count = f"{f'{done:,}':>{len(f'{total:,}')}} of {total:,} {of}".rstrip()
        full, empty = bar(share, min(WIDEST_BAR, width // 3))
        counts = Content.assemble(
            (full, "$accent"), (empty, "$frame"), f"{GAP}{count}{GAP}{int(share * 100):>3} %"
        )
    for part in _pace(done, None if ended else total, seconds):
        longer = Content.assemble(counts, GAP, (part, "$muted"))
        if longer.cell_length > width:
            break
        counts = longer
    return counts


def _pace(done: int, total: int | None, seconds: float) -> list[str]:
    """Return the time so far, the time left, and the pace."""
    pace = [format_duration(int(seconds))]
    if done and seconds >= RATE_AFTER_SECONDS:
        rate = done / seconds
        if total is not None and done < total:
            pace.append(f"{format_duration(round((total - done) / rate))} left")
        pace.append(f"{rate:,.0f} a second" if rate >= 10 else f"{rate:.1f} a second")
    return pace


class ProgressLine(Static):
    """One line of progress, painted a few times a second until it is stopped."""

    DEFAULT_CSS = "ProgressLine { height: 1; width: 1fr; }"

    def __init__(self, total: int | None, clock: Clock, of: str = "") -> None:
        super().__init__()
        self._of = of
        self.done = 0
        self.total = total
        self._clock = clock
        self._began: datetime | None = None
        self._ended: datetime | None = None
        self._timer: Timer | None = None
        self._shown = Content("")

    def on_mount(self) -> None:
        self._began = self._clock()
        self._timer = self.set_interval(UPDATE_SECONDS, self.show)

    @property
    def seconds(self) -> float:
        """The seconds that it took so far."""
        if self._began is None:
            return 0.0
        return max(0.0, ((self._ended or self._clock()) - self._began).total_seconds())

    def stop(self) -> None:
        """Show the end, and let the time stand."""
        self._ended = self._clock()
        if self._timer is not None:
            self._timer.stop()
        self.show()

    def show(self) -> None:
        """Show how far it is now."""
        line = progress_line(
            self.done,
            self.total,
            self.seconds,
            self.size.width,
            self._of,
            ended=self._ended is not None,
        )
        if not line.is_same(self._shown):
            self._shown = line
            self.update(line, layout=False)

    def on_resize(self) -> None:
        self.show()
