"""Muted paths: places that change all the time and tell nothing, as counters and time stamps."""

from collections.abc import Iterable

from ccs_tui.model.timeline.changed_paths import changed_paths
from ccs_tui.model.timeline.step import Step
from ccs_tui.model.tree.paths import format_path, parse_path
from ccs_tui.model.value_at import ValuePath
from ccs_tui.model.value_object import ValueObject

ANY_ELEMENT = -1
"""The index that stands for each element of an array."""


def muted_path(path: ValuePath) -> ValuePath:
    """Return the path that is muted where the cursor is at `path`.

    An index stands for each element: what is noise in one of them is noise in all.
    """
    return tuple(ANY_ELEMENT if isinstance(key, int) else key for key in path)


def format_muted(path: ValuePath) -> str:
    """Return a muted path as people write it: `transcript[*].seen`."""
    return format_path(path).replace(f"[{ANY_ELEMENT}]", "[*]")


def parse_muted(text: str) -> ValuePath:
    """Return the muted path that people wrote, with `[*]` or any index for each element.

    Raises PathError.
    """
    return muted_path(tuple(parse_path(text.replace("[*]", "[0]"))))


class Muted(ValueObject):
    """The paths that are muted; each mutes what is below it as well."""

    paths: frozenset[ValuePath] = frozenset()

    def covers(self, path: ValuePath) -> bool:
        """Return whether a path, or one that leads to it, is muted."""
        general = muted_path(path)
        return any(general[:length] in self.paths for length in range(1, len(general) + 1))

    def folds(self, step: Step) -> bool:
        """Return whether only muted paths changed in a step.

        The first step is never folded, nor one of a document that is gone, nor one in which only
        the expiry changed.
        """
        if not self.paths or not step.changes or not step.exists or step.after is None:
            return False
        firsts = {path[0] for path in self.paths}
        # Most steps change another property, as their names alone tell.
        if any(change.name not in firsts for change in step.changes):
            return False
        deep = [change for change in step.changes if not self.covers((change.name,))]
        return all(self.covers(changed.path) for changed in changed_paths(deep))

    def with_path(self, path: ValuePath) -> "Muted":
        """Return the paths with another one muted."""
        return Muted(self.paths | {muted_path(path)})

    def without(self, paths: Iterable[ValuePath]) -> "Muted":
        """Return the paths without some."""
        return Muted(self.paths - set(paths))

    def covering(self, path: ValuePath) -> list[ValuePath]:
        """Return the muted paths that mute a path, the shortest first."""
        general = muted_path(path)
        heads = (general[:length] for length in range(1, len(general) + 1))
        return [head for head in heads if head in self.paths]
