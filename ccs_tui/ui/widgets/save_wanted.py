"""The wish to save, told by what takes all keys while something is typed in it."""

from textual.message import Message


class SaveWanted(Message):
    """The document's changes are to be reviewed; what was typed has been taken."""
