"""A line that a widget has many times gets its styles once, and looks as Textual has it."""

import pytest
from textual._styles_cache import StylesCache
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from ccs_tui.ui.terminal.changed_rows import ChangedRowsApp
from ccs_tui.ui.terminal.equal_lines import EqualLinesCache

STYLES = (
    "",
    "border: round red;",
    "border: round red; padding: 1 2;",
    "padding: 2;",
    "border-left: wide green; background: blue;",
    "outline: heavy yellow;",
    "outline: heavy yellow; border: round red; padding: 1;",
    "opacity: 60%; tint: red 20%;",
    "hatch: cross green;",
    "text-opacity: 40%;",
)


class Shown(Static):
    """A text of few lines, some of them equal; its blank lines below are one and the same."""

    def __init__(self, styles: str) -> None:
        super().__init__("one\ntwo\ntwo")
        self.set_styles(f"height: 1fr; {styles}")

    def render_line(self, y: int) -> Strip:
        """Return line `y`, blank below the text."""
        width, style = self.content_size.width, self.visual_style.rich_style
        return super().render_line(y) if y < 3 else Strip.blank(width, style)


class OneApp(ChangedRowsApp[None], App[None]):
    """An app with one such text."""

    def __init__(self, styles: str) -> None:
        super().__init__()
        self._text_styles = styles

    def compose(self) -> ComposeResult:
        """Show it."""
        yield Shown(self._text_styles)


@pytest.mark.parametrize("styles", STYLES)
async def test_each_line_looks_as_textual_has_it(styles: str) -> None:
    app = OneApp(styles)
    async with app.run_test(size=(20, 12)):
        shown = app.query_one(Shown)
        whole = Region(0, 0, *shown.outer_size)
        assert isinstance(shown._styles_cache, EqualLinesCache)
        shown._styles_cache.clear()
        ours = shown.render_lines(whole)
        again = shown.render_lines(whole)
        shown._styles_cache = StylesCache()
        theirs = shown.render_lines(whole)
        assert ours == theirs
        assert again == theirs


async def test_other_styles_are_given_to_the_lines_of_the_next_frame() -> None:
    app = OneApp(STYLES[1])
    async with app.run_test(size=(20, 12)) as pilot:
        shown = app.query_one(Shown)
        whole = Region(0, 0, *shown.outer_size)
        shown.render_lines(whole)
        shown.styles.border = ("round", "blue")
        await pilot.pause()
        ours = shown.render_lines(whole)
        shown._styles_cache = StylesCache()
        assert ours == shown.render_lines(whole)


async def test_equal_lines_are_made_once() -> None:
    app = OneApp(STYLES[1])
    async with app.run_test(size=(20, 12)):
        shown = app.query_one(Shown)
        lines = shown.render_lines(Region(0, 0, *shown.outer_size))
        blank = lines[5:-1]
        assert len(blank) == 6
        assert len({*map(id, blank)}) == 1
