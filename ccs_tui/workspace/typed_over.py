"""A value that is typed over a document, apart from it until it is taken.

The document may be read anew meanwhile: the value then changes, or is not there any more.
"""

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import pretty
from ccs_tui.workspace.working_copy import WorkingCopy, typed_of


class TypedOver:
    """Holds what the typing of a value in property `name` began from.

    `around` is the property's text before and after that value. No reading changes it, so what is
    typed is an edit of what was there when it began, and a conflict where others changed that.
    """

    def __init__(self, copy: WorkingCopy, name: str, around: tuple[str, str]) -> None:
        self.copy = copy
        self.name = name
        self._around = around
        self._origin = copy.origin(name)

    def edit(self, typed: str) -> Edit:
        """Return the edit that a text for the value is. It is not looked at: it may be no JSON."""
        before, after = self._around
        return Edit(before + typed + after, self._origin)

    def put(self, copy: WorkingCopy, typed: str) -> None:
        """Lay it over the document as it is by now, so that it can be taken back."""
        edit = self.edit(typed)
        value = typed_of(edit.text or "").value
        if value is not None:
            edit = Edit(pretty(value), edit.origin)
        copy.recorded(lambda: copy.reopen({self.name: edit}))
