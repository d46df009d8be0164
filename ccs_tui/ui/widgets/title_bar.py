"""The first line: which tool, which connection, which account, and what it can do."""

from textual.content import Content
from textual.widget import Widget

from ccs_tui.ui.text import visible


class TitleBar(Widget):
    """`ccs-tui · demo · le12345678` on the left, the connection's abilities on the right."""

    DEFAULT_CSS = "TitleBar { height: 1; width: 1fr; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._left = Content.assemble(("ccs-tui", "bold $foreground"))
        self._right = Content("")

    def show(
        self, label: str, account: str, *, v1: bool, v2: bool, read_only: bool, summary: str
    ) -> None:
        """Show the connection; `summary` says in a sentence what it can do."""
        dot = (" · ", "$faint")
        self._left = Content.assemble(
            ("ccs-tui", "bold $foreground"), dot,
            (visible(label), "bold $environment"), dot, (visible(account), "$foreground"),
        )  # fmt: skip
        self._right = Content.assemble(
            _mark("v1", v1), "  ", _mark("v2", v2),
            *([("   READ-ONLY", "bold $warning")] if read_only else []),
        )  # fmt: skip
        self.tooltip = summary
        self.refresh()

    def render(self) -> Content:
        room = self.size.width - self._left.cell_length - self._right.cell_length
        if room < 1:
            return self._left.truncate(self.size.width, ellipsis=True)
        return Content.assemble(self._left, " " * room, self._right)


def _mark(name: str, works: bool) -> tuple[str, str]:
    return (f"{name} ✓", "$success") if works else (f"{name} –", "$faint")
