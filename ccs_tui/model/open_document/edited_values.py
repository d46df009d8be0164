"""The values of a document under its edits, as they would be saved: to be looked at, by name."""

from collections.abc import Collection, Iterable, Mapping

from ccs_tui.model.changes import Conflict, Edit, SavePlan, plan_save
from ccs_tui.model.count import Count
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, pretty
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document.edits import Edits, InvalidEditError, PropertyState
from ccs_tui.model.tree import Node, NotJson, Tree, Value


class EditedValues:
    """A document as it was read, and as its edits make it. Nothing here changes it.

    `tree` has the values as they are now, removed properties included, added ones last.
    """

    def __init__(self, base: Document) -> None:
        self.tree = Tree()
        self._base = base
        self._edits = Edits(base.properties)
        self._count = Count({})
        self.unfinished: Edit | None = None
        """The text typed for the document as a whole that is no document yet."""

    @property
    def key(self) -> DocumentKey:
        """The document's key."""
        return self._base.key

    @property
    def base(self) -> Document:
        """The document as it was last read."""
        return self._base

    def names(self) -> Iterable[str]:
        """Yield the properties in the service's order, added ones last, removed ones included."""
        return self._edits.names()

    def __contains__(self, name: str) -> bool:
        return name in self._edits

    @property
    def removed(self) -> Collection[str]:
        """The names of the properties that the next save removes."""
        return self.tree.removed

    def other_name(self, name: str) -> str | None:
        """Return the stored name of a renamed property, or its new name for that; None else."""
        return self._edits.renames.other_name(name)

    def state(self, name: str) -> PropertyState:
        """Say what the edits make of property `name`."""
        if name in self.tree.removed:
            return PropertyState.REMOVED
        if name not in self._edits.by_name:
            return PropertyState.UNCHANGED
        if isinstance(self._value(name), NotJson):
            return PropertyState.INVALID
        return PropertyState.CHANGED if name in self._base.properties else PropertyState.ADDED

    def text(self, name: str) -> str:
        """Return the text of property `name` to edit: what was typed, or the value indented."""
        text = self._edits.text(name)
        if text is not None:
            return text
        value = self._value(name)
        return value.text if isinstance(value, NotJson) else pretty(value)

    def text_at(self, node: Node) -> str:
        """Return the text of a value to edit: as it was typed, or else indented."""
        if node is node.top:
            return self.text(str(node.key))
        draft = self.tree.not_json.get(node)
        return draft.text if draft is not None else pretty(node.text)

    def value(self, name: str) -> JsonText:
        """Return the value as it would be stored. Raises InvalidEditError."""
        value = self._value(name)
        if isinstance(value, NotJson):
            raise InvalidEditError(name, value.problem)
        return value

    def _value(self, name: str) -> Value:
        node = self.tree.property(name)
        return self._base.properties[name] if node is None else self.tree.value(node)

    def property_size(self, name: str) -> int:
        """Return the characters property `name` takes in the document, as it would be saved."""
        return self._count.of(name)

    @property
    def property_sizes(self) -> Mapping[str, int]:
        """The characters that each property takes in the document, as it would be saved."""
        return self._count.sizes

    @property
    def size(self) -> int:
        """The service's count of the document as it would be after the save."""
        return self._count.whole

    @property
    def is_edited(self) -> bool:
        """True if anything would be lost by throwing this away."""
        return bool(self._edits.by_name) or self.unfinished is not None

    @property
    def change_count(self) -> int:
        """The number of properties that differ from what was read."""
        return len(self._edits.by_name)

    def origin(self, name: str) -> JsonText | None:
        """Return the stored value that an edit of `name` began from, or would begin from now."""
        return self._edits.origin(name)

    def is_contested(self, name: str) -> bool:
        """Return whether others changed property `name`, too, since its edit began."""
        return name in self._edits.by_name and self.origin(name) != self._base.properties.get(name)

    @property
    def edits(self) -> Mapping[str, Edit]:
        """The open edits by property. `reopen` lays them over another reading."""
        return dict(self._edits.by_name)

    def payload(self) -> Mapping[str, JsonText]:
        """Return the properties as they would be after the save. Raises InvalidEditError."""
        return {name: self.value(name) for name in self.names() if name not in self.tree.removed}

    def plan(self) -> SavePlan:
        """Return what a save would send. Raises InvalidEditError."""
        sizes = self._base.size, self.size
        return plan_save(self._base.properties, self.payload(), sizes)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the properties that others changed since their edit began, by name.

        There is no conflict where others gave the property the same value. Raises InvalidEditError.
        """
        return tuple(self._edits.conflicts(self.value))
