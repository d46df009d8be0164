"""The keys of the editor.

None that tmux, screen or a terminal's flow control takes, and none that the application uses
everywhere (`ctrl+s`, `ctrl+p`, `ctrl+l`, `f2`). Undo is `ctrl+u`, as it is `u` in the lists.
"""

from textual.binding import Binding


def _bind(keys: str, action: str, description: str, id: str, shown: str = "") -> Binding:
    """Return a binding; `shown` is the look of its key in the footer, empty for none."""
    return Binding(
        keys, action, description, show=bool(shown), key_display=shown or None, id=f"editor.{id}"
    )


MOVING = [
    _bind("up", "cursor_up", "Up", "up"),
    _bind("down", "cursor_down", "Down", "down"),
    _bind("left", "cursor_left", "Left", "left"),
    _bind("right", "cursor_right", "Right", "right"),
    _bind("ctrl+left", "cursor_word_left", "Word left", "word-left"),
    _bind("ctrl+right", "cursor_word_right", "Word right", "word-right"),
    _bind("home", "cursor_line_start", "Start of the row", "row-start"),
    _bind("end,ctrl+e", "cursor_line_end", "End of the row", "row-end"),
    _bind("pageup", "cursor_page_up", "Page up", "page-up"),
    _bind("pagedown", "cursor_page_down", "Page down", "page-down"),
    _bind("ctrl+home", "cursor_text_start", "Start of the text", "text-start"),
    _bind("ctrl+end", "cursor_text_end", "End of the text", "text-end"),
]

SELECTING = [
    _bind("shift+up", "cursor_up(True)", "Select up", "select-up"),
    _bind("shift+down", "cursor_down(True)", "Select down", "select-down"),
    _bind("shift+left", "cursor_left(True)", "Select left", "select-left"),
    _bind("shift+right", "cursor_right(True)", "Select right", "select-right"),
    _bind("ctrl+shift+left", "cursor_word_left(True)", "Select word left", "select-word-left"),
    _bind("ctrl+shift+right", "cursor_word_right(True)", "Select word right", "select-word-right"),
    _bind("shift+home", "cursor_line_start(True)", "Select to the row's start", "select-row-start"),
    _bind("shift+end", "cursor_line_end(True)", "Select to the row's end", "select-row-end"),
    _bind("ctrl+shift+home", "cursor_text_start(True)", "Select to the start", "select-start"),
    _bind("ctrl+shift+end", "cursor_text_end(True)", "Select to the end", "select-end"),
    _bind("f6", "select_line", "Select the line", "select-line"),
    _bind("f7", "select_all", "Select all", "select-all"),
]

CHANGING = [
    _bind("backspace", "delete_left", "Delete to the left", "delete-left"),
    _bind("delete,ctrl+d", "delete_right", "Delete to the right", "delete-right"),
    _bind(
        "ctrl+w,ctrl+backspace,alt+backspace",
        "delete_word_left",
        "Delete word left",
        "delete-word-left",
    ),
    _bind("alt+d,alt+delete", "delete_word_right", "Delete word right", "delete-word-right"),
    _bind(
        "ctrl+k", "delete_to_end_of_line_or_delete_line", "Delete to the end", "delete-to-line-end"
    ),
    _bind("ctrl+shift+k", "delete_line", "Delete the line", "delete-line"),
    _bind("ctrl+x,super+x", "cut", "Cut", "cut"),
    _bind("ctrl+c,super+c", "copy", "Copy", "copy"),
    _bind("ctrl+v", "paste", "Paste", "paste"),
    _bind("ctrl+u,super+z", "undo", "Undo typing", "undo", "^u"),
    _bind("ctrl+r,ctrl+y,super+y", "redo", "Redo typing", "redo"),
]

FOR_JSON = [
    _bind("ctrl+right_square_bracket", "cursor_bracket", "Matching bracket", "bracket"),
    _bind("ctrl+t", "format", "Format", "format", "^t"),
    _bind("ctrl+f", "find", "Find", "find", "^f"),
    _bind("f3", "find_next", "Find the next one", "find-next"),
    _bind("shift+f3", "find_previous", "Find the one before", "find-previous"),
    _bind("ctrl+g", "go_to_line", "Go to a line", "line"),
    _bind("f4", "show_problem", "Go to the error", "problem"),
    _bind("escape", "leave", "Back", "leave", "esc"),
]
