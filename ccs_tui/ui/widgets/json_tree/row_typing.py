"""The value that is typed over a row: shown while it is typed, and taken once it is answered."""

from collections.abc import Callable

from ccs_tui.model.open_document import TypedValue
from ccs_tui.model.tree import EditError, Node, Value
from ccs_tui.ui.widgets.json_tree.tree import JsonTree

OVERTAKEN = (
    "{} was changed by others while you typed. What you typed is an open edit, and saving it shows "
    "both."
)
ELSEWHERE = "What you typed is an open edit of {}, which is no longer shown. O lists it."


class RowTyping:
    """Shows a value that is typed on a row of a tree, or in a large editor, and takes it.

    `refuse` is given a sentence where a value can't be taken as it was typed.
    """

    def __init__(self, widget: JsonTree, refuse: Callable[[str], None]) -> None:
        self._widget = widget
        self._refuse = refuse
        self.value: TypedValue | None = None
        """The value that is typed, None while none is."""

    def begin(self, node: Node, typed: Callable[[], str | None]) -> None:
        """Show what is typed for a node, which `typed` returns.

        A large editor goes on with the value of the row that it was opened from.
        """
        if self.value is None and (document := self._widget.document) is not None:
            self.value = TypedValue(document, node)
            document.views.append(self.value)
        if self.value is not None:
            self.value.text = typed

    def tell(self) -> None:
        """Tell the views of the document that another text is typed."""
        if self.value is not None:
            self.value.document.views.tell_typing()

    def end(self, value: Value | None) -> None:
        """Take the typed value, None for no change."""
        typed, self.value = self.value, None
        if typed is None:
            return
        typed.document.views.remove(typed)
        if value is not None:
            self._take(typed, value)
        typed.document.views.tell_typing()

    def _take(self, typed: TypedValue, value: Value) -> None:
        document, widget = typed.document, self._widget
        try:
            done = typed.take(value)
        except EditError as error:
            self._refuse(str(error))
            return
        if document is not widget.document:
            self._refuse(ELSEWHERE.format(document.key.label))
        elif done is None:
            if (node := document.tree.property(typed.name)) is not None:
                widget.move_cursor(node)
            self._refuse(OVERTAKEN.format(typed.name))
        elif done.cursor is not None:
            widget.move_cursor(done.cursor)
