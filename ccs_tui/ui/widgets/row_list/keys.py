"""The keys of a list, by what they do: move the cursor, open a row, mark rows."""

from textual.binding import Binding


def _hidden(keys: str, action: str, description: str, name: str) -> Binding:
    return Binding(keys, action, description, id=f"list.{name}", show=False)


MOVING = [
    _hidden("j,down", "move('down')", "Down", "down"),
    _hidden("k,up", "move('up')", "Up", "up"),
    _hidden("pagedown", "move('page_down')", "Page down", "page-down"),
    _hidden("pageup", "move('page_up')", "Page up", "page-up"),
    _hidden("home", "move('first')", "First row", "first"),
    _hidden("end", "move('last')", "Last row", "last"),
]
"""The keys that move the cursor."""
CHOOSING = [Binding("enter", "choose", "Open", id="list.choose", show=False, key_display="enter")]
MARKING = [
    _hidden("space", "mark", "Mark", "mark"),
    _hidden("asterisk", "mark('all')", "Mark all", "mark-all"),
    _hidden("v", "mark('range')", "Mark a range", "mark-range"),
    _hidden("shift+down", "move('down', True)", "Mark down", "mark-down"),
    _hidden("shift+up", "move('up', True)", "Mark up", "mark-up"),
    _hidden("shift+pagedown", "move('page_down', True)", "Mark a page down", "mark-page-down"),
    _hidden("shift+pageup", "move('page_up', True)", "Mark a page up", "mark-page-up"),
    _hidden("shift+home", "move('first', True)", "Mark to the first", "mark-to-first"),
    _hidden("shift+end", "move('last', True)", "Mark to the last", "mark-to-last"),
]
"""The keys that mark rows."""
UNMARKING = [_hidden("escape", "unmark", "Clear marks", "unmark")]

PLAIN = [*MOVING, *CHOOSING]
"""The keys of a list in which no row is marked, since nothing there acts on several."""
