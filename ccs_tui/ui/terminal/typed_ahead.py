"""Keys take effect one after another, each at the widget that the previous key focused.

Textual hands a key to what has the focus when it arrives, and looks for its binding when it has
come back from there. Over a slow line, or while the app is busy, several keys arrive at once: with
`/` and then `daisy`, the `d` would be taken for "delete" by the list that the `/` was to leave, and
the `y` for the answer. So the next key waits until the one before it has come to rest: also until
a command that it began, and that reads something first, has asked its question or ended.

At a signal, text that was typed before still gets into the field that has the focus, since what was
typed is kept. Any other key ends that: nobody is there to see what a command does.
"""

import asyncio
from contextlib import suppress
from typing import Any, ClassVar

from textual import events
from textual.app import ReturnType
from textual.errors import NoWidget
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker

from ccs_tui.model.key_priority import KEYS
from ccs_tui.ui.terminal.app_layer import AppLayer

PATIENCE_TURNS, TURN_SECONDS = 20, 0.05
"""The longest that a key waits for the one before it: one that hangs must not take all others.

In turns, since the first use of a dialog may keep the event loop busy for longer than all of them:
that is one turn, in which nothing could come to rest.
"""
LOOK_SECONDS = 0.01
"""The time between two looks at whether a command has asked its question."""
ENDING_SECONDS = 1.0
"""The longest that a signal waits for text that was typed before it."""


class TypedAheadApp(AppLayer[ReturnType]):
    """An app in which keys that are typed ahead go where they were meant to."""

    ASKING: ClassVar[frozenset[str]] = frozenset()
    """The groups of the workers that a key begins and that may ask something."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._typed: asyncio.Queue[events.Event] = asyncio.Queue()
        self._typing: asyncio.Task[None] | None = None
        self._waited_in_vain: set[Worker[Any]] = set()
        """The commands that did not ask in time: while one is under way, no key waits for it."""
        self.drops_keys = False
        """True while another program is about to have the terminal: what is typed is meant for it.
        """

        self.takes_only_text = False
        """True once the app is to end: no key has an effect any more, but text that is typed."""

    @property
    def typed_ahead(self) -> int:
        """The number of keys and pastes that wait for the one before them. Any thread may ask."""
        return self._typed.qsize()

    async def on_event(self, event: events.Event) -> None:
        """Put keys and pastes in a row; all other messages go their way."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            if not _misses(self, event):
                await super().on_event(event)
            return
        self._typed.put_nowait(event)
        if self._typing is None or self._typing.done():
            self._typing = asyncio.create_task(self._take_typed())

    async def _take_typed(self) -> None:
        while not self._typed.empty():
            event = self._typed.get_nowait()
            screen = _shown_screen(self)
            if self.takes_only_text and not _is_text(event, screen):
                self.drops_keys = True
            if self.drops_keys or screen is None:
                continue
            target, begun_before = screen.focused or screen, _asking(self)
            shown = KEYS.begin()
            try:
                await super().on_event(event)
                if not self.takes_only_text:  # else all is for one field, which has it in a row
                    await _be_patient(self, target, begun_before, shown)
                else:
                    _end(shown)
            except Exception as error:  # noqa: BLE001  # as in a message pump: the app tells it
                _end(shown)
                self._handle_exception(error)
                return

    async def _come_to_rest(
        self, target: MessagePump, begun_before: set[Worker[Any]], shown: asyncio.Future[None]
    ) -> None:
        """Wait until a key sent to `target` has bubbled up, and its effects have come.

        Each queue is first in, first out: a message that is put into it after the key comes after
        the key. A command that the key began has its effect when it asks, or ends.
        """
        screen = _shown_screen(self)
        path: list[MessagePump] = [
            node for node in getattr(target, "ancestors_with_self", [target]) if node.is_running
        ]
        # The app's queue is waited for twice, since an action puts calls off to it.
        await _pass_through(*path, self)
        _paint_at_once(self)
        _end(shown)
        begun = set() if self._waited_in_vain & begun_before else _asking(self) - begun_before
        while begun and _shown_screen(self) is screen and not self.drops_keys:
            await asyncio.sleep(LOOK_SECONDS)  # nothing tells of a new screen
            begun = _asking(self) - begun_before
        if (now := _shown_screen(self)) is not None and now is not screen:
            # The app gives a question its focus once that is mounted.
            await _pass_through(now, self)


async def _be_patient(
    app: TypedAheadApp[Any],
    target: MessagePump,
    begun_before: set[Worker[Any]],
    shown: asyncio.Future[None],
) -> None:
    """Wait until a key sent to `target` has come to rest, or for as long as one may wait.

    `begun_before` are the workers that were under way before the key. `shown` is done once the
    key's own effect is on the screen.
    """
    rest = asyncio.create_task(app._come_to_rest(target, begun_before, shown))
    try:
        for _ in range(PATIENCE_TURNS):
            await asyncio.wait((rest,), timeout=TURN_SECONDS)
            if rest.done():
                rest.result()
                return
        app._waited_in_vain = _asking(app) - begun_before
        _end(shown)
    finally:
        rest.cancel()


def _paint_at_once(app: TypedAheadApp[Any]) -> None:
    """Paint what a key changed, unless another one is there to be painted with it.

    Textual paints at most every 60th of a second, and a key would wait for that after a frame of
    anything else, the progress of a search say.
    """
    screen = _shown_screen(app)
    if screen is not None and screen.is_mounted and app._typed.empty():
        with screen._context():
            screen._on_timer_update()


async def end_after_typed(app: TypedAheadApp[Any], status: int) -> None:
    """End an app with this status, after the text that was typed before, and no other key."""
    app.takes_only_text = True
    with suppress(TimeoutError):
        async with asyncio.timeout(ENDING_SECONDS):
            await _pass_through(app)  # what was read is in the app's queue by now
            if app._typing is not None:
                await asyncio.wait((app._typing,))
            if (screen := _shown_screen(app)) is not None:
                await _pass_through(screen.focused or screen)
    if not app._exit:
        app.exit(return_code=status)


def _is_text(event: events.Event, screen: Screen[Any] | None) -> bool:
    """Return whether an event is text for the field that has the focus on a screen."""
    is_typed = isinstance(event, events.Paste) or (
        isinstance(event, events.Key) and event.is_printable
    )
    # By its answer a field is told from others, without its import before the first frame.
    field = None if screen is None else screen.focused
    return is_typed and field is not None and field.check_consume_key("a", "a")


def _end(shown: asyncio.Future[None]) -> None:
    if not shown.done():
        shown.set_result(None)


def _misses(app: TypedAheadApp[Any], event: events.Event) -> bool:
    """Return whether the mouse is where nothing is: outside of the screen, or on what just went.

    So it is while a terminal gets larger, or a part is taken away. Textual takes the focus from
    what has it for the one, and then no key comes anywhere, and fails for the other.
    """
    screen = _shown_screen(app)
    if not isinstance(event, events.MouseEvent) or screen is None or app.mouse_captured is not None:
        return False
    try:
        widget, _ = screen.get_widget_at(event.x, event.y)
    except NoWidget:
        return True
    return widget.parent is None


def _shown_screen(app: TypedAheadApp[Any]) -> Screen[Any] | None:
    """Return the screen on top; None once the app ends, with keys still on their way."""
    return app._screen_stack[-1] if not app._exit and app._screen_stack else None


def _asking(app: TypedAheadApp[Any]) -> set[Worker[Any]]:
    """Return the workers under way that may ask something."""
    return {each for each in app.workers if each.group in app.ASKING and not each.is_finished}


async def _pass_through(*nodes: MessagePump) -> None:
    """Wait until all that is in the queues of nodes now was taken, in one after the other."""
    for node in nodes:
        passed = asyncio.Event()
        if node.call_later(passed.set):
            await passed.wait()
