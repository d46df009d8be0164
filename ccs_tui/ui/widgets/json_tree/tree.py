"""The tree widget: a document in rows that are sought in, and edited where they stand."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from ccs_tui.ui.widgets.json_tree.keys import KEYS
from ccs_tui.ui.widgets.json_tree.open_tree import OpenTree
from ccs_tui.ui.widgets.json_tree.row_editor import RowEditor
from ccs_tui.ui.widgets.json_tree.search import TreeSearch
from ccs_tui.ui.widgets.row_list.messages import ListMessage
from ccs_tui.ui.widgets.save_wanted import SaveWanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.model.tree import Node
    from ccs_tui.ui.widgets.large_editors import LargeEditors


class JsonTree(OpenTree):
    """Shows a document's properties and the values in them, and edits them in place.

    It is a view of the document that it is given. Its owner tells it of changes.
    """

    BINDINGS = [*KEYS]

    @dataclass
    class Sought(ListMessage):
        """A search went on or ended: `note` has the number of the find, and how many there are."""

        note: str

    @dataclass
    class PropertyWanted(ListMessage):
        """Another property is to be added to the document."""

    def __init__(self, editors: "LargeEditors", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._search = TreeSearch(
            self,
            tell=lambda note: self.post_message(self.Sought(self, note)),
            save_wanted=lambda: self.post_message(SaveWanted()),
        )
        self.editing = RowEditor(
            self,
            editors,
            property_wanted=lambda: self.post_message(self.PropertyWanted(self)),
            save_wanted=lambda: self.post_message(SaveWanted()),
        )

    def show(self, document: "OpenDocument | None") -> None:
        """Show a document, open as far as the one before was; None shows none.

        The cursor stays on its path where that is there.
        """
        if document is not self.document:
            self._search.forget()
            self.show_document(document)
        else:
            self.show_changes()

    def show_changes(self, names: "Iterable[str] | None" = None) -> None:
        """Show the changes of properties of the document; of all with None."""
        self._search.forget()
        self.show_rows(names)

    def action_seek(self, what: Literal["find", "next", "previous", "path", "end"]) -> None:
        """Ask for a string or a path and go there, go on to the next find, back, or end it."""
        {
            "find": self._search.ask_what_to_find,
            "next": self._search.go_on,
            "previous": self._search.go_back,
            "path": self._search.ask_for_path,
            "end": self._search.end,
        }[what]()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: a search goes on, or ends, where there is one."""
        goes_on = parameters in (("end",), ("next",), ("previous",))
        if action == "seek" and goes_on and not self._search.needle:
            return False
        return super().check_action(action, parameters)

    def action_choose(self) -> None:
        """Open or close a container, edit a value in place."""
        node = self.cursor_key
        if node is None:
            return
        if node in self.model.not_json:
            super().action_choose()
        elif self.model.can_open(node):
            self.action_unfold("switch")
        else:
            self.editing.edit_here(node)

    def action_change(
        self, how: Literal["open", "rename", "add", "duplicate", "up", "down"]
    ) -> None:
        """Change the row: its value in a large editor, its name, its place; or add a value."""
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
