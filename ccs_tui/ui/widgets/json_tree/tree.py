"""The tree widget: a document in rows that are sought in, and edited where they stand."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from textual.actions import SkipAction

from ccs_tui.model.tree import Node, Step, Value
from ccs_tui.ui.widgets.json_tree.editing import Begin, Editing
from ccs_tui.ui.widgets.json_tree.keys import KEYS
from ccs_tui.ui.widgets.json_tree.opening import OpenTree
from ccs_tui.ui.widgets.json_tree.seeking import Seeker
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.ui.widgets.row_list.messages import ListMessage


class JsonTree(OpenTree):
    """Shows a document's properties and what is in them, and edits it in place.

    It is given values and posts `Edited`; what it shows is what it was given, with the edits it
    posted. `begin` is told of values that are going to be typed in over it.
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

    def __init__(
        self, mark_of: Callable[[str], Cell], *, begin: Begin, id: str | None = None
    ) -> None:
        super().__init__(mark_of, id=id)
        self._seeker = Seeker(self, lambda note: self.post_message(self.Sought(self, note)))
        self.editing = Editing(
            self,
            edited=self._edited,
            begin=begin,
            typing=lambda: self._tell(self.Typing),
            property_wanted=lambda: self._tell(self.PropertyWanted),
        )

    def show(self, values: Mapping[str, Value], removed: Collection[str], size: int) -> None:
        """Show the properties of a document of `size` characters, open as far as it was before.

        The cursor stays on its path where that is there.
        """
        self.cells.document_size = size
        self.model.update(values, removed)
        self.show_changes()

    def show_changes(self) -> None:
        """Show what became of the tree."""
        self._seeker.forget()
        self.show_rows()

    def _tell(self, message: type[Typing | PropertyWanted]) -> None:
        self.post_message(message(self))

    def _edited(self, step: Step, cursor: Node | None) -> None:
        """Show what an edit did, and let others know."""
        if step:
            # Before the cursor comes to a row that nobody else knows of yet.
            self.post_message(self.Edited(self, step))
        self.show_changes()
        if cursor is not None:
            self.move_cursor(cursor)

    def action_seek(self, what: Literal["find", "next", "previous", "path"]) -> None:
        """Ask for a string or a path and go there, or go on to the next or previous find."""
        {
            "find": self._seeker.ask_what_to_find,
            "next": self._seeker.go_on,
            "previous": self._seeker.go_back,
            "path": self._seeker.ask_for_path,
        }[what]()

    def action_end_search(self) -> None:
        """End the search; without one, leave the key to others."""
        if not self._seeker.end():
            raise SkipAction

    def action_choose(self) -> None:
        """Open or close a container, edit a value in place."""
        node = self.cursor_key
        if node is None:
            return
        if node in self.model.drafts:
            super().action_choose()
        elif self.model.can_open(node):
            self.action_unfold("switch")
        else:
            self.editing.edit_here(node)

    def action_change(
        self, how: Literal["open", "rename", "add", "duplicate", "up", "down"]
    ) -> None:
        """Change the row: its value (in a large editor), name or place; add in it, or it again."""
        changes: dict[str, Callable[[Node], object]] = {
            "open": self.editing.open_value,
            "rename": self.editing.rename,
            "add": self.editing.add,
            "duplicate": self.editing.duplicate,
            "up": partial(self.editing.move, by=-1),
            "down": partial(self.editing.move, by=1),
        }
        if (node := self.cursor_key) is not None:
            changes[how](node)
