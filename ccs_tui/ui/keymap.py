"""Keys of the user's own: a preset, and single keys by the stable ids of what they do.

All ids and their usual keys are those of the bindings themselves. Finding them imports the whole
interface, so that this is done in a thread, and only for users who change keys.
"""

import importlib
import pkgutil
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

import ccs_tui.ui

VIM: Mapping[str, str] = {
    "list.first": "home,H",
    "list.last": "end,G",
    "list.page-down": "pagedown,ctrl+d",
    "namespaces.collapse": "left,h",
    "namespaces.expand": "right,l",
    "tree.collapse": "left,h",
    "tree.expand": "right,l",
    "tree.find": "ctrl+f,slash",
    "document.edit": "e,i",
    "list.mark-range": "v,V",
}
PRESETS: Mapping[str, Mapping[str, str]] = {"usual": {}, "vim": VIM}
MODIFIERS = ("ctrl", "alt", "shift", "super", "meta", "hyper")
LAST_OF_KEYBOARDS = "\uffff"
"""The last of the characters among which are those that keyboards have."""
APP, SCREEN = "CcsApp", "ExplorerScreen"
PARTS = ("NamespacePanel", "ListPanel", "RowList", "DocumentPanel", "JsonTree")
"""The parts of the explorer in which letters are commands, as are its own."""
_OWNERS = {
    "RowList": {"RowList", "ListPanel", "NamespacePanel", SCREEN, APP},
    "ListPanel": {"ListPanel", "RowList", "NamespacePanel", SCREEN, APP},
    "NamespacePanel": {"NamespacePanel", "ListPanel", "RowList", SCREEN, APP},
    "JsonTree": {"JsonTree", "DocumentPanel", SCREEN, APP},
    "DocumentPanel": {"DocumentPanel", "JsonTree", SCREEN, APP},
    SCREEN: {*PARTS, SCREEN, APP},
}
"""The classes whose keys can be had at once with those of a class, besides itself and the app."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Keys and their action in a class: its name, and the binding."""

    owner: str
    binding: Binding


def bound() -> dict[str, list[Bound]]:
    """Return all that has a stable id, by that id. Imports the whole interface, so this blocks."""
    found: dict[str, list[Bound]] = {}
    for module in pkgutil.walk_packages(ccs_tui.ui.__path__, "ccs_tui.ui."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and value.__module__ == module.name:
                for binding in vars(value).get("BINDINGS", ()):
                    if isinstance(binding, Binding) and binding.id is not None:
                        found.setdefault(binding.id, []).append(Bound(value.__name__, binding))
    return found


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """A fault of the user's own key of an id, in a sentence."""

    id: str
    sentence: str

    def __str__(self) -> str:
        return f"keys.{self.id}: {self.sentence}"


def keymap_of(preset: str, keys: Mapping[str, str]) -> tuple[dict[str, str], list[KeyProblem]]:
    """Return the keys by id, as Textual's keymap takes them, and the problems.

    `keys` are the user's own by id: names separated by commas, as `ctrl+s,f2`. One with a problem
    is left out, and the usual keys hold. Blocks.
    """
    known = bound()
    keymap = dict(PRESETS[preset])
    problems = []
    for id, text in keys.items():
        names = [_normal(name.strip()) for name in text.split(",")]
        if problem := _problem(id, names, known):
            problems.append(KeyProblem(id, problem))
        else:
            keymap[id] = ",".join(names)
    own = {id: keymap[id] for id in keys if id in keymap}
    for id, other, key in _conflicts(own, keymap, known):
        sentence = f"{key} is also the key of {other}: give that another one, or this."
        problems.append(KeyProblem(id, sentence))
        keymap.pop(id, None)
    return keymap, problems


def _problem(id: str, names: list[str], known: Mapping[str, list[Bound]]) -> str | None:
    if id not in known:
        near = get_close_matches(id, known, 1)
        return f"there is no such id{f'; {near[0]} is near' if near else ''}."
    for name in names:
        if not _is_key(name):
            return f"{name or 'nothing'} is no key: keys read like ctrl+s, f2, slash or x."
    return None


def _normal(name: str) -> str:
    """Return a key's name as Textual has it: `slash` for `/`."""
    return _character_to_key(name) if len(name) == 1 else name


def _is_key(name: str) -> bool:
    *modifiers, base = name.split("+")
    if not base or any(modifier not in MODIFIERS for modifier in modifiers):
        return False
    if len(base) == 1 or base in {key.value for key in Keys}:
        return True
    if base in KEY_NAME_REPLACEMENTS.values():
        return True
    try:
        character = unicodedata.lookup(base.replace("_", " ").upper())
    except KeyError:
        return False
    # What is beyond them, as `banana`, is on no keyboard.
    return character <= LAST_OF_KEYBOARDS


def _conflicts(
    own: Mapping[str, str], keymap: Mapping[str, str], known: Mapping[str, list[Bound]]
) -> Iterator[tuple[str, str, str]]:
    """Yield each of the user's ids with another one that has the same key where it works."""
    for id, text in own.items():
        places = {each.owner for each in known[id]}
        for other, bindings in known.items():
            if other == id or {id, other} == {"mouse", "mouse.on"}:
                continue
            if not any(_meet(place, each.owner) for place in places for each in bindings):
                continue
            theirs = keymap.get(other) or ",".join(each.binding.key for each in bindings)
            usual = {*",".join(each.binding.key for each in known[id]).split(",")}
            if both := {*text.split(",")} & {*theirs.split(",")} - usual:
                yield id, other, min(both)
                break


def _meet(one: str, other: str) -> bool:
    """Return whether the keys of two classes can be had at the same place."""
    return APP in (one, other) or other in _OWNERS.get(one, {one})
