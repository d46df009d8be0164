"""Changing values where they stand: what is asked, and what is done with the answer."""

from collections.abc import Callable
from typing import TypeVar

from ccs_tui.model.json_text import JsonText, decode, pretty
from ccs_tui.model.tree import Done, Draft, EditError, Node, Step, Value, edits, format_path
from ccs_tui.ui.text import cell_width, visible
from ccs_tui.ui.widgets.json_tree.line import (
    Judge,
    Judged,
    Larger,
    LinePrompt,
    as_either,
    as_json,
    as_text,
)
from ccs_tui.ui.widgets.json_tree.opening import OpenTree

T = TypeVar("T")

Begin = Callable[[Node], Callable[[Value], bool]]
"""Is told of a value that is going to be typed in. What it returns is given what was typed, and
says whether it took that: then it is no edit of the tree, whose node is another by now.
"""

LINE_AT_MOST = 200
"""Characters of a value that is edited on its row; a longer one has a large editor."""
VALUE_CELLS, NAME_CELLS = 40, 28
"""What the line over a row takes at least."""
LABEL_CELLS = 22
"""What the words beside a typed text take."""
NULL = JsonText("null")


class Editing:
    """Edits the rows of one tree.

    `edited` is told what an edit did and where the cursor goes, `begin` that a value is going to be
    typed in over the tree, `typing` that what is typed there is another by now, `property_wanted`
    that another property is to be added.
    """

    def __init__(
        self,
        widget: OpenTree,
        *,
        edited: Callable[[Step, Node | None], None],
        begin: Begin,
        typing: Callable[[], None],
        property_wanted: Callable[[], None],
    ) -> None:
        self._widget = widget
        self._edited = edited
        self._begin = begin
        self._tell_typing = typing
        self._property_wanted = property_wanted
        self._typed: Callable[[], str | None] = lambda: None
        self._take: Callable[[Value], bool] | None = None
        """Takes what is typed where the tree can't; None while nothing is typed."""

    @property
    def being_typed(self) -> str | None:
        """What is typed so far for a value, over the tree; None if nothing is, or as it was."""
        return self._typed()

    def _begin_typing(self, node: Node, typed: Callable[[], str | None]) -> None:
        if self._take is None:
            # Going over to the large editor, one types on from where the row began.
            self._take = self._begin(node)
        self._typed = typed

    def _end_typing(self, node: Node, value: Value | None) -> None:
        """Take what was typed for a node, None for nothing."""
        take, self._take = self._take, None
        self._typed = lambda: None
        self._tell_typing()
        tree = self._widget.model
        if value is None or (take is not None and take(value)):
            return
        if isinstance(value, Draft):
            draft = value
            self._do(lambda: edits.set_draft(tree, node, draft))
        else:
            text = value
            self._do(lambda: edits.set_value(tree, node, text))

    def edit_here(self, node: Node) -> None:
        """Edit a value on its row: a string as its characters, anything else as JSON."""
        if self._is_locked(node):
            return
        text = node.own
        if node.kind == "string":
            if len(text) > LINE_AT_MOST or not (string := str(decode(text))).isprintable():
                self.open_value(node)
                return
            self._ask_value(node, string, (as_text, as_json))
        else:
            self._ask_value(node, text, (as_json, as_text))

    def open_value(self, node: Node, typed: Larger | None = None) -> None:
        """Edit a value in a large editor: a string as text, anything else as JSON.

        `typed` is what was typed of it before.
        """
        from ccs_tui.ui.dialogs.value import ValueDialog

        if self._is_locked(node):
            return

        draft = self._widget.model.drafts.get(node)
        text = draft.text if draft is not None else pretty(node.text)
        string = draft is None and node.kind == "string"
        if typed is not None:
            string = typed.is_string
        screen = ValueDialog(
            format_path(node.keys),
            text,
            is_string=string,
            typed=None if typed is None else typed.text,
            typing=self._tell_typing,
        )
        self._begin_typing(node, screen.typed)
        self._widget.app.push_screen(screen, lambda value: self._end_typing(node, value))

    def rename(self, node: Node) -> None:
        """Ask for another name of a member."""
        if self._is_locked(node):
            return
        if isinstance(node.key, int):
            self._refuse("An element of an array has an index, and no name.")
            return

        def answered(name: str | Larger | None) -> None:
            if isinstance(name, str):
                self._do(lambda: edits.rename(self._widget.model, node, name))

        self._ask(
            node.key, "name", NAME_CELLS, (self._name_judge(node.parent, node.key),), answered
        )

    def add(self, node: Node) -> None:
        """Add a member or an element to a container, or after a value that is none."""
        tree = self._widget.model
        if self._is_locked(node):
            return
        parent, after = (node, None) if self._takes_children(node) else (node.parent, node)
        if parent is None or parent is tree.document:
            self._property_wanted()
            return
        if parent.kind == "array":
            self._add(parent, "", after)
            return

        def answered(name: str | Larger | None) -> None:
            if isinstance(name, str):
                self._add(parent, name, after)

        self._ask("", "name", NAME_CELLS, (self._name_judge(parent, None),), answered)

    def duplicate(self, node: Node) -> None:
        """Add the same value again."""
        self._do(lambda: edits.duplicate(self._widget.model, node))

    def remove(self, node: Node | None) -> bool:
        """Take a member or an element out; False for a property, which waits for the save."""
        if node is None or node.parent is self._widget.model.document:
            return False
        path = format_path(node.keys)
        if self._do(lambda: edits.remove(self._widget.model, node)):
            self._widget.notify(visible(f"Removed {path}. ctrl+u takes it back."), markup=False)
        return True

    def move(self, node: Node, by: int) -> None:
        """Move an element in its array."""
        self._do(lambda: edits.move(self._widget.model, node, by))

    # Inside

    def _takes_children(self, node: Node) -> bool:
        return node.is_container and node not in self._widget.model.drafts

    def _add(self, parent: Node, name: str, after: Node | None) -> None:
        tree = self._widget.model
        if self._do(lambda: edits.add(tree, parent, NULL, name, after)):
            tree.open(parent)
            self._widget.show_rows()
            children = parent.children()
            node = children[-1] if after is None else children[children.index(after) + 1]
            self._widget.move_cursor(node)
            self._ask_value(node, NULL, (as_either, as_text), select=True)

    def _ask_value(
        self, node: Node, text: str, judges: tuple[Judge[JsonText], ...], *, select: bool = False
    ) -> None:
        def answered(value: JsonText | Larger | None) -> None:
            if isinstance(value, Larger):
                # In one go, so that what is typed is drafted at each moment.
                self.open_value(node, value)
            else:
                self._end_typing(node, value)

        prompt = self._ask(
            text, "value", VALUE_CELLS, judges, answered, select=select, enlarges=True
        )
        self._begin_typing(node, prompt.typed)

    def _ask(
        self,
        text: str,
        column: str,
        cells: int,
        judges: tuple[Judge[T], ...],
        answered: Callable[[T | Larger | None], None],
        *,
        select: bool = False,
        enlarges: bool = False,
    ) -> LinePrompt[T]:
        widget = self._widget
        cells = max(cells, cell_width(text) + LABEL_CELLS)
        prompt = LinePrompt(
            text,
            lambda: widget.place_of(column, cells),
            judges,
            select=select,
            typing=self._tell_typing,
            enlarges=enlarges,
        )
        widget.app.push_screen(prompt, answered)
        return prompt

    def _name_judge(self, parent: Node | None, own: str | None) -> Judge[str]:
        tree = self._widget.model

        def judge(name: str) -> Judged[str]:
            if parent is None or name == own:
                return Judged(name, "name")
            try:
                edits.check_name(tree, parent, name)
            except EditError as error:
                return Judged(None, str(error))
            return Judged(name, "name")

        return judge

    def _do(self, edit: Callable[[], Done]) -> bool:
        """Do an edit and show it, or say why it can't be done."""
        try:
            done = edit()
        except EditError as error:
            self._refuse(str(error))
            return False
        self._edited(done.changes, done.cursor)
        return True

    def _is_locked(self, node: Node) -> bool:
        if node.top.key not in self._widget.model.removed:
            return False
        self._refuse(f"{node.top.key} is removed at the next save; z takes that back.")
        return True

    def _refuse(self, sentence: str) -> None:
        self._widget.notify(visible(sentence), severity="warning", markup=False)
