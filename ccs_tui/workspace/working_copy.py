"""A document being edited: what was read, and what was typed over it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from ccs_tui.model.changes import Change, Conflict, Edit, SavePlan, plan_save
from ccs_tui.model.count import Count
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonError, JsonText, canonical, kind, pretty
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import member_size
from ccs_tui.model.tree import Draft, History, Step, Value, value_of


class PropertyState(Enum):
    """What an edit makes of a property."""

    UNCHANGED = ""
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Typed:
    """Text typed for a property, kept as it is, also while it is not JSON.

    `size` is the length of its canonical text in characters, as far as it can be told; `problem`
    says why it is not JSON, or is None. `value` is the canonical text, where that is known.
    """

    text: str
    size: int
    problem: JsonError | None = None
    value: JsonText | None = None


class InvalidEditError(ValueError):
    """A save was asked for while a property's text is not JSON."""

    def __init__(self, name: str, problem: JsonError) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"{name} is not JSON: {problem}. Nothing was sent.")


class StaleEditError(ValueError):
    """An edit can't be taken back or done again: its property is another by now."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was changed since by others, so that edit stays.")


class WorkingCopy:
    """The open edits of one document. Names, not positions, tell properties apart.

    `base` is the document as it was last read; reading it anew keeps what was typed. `gone` says
    that it was not there any more when it was read last: then `base` is what it was before.
    """

    def __init__(self, base: Document) -> None:
        self.gone = False
        self.history = History()
        """The edits that can be taken back one by one."""
        self._edits: dict[str, Typed] = {}
        self._removed: set[str] = set()
        self._origins: dict[str, JsonText | None] = {}
        """The stored value that each edit began from; None where the property was not there."""
        self.base = base

    @property
    def key(self) -> DocumentKey:
        """The document's key."""
        return self.base.key

    def names(self) -> Iterator[str]:
        """Yield the properties in the service's order, added ones last, removed ones included."""
        yield from self.base.properties
        yield from (name for name in self._edits if name not in self.base.properties)

    def __contains__(self, name: object) -> bool:
        return name in self.base.properties or name in self._edits

    def state(self, name: str) -> PropertyState:
        """Say what the edits make of property `name`."""
        if name in self._removed:
            return PropertyState.REMOVED
        edit = self._edits.get(name)
        if edit is None:
            return PropertyState.UNCHANGED
        if edit.problem is not None:
            return PropertyState.INVALID
        return PropertyState.CHANGED if name in self.base.properties else PropertyState.ADDED

    def text(self, name: str) -> str:
        """Return the text of property `name` to edit: what was typed, or the value indented."""
        edit = self._edits.get(name)
        return edit.text if edit else pretty(self.base.properties[name])

    def value(self, name: str) -> JsonText:
        """Return the value as it would be stored. Raises InvalidEditError."""
        edit = self._edits.get(name)
        if edit is None:
            return self.base.properties[name]
        if edit.value is not None:
            return edit.value
        try:
            value = canonical(edit.text)
        except JsonError as error:
            raise InvalidEditError(name, error) from None
        if edit.problem is not None:
            # A part of it is not JSON, though the whole happens to be.
            raise InvalidEditError(name, edit.problem)
        self._edits[name] = replace(edit, value=value)
        return value

    def values(self) -> Mapping[str, Value]:
        """Return what every property has by name, removed ones included: a value or a draft."""
        values: dict[str, Value] = {}
        for name in self.names():
            edit = self._edits.get(name)
            if edit is not None and edit.problem is not None:
                values[name] = Draft(edit.text, edit.size, edit.problem)
            else:
                values[name] = self.value(name)
        return values

    @property
    def removed(self) -> Collection[str]:
        """The names of the properties that the next save removes."""
        return self._removed

    def put(self, name: str, value: Value | None) -> None:
        """Give property `name` a value or a draft, added if it is not there; None removes it."""
        if value is None:
            self.remove(name)
        elif isinstance(value, Draft):
            self.edit(name, Typed(value.text, value.size, value.problem))
        else:
            self.edit(name, Typed(pretty(value), len(value), value=value))

    def preview(self, name: str, characters: int) -> tuple[str, str]:
        """Return the type of property `name` and the beginning of its text for one line."""
        edit = self._edits.get(name)
        if edit is None:
            value = self.base.properties[name]
            return kind(value), value[:characters]
        head = " ".join(edit.text[: 4 * characters].split())
        return ("?" if edit.problem else kind(JsonText(head))), head[:characters]

    def property_size(self, name: str) -> int:
        """Return the characters property `name` takes in the document, as it would be saved."""
        return self._count.of(name)

    @property
    def size(self) -> int:
        """The service's count of the document as it would be after the save."""
        return self._count.whole

    def _recount(self, name: str) -> None:
        """Count what property `name` is by now."""
        edit, stored = self._edits.get(name), self.base.properties.get(name)
        if name in self._removed or (edit is None and stored is None):
            self._count.drop(name)
        elif edit is not None:
            self._count.put(name, member_size(name, JsonText("")) + edit.size)
        elif stored is not None:
            self._count.put(name, member_size(name, stored))

    @property
    def base(self) -> Document:
        """The document as it was last read."""
        return self._base

    @base.setter
    def base(self, document: Document) -> None:
        self._base = document
        self._count = Count({n: member_size(n, v) for n, v in document.properties.items()})
        for name in self._edits.keys() | self._removed:
            self._recount(name)

    def type(self, name: str, text: str) -> None:
        """Keep a text as it was typed for property `name`, JSON or not."""
        self.edit(name, typed_of(text))

    def origin(self, name: str) -> JsonText | None:
        """Return the stored value that an edit of `name` began from, or would begin from now."""
        return self._origins.get(name, self.base.properties.get(name))

    def edit(self, name: str, edit: Typed) -> None:
        """Keep what was typed for `name`; typing the stored value again is no edit."""
        self._removed.discard(name)
        stored = self.base.properties.get(name)
        if stored is not None and edit.problem is None and edit.size == len(stored):
            try:
                unchanged = (edit.value or canonical(edit.text)) == stored
            except JsonError:
                unchanged = False
            if unchanged:
                self._drop(name)
                return
        self._origins.setdefault(name, stored)
        self._edits[name] = edit
        self._recount(name)

    def _drop(self, name: str) -> None:
        """Let property `name` be as it is stored."""
        self._edits.pop(name, None)
        self._removed.discard(name)
        self._origins.pop(name, None)
        self._recount(name)

    def add(self, name: str, value: JsonText) -> None:
        """Add property `name`, or bring a removed one back with this value."""
        self.put(name, value)

    def put_all(
        self,
        step: Step,
        group: object | None = None,
        origins: Mapping[str, JsonText | None] = MappingProxyType({}),
    ) -> None:
        """Put what an edit made of properties, so that it can be taken back.

        Edits of the same `group`, one after another, are taken back in one go. `origins` are the
        stored values that it began from, where a newer reading may have come meanwhile.
        """
        for change in step:
            if change.name in origins:
                self._origins.setdefault(change.name, origins[change.name])
        for change in step:
            self.put(change.name, change.after)
        self.history.record(step, group)

    def recorded(self, change: Callable[[], None]) -> None:
        """Do something to this copy, so that it can be taken back."""
        before = self._outcome()
        change()
        after = self._outcome()
        self.history.record(
            tuple(
                Change(name, before.get(name), after.get(name))
                for name in {**before, **after}
                if before.get(name) != after.get(name)
            )
        )

    def undo(self) -> Step | None:
        """Take the last edit back; return what that did, None if there is none.

        Raises StaleEditError where a property is not as the edit left it: others changed it.
        """
        return self._walk(self.history.undo())

    def redo(self) -> Step | None:
        """Do again what was taken back; as `undo`."""
        return self._walk(self.history.redo())

    def _walk(self, step: Step | None) -> Step | None:
        now = self._outcome()
        for change in step or ():
            if now.get(change.name) != change.before:
                raise StaleEditError(change.name)
        for change in step or ():
            self.put(change.name, change.after)
        return step

    def _outcome(self) -> dict[str, Value | None]:
        """Return what each property will have, None for one that will be removed."""
        values = self.values()
        return {name: None if name in self._removed else values[name] for name in values}

    def remove(self, name: str) -> None:
        """Remove property `name` at the next save; one that was only typed is gone at once."""
        if name in self.base.properties:
            self._origins.setdefault(name, self.base.properties[name])
            self._removed.add(name)
            self._recount(name)
        else:
            self._drop(name)

    def restore(self, name: str) -> None:
        """Take back what was done to property `name`: its removal, or else what was typed."""
        if name in self._removed and name in self._edits:
            self._removed.discard(name)
            self._recount(name)
        else:
            self._drop(name)

    @property
    def is_edited(self) -> bool:
        """Whether anything would be lost by throwing this away."""
        return bool(self._edits or self._removed)

    @property
    def change_count(self) -> int:
        """How many properties differ from what was read."""
        return len(self._edits.keys() | self._removed)

    def payload(self) -> Mapping[str, JsonText]:
        """Return the properties as they would be after the save. Raises InvalidEditError."""
        return {name: self.value(name) for name in self.names() if name not in self._removed}

    def plan(self) -> SavePlan:
        """Return what a save would send. Raises InvalidEditError."""
        return plan_save(self.base.properties, self.payload())

    # ── others write too ───────────────────────────────────────────────────────────────────────

    def rebase(self, document: Document) -> None:
        """Take a newer reading of the document; edits stay, but those it already has are done.

        If it is not there any more, what was last seen of it stays.
        """
        self.gone = self.base.exists and not document.exists
        if self.gone:
            return
        self.base = document
        for name in self._removed - document.properties.keys():
            self._removed.discard(name)
            if name not in self._edits:
                self._drop(name)
            self._recount(name)
        for name, edit in list(self._edits.items()):
            if name not in self._removed:
                self.edit(name, edit)

    def sent(self, document: Document, names: Collection[str]) -> None:
        """Take what a save of ours made of the document: `names` are as we want them.

        What was typed into them meanwhile is an edit of what was sent.
        """
        for name in self._origins.keys() & set(names):
            self._origins[name] = document.properties.get(name)
        self.rebase(document)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the properties that others changed since their edit began, by name.

        Where others made the same of it there is no conflict. Raises InvalidEditError.
        """
        found = []
        for name, opened in self._origins.items():
            there = self.base.properties.get(name)
            wanted = None if name in self._removed else self.value(name)
            if there not in (opened, wanted):
                found.append(Conflict(name, opened, there, wanted))
        return tuple(sorted(found, key=lambda conflict: conflict.name))

    def keep_mine(self, name: str) -> None:
        """Settle the conflict in property `name`: the edit replaces what others made of it."""
        self._origins[name] = self.base.properties.get(name)

    def take_theirs(self, name: str) -> None:
        """Settle the conflict in property `name`: the edit is dropped."""
        self._drop(name)

    def open_edits(self, typed: Mapping[str, Edit] = MappingProxyType({})) -> Mapping[str, Edit]:
        """Return all edits by property, to be kept elsewhere; `reopen` brings them back.

        `typed` are edits of properties that are newer than those here.
        """
        edits = {
            name: Edit(None if name in self._removed else self._edits[name].text, origin)
            for name, origin in self._origins.items()
        }
        for name, edit in typed.items():
            if edit.text is None and name not in self.base.properties:
                edits.pop(name, None)
            else:
                edits[name] = edit
        return edits

    def reopen(self, edits: Mapping[str, Edit]) -> None:
        """Lay edits that were kept over the document, in the place of those of the same names.

        What others changed since they began shows as a conflict.
        """
        for name, edit in edits.items():
            self._drop(name)
            self._origins[name] = edit.origin
            if edit.text is not None:
                self.edit(name, typed_of(edit.text))
            elif name in self.base.properties:
                self._removed.add(name)
                self._recount(name)
            else:
                self._drop(name)

    def discard(self) -> None:
        """Throw away all edits."""
        for name in list(self._origins):
            self._drop(name)


@dataclass(frozen=True, slots=True)
class OnScreen:
    """A working copy that is shown, and what is typed for its properties and is not in it yet.

    `whole` is what is typed for the whole document at once,
    over all its edits, and the text that it began from.
    """

    copy: WorkingCopy
    typed: Mapping[str, Edit] = field(default_factory=dict, repr=False)
    whole: Edit | None = field(default=None, repr=False)


def typed_of(text: str) -> Typed:
    """Return what a text is that was typed, JSON or not."""
    value = value_of(text)
    if isinstance(value, Draft):
        return Typed(text, value.size, value.problem)
    return Typed(text, len(value), value=value)
