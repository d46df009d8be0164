"""A conflict in words: who did what, what each choice does, and what the values are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from textual.content import Content

from ccs_tui.model.changes import Conflict
from ccs_tui.model.expiry import format_when
from ccs_tui.model.json_text import JsonText
from ccs_tui.ui.text import shorten

NAME_AT_MOST = 32


@dataclass(frozen=True, slots=True)
class Mine:
    """The choice that the text typed here replaces the value there."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """The choice that the value there stays, and the text typed here is dropped."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The choice of a value into which both were merged by hand."""

    value: JsonText = field(repr=False)


Decision = Mine | Theirs | Edited

OPENED, THERE, YOURS = "When you opened it", "There now", "Yours"
UNDONE = {OPENED: "As you left it", YOURS: "Earlier value"}
"""The names of two of these values where a save is taken back."""
ABSENT = {OPENED: "not there yet", THERE: "removed there", YOURS: "removed by you"}
ABSENT_BEFORE = "not there before"


def title_of(value: str, now: datetime, *, is_undo: bool) -> str:
    """Return the title of one of the three values; `now` is when the document was read."""
    if value == THERE:
        return f"{value} (read at {format_when(now, now)})"
    return UNDONE[value] if is_undo else value


def absence_of(value: str, *, is_undo: bool) -> str:
    """Return the words in the place of one of the three values that does not exist."""
    return ABSENT_BEFORE if is_undo and value == YOURS else ABSENT[value]


def sentence(
    conflict: Conflict,
    *,
    again: bool = False,
    is_undo: bool = False,
    is_ours: bool = False,
    is_gone: bool = False,
) -> Content:
    """Return a sentence on who did what, and what that means.

    `is_ours` if this tool did it, `is_gone` if the whole document is not there.
    """
    if is_gone and not is_undo:
        name = (shorten(conflict.name, NAME_AT_MOST), "bold $accent")
        went = " went with its document, which expired or was deleted. Yours would create it again."
        return Content.assemble(name, went)
    who = "A ccs-tui of yours" if is_ours else "The bot or somebody else"
    if again or is_undo:
        did = "removed" if conflict.there is None else "changed"
        then = " once more, while you decided." if again else " since you wrote it."
        if is_undo:
            then += " Undoing yours would overwrite that."
        name = (shorten(conflict.name, NAME_AT_MOST), "bold $accent")
        return Content.assemble(f"{who} {did} ", name, then)
    did, then = "changed", "Yours would replace it."
    if conflict.there is None:
        did, then = "removed", "Yours would bring it back."
    elif conflict.wanted is None:
        then = "Removing it would remove their change too."
    elif conflict.opened is None:
        did = "also added"
    name = (shorten(conflict.name, NAME_AT_MOST), "bold $accent")
    return Content.assemble(f"{who} {did} ", name, f" after you opened it. {then}")


def labels_of(conflict: Conflict, *, is_undo: bool = False) -> Mapping[str, str]:
    """Return the labels of the choices, by their names."""
    if is_undo:
        if conflict.wanted is None:
            mine, edit = "Remove it again: it was not there before", "Edit what is there now"
        else:
            mine, edit = "Restore the earlier value", "Edit the earlier value"
        return {
            "mine": mine,
            "theirs": "Keep what is there now",
            "edit": edit,
        }
    mine, theirs = "Keep mine: it replaces theirs", "Take theirs: my change is discarded"
    if conflict.there is None:
        mine, theirs = "Keep mine: it exists again", "Take theirs: it stays removed"
    elif conflict.wanted is None:
        mine, theirs = "Keep mine: it is removed", "Take theirs: it stays, as they changed it"
    edit = "Edit mine: merge both by hand"
    if conflict.there is None or conflict.wanted is None:
        edit = "Edit theirs" if conflict.wanted is None else "Edit mine"
    return {"mine": mine, "theirs": theirs, "edit": edit}


def word_of(choice: Decision) -> str:
    """Return the choice as a noun."""
    return {Mine: "yours", Theirs: "theirs", Edited: "what you edited"}[type(choice)]
