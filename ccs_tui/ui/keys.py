"""The keys that work at a place, from the bindings themselves.

Ours have stable ids; what Textual's own widgets bring along has none, and is not told about.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

MOVEMENT = ("list.", "editor.")
"""The first parts of the ids of keys that only move the cursor, or are plain typing."""


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key in the line of keys: its look, the words for it, and the action with who has it."""

    shown: str
    description: str
    action: str
    node: DOMNode
    is_movement: bool


def keys_of(screen: Screen[Any]) -> Iterator[ShownKey]:
    """Yield the keys that work on a screen where its focus is, each once, the nearest last.

    Keys that move in a list or an editor come after those that change or show something.
    """
    found: dict[tuple[DOMNode, str], list[str]] = {}
    moving: set[tuple[DOMNode, str]] = set()
    descriptions: dict[tuple[DOMNode, str], str] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id is None or not binding.description or not active.enabled:
            continue
        if is_refused(screen, binding.action):
            continue
        place = (active.node, binding.action)
        keys = found.setdefault(place, [])
        descriptions[place] = binding.description
        if binding.id.startswith(MOVEMENT):
            moving.add(place)
        shown = screen.app.get_key_display(binding)
        if shown not in keys:
            keys.append(shown)
    for node, action in sorted(found, key=lambda place: _order(place[0])):
        yield ShownKey(
            " ".join(found[node, action]),
            descriptions[node, action],
            action,
            node,
            is_movement=(node, action) in moving,
        )


def is_refused(screen: Screen[Any], action: str) -> bool:
    """Return whether a key would only be refused, since nothing may be written here.

    A screen that has such places has a method `refuses`.
    """
    refuses: Callable[[str], bool] | None = getattr(screen, "refuses", None)
    return refuses is not None and refuses(action)


def heading(node: DOMNode) -> str:
    """Return the heading under which the keys of a node are listed."""
    return ("Here", "This screen", "Everywhere", "In the list or the text")[_order(node)]


def _order(node: DOMNode) -> int:
    if isinstance(node, App):
        return 2
    if isinstance(node, Screen):
        return 1
    return 3 if isinstance(node, Widget) and node.can_focus else 0
