"""The messages: one at a time, ended once untrue, and each to be found again in a list."""

from collections import deque
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App, ReturnType, ScreenStackError
from textual.notifications import Notification, Notify, SeverityLevel
from textual.widgets._toast import ToastHolder, ToastRack

from ccs_tui.ui.shown_message import ShownMessage
from ccs_tui.ui.terminal.app_layer import AppLayer
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

KEPT = 200
"""The messages that are kept to be listed."""
TOGETHER = 3
"""The sentences that are shown together at most."""
WHY_SECONDS = 15
"""The seconds for which it is said why a key did nothing: rows come, and it is true no more."""
TOAST_FRAME = 5
"""The cells beside the text of a message: its frame, and those that it keeps free of the edges."""
STARTING_SECONDS = 15
"""The seconds for which is shown what is wrong at the start, whatever opens meanwhile."""
SEVERITIES: tuple[SeverityLevel, ...] = ("information", "warning", "error")


class SpeakingApp(AppLayer[ReturnType]):
    """An app that shows one message at a time.

    A message ends when a newer one comes, when a command begins, and when its time is over. What is
    said without a key in between belongs together, equal sentences once; so does what is said of
    the start, until a command begins. A message without a time
    of its own is about this moment: it also ends when what it is about changes (`end_message`),
    with the screen over which it came, and when a later key opens another over that. A sentence in
    the line of keys, on a key that did nothing, is a message as well.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.messages: deque[ShownMessage] = deque(maxlen=KEPT)
        """The messages that were shown, the newest last."""
        self.last_words = ""
        """A sentence for who ended the app, once the terminal is given back; "" for none."""
        self._came_over: Screen[Any] | None = None
        self._key_came = True
        """True if a key was pressed since the last message."""
        self.of_start: set[str] = set()
        """The sentences on what is wrong at the start, as they are shown."""
        self._said_in: KeyBar | None = None
        """The line of keys in which it stands why a key did nothing."""
        self._why_ends: Timer | None = None

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message, which is data as any other: made visible here, and never markup."""
        shown = "\n".join(map(visible, message.split("\n")))
        super().notify(
            shown, title=visible(title), severity=severity, timeout=timeout, markup=markup
        )

    def _on_notify(self, event: Notify) -> None:
        # This runs before Textual's own handler, which adds the message to those that are shown.
        _keep(event.notification, self.messages)
        shown = [*self._notifications]
        if self._key_came:
            shown = [one for one in shown if self.of_start & {*one.message.split("\n")}]
        if shown:
            _join(event.notification, shown)
        self._notifications.clear()
        self.forget_why()
        self._key_came = False
        self._came_over = next(iter(_screens(self)), None)

    def end_message(self, *, of_the_moment: bool = False, sentence: str | None = None) -> None:
        """End the message that is shown; `of_the_moment` only one without a time of its own.

        With a `sentence` it ends only if that is all that it says.
        """
        shown = [*self._notifications]
        if sentence is not None:
            shown = [message for message in shown if message.message == visible(sentence)]
        if of_the_moment:
            shown = [message for message in shown if message.timeout <= self.NOTIFICATION_TIMEOUT]
        if shown:
            self.clear_notifications()

    def _refresh_notifications(self) -> None:
        # Textual calls this whenever another screen comes to the top, too.
        stack = _screens(self)
        for screen in stack:
            for bar in screen.query(KeyBar):
                bar.look_anew()
        if not stack or not self.messages:
            return  # there was none yet, as at the start
        came_over = self._came_over
        if came_over is not None and (
            came_over not in stack or (self._key_came and came_over is not stack[0])
        ):
            self._came_over = None
            for message in [*self._notifications]:
                if message.timeout <= self.NOTIFICATION_TIMEOUT:
                    del self._notifications[message]
        shown = {ToastRack._toast_id(message) for message in self._notifications}
        _hide_behind(self)
        for screen in stack:
            # Textual leaves the place of a message that another replaced.
            for holder in screen.query(ToastHolder):
                if holder.id not in shown:
                    holder.remove()
        super()._refresh_notifications()
        # Textual shows them later, by when a screen that was on top then may be behind another.
        self.call_later(_hide_behind, self)
        for rack in stack[0].query_children(ToastRack):
            rack.set_class(_is_one_line(self), "-line")

    def say_why(self, why: str, key: str) -> None:
        """Say in the line of keys of the screen that has one why `key` did nothing."""
        bars = (bar for screen in _screens(self) for bar in screen.query(KeyBar))
        if (bar := next(bars, None)) is not None:
            self.end_message()
            bar.say(why, key)
            self._said_in = bar
            if self._why_ends is not None:
                self._why_ends.stop()
            self._why_ends = self.set_timer(WHY_SECONDS, partial(bar.say, ""))

    def forget_why(self) -> None:
        """End the reason why the last key did nothing: what is said from now on is of another."""
        self._key_came = True
        if self._said_in is not None:
            self._said_in.say("")
            self._said_in = None


def tell_of_start(app: SpeakingApp[Any], sentence: str) -> None:
    """Say what is wrong at the start; no other sentence takes its place before a command."""
    app.of_start.add(visible(sentence))
    app.notify(sentence, severity="warning", timeout=STARTING_SECONDS)


def _screens(app: App[Any]) -> "list[Screen[Any]]":
    """Return the screens of an app, the uppermost first; none while the app begins or ends."""
    try:
        return app.screen_stack[::-1]
    except ScreenStackError:
        return []


def _hide_behind(app: App[Any]) -> None:
    """Show a message once: on the uppermost screen, and on none that is seen behind it."""
    for behind in _screens(app)[1:]:
        for rack in behind.query_children(ToastRack):
            rack.display = False


def _is_one_line(app: App[Any]) -> bool:
    """Return whether what is shown fits into one line of the screen."""
    texts = [message.message for message in app._notifications]
    return all("\n" not in t and cell_width(t) <= app.size.width - TOAST_FRAME for t in texts)


def _keep(shown: Notification, kept: deque[ShownMessage]) -> None:
    """Keep a message to be listed; one that comes again in a row is counted."""
    at = datetime.fromtimestamp(shown.raised_at).astimezone()
    if kept and kept[-1].sentence == shown.message:
        kept[-1] = replace(kept[-1], at=at, times=kept[-1].times + 1)
    else:
        kept.append(ShownMessage(at, shown.message, shown.severity))


def _join(new: Notification, shown: list[Notification]) -> None:
    """Put what is shown below a new message, which then has the weight and the time of all."""
    sentences = [line for one in shown for line in one.message.split("\n") if line != new.message]
    new.message = "\n".join([new.message, *sentences[: TOGETHER - 1]])
    new.severity = max(new.severity, *(one.severity for one in shown), key=SEVERITIES.index)
    new.timeout = max(new.timeout, *(one.timeout for one in shown))
