"""The lower part of the document panel: the value of the chosen row as text to edit."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label
from textual.widgets.text_area import Selection

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonError
from ccs_tui.model.names import is_reserved
from ccs_tui.model.open_document import OpenDocument, TypedValue
from ccs_tui.model.tree import EditError, Node, Value, format_path
from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_editor import JsonEditor
from ccs_tui.ui.widgets.path_title import PathTitle
from ccs_tui.ui.widgets.value_editor import ValueEditor, typed_value_of

if TYPE_CHECKING:
    from textual.timer import Timer

TAKEN_AT_ONCE = 50_000
"""The characters of a property up to which each typed key is in the document at once."""
RAW_SHOWN = 100_000
"""The most characters that are shown of a document that can't be read."""
TAKEN_AFTER = 0.15
"""The seconds without a key after which a longer text is put into the document."""
TO_TYPE = "To type into {}, press esc and e."


class ValuePane(Vertical):
    """A view of one value of an open document: its text, and the problem in that.

    Typed text waits here until the document takes it: a long one is not taken at every key.
    """

    DEFAULT_CSS = "ValuePane { height: 1fr; }"

    @quick_message
    class Left(Message):
        """The user wants to go back to the rows."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.editor = ValueEditor(self._why_sealed, id="editor")
        self.why_held: Callable[[], str | None] = lambda: None
        """Says why nothing is to be done to the document now; None if something can be."""
        self.is_sealed = False
        """True if the focus is in the text, but not to type into this document."""
        self.node: Node | None = None
        """The value that is shown."""
        self.raw: str | None = None
        """The text of the document that can't be read, if one is shown, or its beginning."""
        self.is_taking = False
        """True while the document is given the typed text."""
        self._document: OpenDocument | None = None
        self._taken = ""
        self._value: Value | None = None
        self._over: str | None = None
        """The text that is typed for the value over its row, while that is shown here."""
        self._in_one_go = object()
        """The group of all that is typed without leaving the text: it is taken back in one go."""
        self._later: Timer | None = None

    def compose(self) -> ComposeResult:
        yield PathTitle(id="property-title")
        yield self.editor
        yield Label(id="problem")

    def on_mount(self) -> None:
        self._hide()

    # What is shown

    def show(self, document: OpenDocument | None, node: Node | None) -> None:
        """Show a value of a document, anew if it is shown already; None shows nothing.

        Text that was typed for the value before is given to its document.
        """
        self.take_typed()
        if node is not self.node:
            self._in_one_go = object()
        before = self._document
        if before is not None and document is not None and document.key != before.key:
            self.is_sealed = self.editor.has_focus
        self._document, self.node, self.raw, self._over = document, node, None, None
        if document is None or node is None:
            self._hide()
            return
        value = document.tree.not_json.get(node) or node.text
        if self.is_sealed or not (self.editor.has_focus and self._value == value):
            self._show_text(document.text_at(node), read_only=self._is_locked(document, node))
        self.show_title()

    def _is_locked(self, document: OpenDocument, node: Node) -> bool:
        removed = node.top.key in document.removed
        return removed or self.is_sealed or is_reserved(document.key.namespace)

    def show_over(self, over: TypedValue | None) -> None:
        """Show of the value what is typed for it over its row; with None the value again.

        So the same value stands nowhere in two ways. The typed text is not taken here.
        """
        text = None if over is None or over.node is not self.node else over.text()
        if text == self._over:
            return
        if text is None:
            self.show(self._document, self.node)
        else:
            self.take_typed()
            self._over = text
            self._show_text(text, read_only=True)
            self.show_title()

    def show_raw(self, raw: str) -> None:
        """Show a text that is no document as it came, as much of it as an editor is for."""
        self.show(None, None)
        self.raw = raw[:RAW_SHOWN]
        self._show_text(self.raw, read_only=True)
        which = f"the first {RAW_SHOWN:,} of " if len(raw) > RAW_SHOWN else ""
        self._title.show("as it came", (f"{which}{len(raw):,} characters", "$muted"))

    def _show_text(self, text: str, *, read_only: bool) -> None:
        editor = self.editor
        self._value = None
        editor.display = self.query_one("#property-title").display = True
        if text != editor.text or not text:
            editor.load(text, read_only=read_only)
        editor.read_only = read_only
        self._taken = editor.text
        self._show_problem()

    def _hide(self) -> None:
        if not self.query("#property-title"):
            return  # the program ends before its parts are there
        self.editor.load("", read_only=True)
        self._taken = ""
        self.editor.display = self.query_one("#property-title").display = False
        self._show_problem()

    def show_title(self) -> None:
        """Show the name of the value, its type and size, and the edits of its property."""
        document, node = self._document, self.node
        if document is None or node is None:
            return
        tree = document.tree
        kind = "?" if node in tree.not_json else node.kind
        state = document.state(str(node.key)).value if node is node.top else ""
        if self._over is not None:
            told = [("as it is typed above", "$warning")]
        else:
            told = [(f"{kind}  {tree.size(node):,}", "$muted"), (state, "$warning")]
        if is_reserved(document.key.namespace):
            told.append(("reserved: read-only", "$muted"))
        self._title.show(format_path(node.keys), *(part for part in told if part[0]))

    @property
    def _title(self) -> PathTitle:
        return self.query_one(PathTitle)

    def _show_problem(self) -> None:
        label = self.query_one("#problem", Label)
        problem = self.problem if self.editor.display else None
        label.display = problem is not None
        if problem is not None:
            label.update(
                Content.assemble(("not JSON  ", "bold $error"), (visible(str(problem)), "$error"))
            )

    def select_scalar(self) -> None:
        """Select all of a value that is typed anew rather than changed: of a string, what is in it.

        What is no JSON yet is not selected: the cursor goes to the error.
        """
        node, document = self.node, self._document
        if node is None or document is None or node.is_container:
            return
        if self.problem is not None:
            self.editor.show_problem()
            return
        quotes = 1 if node.kind == "string" else 0
        (row, column), (last_row, last_column) = (
            self.editor.document.start,
            self.editor.document.end,
        )
        self.editor.selection = Selection((row, column + quotes), (last_row, last_column - quotes))

    @property
    def problem(self) -> JsonError | None:
        """The problem that keeps the text from being JSON, as far as it is known."""
        return self.editor.state.problem

    # What is not to be typed

    def holds(self) -> bool:
        """Say why nothing is to be done to the document now, and return True; else False."""
        if (why := self.why_held()) is not None:
            self.notify(visible(why), severity="warning", markup=False)
        return why is not None

    def _why_sealed(self) -> str | None:
        if not self.is_sealed or self._document is None:
            return None
        return self.why_held() or TO_TYPE.format(self._document.key.label)

    def unseal(self) -> None:
        """Let the text be typed in again, from the next key that goes there."""
        document, node, self.is_sealed = self._document, self.node, False
        if document is not None and node is not None and self._over is None:
            self.editor.read_only = self._is_locked(document, node)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Let nothing be typed by who comes while another document is being read."""
        if event.widget is self.editor and self.why_held() is not None:
            self.is_sealed = self.editor.read_only = True

    # What is typed

    @property
    def _untaken(self) -> str | None:
        """The typed text that the document does not have yet, None if it has all of it."""
        editor = self.editor
        return None if editor.read_only or editor.text == self._taken else editor.text

    @property
    def growth(self) -> int | None:
        """The characters by which the typed text makes the document grow; None if it has all."""
        document, node = self._document, self.node
        if document is None or node is None or self._untaken is None:
            return None
        draft = document.tree.not_json.get(node)
        return self.editor.state.size - (node.length if draft is None else draft.size)

    def typed(self) -> Mapping[str, Edit]:
        """Return the edit of the typed property, if the document has it not yet."""
        document, node, text = self._document, self.node, self._untaken
        if document is None or node is None or text is None:
            return {}
        name = str(node.top.key)
        return {name: Edit(document.tree.text_with(node, text), document.origin(name))}

    def take_typed(self) -> None:
        """Give the document the typed text."""
        self._take(now=True)

    def _take(self, *, now: bool) -> None:
        """Give the document the typed text; without `now` not while it is being checked."""
        document, node, text = self._document, self.node, self._untaken
        state = self.editor.state
        if document is None or node is None or text is None or not (now or state.checked):
            return
        self._taken = text
        self._value = typed_value_of(text, state)
        self.is_taking = True
        try:
            document.type(node, text, self._value, self._in_one_go)
        except EditError as error:
            self.notify(visible(str(error)), severity="warning", markup=False)
        finally:
            self.is_taking = False
        self.show_title()

    @on(JsonEditor.StateChanged)
    def _state_changed(self, event: JsonEditor.StateChanged) -> None:
        event.stop()
        self._show_problem()
        if self._later is not None:
            self._later.stop()
            self._later = None
        if self.node is None or self.node.top.length <= TAKEN_AT_ONCE:
            self._take(now=False)
        elif self.editor.document.length <= TAKEN_AT_ONCE:
            self._later = self.set_timer(TAKEN_AFTER, self.take_typed)
        elif event.state.checked:
            # The text is checked when the keys rest.
            self._take(now=False)
        if self._document is not None:
            self._document.views.tell_typing()

    @on(JsonEditor.Left)
    def _left(self, event: JsonEditor.Left) -> None:
        event.stop()
        self.post_message(self.Left())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Take the typed text when the editor is left: later typing is taken back apart from it."""
        if event.widget is self.editor:
            self.take_typed()
            self._in_one_go = object()
            if self.is_sealed:
                self.unseal()
