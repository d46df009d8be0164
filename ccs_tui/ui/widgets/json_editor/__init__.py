"""A text editor for JSON that keeps up with documents at the service's limit."""

from ccs_tui.ui.widgets.json_editor.editor import EditorState, JsonEditor

__all__ = ["EditorState", "JsonEditor"]
