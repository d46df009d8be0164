"""`R`: read-only on and off, the countdown, and what the frame shows of it."""

from math import ceil, floor
from typing import TYPE_CHECKING, cast

from ccs_tui.ui.terminal.frame import Frame, FramedApp
from ccs_tui.ui.widgets.title_bar import READ_ONLY, WRITABLE, TitleBar

if TYPE_CHECKING:
    from textual.timer import Timer

    from ccs_tui.client import WriteLock
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

PRODUCTION_SECONDS = 600.0
"""How long production stays writable."""

KEY = "f6"
"""The key that works everywhere, also while something is typed."""


class Unlocking:
    """The switch of the client's lock for the explorer. The lock itself is the transport's."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen
        self._timer: Timer | None = None

    @property
    def _lock(self) -> "WriteLock":
        return self._screen.workspace.write_lock

    def begin(self) -> None:
        """Show the connection, once it is open."""
        workspace = self._screen.workspace
        self._screen.query_one(TitleBar).show(workspace.profile, workspace.capabilities)
        workspace.standing.changed = self._show_standing
        self._show_standing()
        self._show()

    def _show_standing(self) -> None:
        screen = self._screen
        if screen.is_attached:
            screen.query_one(TitleBar).show_standing(screen.workspace.standing, screen.now())

    async def switch(self) -> None:
        """Lock at once; or ask, and unlock."""
        lock, screen = self._lock, self._screen
        if not lock.is_locked:
            lock.lock()
            self._show()
            screen.notify(f"Read-only from now on. {KEY} unlocks it.", markup=False)
        elif lock.permanent:
            screen.alarm(f"This connection is read-only. {how_to_write(lock)}")
        elif await self._is_sure():
            lock.unlock(PRODUCTION_SECONDS if screen.workspace.profile.is_production else None)
            self._show()

    async def _is_sure(self) -> bool:
        from ccs_tui.ui.dialogs.confirm import ConfirmDialog

        workspace = self._screen.workspace
        profile = workspace.profile
        if profile.is_production:
            minutes = f"{PRODUCTION_SECONDS / 60:.0f} minutes"
            dialog = ConfirmDialog(
                f"Write to {profile.label}?",
                f"This is production: what you save there is what customers get. It is read-only "
                f"again after {minutes}, or at once with {KEY}.",
                f"Unlock for {minutes}",
                typed=workspace.account,
                keep="Stay read-only",
            )
        else:
            dialog = ConfirmDialog(
                f"Write to {profile.label}?",
                f"It is read-only now. Unlocked, it stays writable until you press {KEY} again.",
                "Unlock",
                keep="Stay read-only",
            )
        return await self._screen.app.push_screen_wait(dialog) is True

    # ── what is shown ──────────────────────────────────────────────────────────────────────────

    def _show(self) -> None:
        """Show whether writes may leave, and go on to until that is known to change."""
        profile, remaining = self._screen.workspace.profile, self._lock.remaining_seconds
        title = self._screen.query_one(TitleBar)
        if self._timer is not None:
            self._timer.stop()
        if remaining == 0:
            title.show_access(READ_ONLY)
        elif remaining is None:
            title.show_access(WRITABLE if profile.starts_read_only else "")
        else:
            title.show_access(WRITABLE, countdown(remaining))
            # To the moment at which the next figure is due.
            due = remaining - floor(remaining) or 1.0
            self._timer = self._screen.set_timer(due, self.tick)
        frame = Frame.CALM
        if profile.is_production:
            frame = Frame.PRODUCTION_WRITABLE if remaining != 0 else Frame.PRODUCTION
        cast("FramedApp[None]", self._screen.app).show_frame(frame)
        self._screen.show_access()

    def tick(self) -> None:
        """Count down; say it when the time is over."""
        self._show()
        if self._lock.is_locked:
            self._screen.notify(
                f"The time is over: read-only again. {KEY} unlocks it.",
                severity="warning",
                markup=False,
            )


def how_to_write(lock: "WriteLock") -> str:
    """Say what to do to write over a locked connection."""
    if lock.permanent:
        return "To write, start without --read-only and CCS_READ_ONLY."
    return f"{KEY} unlocks it."


def countdown(seconds: float) -> str:
    """Return the time that is left in minutes and seconds, in five cells; never 0:00 of some."""
    minutes, rest = divmod(ceil(seconds), 60)
    return f"{minutes:2}:{rest:02}"
