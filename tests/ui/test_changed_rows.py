"""Only what changed is rendered, and looks as when all is; a covered screen waits for its turn."""

from typing import Any

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from ccs_tui.ui.terminal.changed_rows import ChangedRowsApp, ChangedRowsCompositor
from ccs_tui.ui.widgets.panel import Panel
from tests.ui.conftest import shown, until

pytestmark = pytest.mark.frames
SIZE = (40, 12)
FRAMES = 4
"""The frames until one has nothing more of how a screen begins."""


class Lines(Widget):
    """A widget whose text is seen line by line."""

    DEFAULT_CSS = "Lines { height: 6; }"

    def __init__(self, letter: str) -> None:
        super().__init__(id=letter)
        self.rendered: set[int] = set()

    def render_lines(self, crop: Region) -> list[Strip]:
        self.rendered |= set(crop.line_range)
        return super().render_lines(crop)

    def render(self) -> str:
        return "\n".join(f"{self.id}{n}" * 5 for n in range(6))


class Rows(ChangedRowsApp[None], App[None]):
    CSS = """
    Screen { layers: below above; }
    #over { layer: above; width: 9; height: 3; offset: 5 4; border: round red; }
    VerticalScroll { height: 4; }
    Panel { border: round red; }
    """

    def compose(self) -> ComposeResult:
        yield Lines("a")
        with VerticalScroll():
            yield Lines("b")
            yield Lines("c")
        yield Static("over", id="over")


class Opaque(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Lines("o")


class Translucent(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Static("x", id="dialog")


def lines(app: App[Any], name: str) -> Lines:
    return app.screen_stack[0].query_one(f"#{name}", Lines)


async def test_a_line_that_changed_is_all_that_is_rendered() -> None:
    app = Rows()
    async with app.run_test(size=SIZE) as pilot:
        first, other = lines(app, "a"), lines(app, "b")
        for _ in range(FRAMES):
            first.rendered.clear()
            other.rendered.clear()
            first.refresh(Region(0, 2, 40, 1))
            await until(pilot, lambda: first.rendered)
        assert first.rendered == {2}
        assert not other.rendered


@pytest.mark.parametrize("scrolled", [0, 3])
@pytest.mark.parametrize("y", range(SIZE[1]))
async def test_what_is_rendered_looks_as_when_all_is(y: int, scrolled: int) -> None:
    app = Rows()
    async with app.run_test(size=SIZE) as pilot:
        app.query_one(VerticalScroll).scroll_to(y=scrolled, animate=False, immediate=True)
        await pilot.pause()
        compositor = app.screen._compositor
        assert isinstance(compositor, ChangedRowsCompositor)
        regions = Region(3, y, 20, 1), Region(1, (y + 5) % SIZE[1], 9, 1)

        def update() -> str:
            compositor._dirty_regions.update(regions)
            changes = compositor.render_partial_update()
            assert isinstance(changes, ChopsUpdate)
            return changes.render_segments(app.console)

        sparingly = update()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ChangedRowsCompositor, "_get_renders", Compositor._get_renders)
            assert sparingly == update()


async def test_a_covered_screen_is_painted_once_it_is_seen_again() -> None:
    app = Rows()
    async with app.run_test(size=SIZE) as pilot:
        below = lines(app, "a")
        await app.push_screen(opaque := Opaque())
        above = opaque.query_one(Lines)
        for _ in range(FRAMES):
            above.rendered.clear()
            below.rendered.clear()
            below.refresh()
            await until(pilot, lambda: below in app.screen_stack[0]._dirty_widgets)
            above.refresh(Region(0, 1, 40, 1))
            await until(pilot, lambda: above.rendered)
        assert above.rendered == {1}
        assert not below.rendered
        app.pop_screen()
        await until(pilot, lambda: below.rendered == set(range(6)))


@pytest.mark.parametrize("dialogs", [1, 2, 3])
async def test_what_shines_through_dialogs_is_painted(dialogs: int) -> None:
    app = Rows()
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(dialogs):
            await app.push_screen(dialog := Translucent())
            await until(pilot, lambda: dialog.is_mounted)
        below = lines(app, "a")
        await until(pilot, lambda: below.rendered)
        for row in (1, 3):
            await pilot.pause()
            below.rendered.clear()
            below.refresh(Region(0, row, 40, 1))
            await until(pilot, lambda: row in below.rendered)  # noqa: B023


async def test_a_panel_whose_state_changes_is_painted_in_its_first_line() -> None:
    class Numbered(Panel):
        def render_lines(self, crop: Region) -> list[Strip]:
            rendered.update(y for y in crop.line_range if self._styles_cache.is_dirty(y))
            return super().render_lines(crop)

    class Panels(Rows):
        def compose(self) -> ComposeResult:
            yield Numbered("hits", id="panel")

    rendered: set[int] = set()
    app = Panels()
    async with app.run_test(size=SIZE) as pilot:
        panel = app.query_one(Panel)
        for number in range(FRAMES):
            await until(pilot, lambda: panel.outer_size.width)
            rendered.clear()
            panel.set_state((f"{number} found", ""))
            await until(pilot, lambda: rendered)
        assert rendered == {0}
        assert f"{FRAMES - 1} found" in shown(pilot)


async def test_the_rows_between_two_that_changed_are_not_rendered() -> None:
    app = Rows()
    async with app.run_test(size=SIZE) as pilot:
        part = lines(app, "a")
        for _ in range(FRAMES):
            part.rendered.clear()
            part.refresh(Region(0, 0, 40, 1), Region(0, 4, 40, 2))
            await until(pilot, lambda: part.rendered)
        assert part.rendered == {0, 4, 5}
