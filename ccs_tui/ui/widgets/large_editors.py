"""The large editors as the document's panel knows them: whoever lays it out opens the dialogs."""

from collections.abc import Callable
from typing import Protocol

from ccs_tui.model.tree import Value

Typed = Callable[[], str | None]
"""Returns the text as it stands, which may be no JSON; None if it is unchanged."""


class LargeEditors(Protocol):
    """Opens an editor over the panel. `typing` is called at each change of what is typed in it."""

    def edit_value(
        self,
        path: str,
        text: str,
        *,
        is_string: bool,
        typed: str | None,
        typing: Callable[[], None],
        answered: Callable[[Value | None], None],
        save_wanted: Callable[[], object],
    ) -> Typed:
        """Edit the value with the JSON text `text`; return a function for the text so far.

        `typed` is what was typed of it before, None for nothing. `answered` is given the value, a
        draft if it is no JSON, and None if it is as it was. `save_wanted` is called after it where
        the document is to be saved.
        """
