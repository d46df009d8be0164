"""The large editor, told by what it edits."""

from typing import Any, TypeGuard

from ccs_tui.ui.dialogs.edited_texts import EditedDocument, EditedValue
from ccs_tui.ui.dialogs.large_dialog import LargeDialog


def edits_value(screen: Any) -> TypeGuard[LargeDialog[Any]]:
    return isinstance(screen, LargeDialog) and isinstance(screen.edited, EditedValue)


def edits_document(screen: Any) -> TypeGuard[LargeDialog[Any]]:
    return isinstance(screen, LargeDialog) and isinstance(screen.edited, EditedDocument)
