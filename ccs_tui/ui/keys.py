"""The keys that work at a place, from the bindings themselves.

Ours have stable ids; what Textual's own widgets bring along has none, and is not told about.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from ccs_tui.model.value_object import ValueObject

MOVEMENT = (
    r"list\.(down|up|page-|first|last)"
    r"|editor\.(up|down|left|right|word|row|page|text|select|delete)"
)
"""The beginnings of the ids of keys that only move about, or are plain typing."""
WHY = {
    "back": "there is no list before this one. q quits.",
    "panel.left": "one panel has the whole screen.",
    "panel.right": "one panel has the whole screen.",
    "panel.up": "no border lies above or below this panel.",
    "panel.down": "no border lies above or below this panel.",
    "panel.zoom": "the panel has the whole screen, since the terminal is narrow.",
    "panel.usual": "no border was moved.",
    "document.hint": "there is no hint.",
    "tree.switch": "there is nothing in this value.",
    "tree.expand": "there is nothing in this value.",
    "tree.expand-below": "there is nothing in it that is closed.",
    "tree.expand-level": "nothing is closed.",
    "tree.expand-all": "nothing can be opened.",
    "tree.collapse": "there is nothing to close, or to go out of.",
    "tree.collapse-below": "there is nothing in it that is open.",
    "tree.collapse-level": "nothing is open.",
    "tree.find-next": "nothing is searched for. ^f searches.",
    "tree.find-previous": "nothing is searched for. ^f searches.",
    "tree.end-search": "nothing is searched for.",
    "editor.find-next": "nothing is searched for. ^f searches.",
    "editor.find-previous": "nothing is searched for. ^f searches.",
    "editor.problem": "there is no error.",
    "editor.format": "this is no JSON that could be formatted.",
    "editor.bracket": "the cursor is at no bracket.",
    "editor.undo": "nothing was typed here.",
    "editor.redo": "nothing was undone here.",
    "line.undo": "nothing was typed here.",
    "document.undo": "nothing was typed in this document.",
    "document.redo": "nothing was undone in this document.",
    "list.unmark": "nothing is marked.",
    "panel.1": "the focus is there.",
    "panel.2": "the focus is there.",
    "panel.3": "the focus is there.",
    "panel.sort": "these rows have one order.",
    "messages": "no message was shown yet.",
}
"""The reasons why a key may do nothing where it works as a rule, by the id of its binding."""
NO_ROW = "there is no row."
CLEARS = "Clear the filter"
IN_VIEWS = "read_only.f6"
"""The binding of the explorer that works in the views over it, too."""
HEADINGS = ("Here", "This screen", "Moving and typing", "Everywhere")


class ShownKey(ValueObject):
    """A key in the line of keys: its look, the words for it, and the action with who has it."""

    shown: str
    description: str
    action: str
    node: DOMNode
    is_movement: bool


def keys_of(screen: Screen[Any]) -> Iterator[ShownKey]:
    """Yield what can be done on a screen where its focus is, each once, the nearest first.

    Moving about in a list or an editor comes after what changes or shows something there.
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
        descriptions[place] = words_for(screen, binding)
        if re.match(MOVEMENT, binding.id):
            moving.add(place)
        shown = look_of(binding, active.node, screen.app)
        if shown not in keys:
            keys.append(shown)
    for node, action in sorted(found, key=lambda place: _order(place[0], place in moving)):
        yield ShownKey(
            " ".join(found[node, action]),
            descriptions[node, action],
            action,
            node,
            is_movement=(node, action) in moving,
        )
    for binding in _works_over(screen):
        below = screen.app.screen_stack[0]
        shown = look_of(binding, below, screen.app)
        yield ShownKey(shown, binding.description, binding.action, below, is_movement=False)


def is_refused(screen: Screen[Any], action: str) -> bool:
    """Return whether a key would only be refused, since nothing may be written here.

    A screen where keys can be refused has a method `refuses`.
    """
    refuses: Callable[[str], bool] | None = getattr(screen, "refuses", None)
    return refuses is not None and refuses(action)


def look_of(binding: Binding, node: DOMNode, app: App[Any]) -> str:
    """Return the look of a key; what is said for several keys of `node` is that of the first."""
    keys = node._bindings.key_to_bindings.items()
    same = (key for key, others in keys if any(other.id == binding.id for other in others))
    if binding.id is not None and binding.key != next(same, binding.key):
        binding = replace(binding, key_display=None)
    return app.get_key_display(binding)


def key_of(screen: Screen[Any], id: str) -> str:
    """Return the look of the key that does, on a screen, what its own binding `id` is for.

    It is the first of several. Raises KeyError where no binding of the screen has that id.
    """
    for bindings in screen._bindings.key_to_bindings.values():
        for binding in bindings:
            if binding.id == id:
                chosen = screen.app._keymap.get(id)
                held = binding if chosen is None else binding.with_key(chosen.split(",")[0])
                return _shown(screen, held)
    raise KeyError(id)


def words_for(screen: Screen[Any], binding: Binding) -> str:
    """Return what a key does now: by the id of its binding in `words`, or `offers`, of a screen.

    Going back takes the filter of a list away first; leaving a text does not.
    """
    own: Mapping[str, str] = getattr(screen, "words", None) or getattr(screen, "offers", {})
    words = own.get(binding.id or "", "") or binding.description
    is_filtered = any(getattr(panel, "is_filtered", False) for panel in screen.query("ListPanel"))
    goes_back = words == "Back" and (binding.id or "").endswith(".back")
    return CLEARS if goes_back and is_filtered else words


def heading(key: ShownKey) -> str:
    """Return under which heading a key is listed."""
    return HEADINGS[_order(key.node, key.is_movement)]


def _order(node: DOMNode, is_movement: bool) -> int:
    if isinstance(node, App):
        return 3
    if isinstance(node, Screen) and not node.is_modal:
        return 1
    return 2 if is_movement else 0


async def done_below(screen: Screen[Any], key: str) -> bool:
    """Do what a key of the explorer does also in a view over it; return whether it is such a key.

    Sentences name the key that unlocks, wherever one is as they come.
    """
    for binding in _works_over(screen):
        if key in screen.app._keymap.get(IN_VIEWS, binding.key).split(","):
            return await screen.app.run_action(binding.action, screen.app.screen_stack[0])
    return False


def _works_over(screen: Screen[Any]) -> Iterator[Binding]:
    """Yield the binding of the explorer that works in a view over it; none elsewhere."""
    below = screen.app.screen_stack[0]
    if not screen.is_modal and screen is not below:
        for bindings in below._bindings.key_to_bindings.values():
            yield from (binding for binding in bindings if binding.id == IN_VIEWS)


def why_idle(screen: Screen[Any], key: str) -> str:
    """Say in a sentence why a key did nothing on a screen where its focus is.

    A part of the screen that says what it is `called` is named where the key works there.
    """
    own = getattr(screen, "why_idle", None)
    if own is not None and (why := own(key)):
        return str(why)
    focused = screen.focused or screen
    if key in ("tab", "shift+tab"):
        return f"{key} does nothing here: there is nothing else to go to."
    # The application's keys wait until a dialog is answered, but those that work everywhere.
    for node in focused.ancestors_with_self:
        if screen.is_modal and isinstance(node, App):
            continue
        for binding in node._bindings.key_to_bindings.get(key, ()):
            if binding.description and binding.id is not None:
                shown = _shown(node, binding)
                rows: Sequence[object] | None = getattr(screen.focused, "visible_keys", None)
                empty = NO_ROW if rows is not None and not rows else ""
                why = WHY.get(binding.id or "", empty)
                named = f"{shown} ({words_for(screen, binding)})"
                return f"{shown} does nothing here: {why}" if why else f"{named} does nothing here."
    below = screen.app.screen_stack[0]
    found = _works_in(screen, key)
    if not found and screen.is_modal:
        found = _works_after(screen, key)
    elif not found and screen is not below:
        for binding in below._bindings.key_to_bindings.get(key, ()):
            shown = _shown(below, binding)
            return f"{shown} ({binding.description}) works in the explorer: esc leads back to it."
        found = _works_in(below, key)
    shown = _shown(screen, Binding(key, ""))
    return found or f"{shown} does nothing here. F1 lists the keys that do."


def _shown(node: DOMNode, binding: Binding) -> str:
    """Return the look of a key of `node`; Textual's sign for enter is none of ASCII."""
    is_enter = binding.key == "enter" and not binding.key_display
    return "enter" if is_enter else look_of(binding, node, node.app)


def _works_after(dialog: Screen[Any], key: str) -> str:
    """Say that a key waits for the answer to a dialog; "" if it has no use below either."""
    below = dialog.app.screen_stack[0]
    for node in (below, dialog.app):
        for binding in node._bindings.key_to_bindings.get(key, ()):
            if binding.description and binding.id is not None:
                return (
                    f"{_shown(node, binding)} ({binding.description}) does nothing here: "
                    "esc leads out of this first."
                )
    return ""


def _works_in(screen: Screen[Any], key: str) -> str:
    """Say in which part of a screen that says what it is `called` a key works; "" if in none."""
    for part in screen.walk_children():
        called = getattr(part, "called", "")
        for node in (part, *part.children) if called else ():
            for binding in node._bindings.key_to_bindings.get(key, ()):
                if binding.description:
                    return f"{_shown(node, binding)} ({binding.description}) works in {called}."
    return ""
