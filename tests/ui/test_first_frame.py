"""What is on the screen before anything is read: all of the frame, and that something is coming."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from rich.style import Style
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widgets import Static

from ccs_tui.model.expiry import Clock
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.later_styles import PATH
from ccs_tui.ui.start import Start
from ccs_tui.ui.widgets.part_styles import Parts
from ccs_tui.workspace.workspace import Workspace
from tests.ui.conftest import screen_of, shown, until


async def never(clock: Clock) -> Workspace:
    await asyncio.Event().wait()
    raise AssertionError(clock)


@pytest.mark.parametrize(("width", "panels"), [(140, 3), (80, 3), (60, 1)])
async def test_the_first_frame_is_whole(
    monkeypatch: pytest.MonkeyPatch, width: int, panels: int
) -> None:
    frames: list[str] = []
    display = App._display

    def displayed(app: App[Any], screen: Any, renderable: Any) -> None:
        display(app, screen, renderable)
        lines = screen._compositor.render_strips()
        frames.append("\n".join("".join(s.text for s in line) for line in lines))

    monkeypatch.setattr(App, "_display", displayed)
    app = CcsApp(Start("waiting for it", never))
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
    titles = [
        title for title in ("Namespaces", "Sessions", "Document") if f"╭─ {title}" in frames[0]
    ]
    assert len(titles) == panels, frames[0]
    for part in ("ccs-tui", "waiting", "? Help"):
        assert part in frames[0], frames[0]
    corners = [line.count("╭") for line in frames[0].splitlines()]
    assert corners == [line.count("╭") for line in frames[-1].splitlines()], "nothing jumps"


@pytest.mark.parametrize("begun", [140, 100, 60])
@pytest.mark.parametrize("width", [140, 100, 60])
async def test_what_is_there_before_the_rest_of_the_styles_has_its_rules_of_them(
    begun: int, width: int
) -> None:
    """Also where the terminal has another width by then."""

    def rules() -> dict[DOMNode, object]:
        nodes = app.screen.walk_children(DOMNode, with_self=True)
        return {node: node.styles.base.get_rules() for node in nodes}

    app = CcsApp(Start("waiting for it", never))
    async with app.run_test(size=(begun, 24), notifications=True) as pilot:
        await pilot.resize_terminal(width, 24)
        await pilot.pause()
        before = rules()
        app.refresh_css(animate=False)
        await pilot.pause()
        assert rules() == before


def test_the_rest_of_the_styles_has_no_rule_of_the_first_frame_where_it_is_wide() -> None:
    app = CcsApp(Start("waiting for it", never))
    first = Stylesheet(variables=app.get_css_variables())
    first.read(PATH.with_name("explorer.tcss"))
    assert len(first.rules) < 12, "the start waits for each"


async def test_each_widget_is_styled_once_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for what gets the focus, and the screen, which gets the class of its width."""
    styled: Counter[str] = Counter()
    apply = Stylesheet.apply

    def applied(stylesheet: Stylesheet, node: Any, **options: Any) -> None:
        styled[node.css_identifier] += 1
        apply(stylesheet, node, **options)

    async def look(clock: Clock) -> Workspace:
        counts.append(styled.copy())
        return await never(clock)

    counts: list[Counter[str]] = []
    monkeypatch.setattr(Stylesheet, "apply", applied)
    app = CcsApp(Start("waiting for it", look))
    async with app.run_test(size=(140, 24)) as pilot:
        await until(pilot, lambda: bool(counts))
    again = {name for name, times in counts[0].items() if times > 1}
    assert again <= {
        "ExplorerScreen",
        "NamespacePanel#namespaces",
        "RowList#namespaces-list",
        "DOMNode",
    }


async def test_keys_do_nothing_until_there_is_something_to_do_it_to() -> None:
    app = CcsApp(Start("waiting for it", never))
    async with app.run_test(size=(140, 24)) as pilot:
        await pilot.press("n", "d", "t", "ctrl+s", "escape")
        assert "waiting for it" in shown(pilot)
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)


async def test_the_panel_of_the_document_takes_the_place_of_its_frame() -> None:
    app = CcsApp(Start("waiting for it", never))
    async with app.run_test(size=(140, 24)) as pilot:
        screen = screen_of(pilot)
        await until(pilot, lambda: "Choose a session to see its document." in shown(pilot))
        assert len(screen.query("#document")) == 1
        assert not screen.is_open
        await pilot.press("3")
        assert screen.document.is_active


async def test_parts_are_worked_out_anew_when_styles_change() -> None:
    class Painted(Static):
        DEFAULT_CSS = "Painted > .part { color: red; } Painted.-odd > .part { color: blue; }"

        def __init__(self) -> None:
            super().__init__()
            self.parts = Parts(self)
            self.repainted = 0

        def notify_style_update(self) -> None:
            super().notify_style_update()
            self.repainted = 0
            self.parts.renew()

        def refresh(self, *regions: Any, **options: Any) -> Any:
            self.repainted = getattr(self, "repainted", 0) + 1
            return super().refresh(*regions, **options)

    class PaintedApp(App[None]):
        def compose(self) -> Any:
            yield Painted()

    def colour(style: Style) -> str:
        return style.color.name if style.color else ""

    app = PaintedApp()
    async with app.run_test() as pilot:
        painted = app.query_one(Painted)
        assert colour(painted.parts["part"]) == "#ff0000"
        painted.update_node_styles()
        assert painted.repainted == 0, "nothing looks different"
        painted.add_class("-odd")
        assert painted.repainted > 0
        await pilot.pause()
        assert colour(painted.parts["part"]) == "#0000ff"
