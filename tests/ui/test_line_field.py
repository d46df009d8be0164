"""What is pasted into a line is there whole, or not at all, and nothing says that it was."""

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

import ccs_tui
from ccs_tui.ui.dialogs.form import FormDialog
from ccs_tui.ui.screens.palette import Palette
from ccs_tui.ui.widgets.json_tree.row_prompt import LinePrompt
from ccs_tui.ui.widgets.line_field import AT_MOST, LineField, as_lines, paste_problem
from tests.ui.conftest import Service, open_session, ready, screen_of, shown, until
from tests.ui.flow import said
from tests.ui.large_dialogs import edits_value

SIZE = (120, 40)


def paste(pilot: Pilot[Any], text: str) -> None:
    """Paste as a terminal does."""
    pilot.app.post_message(events.Paste(text))


def test_no_field_of_the_program_is_another_one() -> None:
    """Textual's own keeps the first line of what is pasted, and says nothing."""
    own = Path("ui", "widgets", "line_field.py")
    root = Path(ccs_tui.__file__).parent
    others = {"Input", "MaskedInput", "TextArea"}
    found = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
                found |= {(path.relative_to(root), n.name) for n in node.names if n.name in others}
    assert {where for where, name in found if name != "TextArea"} == {own}
    areas = {where for where, name in found if name == "TextArea"}
    # The large editors, which take lines.
    assert all(where.is_relative_to(Path("ui", "widgets", "json_editor")) for where in areas)


class Fields(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def compose(self) -> ComposeResult:
        yield LineField("ab", id="plain", select_on_focus=False)
        yield LineField("ab", id="value", select_on_focus=False, elsewhere=self.given.append)


@pytest.mark.parametrize("end", ["", "\n", "\r", "\r\n"])
async def test_one_line_goes_in_whatever_ends_it(end: str) -> None:
    async with Fields().run_test() as pilot:
        field = pilot.app.query_one("#plain", LineField)
        field.focus()
        field.cursor_position = 1
        paste(pilot, f"x\ty{end}")
        await pilot.pause()
        assert field.value == "ax\tyb"


ODD = [
    "1\n2", "1\r2", "1\r\n2", "1\n\n", "\n1", "1\v2", "1\f2", "1\x1c2", "1\x852", "1\u20282",
    "1\u20292", "1\x1b2", "1\x002", "1\x7f2", "\ud83d", "x" * (AT_MOST + 1), "x\n" * 500_000,
]  # fmt: skip


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
async def test_what_does_not_go_in_is_refused_or_goes_elsewhere_whole(text: str) -> None:
    app = Fields()
    async with app.run_test(notifications=True) as pilot:
        field = app.query_one("#plain", LineField)
        field.focus()
        paste(pilot, text)
        await pilot.pause()
        assert field.value == "ab"
        await until(pilot, lambda: "pasted" in shown(pilot))
        other = app.query_one("#value", LineField)
        other.focus()
        other.cursor_position = 1
        paste(pilot, text)
        await pilot.pause()
        assert other.value == "ab"
        assert app.given == ["a" + as_lines(text) + "b"]


async def test_what_was_copied_within_the_program_is_pasted_no_other_way() -> None:
    async with Fields().run_test(notifications=True) as pilot:
        field = pilot.app.query_one("#plain", LineField)
        field.focus()
        pilot.app.copy_to_clipboard("1\n2")
        await pilot.press("ctrl+v")
        assert field.value == "ab"
        await until(pilot, lambda: "2 lines were pasted" in shown(pilot))


@given(st.text(st.characters() | st.sampled_from("\r\n\t\u2028")))
def test_what_goes_in_is_one_line(text: str) -> None:
    lines = as_lines(text)
    assert "\r" not in lines
    if paste_problem(lines) is None:
        assert len(lines.splitlines()) <= 1
        assert text in (lines, lines + "\n", lines + "\r", lines + "\r\n")


# ── in the explorer ────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
async def test_several_lines_in_a_values_row_are_all_in_the_large_editor(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("3", "down", "right", "right", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LinePrompt))
        field = pilot.app.screen.query_one(Input)
        await until(pilot, lambda: field.has_focus)
        await pilot.press("home", "right")
        paste(pilot, "A\rB\rC")
        await until(pilot, lambda: edits_value(pilot.app.screen))
        dialog = pilot.app.screen
        assert edits_value(dialog)
        await until(pilot, lambda: dialog.editor.text == "TA\nB\nCLV")
        await screen.desk.workspace.drafting.flush()
        assert screen.document.document is not None
        (found,) = await screen.desk.workspace.drafting.of(screen.document.document.key)
        assert r"TA\nB\nCLV" in (found.draft.edits["slots"].text or "")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.document.document.value("slots") == r'{"from":"TA\nB\nCLV","seats":2}'


async def test_several_lines_in_a_form_are_refused(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("2", "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        paste(pilot, "A\rB")
        await said(pilot, "2 lines were pasted")
        assert [field.value for field in pilot.app.screen.query(Input)] == ["", ""]
        paste(pilot, "A\r")
        await until(pilot, lambda: pilot.app.screen.query(Input).first().value == "A")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_of(pilot))


async def test_several_lines_in_a_filter_are_refused(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("2", "slash")
        paste(pilot, "A\rB")
        await said(pilot, "2 lines were pasted")
        assert pilot.app.query(LineField).first().value == ""


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("themes", [False, True])
async def test_several_lines_in_the_palette_go_in_as_words(service: Service, themes: bool) -> None:
    app = service.explorer()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        if themes:
            app.action_change_theme()
        else:
            await pilot.press("colon")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        field = pilot.app.screen.query_one(Input)
        paste(pilot, "A\rB")
        await until(pilot, lambda: field.value == "A B")
        field.value = ""
        paste(pilot, "gruvbox" if themes else "Read-only")
        await said(pilot, "gruvbox" if themes else "Read-only on or off")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x"])
@pytest.mark.parametrize("is_secret", [True, False])
async def test_a_secret_is_not_copied(key: str, is_secret: bool) -> None:
    """A copy may end in tmux, in a terminal, or in a file."""

    class One(App[None]):
        def compose(self) -> ComposeResult:
            yield LineField("shh", password=is_secret)

    app = One()
    async with app.run_test(notifications=True) as pilot:
        field = app.query_one(LineField)
        field.focus()
        field.action_select_all()
        await pilot.press(key)
        assert app.clipboard == ("" if is_secret else "shh")
        assert field.value == ("" if key == "ctrl+x" and not is_secret else "shh")
        assert len(app._notifications) == is_secret
