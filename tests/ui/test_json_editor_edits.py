"""Edits at random: after each, everything agrees with a model that does it all again."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.widgets.text_area import Location

from ccs_tui.model.json_text import JsonError, canonical
from ccs_tui.ui.widgets.json_editor import JsonEditor
from ccs_tui.ui.widgets.json_editor.colours import tokens
from ccs_tui.ui.widgets.json_editor.document import JsonDocument
from ccs_tui.ui.widgets.json_editor.layout import EditorLayout
from ccs_tui.ui.widgets.json_editor.long_line import LONG, LongLine
from tests.ui.json_editor_app import EditorApp, editing
from tests.ui.test_json_editor_lines import PIECES

texts = st.lists(st.sampled_from([*PIECES, "\n", "\n", "\r\n", "\r"]), max_size=12).map("".join)
long_texts = st.builds(lambda unit, times: unit * times, texts.filter(bool), st.integers(1, 3_000))
positions = st.floats(0, 1)
edits = st.one_of(
    st.tuples(st.just("replace"), positions, positions, texts),
    st.tuples(st.just("type"), positions, texts),
    st.tuples(st.just("delete"), positions, st.integers(0, 3)),
    st.tuples(st.just("paste"), positions, long_texts),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


class Model:
    """A text as a string, with every text that it was."""

    def __init__(self, text: str) -> None:
        self.text = _line_feeds(text)
        self._before: list[str] = []
        self._after: list[str] = []

    def replace(self, start: int, end: int, insert: str) -> None:
        insert = _line_feeds(insert)
        if start < end or insert:
            self._before.append(self.text)
            self._after.clear()
            self.text = self.text[:start] + insert + self.text[end:]

    def undo(self) -> None:
        if self._before:
            self._after.append(self.text)
            self.text = self._before.pop()

    def redo(self) -> None:
        if self._after:
            self._before.append(self.text)
            self.text = self._after.pop()

    def location(self, index: int) -> Location:
        return self.text.count("\n", 0, index), index - self.text.rfind("\n", 0, index) - 1

    def size(self) -> int:
        return sum(map(_naive_size, self.text.split("\n")))


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[\\\"/]|.",
    re.DOTALL,
)


def _naive_size(line: str) -> int:
    """Count a line character by character."""
    escaped = "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in line)
    size, in_string = 0, False
    for character in _CHARACTER.findall(escaped):
        if character == '"':
            in_string = not in_string
            size += 1
        elif (character[0] == "\\" and len(character) > 2) or character == "\\/":
            value = json.loads(f'"{character}"')
            size += len(json.dumps(value, ensure_ascii="\ud800" <= value <= "\udfff")) - 2
        elif in_string and character < " ":
            size += len(json.dumps(character)) - 2
        elif in_string or character not in " \t":
            size += len(character)
    return size


def test_the_naive_count_is_the_length_of_the_canonical_text() -> None:
    text = json.dumps({"a": ["é/\n\x00\x7f\ud800😀", 1.5, None], "": {}}, indent=2)
    assert sum(map(_naive_size, text.split("\n"))) == len(canonical(text))


@settings(suppress_health_check=list(HealthCheck))
@given(long_texts | texts, st.lists(edits, max_size=25))
def test_text_count_undo_and_layout_agree_with_a_naive_model(
    text: str, steps: list[tuple[Any, ...]]
) -> None:
    async def check() -> None:
        async with editing(text, size=(40, 12)) as (app, editor, _):
            model = Model(text)
            for step in steps:
                _apply(step, editor, model)
                _agree(app, editor, model)

    asyncio.run(check())


def _apply(step: tuple[Any, ...], editor: JsonEditor, model: Model) -> None:
    action, *arguments = step
    editor.history.checkpoint()
    if action in ("undo", "redo"):
        getattr(editor, action)()
        getattr(model, action)()
        return
    start = round(arguments[0] * len(model.text))
    insert = arguments[-1] if isinstance(arguments[-1], str) else ""
    if action == "replace":
        end = round(arguments[1] * len(model.text))
        editor.replace(insert, model.location(start), model.location(end))
        start, end = sorted((start, end))
    elif action == "delete":
        end = min(len(model.text), start + arguments[1])
        editor.delete(model.location(end), model.location(start))
    else:
        end = start
        editor.move_cursor(model.location(start))
        editor.insert(insert, maintain_selection_offset=False)
    model.replace(start, end, insert)


def _agree(app: EditorApp, editor: JsonEditor, model: Model) -> None:
    assert editor.text == model.text
    document = editor.document
    assert document.length == len(model.text)
    assert editor.state.size == document.size == model.size()
    if editor.state.checked:
        try:
            assert len(canonical(model.text)) == editor.state.size
            problem = None
        except JsonError as error:
            problem = str(error)
        assert (str(editor.state.problem) if editor.state.problem else None) == problem
    assert all(isinstance(line, LongLine) == (len(line) > LONG) for line in document.lines)
    _agree_on_rows(editor, JsonDocument(model.text))


def _agree_on_rows(editor: JsonEditor, document: JsonDocument) -> None:
    layout, anew = editor.wrapped_document, EditorLayout(document)
    anew.wrap(editor.wrap_width)
    assert layout.height == anew.height
    for index in {0, document.line_count // 2, document.line_count - 1}:
        assert layout.get_offsets(index) == anew.get_offsets(index)
    for row in {0, layout.height // 2, layout.height - 1}:
        assert layout.line_at(row) == anew.line_at(row)


@settings(suppress_health_check=list(HealthCheck))
@given(long_texts | texts, st.lists(edits, max_size=12), st.booleans())
def test_what_is_painted_by_parts_is_what_is_painted_anew(
    text: str, steps: list[tuple[Any, ...]], from_the_end: bool
) -> None:
    async def check() -> None:
        async with editing(text, size=(40, 12)) as (app, editor, pilot):
            model = Model(text)
            if from_the_end:
                editor.move_cursor(editor.document.end)
            for step in steps:
                _apply(step, editor, model)
                await pilot.pause()
                await pilot.pause()  # a scroll that it led to is painted a moment later
                by_parts = app.painted()
                editor.refresh()
                await pilot.pause()
                assert by_parts == app.painted()

    asyncio.run(check())


@pytest.mark.parametrize(
    "change",
    [
        lambda editor: editor.insert('"', (0, 9_000)),
        lambda editor: editor.insert(":", (0, 8_500)),
        lambda editor: editor.delete((0, 8_499), (0, 8_500)),
        lambda editor: editor.insert("\\", (0, 8_499)),
        lambda editor: editor.insert("x", (0, 8_500)),
        lambda editor: editor.insert(" ", (0, 0)),
        lambda editor: editor.insert("\n", (0, 9_000)),
    ],
)
async def test_a_long_line_is_painted_again_where_its_colours_change(
    change: Callable[[JsonEditor], Any],
) -> None:
    line = "[" + "1," * 4_000 + '"' + "a" * 497 + '":' + '1,"b":true,' * 500 + "]"
    async with editing(line, size=(40, 30)) as (app, editor, pilot):
        editor.move_cursor((0, 8_700))
        await pilot.pause()
        change(editor)
        await pilot.pause()
        by_parts = app.painted()
        editor.refresh()
        await pilot.pause()
        assert by_parts == app.painted()


async def test_the_numbers_of_the_lines_below_an_edit_that_is_not_visible() -> None:
    async with editing("[\n" + "1,\n" * 50 + "1]", size=(20, 10)) as (app, editor, pilot):
        editor.move_cursor(editor.document.end)
        await pilot.pause()
        editor.replace("1,2,3,4,5,6,7,8,9,10,11,12,", (3, 0), (5, 2))
        await pilot.pause()
        by_parts = app.painted()
        editor.refresh()
        await pilot.pause()
        assert by_parts == app.painted()


async def test_tokens_of_a_long_line_are_those_of_its_text() -> None:
    unit = '{"some key": "a \\"string\\" of text", "n": -12.5e3, "t": [true, null]},'
    line = "[" + unit * 300 + "0]"
    long_line = LongLine.of(line)
    for start in range(0, len(line), 77):
        found = [(t.start, t.end, t.kind) for t in tokens(long_line, start, start + 77)]
        plain = [(t.start, t.end, t.kind) for t in tokens(line, start, start + 77)]
        # A token at the end of a stretch goes on in the next one.
        covered = {(at, kind) for a, b, kind in found for at in range(max(a, start), b)}
        expected = {(at, kind) for a, b, kind in plain for at in range(max(a, start), b)}
        visible = range(start, start + 77)
        assert {c for c in covered if c[0] in visible} == {c for c in expected if c[0] in visible}
