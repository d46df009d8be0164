"""A sentence that changes as one types: the screen is laid out anew only if its size changes."""

from textual.visual import VisualType
from textual.widgets import Label


class Sentence(Label):
    """A label that takes another text without a layout, where that has as many lines.

    Textual lays the whole screen out for each text, which takes longer than all else that a typed
    character does.
    """

    def __init__(
        self, text: str = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(text, id=id, classes=classes, markup=False)

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another text, which is never markup."""
        before = self._needs
        super().update(content, layout=False)
        if layout and self.display and (before is None or self._needs != before):
            self.refresh(layout=True)

    @property
    def _needs(self) -> tuple[int, int] | None:
        """The cells that the text takes: its width, if that counts, and its lines; None if unknown.

        Nothing is known before the first layout.
        """
        size = self.content_size
        if not self.is_mounted or not size.width:
            return None
        around = self.screen.size
        width = self.get_content_width(around, around) if self.styles.is_auto_width else 0
        return width, self.get_content_height(around, around, size.width)
