"""A value that is typed over a row, kept apart from its document until that takes it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import pretty
from ccs_tui.model.open_document.view import DocumentView
from ccs_tui.model.tree import Done, Node, NotJson, Value, value_of
from ccs_tui.model.tree.edits import set_typed

if TYPE_CHECKING:
    from ccs_tui.model.open_document.document import OpenDocument


class TypedValue(DocumentView):
    """Holds what the typing of a value began from; `text` returns what is typed, None for nothing.

    The document may be read anew meanwhile: the value then changes, or is not there any more. No
    reading changes what is held here, so what is typed is an edit of what was there when it began,
    and a conflict where others changed that.
    """

    def __init__(self, document: "OpenDocument", node: Node) -> None:
        self.document = document
        self.name = str(node.top.key)
        self.text: Callable[[], str | None] = lambda: None
        self.node = node
        self.before = self._now
        """The value when the typing began."""
        self.around = document.tree.text_around(node)
        """The text of the property before the value, and after it."""
        self.origin = document.origin(self.name)
        """The stored value of the property that the typing began from."""

    @property
    def _now(self) -> Value:
        return self.document.tree.not_json.get(self.node) or self.node.text

    @property
    def growth(self) -> int | None:
        """The characters by which the document grows with what is typed; None for nothing."""
        text = self.text()
        return None if text is None else _size_of(value_of(text)) - _size_of(self.before)

    def typed(self) -> Mapping[str, Edit]:
        """Return the edit that has the text so far, whether it is JSON or not."""
        text = self.text()
        return {} if text is None else {self.name: self._edit(text)}

    def _edit(self, text: str) -> Edit:
        before, after = self.around
        return Edit(before + text + after, self.origin)

    def take(self, value: Value) -> Done | None:
        """Put what was typed into the document, so that it can be taken back.

        None says that the value is not there as it was any more: then it is an edit of the property
        as it was. Raises EditError.
        """
        document, node = self.document, self.node
        if document.tree.holds(node) and self._now == self.before:
            return document.do(lambda tree: set_typed(tree, node, value))
        edit = self._edit(value.text if isinstance(value, NotJson) else value)
        whole = value_of(edit.text or "")
        if not isinstance(whole, NotJson):
            edit = Edit(pretty(whole), edit.origin)
        document.recorded(lambda: document.reopen({self.name: edit}))
        return None


def _size_of(value: Value) -> int:
    return value.size if isinstance(value, NotJson) else len(value)
