"""The editor of a row: it asks for a value or a name over the row, and takes the answer."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import TypeVar

from ccs_tui.model.json_text import JsonText, decode, pretty
from ccs_tui.model.names import reserved_problem
from ccs_tui.model.open_document import TypedValue
from ccs_tui.model.tree import (
    Done,
    EditError,
    Node,
    Tree,
    edits,
    format_path,
    value_of,
)
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_tree.row_prompt import Larger, LinePrompt, Untaken
from ccs_tui.ui.widgets.json_tree.row_typing import RowTyping
from ccs_tui.ui.widgets.json_tree.tree import JsonTree, TreeChange
from ccs_tui.ui.widgets.json_tree.typed_text_judges import (
    Judge,
    as_can_be_seen,
    as_either,
    as_json,
    as_text,
    name_judge,
)
from ccs_tui.ui.widgets.large_editors import LargeEditors
from ccs_tui.ui.widgets.save_wanted import SaveWanted

T = TypeVar("T")

LINE_AT_MOST = 200
"""Characters of a value that is edited on its row; a longer one has a large editor."""
VALUE_CELLS, NAME_CELLS = 24, 24
"""The least cells of a line to type in: where its column has fewer, it has a row of its own."""
NULL = JsonText("null")


class RowEditor:
    """Edits the rows of one tree; `widget` posts that a property is wanted, or a save."""

    def __init__(self, widget: JsonTree, editors: LargeEditors) -> None:
        self._widget = widget
        self._editors = editors
        self._typing = RowTyping(widget, self._refuse)
        self._is_on_row = False
        """True while a value is typed on its row, and not in a large editor."""

    @property
    def typed(self) -> TypedValue | None:
        """The value that is typed on its row, None while none is."""
        return self._typing.value if self._is_on_row else None

    def change(self, how: TreeChange, node: Node) -> None:
        """Change a row: its value in a large editor, its name, its place; or add a value."""
        changes: dict[str, Callable[[Node], object]] = {
            "open": self.open_value,
            "rename": self.rename,
            "add": self.add,
            "duplicate": self.duplicate,
            "up": partial(self.move, by=-1),
            "down": partial(self.move, by=1),
        }
        changes[how](node)

    def edit_here(self, node: Node) -> None:
        """Edit a value on its row: a string as its characters, anything else as JSON.

        All of it is selected, unless it has values in it: it is typed anew, or a key moves into it.
        """
        if self._is_locked(node):
            return
        text = node.own
        if node.kind == "string":
            if len(text) > LINE_AT_MOST or not (string := str(decode(text))).isprintable():
                self.open_value(node)
                return
            self._ask_value(node, string, (as_text, as_json), select=True)
        else:
            self._ask_value(node, text, (as_json, as_text), select=not node.is_container)

    def open_value(self, node: Node, typed: Larger | None = None) -> None:
        """Edit a value in a large editor: a string as text, anything else as JSON.

        `typed` is the text that was typed for it before.
        """
        if self._is_locked(node):
            return
        draft = self._widget.model.not_json.get(node)
        text = draft.text if draft is not None else pretty(node.text)
        string = draft is None and node.kind == "string"
        if typed is not None:
            string = typed.is_string
        text_now = self._editors.edit_value(
            format_path(node.keys),
            text,
            is_string=string,
            typed=None if typed is None else typed.text,
            typing=self._typing.tell,
            answered=self._typing.end,
            save_wanted=lambda: self._widget.post_message(SaveWanted()),
        )
        self._typing.begin(node, text_now)

    def rename(self, node: Node) -> None:
        """Ask for another name of a member."""
        if self._is_locked(node):
            return
        if isinstance(node.key, int):
            self._refuse("An element of an array has an index, and no name.")
            return

        def answered(name: str | Larger | Untaken | None) -> None:
            if isinstance(name, str):
                self._do(lambda tree: edits.rename(tree, node, name))

        judge = name_judge(self._widget.model, node.parent, node.key)
        name, judge = as_can_be_seen(node.key, judge)
        place = self._field("rename", node)
        self._ask(name, "name", NAME_CELLS, (judge,), answered, kept_as=place)

    def add(self, node: Node) -> None:
        """Add a member or an element to a container, or after another value."""
        tree = self._widget.model
        if self._is_locked(node):
            return
        takes = node.is_container and node not in tree.not_json
        parent, after = (node, None) if takes else (node.parent, node)
        if parent is None or parent is tree.document:
            self._widget.post_message(JsonTree.PropertyWanted(self._widget))
            return
        if parent.kind == "array":
            self._add(parent, "", after)
            return

        def answered(name: str | Larger | Untaken | None) -> None:
            if isinstance(name, str):
                self._add(parent, name, after, asks=not prompt.saves)

        prompt = self._ask(
            "",
            "name",
            NAME_CELLS,
            (name_judge(self._widget.model, parent, None),),
            answered,
            new=f"the name of a new member of {format_path(parent.keys)}",
            kept_as=self._field("add", parent),
        )

    def duplicate(self, node: Node) -> None:
        """Add the same value again."""
        self._do(lambda tree: edits.duplicate(tree, node))

    def move(self, node: Node, by: int) -> None:
        """Move an element in its array."""
        self._do(lambda tree: edits.move(tree, node, by))

    def _add(self, parent: Node, name: str, after: Node | None, *, asks: bool = True) -> None:
        """Add null, and ask what it is to be."""
        tree = self._widget.model
        if self._do(lambda tree: edits.add(tree, parent, NULL, name, after)):
            tree.open(parent)
            self._widget.show_rows()
            children = parent.children()
            node = children[-1] if after is None else children[children.index(after) + 1]
            self._widget.move_cursor(node)
            if asks:
                self._ask_value(node, NULL, (as_either, as_text), select=True)

    def _ask_value(
        self, node: Node, text: str, judges: tuple[Judge[JsonText], ...], *, select: bool = False
    ) -> None:
        def answered(value: JsonText | Larger | Untaken | None) -> None:
            self._is_on_row = False
            if isinstance(value, Larger):
                # The large editor follows at once, so that the text is drafted at each moment.
                self.open_value(node, value)
            else:
                self._typing.end(value_of(value.text) if isinstance(value, Untaken) else value)

        prompt = self._ask(text, "value", VALUE_CELLS, judges, answered, keeps=True, select=select)
        self._is_on_row = True
        self._typing.begin(node, prompt.typed)

    def _ask(
        self,
        text: str,
        column: str,
        cells: int,
        judges: tuple[Judge[T], ...],
        answered: Callable[[T | Larger | Untaken | None], None],
        *,
        keeps: bool = False,
        select: bool = False,
        new: str = "",
        kept_as: Hashable = None,
    ) -> LinePrompt[T]:
        widget = self._widget
        wanted = max(cells, min(cell_width(text) + 1, VALUE_CELLS))
        prompt = LinePrompt(
            text,
            lambda: widget.place_of(column, wanted, is_new=bool(new)),
            judges,
            new=new,
            typing=self._typing.tell,
            keeps=keeps,
            kept_as=kept_as,
            select=select,
        )

        def taken(answer: T | Larger | Untaken | None) -> None:
            answered(answer)
            if prompt.saves:
                self._widget.post_message(SaveWanted())

        widget.app.push_screen(prompt, taken)
        return prompt

    def _field(self, of: str, node: Node) -> Hashable:
        """Return the key of a field for a name at a node."""
        document = self._widget.document
        return of, None if document is None else document.key, format_path(node.keys)

    def _do(self, edit: Callable[[Tree], Done]) -> bool:
        """Edit the document, or say why it can't be done."""
        document = self._widget.document
        if document is None or self._is_locked():
            return False
        try:
            done = document.do(edit)
        except EditError as error:
            self._refuse(str(error))
            return False
        if done.cursor is not None:
            self._widget.move_cursor(done.cursor)
        return True

    def _is_locked(self, node: Node | None = None) -> bool:
        document = self._widget.document
        why = None if document is None else reserved_problem(document.key.namespace)
        if why is None and node is not None and node.top.key in self._widget.model.removed:
            why = f"{node.top.key} will be removed by the next save; z keeps it."
        if why is not None:
            self._refuse(why)
        return why is not None

    def _refuse(self, sentence: str) -> None:
        self._widget.notify(visible(sentence), severity="warning", markup=False)
