"""What a look must tell apart, as it goes out: in each theme, with few colours, with none."""

from collections.abc import Iterator
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip

from ccs_tui.model.json_text import JsonText
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.edited_texts import EditedValue
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.dialogs.large_dialog import LargeDialog
from ccs_tui.ui.themes import load_themes
from ccs_tui.ui.widgets.row_list import RowList
from tests.ui.conftest import Service
from tests.ui.dialogs import DialogApp
from tests.ui.test_every_key import VIEWS, Walk, prepared
from tests.ui.test_layouts import LOOKS

Look = tuple[object, object, bool, bool]
"""The colours of the letters and of the ground, None for the terminal's; bold, and underlined."""

THEMES = [theme.name for theme in load_themes()]
CASES = [*(("dark", name) for name in THEMES), ("16", "night"), ("16", "day"), ("none", "night")]


def look_of(app: App[Any], style: Style | None) -> Look:
    """Return the look of a style on the app's terminal."""
    (segment,) = Strip([Segment("x", style or Style())]).apply_filter(
        app.get_line_filters()[0], app.screen.background_colors[1]
    )
    assert segment.style is not None
    colours: list[object] = [
        None if colour is None or colour.is_default
        else colour.downgrade(ColorSystem.STANDARD).number if app.ansi_color
        else colour.get_truecolor()
        for colour in (segment.style.color, segment.style.bgcolor)
    ]  # fmt: skip
    if segment.style.reverse:
        # What a terminal has for its own ground and letters is only the other one of each other.
        letters, ground = colours
        colours = [ground if ground is not None else "ground",
                   letters if letters is not None else "letters"]  # fmt: skip
    return colours[0], colours[1], bool(segment.style.bold), bool(segment.style.underline)


def show_as(app: CcsApp, depth: str, theme: str) -> None:
    """Draw for a terminal of this kind, and in this theme, from now on."""
    app._themes.fill()
    app.show_within(LOOKS[depth])
    app.theme = theme
    app.refresh_css(animate=False)


def cells(app: App[Any], strip: Strip) -> Iterator[tuple[str, Look]]:
    """Yield the characters of a line, each with its look."""
    for segment in strip:
        look = look_of(app, segment.style)
        yield from ((character, look) for character in segment.text)


async def test_the_cursor_and_what_is_selected_are_seen_in_a_field() -> None:
    app = DialogApp(lambda: FormDialog("Name", (Field("name", "Name", value="abc"),), "Use it"))
    async with app.run_test(size=(80, 24)) as pilot:
        for depth, theme in CASES:
            show_as(app, depth, theme)
            field = app.screen.query_one("#name")
            await pilot.press("home", "right")
            first, at_cursor, last = [look for _, look in cells(app, field.render_line(0))][:3]
            assert at_cursor != first == last, (depth, theme)
            await pilot.press("shift+end", "shift+left")
            first, selected = [look for _, look in cells(app, field.render_line(0))][:2]
            assert selected != first, (depth, theme)


@pytest.mark.slow
async def test_the_cursor_and_what_is_marked_are_seen_in_the_editor() -> None:
    app = DialogApp(lambda: LargeDialog("value", EditedValue(JsonText("[true,true,1]"), False)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        top = app.screen
        assert isinstance(top, LargeDialog)

        def looks() -> dict[int, Look]:
            line = [*cells(app, top.editor.render_line(0))]
            text = "".join(character for character, _ in line)
            return {at: look for at, (_, look) in enumerate(line[text.index("[") :])}

        for case in CASES:
            show_as(app, *case)
            await pilot.press("home")
            at_bracket = looks()
            assert at_bracket[0] != at_bracket[12] != at_bracket[5], f"{case}: the brackets"
            await pilot.press("right", "shift+right", "shift+right")
            selected = looks()
            assert selected[1] == selected[2] != selected[4], f"{case}: what is selected"
            assert selected[3] != selected[4], f"{case}: the cursor"
            await pilot.press("ctrl+f", *"true")
            found = looks()
            assert found[1] != found[5] != found[12], f"{case}: the matches"
            await pilot.press("escape")


def looks_of_rows(app: App[Any], rows: RowList[Any]) -> tuple[Look, Look]:
    """Return the look of the cursor's row, and of a line beside it, where no letters are."""
    window = rows.canvas.window
    y = rows.state.cursor - window.top + window.header
    beside = y + 1 if y + 1 < window.height else y - 1
    at_cursor, other = ([*cells(app, rows.render_line(at))][1][1] for at in (y, beside))
    return at_cursor, other


VIEWS_WITH_ROWS = [
    pytest.param(name, marks=() if name == "sessions" else pytest.mark.slow)
    for name in VIEWS if name not in ("compared", "request")
]  # fmt: skip


@pytest.mark.parametrize("name", VIEWS_WITH_ROWS)
async def test_the_cursor_of_a_list_says_where_the_focus_is(service: Service, name: str) -> None:
    same = []
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        assert isinstance(pilot.app, CcsApp)
        walk = Walk(pilot, await prepared(pilot, service), VIEWS[name])
        view = await walk.begin()
        rows = view.focused
        assert isinstance(rows, RowList)
        for depth, theme in CASES:
            show_as(pilot.app, depth, theme)
            rows.focus()
            await pilot.pause()
            with_focus, _ = looks_of_rows(pilot.app, rows)
            view.set_focus(None)
            await pilot.pause()
            without, other = looks_of_rows(pilot.app, rows)
            if len({with_focus, without, other}) < 3:
                same.append(f"{depth}-{theme}: {with_focus} {without} {other}")
    assert not same, "\n".join(same)
