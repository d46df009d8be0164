"""The large editors that the document's panel asks for, each a dialog over the screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

    from ccs_tui.model.open_document import DocumentView, OpenDocument
    from ccs_tui.model.tree import Value
    from ccs_tui.ui.widgets.large_editors import Typed


class LargeDialogs:
    """The `LargeEditors` of an application. Each dialog is imported with its first use."""

    def __init__(self, app: "App[None]") -> None:
        self._app = app

    def edit_value(
        self,
        path: str,
        text: str,
        *,
        is_string: bool,
        typed: str | None,
        typing: Callable[[], None],
        answered: "Callable[[Value | None], None]",
    ) -> "Typed":
        """Edit a value: a string as text, anything else as JSON."""
        from ccs_tui.ui.dialogs.value import ValueDialog

        dialog = ValueDialog(path, text, is_string=is_string, typed=typed, typing=typing)
        self._app.push_screen(dialog, answered)
        return dialog.typed

    def edit_whole(
        self,
        document: "OpenDocument",
        began: str,
        text: str | None,
        *,
        typing: Callable[[], None],
        answered: Callable[[str | None], None],
    ) -> "DocumentView":
        """Edit a document as one text."""
        from ccs_tui.ui.dialogs.whole_document import WholeDialog

        dialog = WholeDialog(document, began, text, typing)
        self._app.push_screen(dialog, answered)
        return dialog.view
