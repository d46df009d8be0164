"""The model of an open document, changed through its own methods alone."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from ccs_tui.model.changes import Change, Edit
from ccs_tui.model.count import Count
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document.changes_by_others import NONE_BY_OTHERS, ChangesByOthers
from ccs_tui.model.open_document.edited_values import EditedValues
from ccs_tui.model.open_document.edits import StaleEditError
from ccs_tui.model.open_document.view import Views
from ccs_tui.model.size import member_size
from ccs_tui.model.tree import Done, Node, NotJson, Tree, UndoHistory, UndoStep, Value, value_of
from ccs_tui.model.tree.edits import set_typed


class OpenDocument(EditedValues):
    """A document that is open: as it was read, and as it is edited.

    `base` is the document as it was last read; reading it anew keeps what was typed. `gone` says
    that it was not there any more when it was read last: then `base` is what it was before.

    Names, not positions, tell properties apart. Each of `views` is told of every change.
    """

    def __init__(self, base: Document) -> None:
        super().__init__(base)
        self.gone = False
        self.history = UndoHistory()
        """The edits that can be taken back one by one."""
        self.views = Views()
        self.by_others = NONE_BY_OTHERS
        """The changes by others from the reading before to this one, where they were asked for."""
        self._in_order = True
        self._read(base)

    # Editing

    def do(self, edit: Callable[[Tree], Done], group: object | None = None) -> Done:
        """Edit the tree, so that it can be taken back; return as the edit does. Raises EditError.

        Edits of the same `group`, one after another, are taken back in one go.
        """
        with self._changing():
            links = self._edits.renames.links()
            done = edit(self.tree)
            for change in done.changes:
                self._keep(change.name, change.after)
            step = done.changes
            if any(None in (change.before, change.after) for change in step):
                self._in_order = False
                self._edits.renames.note(done)
                step = self._edits.renames.with_links(step, links)
            self.history.record(step, group)
        return done

    def type(self, node: Node, text: str, value: Value, group: object | None = None) -> None:
        """Take what was typed for a value: `text` as it is spaced, and the `value` that it is.

        Raises EditError.
        """
        with self._changing():
            done = self.do(lambda tree: set_typed(tree, node, value), group)
            if done.changes and node is node.top and not isinstance(value, NotJson):
                self._keep(str(node.key), value, text)

    def put(self, name: str, value: Value | None, text: str | None = None) -> None:
        """Give property `name` a value, added if it is not there; None removes it.

        `text` is the value as it is to be edited, by default indented.
        """
        with self._changing():
            if value is not None:
                self.tree.set(name, value)
            self._keep(name, value, text)
            self._in_order = self._in_order and name in self

    def put_text(self, name: str, text: str) -> None:
        """Give property `name` what a text is, a value or not JSON, and keep the text as it is."""
        self.put(name, value_of(text), text)

    def remove(self, name: str) -> None:
        """Remove property `name` at the next save; one that was only typed is gone at once."""
        self.put(name, None)

    def discard_property(self, name: str) -> None:
        """Take back what was done to property `name`: its removal, or else what was typed.

        A rename is one edit under two names, so both are as they are stored.
        """
        if (other := self.other_name(name)) is not None:
            with self._changing():
                self._drop(name)
                self._drop(other)
        elif name in self.tree.removed:
            with self._changing():
                self._keep(name, self._value(name), self._edits.text(name))
        else:
            self._drop(name)

    def discard(self) -> None:
        """Throw away all edits."""
        self.keep_unfinished(None)
        with self._changing():
            for name in self.edits:
                self._drop(name)

    def recorded(self, change: Callable[[], None]) -> None:
        """Do something to this document, so that it can be taken back."""
        before = {name: self._outcome(name) for name in self._edits.by_name}
        links = self._edits.renames.links()
        with self._changing():
            change()
        step: list[Change[Value]] = []
        for name in {**before, **self._edits.by_name}:
            was = before[name] if name in before else self._base.properties.get(name)
            if was != (now := self._outcome(name)):
                step.append(Change(name, was, now))
        self.history.record(self._edits.renames.with_links(step, links))

    def undo(self) -> UndoStep | None:
        """Take the last edit back; return what that did, None if there is none.

        Raises StaleEditError where a property is not as the edit left it: others changed it.
        """
        return self._walk(self.history.undo())

    def redo(self) -> UndoStep | None:
        """Do again what was taken back; as `undo`."""
        return self._walk(self.history.redo())

    def _walk(self, step: UndoStep | None) -> UndoStep | None:
        for change in step or ():
            if self._outcome(change.name) != change.before:
                raise StaleEditError(change.name)
        with self._changing():
            for change in step or ():
                self.put(change.name, change.after)
            self._edits.renames.follow(step or ())
        return step

    def _outcome(self, name: str) -> Value | None:
        """Return what a property will have, None for one that is not there or will be removed."""
        return None if name in self.tree.removed or name not in self else self._value(name)

    def _drop(self, name: str) -> None:
        """Let property `name` be as it is stored."""
        self.put(name, self._base.properties.get(name))

    def _keep(self, name: str, value: Value | None, text: str | None = None) -> None:
        """Keep what property `name` has by now, and count it."""
        self._edits.keep(name, value, text)
        removed, node = self.tree.removed, self.tree.property(name)
        (removed.add if self._edits.is_removed(name) else removed.discard)(name)
        if name in removed or name not in self or node is None:
            self._count.drop(name)
        else:
            self._count.put(name, self.tree.size(node))
        self.views.note(name)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Have all that is changed in the context told as one change."""
        with self.views.changing():
            yield
            if not self._in_order and self.views.is_last:
                self._arrange()

    def _arrange(self) -> None:
        """Put the properties in their order; those that are neither stored nor typed go."""
        self.tree.update({name: self._value(name) for name in self.names()}, self.tree.removed)
        self._in_order = True

    # What is typed in the views

    def keep_unfinished(self, typed: Edit | None) -> None:
        """Keep what was typed of the whole document and is no document yet; None for nothing."""
        if typed != self.unfinished:
            self.unfinished = typed
            self.views.tell(None)

    def edits_as_typed(self) -> Mapping[str, Edit]:
        """Return the open edits, and over them what is typed in the views and not in here yet."""
        return self._edits.as_typed(self.views)

    def whole_as_typed(self) -> Edit | None:
        """Return what is typed in a view for the document as a whole, over its edits."""
        typed = (typed for view in self.views if (typed := view.typed_whole()))
        return next(typed, self.unfinished)

    # Others write, too

    def rebase(self, document: Document, *, tells_news: bool = False) -> None:
        """Take a newer reading of the document; edits stay, but those it already has are done.

        If the document is gone, what was last seen of it stays. With `tells_news`, `by_others` has
        what differs from the reading before; without, it is emptied.
        """
        self.views.take_typed()
        had, before = self.by_others, self._base.properties
        is_the_same = self._take_reading(document)
        if tells_news and not self.gone:
            self.by_others = ChangesByOthers.between(before, document.properties)
        self.views.tell(frozenset() if is_the_same and self.by_others == had else None)

    def sent(
        self, document: Document, names: Collection[str], there: Document | None = None
    ) -> None:
        """Take what a save of ours made of the document: `names` are as we want them.

        What was typed into them meanwhile is an edit of what was sent. `there` is what was read
        afterwards, None if that could not be read.
        """
        self.views.take_typed()
        for name in names:
            self._edits.begin_from(name, document.properties.get(name))
        self._take_reading(document)
        if there is not None:
            self._take_reading(there)
        self.views.tell(None)

    def _take_reading(self, document: Document) -> bool:
        """Take a reading, under the edits; return whether all is as it was but the expiry."""
        before, was_gone = self._base, self.gone
        self.by_others = NONE_BY_OTHERS
        self.gone = before.exists and not document.exists
        if not (self.gone or was_gone) and _is_the_same(before, document):
            self._base, self._edits.stored = document, document.properties
            return True
        if not self.gone:
            self._read(document)
        return False

    def keep_mine(self, name: str, there: JsonText | None) -> None:
        """Settle the conflict in property `name`: the edit replaces `there`, which others wrote.

        If something else is there by now, that is a conflict still.
        """
        self._edits.begin_from(name, there)

    def take_theirs(self, name: str) -> None:
        """Settle the conflict in property `name`: the edit is dropped.

        If a property was renamed to it, that has its old name again, or its value would be lost.
        """
        other = self.other_name(name)
        with self._changing():
            self._drop(name)
            if other is not None and other in self.tree.removed:
                self._drop(other)

    def reopen(self, edits: Mapping[str, Edit]) -> None:
        """Lay edits that were kept over the document, in the place of those of the same names.

        What others changed since they began shows as a conflict.
        """
        with self._changing():
            for name, edit in edits.items():
                self._drop(name)
                if edit.text is None:
                    self.remove(name)
                else:
                    self.put_text(name, edit.text)
                self._edits.begin_from(name, edit.origin)
            for name, edit in edits.items():
                if edit.renamed_to is not None:
                    self._edits.renames.link(name, edit.renamed_to)

    def _read(self, document: Document) -> None:
        """Take a document as it was read, under the edits."""
        edits, stored = self.edits, document.properties
        texts = {name: self._edits.text(name) for name in edits}
        values = {name: self._value(name) for name, text in texts.items() if text is not None}
        self._base, self._edits.stored = document, stored
        self._count = Count({name: member_size(name, value) for name, value in stored.items()})
        self.tree.update({**stored, **values}, self.tree.removed)
        for name, edit in edits.items():
            self._keep(name, None if edit.text is None else values[name], edit.text)
        self._arrange()


def _is_the_same(before: Document, now: Document) -> bool:
    """Return whether two readings have the same properties, in the same order."""
    return (
        before.exists is now.exists
        and before.properties == now.properties
        and list(before.properties) == list(now.properties)
    )
