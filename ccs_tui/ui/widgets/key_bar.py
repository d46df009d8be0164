"""The last line: the keys that work where the focus is.

One line of text, where Textual's footer has a widget for each key and makes all of them anew
whenever the focus moves.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from ccs_tui.ui.keys import is_refused

HELP = "help"
"""The action that lists all keys."""


class Key(NamedTuple):
    """A key of the line: its action, the key, how it is shown, the words, and whether it works."""

    action: str
    key: str
    shown: str
    description: str
    enabled: bool

    @property
    def content(self) -> Content:
        """The key and its words, as they are shown."""
        dim = "" if self.enabled else " dim"
        return Content.assemble(
            (self.shown, f"bold $footer-key-foreground{dim}"),
            (f" {self.description}", f"$footer-description-foreground{dim}"),
        )


def fitting(keys: Sequence[Key], width: int) -> tuple[Key, ...]:
    """Return the keys that fit whole into `width` cells, side by side, from the first on.

    The help is kept before any other: it has the keys that are left out.
    """
    kept = [key for key in keys if key.action == HELP]
    room = width - sum(key.content.cell_length + 1 for key in kept) + 1
    for key in keys:
        cells = key.content.cell_length + 1
        if key not in kept:
            if cells > room:
                break
            kept.append(key)
            room -= cells
    return tuple(key for key in keys if key in kept)


class KeyBar(Widget):
    """Shows the keys of the bindings that are meant to be shown. A click on one presses it."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; width: 1fr; text-wrap: nowrap; text-overflow: clip;
    }
    """

    _keys: tuple[Key, ...] | None = None

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _bindings_updated(self, _: Screen[object]) -> None:
        # While the terminal is without the focus, no widget has it, and few keys would be left.
        if self.app.app_focus and (keys := tuple(self._keys_now())) != self._keys:
            self._keys = keys
            self.refresh()

    def _keys_now(self) -> Iterator[Key]:
        """Yield one key of each action."""
        actions = set()
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if is_refused(self.screen, binding.action):
                continue
            if binding.show and binding.action not in actions:
                actions.add(binding.action)
                shown = self.app.get_key_display(binding)
                yield Key(binding.action, binding.key, shown, binding.description, enabled)

    @property
    def _in_view(self) -> tuple[Key, ...]:
        return fitting(self._keys or (), self.size.width)

    def render(self) -> Content:
        if self._keys is None:
            self._keys = tuple(self._keys_now())
        return Content(" ").join(key.content for key in self._in_view)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that is clicked."""
        keys = self._in_view
        ends = accumulate(key.content.cell_length + 1 for key in keys)
        clicked = next((k for k, end in zip(keys, ends, strict=True) if event.x < end), None)
        if clicked is None:
            return
        if clicked.enabled:
            self.app.simulate_key(clicked.key)
        else:
            self.app.bell()
