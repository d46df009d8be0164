"""The tree widget: a document in rows that are sought in, and edited where they stand."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.actions import SkipAction

from ccs_tui.model.tree import Node, Step
from ccs_tui.ui.widgets.json_tree.editing import Editing
from ccs_tui.ui.widgets.json_tree.keys import KEYS
from ccs_tui.ui.widgets.json_tree.opening import OpenTree
from ccs_tui.ui.widgets.json_tree.seeking import Seeker
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.ui.widgets.row_list_messages import ListMessage


class JsonTree(OpenTree):
    """Shows a document's properties and what is in them, and edits it in place.

    It is given values and posts `Edited`; what it shows is what it was given, with the edits it
    posted.
    """

    BINDINGS = [*KEYS]

    @dataclass
    class Edited(ListMessage):
        """Properties were edited here: `step` says what became of them."""

        step: Step

    @dataclass
    class Typing(ListMessage):
        """A value is being typed in over the tree, or is no more; see `being_typed`."""

    @dataclass
    class Sought(ListMessage):
        """A search went on or ended: `note` says which one it came to of how many."""

        note: str

    @dataclass
    class PropertyWanted(ListMessage):
        """Another property is to be added to the document."""

    def __init__(self, mark_of: Callable[[str], Cell], *, id: str | None = None) -> None:
        super().__init__(mark_of, id=id)
        self._seeker = Seeker(self)
        self._editing = Editing(self)

    @property
    def being_typed(self) -> tuple[Node, str] | None:
        """The value that is typed in over the tree, and its text so far; None if there is none."""
        node_and_text = self._editing.being_typed
        text = node_and_text[1]() if node_and_text is not None else None
        return None if node_and_text is None or text is None else (node_and_text[0], text)

    def tell_typing(self) -> None:
        """Say that what is typed in over the tree is another by now."""
        self.post_message(self.Typing(self))

    def show_changes(self) -> None:
        """Show what became of the tree."""
        self._seeker.forget()
        super().show_changes()

    def tell_note(self, note: str) -> None:
        """Say how the search stands."""
        self.post_message(self.Sought(self, note))

    def tell_edited(self, step: Step, cursor: Node | None) -> None:
        """Show what an edit did, and let others know."""
        if step:
            # Before the cursor comes to a row that nobody else knows of yet.
            self.post_message(self.Edited(self, step))
        self.show_changes()
        if cursor is not None:
            self.move_cursor(cursor)

    # Seeking

    def action_find(self) -> None:
        """Ask for a string, and go to where it is."""
        self._seeker.ask_what_to_find()

    def action_find_next(self) -> None:
        """Go to the next place of what is searched."""
        self._seeker.go_on()

    def action_find_previous(self) -> None:
        """Go to the place before of what is searched."""
        self._seeker.go_back()

    def action_go_to_path(self) -> None:
        """Ask for a path, and go there."""
        self._seeker.ask_for_path()

    def action_end_search(self) -> None:
        """End the search; without one, leave the key to others."""
        if not self._seeker.end():
            raise SkipAction

    # Changing

    def action_choose(self) -> None:
        """Open or close a container, edit a value in place."""
        node = self.cursor_key
        if node is None:
            return
        if node in self.model.drafts:
            super().action_choose()
        elif self.model.can_open(node):
            self.action_switch()
        else:
            self._editing.edit_here(node)

    def action_open_value(self) -> None:
        """Open the value in a large editor."""
        if (node := self.cursor_key) is not None:
            self._editing.open_value(node)

    def action_rename(self) -> None:
        """Give the row another name."""
        if (node := self.cursor_key) is not None:
            self._editing.rename(node)

    def action_add(self) -> None:
        """Add a member or an element: in the row if it is a container, else after it."""
        if (node := self.cursor_key) is not None:
            self._editing.add(node)

    def action_duplicate(self) -> None:
        """Add the same value again."""
        if (node := self.cursor_key) is not None:
            self._editing.duplicate(node)

    def remove_value(self) -> bool:
        """Remove the row from what it is in; False for a property, which is not removed at once."""
        node = self.cursor_key
        if node is None or node.parent is self.model.document:
            return False
        self._editing.remove(node)
        return True

    def action_move(self, by: int) -> None:
        """Move the row up or down in its array."""
        if (node := self.cursor_key) is not None:
            self._editing.move(node, by)
