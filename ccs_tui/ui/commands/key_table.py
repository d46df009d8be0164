"""The table of commands: the keys of each, and the words for it. A module of its name runs it."""

from textual.binding import Binding

from ccs_tui.model.value_object import ValueObject

LOCK_KEY = "f6"
"""The key that locks and unlocks everywhere, even while something is typed."""


class Command(ValueObject):
    """A command: the name of its module, the keys, the words for it, and the look of the keys.

    `id` is the name by which users change the keys. With `everywhere` they work even while
    something is typed.
    """

    name: str
    keys: str
    label: str
    id: str
    everywhere: bool = False
    display: str | None = None

    @property
    def binding(self) -> Binding:
        """The binding of a screen that has `action_command`."""
        return Binding(
            self.keys,
            f"command('{self.name}')",
            self.label,
            id=self.id,
            show=False,  # What the line of keys has is in `due_keys.py`.
            priority=self.everywhere,
            key_display=self.display,
        )


WRITES_HERE = frozenset({"save", "new", "delete", "expiry"})
"""The commands that write to the place where the focus is."""
WRITES_ELSEWHERE = frozenset({"undo", "transfer", "import_file"})
"""The commands that write to a place that they know, or ask for."""
TYPED = frozenset({"new", "delete", "edit", "edit_whole", "change", "choose", "discard"})
"""The commands and actions that edit a document, which only a save sends."""


IN_THE_TERMINAL = "external_editor"
"""The command that gives the terminal to another program."""


def name_of_action(action: str) -> str:
    """Return what a binding does: `new` of `command('new')`, `edit` of `document('edit')`.

    Undoing in a document is of typing, where the command undoes a save.
    """
    name, _, argument = action.partition("(")
    argument = argument.strip("')")
    if name == "document" and argument in ("undo", "redo"):
        return f"{argument} typing"
    return argument if name in ("command", "document") else name


COMMANDS = (
    Command("save", "ctrl+s,f2", "Save", "save", everywhere=True, display="^s"),
    Command("new", "n", "New", "new"),
    Command("delete", "d", "Delete", "delete"),
    Command("copy", "y", "Copy", "copy"),
    Command("search", "ctrl+f", "Search all documents", "search", display="^f"),
    Command("summary", "S", "Summary of the namespace", "summary"),
    Command(
        "columns",
        "vertical_line",
        "Columns: values at a path, in the list",
        "columns",
        display="|",
    ),
    Command("follow", "F", "Follow the list, or no more", "follow"),
    Command("expiries", "t", "TTL", "ttl"),
    Command("undo", "u", "Undo save", "undo"),
    Command("discard", "z", "Discard changes", "document.discard"),
    Command("journal", "U", "Journal of writes", "journal"),
    Command("request_log", "L", "Requests that were sent", "requests"),
    Command("transfer", "c", "Duplicate or move", "transfer"),
    Command("expiry", "x", "Change the expiry", "expiry"),
    Command("export", "X", "Export to a file", "export"),
    Command("import_file", "I", "Import a file", "import"),
    Command("compare", "equals_sign", "Compare two documents", "compare", display="="),
    Command("drafts", "O", "Drafts", "drafts"),
    Command("external_editor", "E", "Edit in your editor ($EDITOR)", "editor.own"),
    Command("refresh", "r", "Refresh", "refresh"),
    Command("go_to", "g", "Go to a document", "go"),
    Command("go_back", "ctrl+o", "Back to the document before", "go.back", display="^o"),
    Command("go_forward", "ctrl+n", "Forward again", "go.forward", display="^n"),
    Command("bookmark", "m", "Bookmark this place", "bookmark"),
    Command("conversation", "C", "The conversation in all namespaces", "conversation"),
    Command("watch", "w", "Watch, or watch no more", "watch"),
    Command(
        "timeline",
        "left_square_bracket,right_square_bracket",
        "Timeline: the steps recorded",
        "timeline",
        display="[",
    ),
    Command("blame", "B", "Blame: who set what, and when", "blame"),
    Command("ticket", "T", "Ticket in Markdown", "ticket"),
    Command("recordings", "P", "Recordings of this profile", "recordings"),
    Command("read_only", "R", "Read-only on or off", "read_only"),
    Command("read_only", LOCK_KEY, "Read-only on or off", "read_only.f6", everywhere=True),
    Command("profile", "p", "Profile", "profile"),
    Command("doctor", "exclamation_mark", "Doctor: examine the connection", "doctor", display="!"),
)
LABELS = {
    command.name: f"{command.display or command.keys} ({command.label})" for command in COMMANDS
}
"""The key and the words of each command, as a sentence has them."""
