"""The open document: its values as a tree, its edits, removals, undo and count, as one model.

- `changes_by_others`: what others made of the properties between two readings
- `document`: the model itself; drafts, the review and the journal take values from it
- `edited_values`: the values under the edits, to be looked at
- `edits`: all that differs from what was read, by property
- `renames`: the old and the new name of a renamed property, linked
- `typed_value`: a value that is typed apart from the document, until it is taken
- `view`: the views of a document, which show it or are typed into
"""

from ccs_tui.model.open_document.document import OpenDocument
from ccs_tui.model.open_document.edits import InvalidEditError, PropertyState, StaleEditError
from ccs_tui.model.open_document.typed_value import TypedValue
from ccs_tui.model.open_document.view import DocumentView

__all__ = [
    "DocumentView",
    "InvalidEditError",
    "OpenDocument",
    "PropertyState",
    "StaleEditError",
    "TypedValue",
]
