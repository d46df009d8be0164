"""What a terminal can show: by its name, the locale and NO_COLOR, and nothing else goes out."""

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.scrollbar import ScrollBarRender

from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.terminal.abilities import Abilities, abilities
from ccs_tui.ui.terminal.plain_lines import in_ascii
from ccs_tui.ui.widgets.panel import SPINNER
from ccs_tui.ui.widgets.row_list.painter import MARK
from ccs_tui.ui.widgets.session_cells import EDITED
from tests.ui.conftest import Service, ready, shown, until

UTF8 = {"LANG": "en_US.UTF-8"}


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color"}, 256), ({"TERM": "xterm", "COLORTERM": "truecolor"}, 256),
        ({"TERM": "xterm-kitty"}, 256), ({"TERM": "xterm"}, 16), ({"TERM": "linux"}, 16),
        ({"TERM": "xterm-16color"}, 16), ({}, 16), ({"TERM": "vt100"}, 0), ({"TERM": "vt220"}, 0),
        ({"TERM": "dumb"}, 0), ({"TERM": "xterm-mono"}, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, 256),
    ],
)  # fmt: skip
def test_colours(environment: dict[str, str], colours: int) -> None:
    able = abilities(environment | UTF8)
    assert (able.has_colours, able.has_many_colours) == (colours > 0, colours > 16)


@pytest.mark.parametrize(
    ("environment", "has"),
    [
        ({"TERM": "xterm", "LANG": "en_US.UTF-8"}, True), ({"TERM": "xterm", "LANG": "C"}, True),
        ({"TERM": "xterm"}, True), ({"TERM": "xterm", "LANG": "de_DE.ISO-8859-1"}, False),
        ({"TERM": "xterm", "LANG": "de_DE.utf8@euro"}, True),
        ({"TERM": "xterm", "LC_ALL": "C.UTF-8", "LANG": "de_DE.ISO-8859-1"}, True),
        ({"TERM": "vt100", "LANG": "en_US.UTF-8"}, False),
    ],
)  # fmt: skip
def test_glyphs(environment: dict[str, str], has: bool) -> None:
    assert abilities(environment).has_glyphs is has


@pytest.mark.parametrize("term", ["vt100", "linux", "dumb", "", "screen"])
def test_some_are_asked_nothing(term: str) -> None:
    assert not abilities({"TERM": term}).answers


def test_ascii_has_as_many_cells() -> None:
    assert in_ascii("╭─ ▌a … 漢 é 100 %") == "+- #a ~ ?? ? 100 %"


def test_a_mark_is_told_from_a_star_in_ascii() -> None:
    assert in_ascii(MARK) != in_ascii(EDITED)


def test_all_that_is_drawn_has_a_likeness_in_ascii() -> None:
    """Also the bars of Textual, and what turns while one waits."""
    drawn = "".join([*ScrollBarRender.VERTICAL_BARS, *ScrollBarRender.HORIZONTAL_BARS, *SPINNER])
    assert "?" not in in_ascii(drawn)
    assert len({in_ascii(frame) for frame in SPINNER}) > 2


async def test_without_colours_and_glyphs_all_is_told_by_text(service: Service) -> None:
    app = service.explorer()
    assert isinstance(app, CcsApp)
    app.show_within(Abilities(has_colours=False, has_many_colours=False, has_glyphs=False))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("2")
        await until(pilot, lambda: "session-000" in shown(pilot))
        lines = [
            strip.apply_filter(filter_, Color.parse("black"))
            for strip in app.screen._compositor.render_strips()
            for filter_ in app._plain[-1:]
        ]
        assert "".join(segment.text for line in lines for segment in line).isascii()
        segments = [
            segment
            for strip in app.screen._compositor.render_strips()
            for segment in strip.apply_filter(app._plain[0], Color.parse("black"))
        ]
        assert all(s.style is None or (s.style.color, s.style.bgcolor) == (None, None)
                   for s in segments)  # fmt: skip
        # The cursor's rows, with the focus and without it, are told apart by marks and by text.
        assert any(s.style and s.style.reverse and "namespace document" in s.text for s in segments)
        assert any(s.style and s.style.bold and not s.style.reverse and "airlineBot" in s.text
                   for s in segments)  # fmt: skip


def test_what_is_on_a_ground_of_its_own_is_reversed() -> None:
    app = CcsApp()
    app.show_within(Abilities(has_colours=False, has_many_colours=False))
    button, text = Style.parse("#0f131a on #7aa2f7"), Style.parse("bold #d7deea on #131822")
    line = app._plain[0].apply([Segment("Go", button), Segment("x", text)], Color.parse("black"))
    assert [(s.style.reverse, s.style.bold, s.style.color) for s in line if s.style] == [
        (True, None, None), (False, True, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "has_colours"), [("1", False), ("", True)])
def test_textual_takes_no_colours_of_its_own(
    monkeypatch: pytest.MonkeyPatch, value: str, has_colours: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", value)
    able = abilities({"TERM": "xterm-256color", "NO_COLOR": value})
    app = CcsApp(abilities=able)
    style = Style.parse("#7aa2f7")
    (segment,) = [Segment("x", style)]
    for line_filter in app.get_line_filters():
        (segment,) = line_filter.apply([segment], Color.parse("black"))
    assert segment.style is not None
    assert segment.style.color == (style.color if has_colours else None)
