"""The connection as the frame shows it: what answers, whether writes may leave, the countdown."""

from math import ceil, floor
from typing import TYPE_CHECKING, Any, cast

from ccs_tui.ui.commands.key_table import LOCK_KEY
from ccs_tui.ui.terminal.frame import Frame, FramedApp
from ccs_tui.ui.widgets.title_bar import READ_ONLY, WRITABLE, Heading, TitleBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen
    from textual.timer import Timer

    from ccs_tui.workspace.workspace import Workspace


class ConnectionDisplay:
    """Shows a workspace's connection in the title of a screen, and in the colours of the app.

    `changed` is called whenever the title shows anew whether writes may leave.
    """

    def __init__(
        self, screen: "Screen[Any]", workspace: "Workspace", changed: "Callable[[], None]"
    ) -> None:
        self._screen = screen
        self._workspace = workspace
        self._changed = changed
        self._timer: Timer | None = None
        self._title.show(workspace.profile, workspace.capabilities)
        workspace.standing.changed = self._show_standing
        self._show_standing()
        self.show()

    @property
    def _title(self) -> Heading:
        return self._screen.query_one(TitleBar).heading

    def _show_standing(self) -> None:
        if self._screen.is_attached:
            self._title.show_standing(self._workspace.standing, self._workspace.clock())

    def show(self) -> None:
        """Show whether writes may leave, and again whenever that changes by itself."""
        profile = self._workspace.profile
        remaining = self._workspace.write_lock.remaining_seconds
        if self._timer is not None:
            self._timer.stop()
        if remaining == 0:
            self._title.show_access(READ_ONLY)
        elif remaining is None:
            self._title.show_access(WRITABLE if profile.starts_read_only else "")
        else:
            self._title.show_access(WRITABLE, countdown(remaining))
            # The timer ends at the moment at which the next figure is due.
            due = remaining - floor(remaining) or 1.0
            self._timer = self._screen.set_timer(due, self.tick)
        self._changed()
        frame = Frame.CALM
        if profile.is_production:
            frame = Frame.PRODUCTION_WRITABLE if remaining != 0 else Frame.PRODUCTION
        cast("FramedApp[None]", self._screen.app).show_frame(frame)

    def tick(self) -> None:
        """Count down; say so when the time is over."""
        self.show()
        if self._workspace.write_lock.is_locked:
            self._screen.notify(
                f"The time is up: read-only again. {LOCK_KEY} unlocks it.",
                severity="warning",
                markup=False,
            )


def countdown(seconds: float) -> str:
    """Return the minutes and seconds that are left, in five cells; 0:00 only when none are."""
    minutes, rest = divmod(ceil(seconds), 60)
    return f"{minutes:2}:{rest:02}"
