"""The large editors that the document's panel asks for, each a dialog over the screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from textual.app import App

    from ccs_tui.model.tree import Value
    from ccs_tui.ui.dialogs.large_dialog import LargeDialog
    from ccs_tui.ui.widgets.large_editors import Typed

T = TypeVar("T")


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
        save_wanted: Callable[[], object],
    ) -> "Typed":
        """Edit a value: a string as text, anything else as JSON."""
        from ccs_tui.ui.dialogs.edited_texts import EditedValue
        from ccs_tui.ui.dialogs.large_dialog import LargeDialog

        dialog = LargeDialog(path, EditedValue(text, is_string), typed=typed, typing=typing)
        self._show(dialog, answered, save_wanted)
        return dialog.typed

    def _show(
        self,
        dialog: "LargeDialog[T]",
        answered: "Callable[[T | None], None]",
        save_wanted: Callable[[], object],
    ) -> None:
        def closed(answer: "T | None") -> None:
            answered(answer)
            if dialog.saves:
                save_wanted()

        self._app.push_screen(dialog, closed)
