"""The views of an open document, as the document knows them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ccs_tui.model.changes import Edit


class DocumentView:
    """Something that shows an open document, is typed into, or both: each method is one of these.

    Text that is typed in it, and not in the document yet, is asked for when a draft is written. It
    need not be JSON, and is not parsed, so that this takes no longer than a key may.
    """

    def document_changed(self, names: frozenset[str] | None) -> None:
        """Show what became of these properties, whoever changed them.

        None stands for all of them; no name at all says that it was read and has the same values.
        """

    def typing_changed(self) -> None:
        """Take note that another text than before is typed in a view, this one or another."""

    def take_typed(self) -> None:
        """Put into the document what is typed here and is not in it yet."""

    def typed(self) -> Mapping[str, Edit]:
        """Return the typed text as edits, by property."""
        return {}

    def typed_whole(self) -> Edit | None:
        """Return what is typed for the document as a whole, with the text that it began from."""
        return None


class Views(list[DocumentView]):
    """The views of one document, each told of every change."""

    def __init__(self) -> None:
        super().__init__()
        self._changed: list[set[str]] = []
        """For each `changing` that is under way, what was changed in it so far."""

    @property
    def is_last(self) -> bool:
        """True if the outermost `changing` is the only one."""
        return len(self._changed) == 1

    def note(self, name: str) -> None:
        """Note that a property was changed, to be told with all others."""
        if self._changed:
            self._changed[0].add(name)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Tell of all that is changed in the context as of one change."""
        self._changed.append(set())
        try:
            yield
        finally:
            changed = self._changed.pop()
            if changed and not self._changed:
                self.tell(frozenset(changed))

    def tell(self, names: frozenset[str] | None) -> None:
        """Tell that these properties were changed; None says that all may be others."""
        for view in list(self):
            view.document_changed(names)

    def tell_typing(self) -> None:
        """Tell that another text than before is typed in one of the views, or none any more."""
        for view in list(self):
            view.typing_changed()

    def take_typed(self) -> None:
        """Have all that is typed put into the document: it began from what was read before."""
        for view in list(self):
            view.take_typed()
