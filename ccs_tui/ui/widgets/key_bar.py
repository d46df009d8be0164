"""The last line: the keys that work where the focus is.

One line of text, where Textual's footer has a widget for each key and makes all of them anew
whenever the focus moves.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from ccs_tui.ui.keys import is_refused, look_of, words_for
from ccs_tui.ui.text import visible

HELP, HELP_KEY = "help", "f1"
"""The action that lists all keys, and the key that does it also while one types."""
OUT = "escape"
"""The key that goes out."""


class BarKey(NamedTuple):
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


def fitting_keys(keys: Sequence[BarKey], width: int) -> tuple[BarKey, ...]:
    """Return the keys that fit whole into `width` cells, side by side, from the first on.

    The help is kept before any other, since it has the keys that are left out, and the way out.
    """
    kept = [key for key in keys if key.action == HELP]
    room = width - sum(key.content.cell_length + 1 for key in kept) + 1
    for key in (*(key for key in keys if key.key == OUT), *keys):
        cells = key.content.cell_length + 1
        if key not in kept:
            if cells > room:
                break
            kept.append(key)
            room -= cells
    return tuple(key for key in keys if key in kept)


class KeyBar(Widget):
    """Shows the keys of the bindings that are to be shown. A click on one presses it.

    A screen that has `offers` says which these are, in their order: words by the id of a binding,
    none for the binding's own.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; width: 1fr; text-wrap: nowrap; text-overflow: clip;
    }
    """

    _keys: tuple[BarKey, ...] | None = None
    _said = _idle_key = ""
    _is_due = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _bindings_updated(self, _: Screen[object]) -> None:
        # A held key moves a cursor many times between two frames.
        if not self._is_due:
            self._is_due = True
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        self._is_due = False
        if not self._may_ask():
            if self.is_attached and self.screen.is_active and not self.screen.is_mounted:
                self._bindings_updated(self.screen)
            return
        # Without the terminal's focus no widget has the focus, and few keys would be left.
        if self.app.app_focus and (keys := tuple(self._keys_now())) != self._keys:
            self._keys = keys
            if self._said and self._works_now():
                self._said = ""
            self.refresh()

    def look_anew(self) -> None:
        """Ask the screen again which keys work: below another one nothing was looked at."""
        self._keys = None
        self.refresh()

    def _may_ask(self) -> bool:
        """Return whether the screen can say which keys work: it does so by its parts.

        They are not all there before it is mounted, nor while it or the app ends; and below another
        screen Textual would ask that one.
        """
        ends = self.app._exit or self._pruning
        return self.is_attached and not ends and self.screen.is_active and self.screen.is_mounted

    def _keys_now(self) -> Iterator[BarKey]:
        """Yield one key of each action."""
        screen, actions = self.screen, set()
        offers: Mapping[str, str] | None = getattr(screen, "offers", None)
        active = list(screen.active_bindings.values())
        if offers is not None:
            order = {id: at for at, id in enumerate(offers)}
            active = [a for a in active if a.binding.id in order]
            active.sort(key=lambda a: order[a.binding.id or ""])
        for node, binding, enabled, _ in active:
            if is_refused(screen, binding.action) or binding.action in actions:
                continue
            if binding.show or offers is not None:
                actions.add(binding.action)
                words = offers.get(binding.id or "") if offers is not None else ""
                if (words or binding.description) == "Back":
                    words = words_for(screen, binding)
                shown = look_of(binding, node, self.app)
                yield BarKey(
                    binding.action, binding.key, shown, words or binding.description, enabled
                )

        # Textual leaves the application's keys out of what works in a dialog, where F1 helps, too.
        helps = self.app._bindings.key_to_bindings.get(HELP_KEY, ())
        for binding in helps if screen.is_modal else ():
            shown = self.app.get_key_display(binding)
            yield BarKey(binding.action, binding.key, shown, binding.description, True)

    @property
    def _in_view(self) -> tuple[BarKey, ...]:
        return fitting_keys(self._keys or (), self.size.width)

    def _works_now(self) -> bool:
        """Return whether the key works that did nothing a moment ago, as with rows that came."""
        active = self.screen.active_bindings.get(self._idle_key)
        return active is not None and active.enabled

    def say(self, sentence: str, key: str = "") -> None:
        """Say why a key did nothing, in the place of the keys and until it works; "" shows them."""
        if sentence and self._may_ask() and self.app.app_focus:
            self._keys = tuple(self._keys_now())  # a change of a moment ago is no reason to end it
        self._said, self._idle_key = sentence, key
        self.refresh()

    def render(self) -> Content:
        if self._said:
            said = Content.assemble((visible(self._said), "$warning"))
            return said.truncate(self.size.width, ellipsis=True)
        if not self.screen.is_active:
            return Content("")  # the keys of what lies over it are others
        if self._keys is None and self._may_ask():
            self._keys = tuple(self._keys_now())
        return Content(" ").join(key.content for key in self._in_view)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that is clicked."""
        keys = self._in_view if self.screen.is_active else ()
        ends = accumulate(key.content.cell_length + 1 for key in keys)
        clicked = next((k for k, end in zip(keys, ends, strict=True) if event.x < end), None)
        if clicked is None:
            return
        if clicked.enabled:
            self.app.simulate_key(clicked.key)
        else:
            self.app.bell()
