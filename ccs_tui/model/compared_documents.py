"""Two documents beside each other, property by property: what differs, and what was left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText, join_object
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.tree.child_texts import split_array, split_object

NOTHING_MUTED = Muted()


@dataclass(frozen=True, slots=True)
class ComparedDocuments:
    """The properties that differ, in the order of the left side and then of the right.

    Each is told as a change from the left to the right.

    `same` is the number of those that are the same, `muted` that of those in which nothing but
    muted paths may differ.
    """

    pairs: tuple[Change[JsonText], ...]
    same: int = 0
    muted: int = 0


def compared(
    before: Mapping[str, JsonText],
    after: Mapping[str, JsonText],
    muted: Muted = NOTHING_MUTED,
) -> ComparedDocuments:
    """Compare the properties of two documents, without the values at muted paths."""
    pairs: list[Change[JsonText]] = []
    same = left_out = 0
    for name in {**before, **after}:
        mine, theirs = before.get(name), after.get(name)
        if mine == theirs:
            same += 1
            continue
        if muted.covers((name,)):
            left_out += 1
            continue
        mine, theirs = _without(name, mine, muted), _without(name, theirs, muted)
        if mine == theirs:
            left_out += 1
        else:
            pairs.append(Change(name, mine, theirs))
    return ComparedDocuments(tuple(pairs), same, left_out)


def _without(name: str, value: JsonText | None, muted: Muted) -> JsonText | None:
    """Return the value of a property without what is at muted paths in it."""
    below = any(path[0] == name and len(path) > 1 for path in muted.paths)
    return value if value is None or not below else _pruned((name,), value, muted)


def _pruned(path: tuple[str | int, ...], value: JsonText, muted: Muted) -> JsonText:
    if value[:1] == "{":
        return join_object(dict(_kept_members(path, value, muted)))
    if value[:1] == "[":
        kept = [
            _pruned((*path, at), each, muted)
            for at, each in enumerate(split_array(value))
            if not muted.covers((*path, at))
        ]
        return JsonText(f"[{','.join(kept)}]")
    return value


def _kept_members(
    path: tuple[str | int, ...], value: JsonText, muted: Muted
) -> Iterator[tuple[str, JsonText]]:
    for name, member in split_object(value):
        if not muted.covers((*path, name)):
            yield name, _pruned((*path, name), member, muted)
