"""The search of a tree: a string that is found, and a path that is gone to."""

from ccs_tui.model.tree import Node, PathError, TreeMatches, format_path, parse_path
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_editor.prompt import EditorPrompt
from ccs_tui.ui.widgets.json_tree.tree import JsonTree, Seek
from ccs_tui.ui.widgets.save_wanted import SaveWanted

SEARCHED = ("name", "value")
"""The columns in which finds are marked."""


class TreeSearch:
    """Searches in one tree. It closes what it opened while the string was typed.

    The tree posts how the search stands, and where the document is to be saved meanwhile.
    """

    def __init__(self, widget: JsonTree) -> None:
        self._widget = widget
        self._found: TreeMatches | None = None
        self._opened: list[Node] = []
        self.needle = ""
        self.note = ""
        """The number of finds, and the one that the cursor is on."""

    def seek(self, what: Seek) -> None:
        """Ask for a string or a path and go there, go on to the next find, back, or end it."""
        {
            "find": self.ask_what_to_find,
            "next": self.go_on,
            "previous": self.go_back,
            "path": self.ask_for_path,
            "end": self.end,
        }[what]()

    def ask_what_to_find(self) -> None:
        """Ask for a string, and go to its places while it is typed."""
        origin = self._widget.cursor_key
        self._opened = []

        def typed(text: str) -> str:
            self._begin(text)
            if not self._found and origin is not None:
                self._widget.reveal(origin, self._opened)
                self._opened = []
            return self._go_to(None if self._found is None else self._found.index_from(origin))

        self._ask(
            EditorPrompt(
                "find",
                self.needle,
                lambda: self._widget.region,
                typed=typed,
                again=lambda _: self.go_on(),
                back=lambda _: self.go_back(),
            )
        )

    def _ask(self, prompt: EditorPrompt) -> None:
        def closed(saves: bool | None) -> None:
            if saves:
                self._widget.post_message(SaveWanted())

        self._widget.app.push_screen(prompt, closed)

    def ask_for_path(self) -> None:
        """Ask for a path, and go there while it is typed."""
        node = self._widget.cursor_key
        path = format_path(node.keys) if node is not None else ""
        prompt = EditorPrompt(
            "path",
            path,
            lambda: self._widget.region,
            typed=self._go_to_path,
            why_not=self._why_not_to,
        )
        self._ask(prompt)

    def forget(self) -> None:
        """Forget the finds, since the tree changed: the next step searches anew."""
        self._found = None

    def end(self) -> bool:
        """End the search; False if there is none."""
        if not self.needle:
            return False
        self._begin("")
        self._tell("")
        return True

    def go_on(self) -> str:
        """Go to the next find from the cursor; return its number."""
        found = self._current()
        self._opened = []
        return self._go_to(found.index_from(self._widget.cursor_key, after=True))

    def go_back(self) -> str:
        """Go to the find before the cursor; return its number."""
        found = self._current()
        self._opened = []
        return self._go_to(found.index_before(self._widget.cursor_key))

    def _current(self) -> TreeMatches:
        if self._found is None:
            self._found = TreeMatches(self._widget.model, self.needle)
        return self._found

    def _begin(self, needle: str) -> None:
        self.needle = needle
        self._found = TreeMatches(self._widget.model, needle) if needle else None
        self._widget.columns.highlight(needle, SEARCHED if needle else ())

    def _go_to(self, index: int | None) -> str:
        found = self._found
        if found is None or index is None or not self.needle:
            return self._tell("")
        if not len(found):
            return self._tell("not found")
        self._opened = self._widget.reveal(found.node(index), self._opened)
        return self._tell(f"{index + 1:,} of {len(found):,}")

    def _tell(self, note: str) -> str:
        self.note = note
        self._widget.post_message(JsonTree.Sought(self._widget, note))
        return note

    def _go_to_path(self, path: str) -> str:
        if why := self._why_not_to(path):
            return why
        node = self._widget.model.find(parse_path(path))
        self._widget.reveal(node)
        return node.kind

    def _why_not_to(self, path: str) -> str:
        """Return why a path leads nowhere, "" if it leads somewhere."""
        if not path.strip():
            return "type a path, for example slots.from or list[0]"
        try:
            self._widget.model.find(parse_path(path))
        except PathError as error:
            return visible(str(error))
        return ""
