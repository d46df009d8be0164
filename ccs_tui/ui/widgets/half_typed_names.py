"""Half-typed names: a field that was left with `escape` has its text again when it is opened."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from textual.widget import Widget

from ccs_tui.ui.text import shorten
from ccs_tui.ui.widgets.line_field import LineField

if TYPE_CHECKING:
    from textual.app import App

_OF_APPS: "WeakKeyDictionary[App[object], dict[Hashable, str]]" = WeakKeyDictionary()
SAID_CELLS = 40
"""The most cells of what was typed that are shown where it is said that it is kept."""


class HalfTyped(NamedTuple):
    """The text of a field that is left; `before` is what stood in it."""

    field: Hashable
    text: str
    before: str


def keep_half_typed(widget: Widget, *left: HalfTyped) -> None:
    """Keep what was typed into fields that are left, and say so; what is as before is not."""
    kept = _OF_APPS.setdefault(widget.app, {})
    typed = {each.field: each.text for each in left if each.text and each.text != each.before}
    for each in left:
        kept.pop(each.field, None)
    if typed:
        kept |= typed
        texts = shorten(", ".join(typed.values()), SAID_CELLS)
        sentence = (
            f"Nothing was done. What you typed stands there again when you come back: {texts}"
        )
        widget.notify(sentence, markup=False)


def fill_half_typed(line: LineField, field: Hashable) -> None:
    """Put what was typed into a field when it was left into its line again, selected."""
    if text := _OF_APPS.setdefault(line.app, {}).pop(field, None):
        line.value = text
        line.call_after_refresh(line.select_all)
