"""The editor as one uses it."""

import gc
import weakref

import pytest
from textual import events
from textual.geometry import Offset
from textual.widgets import Label

from ccs_tui.ui.widgets.json_editor import EditorState, JsonEditor
from tests.ui.json_editor_app import EditorApp, editing

SMALL = '{\n  "a": 1,\n  "b": [\n    true\n  ]\n}'


async def test_loading_tells_the_size_and_puts_the_cursor_at_the_start() -> None:
    async with editing(SMALL) as (app, editor, _):
        assert editor.cursor_location == (0, 0)
        assert editor.text == SMALL
        assert app.states[-1] == editor.state == EditorState(18, None, checked=True)


async def test_typing_tells_the_size_and_the_problem_and_undo_takes_it_back() -> None:
    async with editing(SMALL) as (app, editor, pilot):
        editor.move_cursor((1, 8))
        await pilot.press("x", "y")
        assert editor.document[1] == '  "a": 1xy,'
        state = app.states[-1]
        assert state.size == 20
        assert state.problem is not None
        assert (state.problem.line, state.problem.column) == (2, 9)
        await pilot.press("ctrl+u")
        assert editor.text == SMALL
        assert app.states[-1] == EditorState(18, None, checked=True)
        await pilot.press("ctrl+r")
        assert editor.document[1] == '  "a": 1xy,'


async def test_a_text_may_be_there_before_the_screen_is() -> None:
    app = EditorApp()
    app.editor.load(SMALL)
    assert app.editor.state == EditorState(18, None, checked=True)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert "true" in "".join(app.rows())
        assert app.states == [EditorState(18, None, checked=True)]
        assert JsonEditor(SMALL, read_only=True).text == SMALL


async def test_several_edits_at_once_tell_the_state_once() -> None:
    async with editing("") as (app, editor, pilot):
        app.states.clear()
        for character in "[1]":
            editor.insert(character)
        await pilot.pause()
        assert app.states == [EditorState(3, None, checked=True)]


async def test_a_new_text_has_no_history() -> None:
    async with editing("[1]") as (_, editor, pilot):
        await pilot.press("x")
        editor.load("[2]")
        await pilot.press("ctrl+u")
        assert editor.text == "[2]"


async def test_escape_leaves() -> None:
    async with editing("[]") as (app, _, pilot):
        await pilot.press("escape")
        assert app.left == 1


async def test_a_text_for_reading_takes_no_key() -> None:
    async with editing("[1]", read_only=True) as (app, editor, pilot):
        keys = [
            "x",
            "enter",
            "backspace",
            "delete",
            "ctrl+k",
            "ctrl+x",
            "ctrl+t",
            "right_curly_bracket",
        ]
        await pilot.press(*keys, "ctrl+c", "ctrl+v", "alt+d", "ctrl+w")
        app.post_message(events.Paste("x"))
        await pilot.pause()
        assert editor.text == "[1]"
        assert app.copied == ["[1]\n"]


# ── typing ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "cursor", "keys", "result", "cursor_after"),
    [
        ('{\n  "a": 1,', (1, 9), ["enter"], '{\n  "a": 1,\n  ', (2, 2)),
        ('  "a": [', (0, 8), ["enter"], '  "a": [\n    ', (1, 4)),
        ('  "a": []', (0, 8), ["enter"], '  "a": [\n    \n  ]', (1, 4)),
        ("[\n  ", (1, 2), ["right_square_bracket"], "[\n]", (1, 1)),
        ("[\n ", (1, 1), ["right_square_bracket"], "[\n ]", (1, 2)),
        ("[1", (0, 2), ["right_square_bracket"], "[1]", (0, 3)),
    ],
)
async def test_indentation_follows_the_brackets(
    text: str, cursor: tuple[int, int], keys: list[str], result: str, cursor_after: tuple[int, int]
) -> None:
    async with editing(text) as (_, editor, pilot):
        editor.move_cursor(cursor)
        await pilot.press(*keys)
        assert editor.text == result
        assert editor.cursor_location == cursor_after


async def test_line_breaks_of_any_system_are_pasted_as_one() -> None:
    async with editing("") as (app, editor, pilot):
        app.post_message(events.Paste('{\r  "a":\r\n1\n}'))
        await pilot.pause()
        assert editor.text == '{\n  "a":\n1\n}'
        assert editor.cursor_location == (3, 1)


@pytest.mark.parametrize("separator", "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
async def test_no_character_of_a_value_is_taken_for_a_line_break(separator: str) -> None:
    text = f'["a{separator}b"]'
    async with editing(text) as (_, editor, pilot):
        await pilot.press("end", "x", "backspace")
        assert editor.text == text
        assert editor.document.line_count == 1


async def test_words_are_steps() -> None:
    async with editing('{"some key": 12.5}') as (_, editor, pilot):
        stops = []
        for _step in range(6):
            await pilot.press("ctrl+right")
            stops.append(editor.cursor_location[1])
        assert stops == [2, 6, 10, 12, 15, 16]
        await pilot.press("ctrl+left", "ctrl+left")
        assert editor.cursor_location == (0, 13)
        await pilot.press("alt+d")
        assert editor.text == '{"some key": .5}'


async def test_cut_copy_and_paste_ask_for_the_clipboard_and_work_without_one() -> None:
    async with editing("[1,\n2]") as (app, editor, pilot):
        await pilot.press("ctrl+c", "ctrl+v")
        assert editor.text == "[1,\n[1,\n2]"
        await pilot.press("shift+right", "ctrl+x")
        assert app.copied == ["[1,\n", "["]
        await pilot.press("ctrl+v", "ctrl+v")
        assert editor.text == "[1,\n[[1,\n2]"


async def test_format_prints_prettily_and_can_be_undone() -> None:
    async with editing('{"a":[1, 2.50 ],"b":"\\u00e9"}') as (_, editor, pilot):
        await pilot.press("ctrl+t")
        assert editor.text == '{\n  "a": [\n    1,\n    2.50\n  ],\n  "b": "é"\n}'
        await pilot.press("ctrl+u")
        assert editor.text == '{"a":[1, 2.50 ],"b":"\\u00e9"}'


async def test_format_and_f4_go_to_what_is_not_json() -> None:
    async with editing('{\n  "a": 1\n  "b": 2\n}') as (_, editor, pilot):
        for key in ("ctrl+t", "f4"):
            editor.move_cursor((0, 0))
            await pilot.press(key)
            assert editor.cursor_location == (2, 2)
        assert editor.text == '{\n  "a": 1\n  "b": 2\n}'


# ── moving ─────────────────────────────────────────────────────────────────────────────────────


async def test_the_ends_of_the_text() -> None:
    async with editing(SMALL) as (_, editor, pilot):
        await pilot.press("ctrl+end")
        assert editor.cursor_location == (5, 1)
        await pilot.press("ctrl+shift+home")
        assert editor.selected_text == SMALL


async def test_up_and_down_go_by_rows_and_keep_the_column() -> None:
    line = "word " * 30
    async with editing(f"{line}\nx\n{line}") as (_, editor, pilot):
        await pilot.press(*["right"] * 10, "down")
        width = editor.wrapped_document.get_offsets(0)[0]
        assert editor.cursor_location == (0, width + 10)
        await pilot.press("down", "down", "down")
        assert editor.cursor_location == (2, 10)
        await pilot.press("up", "up")
        assert editor.cursor_location == (0, 2 * width + 10)
        await pilot.press("up", "up", "up", "up")
        assert editor.cursor_location == (0, 0)
        await pilot.press(*["down"] * 9)
        assert editor.cursor_location == editor.document.end


async def test_home_and_end_go_to_the_ends_of_the_row() -> None:
    async with editing("word " * 30) as (_, editor, pilot):
        first, second = editor.wrapped_document.get_offsets(0)[:2]
        await pilot.press("down", "end")
        assert editor.cursor_location == (0, second - 1)
        await pilot.press("home")
        assert editor.cursor_location == (0, first)


@pytest.mark.parametrize("opening", [(0, 0), (2, 7), (7, 9)])
async def test_the_bracket_that_belongs_to_the_one_at_the_cursor(opening: tuple[int, int]) -> None:
    text = '{\n  "]": "}[",\n  "b": [\n    {},\n    []\n  ],\n  "s": "{\\"",\n  "json": {}\n}'
    closing = {(0, 0): (8, 0), (2, 7): (5, 2), (7, 10): (7, 11), (7, 9): None}[opening]
    async with editing(text) as (_, editor, pilot):
        editor.move_cursor(opening)
        assert editor.matching_bracket_location == closing
        if closing:
            await pilot.press("ctrl+right_square_bracket")
            assert editor.cursor_location == closing
            assert editor.matching_bracket_location == opening


@pytest.mark.parametrize(
    ("text", "cursor"),
    [('["]"', (0, 0)), ('["[]"]', (0, 2)), ("[}", (0, 0)), ("[1", (0, 0)), ("1]", (0, 1))],
)
async def test_no_bracket_belongs_to_it(text: str, cursor: tuple[int, int]) -> None:
    async with editing(text) as (app, editor, _):
        editor.move_cursor(cursor)
        await app.settle()
        assert editor.matching_bracket_location is None


async def test_a_far_bracket_is_found_in_the_background() -> None:
    lines = "[\n" + "1,\n" * 20_000 + "[]]"
    async with editing(lines) as (app, editor, pilot):
        await app.settle()
        assert editor.matching_bracket_location == (20_001, 2)
        await pilot.press("ctrl+end")
        await app.settle()
        assert editor.matching_bracket_location == (0, 0)


async def test_a_bracket_is_found_in_a_long_line() -> None:
    line = "[" + '"a]\\"",[{}],' * 5_000 + "1]"
    async with editing(line) as (app, editor, _):
        await app.settle()
        assert editor.matching_bracket_location == (0, len(line) - 1)
        editor.move_cursor((0, len(line) - 1))
        await app.settle()
        assert editor.matching_bracket_location == (0, 0)


async def test_a_click_puts_the_cursor_on_the_character_below() -> None:
    async with editing('["漢字", "\x07x"]') as (_, editor, pilot):
        gutter = editor.gutter_width
        for cell, column in {0: 0, 2: 2, 3: 2, 4: 3, 6: 4, 10: 8, 40: 12}.items():
            await pilot.click(offset=Offset(gutter + cell, 0))
            assert editor.cursor_location == (0, column), cell


async def test_the_mouse_selects() -> None:
    async with editing(SMALL) as (_, editor, pilot):
        gutter = editor.gutter_width
        await pilot.mouse_down(offset=Offset(gutter + 2, 1))
        await pilot.hover(offset=Offset(gutter + 4, 3))
        await pilot.mouse_up(offset=Offset(gutter + 4, 3))
        assert editor.selected_text == '"a": 1,\n  "b": [\n    '


# ── find, and go to a line ─────────────────────────────────────────────────────────────────────


def prompt_of(app: EditorApp) -> tuple[str, str]:
    """Return the title of the prompt over the editor, and its answer."""
    title, answer = app.screen.query("Horizontal > Label").results(Label)
    return str(title.content).strip(), str(answer.content).strip()


async def test_find_goes_to_what_is_typed_and_from_one_to_the_next() -> None:
    async with editing('{\n  "One": 1,\n  "one": "ones"\n}') as (app, editor, pilot):
        await pilot.press("ctrl+f", "o", "n", "e")
        assert editor.selection == ((1, 3), (1, 6))
        assert prompt_of(app)[0] == "find"
        assert prompt_of(app)[1] == "1 of 3"
        await pilot.press("enter", "down")
        assert editor.selection == ((2, 10), (2, 13))
        await pilot.press("enter", "up")
        assert editor.selection == ((2, 10), (2, 13))
        await pilot.press("backspace", "backspace", "backspace", "O")
        assert prompt_of(app)[1] == "1 of 1"
        await pilot.press("x")
        assert prompt_of(app)[1] == "none"
        await pilot.press("escape")
        assert editor.has_focus
        assert editor.text == '{\n  "One": 1,\n  "one": "ones"\n}'


async def test_what_was_found_is_found_again_after_an_edit() -> None:
    async with editing("[1,\n 1,\n 1]") as (_, editor, pilot):
        await pilot.press("ctrl+f", "1", "escape", "f3")
        assert editor.selection == ((1, 1), (1, 2))
        await pilot.press("2", "f3")
        assert editor.selection == ((2, 1), (2, 2))
        await pilot.press("shift+f3")
        assert editor.selection == ((0, 1), (0, 2))


async def test_find_begins_with_what_is_selected() -> None:
    async with editing("[12, 12]") as (app, editor, pilot):
        await pilot.press("right", "shift+right", "shift+right", "ctrl+f", "enter")
        assert prompt_of(app)[1] == "2 of 2"
        assert editor.selection == ((0, 5), (0, 7))


async def test_go_to_a_line() -> None:
    async with editing(SMALL) as (_, editor, pilot):
        await pilot.press("ctrl+g", "3")
        assert editor.cursor_location == (2, 0)
        await pilot.press("colon", "4")
        assert editor.cursor_location == (2, 3)
        await pilot.press("enter")
        assert editor.has_focus
        await pilot.press("ctrl+g", "9", "9", "escape")
        assert editor.cursor_location == (5, 0)


# ── what is shown ──────────────────────────────────────────────────────────────────────────────


async def test_lines_have_numbers_and_long_ones_more_rows() -> None:
    async with editing('{\n  "a": "one two three four"\n}', size=(26, 6)) as (app, *_):
        assert [row[:24].rstrip() for row in app.rows()] == [
            "  1  {",
            '  2    "a": "one two',
            '     three four"',
            "  3  }",
            "",
            "",
        ]


async def test_the_text_stays_where_it_is_in_another_window() -> None:
    async with editing("[\n" + '"one two three four",\n' * 30 + "1]") as (app, editor, pilot):
        await pilot.press("ctrl+end")
        await pilot.resize_terminal(22, 8)
        await pilot.pause()
        assert editor.wrapped_document.height > 60
        assert app.rows()[-1].startswith(" 32  1]")
        editor.scroll_to(y=41, animate=False)
        await pilot.pause()
        top = app.rows()[0].split()[0]
        await pilot.resize_terminal(60, 6)
        await pilot.pause()
        assert app.rows()[0].split()[0] == top


async def test_nothing_in_a_value_can_touch_the_frame() -> None:
    value = '"\x1b[31m[b]x[/b]\x07\x85\u202e\u200b\ud800\u0301\u2028👍🏽🇮🇱"'
    async with editing(value, size=(90, 5)) as (app, *_):
        shown = "".join(app.rows())
        assert "␛[31m[b]x[/b]␇<U+0085><U+202E><U+200B><U+D800>" in shown
        assert "<U+2028>👍IL" in shown
        assert "\x1b" not in shown


async def test_a_theme_gives_the_colours() -> None:
    text = '{"key": "string", "n": -1.5e3, "t": [true, null]}'
    async with editing(text) as (app, editor, pilot):
        colours = {"key": "#010203", "string": "#040506", "number": "#070809", "keyword": "#0a0b0c"}
        app.stylesheet.add_source(
            "".join(
                f"JsonEditor > .json-editor--{kind} {{ color: {colour}; }}"
                for kind, colour in colours.items()
            )
        )
        app.refresh_css()
        await pilot.pause()
        strip = editor.render_line(0)
        found = {
            segment.text: segment.style.color.name
            for segment in strip
            if segment.style and segment.style.color
        }
        for token, kind in {
            '"key"': "key", '"string"': "string", "-1.5e3": "number", "true": "keyword",
            "null": "keyword", '"t"': "key",
        }.items():  # fmt: skip
            assert found[token] == colours[kind], token


async def test_the_numbers_of_the_lines_are_of_the_theme_that_was_chosen_last() -> None:
    async with editing("{\n}") as (app, editor, pilot):
        editor.render_lines(editor.size.region)
        app.theme = "textual-light"
        await pilot.pause()
        shown = [next(iter(editor.render_line(y))).style for y in (0, 1)]
        editor._palette = None  # made anew, from styles that are up to date
        editor.render_lines(editor.size.region)
        assert shown == [next(iter(editor.render_line(y))).style for y in (0, 1)]


async def test_the_problem_is_underlined() -> None:
    async with editing('{"a": 1, "a": 2}') as (_, editor, _pilot):
        underlined = [s.text for s in editor.render_line(0) if s.style and s.style.underline]
        assert underlined == ['"a"']


async def test_a_space_that_is_another_one_is_underlined() -> None:
    async with editing('["a\u00a0b c\u3000d"]') as (_, editor, _pilot):
        underlined = [s.text for s in editor.render_line(0) if s.style and s.style.underline]
        assert underlined == ["\u00a0", "\u3000"]


async def test_nothing_is_painted_while_nothing_happens() -> None:
    async with editing(SMALL) as (_, editor, pilot):
        await pilot.press("x")
        assert not editor.cursor_blink
        assert not editor.auto_refresh
        assert not editor.blink_timer._active.is_set()


# ── long texts ─────────────────────────────────────────────────────────────────────────────────


async def test_a_long_text_is_counted_at_once_and_checked_when_typing_pauses() -> None:
    text = "[\n" + "  1,\n" * 20_000 + "  2\n]"
    async with editing(text) as (app, editor, pilot):
        await app.settle()
        await pilot.pause()
        assert app.states[-1] == EditorState(40_003, None, checked=True)
        app.states.clear()
        await pilot.press("x")
        assert app.states[0] == EditorState(40_004, None, checked=False)
        await app.settle()
        await pilot.pause()
        assert app.states[-1].checked
        assert app.states[-1].problem is not None
        assert app.states[-1].problem.line == 1
        assert editor.state == app.states[-1]


async def test_what_was_checked_is_forgotten_with_the_text() -> None:
    async with editing("[\n" + "1,\n" * 20_000 + "x]") as (app, editor, pilot):
        await app.settle()
        assert editor.state.problem is not None
        editor.load("[\n" + "1,\n" * 20_000 + "1]")
        assert editor.state == EditorState(40_003, None, checked=False)
        editor.load("[1]")
        assert editor.state == EditorState(3, None, checked=True)
        await app.settle()
        await pilot.pause()
        assert app.states[-1] == EditorState(3, None, checked=True)


async def test_a_text_that_was_left_is_let_go() -> None:
    async with editing("[\n" + "1,\n" * 20_000 + '"' + "long " * 20_000 + '"]') as (
        app,
        editor,
        pilot,
    ):
        editor.insert("x")
        editor.move_cursor(editor.document.end)
        document = weakref.ref(editor.document)
        editor.load("[]")
        await app.settle()
        # Until then a message pump holds the message before: that a search in the old text ended.
        await pilot.press("home")
        gc.collect()
        assert document() is None
