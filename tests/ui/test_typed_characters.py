"""A typed character paints the line that it goes into, and lays no screen out."""

import asyncio
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.sentence import Sentence
from tests.ui.conftest import Service, ready, until

SIZE = (120, 40)


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The screens that were laid out, one after the other."""
    laid_out: list[str] = []
    layout = Screen._refresh_layout

    def refresh_layout(screen: Screen[Any], *arguments: Any, **options: Any) -> None:
        laid_out.append(type(screen).__name__)
        layout(screen, *arguments, **options)

    monkeypatch.setattr(Screen, "_refresh_layout", refresh_layout)
    return laid_out


async def focused(pilot: Pilot[Any]) -> LineField:
    await until(pilot, lambda: isinstance(pilot.app.focused, LineField))
    field = pilot.app.focused
    assert isinstance(field, LineField)
    return field


async def painted(app: App[Any]) -> None:
    """Wait until what changed on the screen is painted; a key's messages have passed by then."""
    done = asyncio.Event()
    app.screen.call_after_refresh(done.set)
    await done.wait()


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["2", "ctrl+f"], id="search"),
        pytest.param(["2", "slash"], id="filter"),
        pytest.param(["g"], id="go to"),
        pytest.param(["2", "n"], id="a name"),
        pytest.param(["3", "enter"], id="a row"),
        pytest.param(["colon"], id="palette"),
    ],
)
async def test_a_typed_character_lays_nothing_out(
    service: Service, layouts: list[str], keys: list[str]
) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press(*keys)
        field = await focused(pilot)
        await pilot.press("x", "y")  # what is shown for any text is shown
        await painted(pilot.app)
        await painted(pilot.app)
        layouts.clear()
        before = field.value
        await pilot.press("z")
        await until(pilot, lambda: field.value == f"{before}z")
        await painted(pilot.app)
        assert layouts == []


class Form(App[None]):
    CSS = "LineField { width: 10; } Sentence { width: 20; height: auto; }"

    def compose(self) -> ComposeResult:
        yield LineField("", compact=True)
        yield Sentence()


async def test_a_line_scrolls_once_its_text_is_longer() -> None:
    async with Form().run_test(size=SIZE) as pilot:
        field = pilot.app.query_one(LineField)
        await pilot.press(*"abcdefghi")
        assert not field.show_horizontal_scrollbar
        assert field.scroll_offset.x == 0
        await pilot.press(*"jklm")
        await until(pilot, lambda: field.show_horizontal_scrollbar)
        assert field.scroll_offset.x == 4
        assert field.max_scroll_x == 4
        await pilot.press("ctrl+u")
        await until(pilot, lambda: not field.show_horizontal_scrollbar)


async def test_a_sentence_is_laid_out_when_it_has_more_lines(layouts: list[str]) -> None:
    async with Form().run_test(size=SIZE) as pilot:
        sentence = pilot.app.query_one(Sentence)
        sentence.update("one")
        await painted(pilot.app)
        layouts.clear()
        sentence.update("another [one]")
        await painted(pilot.app)
        assert layouts == []
        sentence.update("one that takes more than a line")
        await painted(pilot.app)
        assert sentence.size.height == 2
        sentence.update("one")
        await painted(pilot.app)
        assert sentence.size.height == 1


async def test_a_sentence_as_wide_as_its_text_is_laid_out_with_it() -> None:
    async with Form().run_test(size=SIZE) as pilot:
        sentence = pilot.app.query_one(Sentence)
        sentence.styles.width = "auto"
        sentence.update("one")
        await painted(pilot.app)
        sentence.update("three")
        await painted(pilot.app)
        assert sentence.size.width == 5
