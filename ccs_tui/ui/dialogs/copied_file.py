"""The file that a copied text is in: its path, and the line that fetches it."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.workspace.copied_file import CopiedFile


class CopiedDialog(Dialog[None]):
    """Says where a copied text is, for as long as it takes to read, and to type off the line."""

    BINDINGS = [("enter", "cancel", "Back")]

    def __init__(self, sentence: str, file: CopiedFile) -> None:
        super().__init__()
        self._sentence = sentence
        self._file = file

    def compose(self) -> ComposeResult:
        file = self._file
        with Vertical(classes="dialog -page") as dialog:
            dialog.border_title = "Copied to a file"
            yield Label(_to_copy(self._sentence), classes="dialog-text")
            yield Label(_to_copy(str(file.path)), classes="dialog-text")
            if file.scp is not None:
                yield Label(_to_copy(file.scp), classes="dialog-text")
                yield Label(
                    "The address is the one by which this machine was reached. If you reach it by "
                    "another name, use that.",
                    classes="dialog-text",
                )
            yield FootLine("esc back", "The file is removed after a day.", classes="dialog-keys")


def _to_copy(text: str) -> Content:
    return Content.styled(visible(text), "$foreground")
