"""The texts that a large editor edits: one value, or a whole document."""

from collections.abc import Callable
from dataclasses import dataclass

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonError, JsonText, canonical
from ccs_tui.model.open_document import DocumentView
from ccs_tui.model.tree import NotJson
from ccs_tui.workspace import whole_document


@dataclass(frozen=True, slots=True)
class EditedValue:
    """A value, of which `text` is the JSON text. Its answer is a value, a draft if it is no JSON.

    A string is edited as its characters, which always are a value.
    """

    text: str
    is_string: bool

    def problem_of(self, text: str) -> str | None:
        """Say in a phrase why a text is no value, or None."""
        try:
            canonical(text)
        except JsonError as problem:
            return str(problem)
        return None

    def answer(self, text: str, size: int) -> JsonText | NotJson:
        """Return what a text of this many characters is taken for."""
        try:
            return canonical(text)
        except JsonError as problem:
            return NotJson(text, size, problem)


@dataclass(frozen=True, slots=True)
class EditedDocument:
    """A document as one `text`. Its answer is the text that was typed, a document or not."""

    text: str
    is_string: bool = False

    def problem_of(self, text: str) -> str | None:
        """Say in a phrase why a text is no document, or None."""
        return whole_document.problem_of(text)

    def answer(self, text: str, size: int) -> str:
        """Return a text as it is."""
        return text


class WholeText(DocumentView):
    """A document's text in an editor, as a view of that document: `typed` returns it as it is."""

    def __init__(self, typed: Callable[[], str | None], began: str) -> None:
        self._typed, self._began = typed, JsonText(began)

    def typed_whole(self) -> Edit | None:
        """Return the text that is typed, None if it is as it was."""
        text = self._typed()
        return None if text is None else Edit(text, self._began)
