"""Letters that were typed for a document that is still being read: they are no commands."""

import time
from collections.abc import Callable

from textual import events

from ccs_tui.ui.text import visible

BURST_SECONDS = 0.6
"""The longest pause between two keys of one text: who pauses longer has looked at what is there."""
EDITS = frozenset({"edit", "choose"})
TYPES = EDITS | {"change", "edit_whole", "new"}
"""The names of what keys do behind which a text or a name is typed."""
TOO_SOON = "{} came only now: to edit it, press e."


class HeldLetters:
    """Holds what is typed from a key on that was to edit a document which has not come yet.

    Another key than a letter ends that, and so does a letter that edits, once the document is there
    and the one before is not of the same text: the `e` of a word would have the rest of the word
    replace the value. `why_held` says why nothing is to be edited yet, `does` returns the name of
    what a key does, and `label` that of the document shown.
    """

    def __init__(
        self,
        why_held: Callable[[], str | None],
        does: Callable[[str], str],
        label: Callable[[], str],
    ) -> None:
        self._why_held = why_held
        self._does = does
        self._label = label
        self._since: float | None = None

    def why_not(self, event: events.Key) -> str | None:
        """Say why a key of the document's panel does nothing; None where it is to be a key."""
        now, before, why = time.monotonic(), self._since, self._why_held()
        is_text = event.is_printable or event.key == "backspace"
        goes_on = is_text and before is not None and now - before <= BURST_SECONDS
        does = self._does(event.key)
        if (why is not None and does in TYPES) or (does in EDITS and not goes_on):
            self._since = None if why is None else now
            return None
        if before is None or not is_text or (why is None and not goes_on):
            self._since = None
            return None
        self._since = now
        return visible(TOO_SOON.format(self._label()) if why is None else why)
