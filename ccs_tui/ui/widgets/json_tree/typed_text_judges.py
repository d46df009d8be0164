"""The judges of a text that is typed over a row: it is taken for a string, JSON or a name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ccs_tui.model.escapes import escaped, needs_escapes, unescaped
from ccs_tui.model.json_text import JsonError, JsonText, canonical, kind, quote
from ccs_tui.model.tree import EditError, Node, Tree, edits

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """A typed text as it is taken, and the words for that; None if it can't be taken."""

    value: T | None
    says: str
    wrong_at: int | None = None
    """The place in the text where it can't be, if it can't."""


Judge = Callable[[str], Judged[T]]


def as_text(text: str) -> Judged[JsonText]:
    """Take the text for the characters of a string."""
    return Judged(quote(text), "string")


def as_json(text: str) -> Judged[JsonText]:
    """Take the text for JSON."""
    try:
        value = canonical(text)
    except JsonError as error:
        says = f"not JSON: {error}" if text.strip() else "type a value"
        return Judged(None, says, error.offset)
    return Judged(value, f"JSON {kind(value)}")


def as_either(text: str) -> Judged[JsonText]:
    """Take the text for JSON if it is, else for the characters of a string."""
    judged = as_json(text)
    return judged if judged.value is not None else as_text(text)


def name_judge(tree: Tree, parent: Node | None, own: str | None) -> Judge[str]:
    """Return a judge of names of a member of `parent`, which is called `own`, None if it is new."""

    def judge(name: str) -> Judged[str]:
        if parent is None or name == own:
            return Judged(name, "name")
        try:
            edits.check_name(tree, parent, name)
        except EditError as error:
            return Judged(None, str(error))
        return Judged(name, "name")

    return judge


def as_can_be_seen(name: str, judge: Judge[str]) -> tuple[str, Judge[str]]:
    """Return a name and its judge, with escapes for what can't be seen, so that it is kept."""
    return (escaped(name), _with_escapes(judge)) if needs_escapes(name) else (name, judge)


def _with_escapes(judge: Judge[str]) -> Judge[str]:
    """Return a judge of names that are typed with JSON's escapes."""

    def judged(text: str) -> Judged[str]:
        try:
            found = judge(unescaped(text))
        except ValueError as error:
            return Judged(None, str(error))
        return found if found.value is None else Judged(found.value, "name, with JSON's escapes")

    return judged
