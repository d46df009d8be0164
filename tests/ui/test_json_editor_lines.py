"""Counting and wrapping lines: the short cuts agree with doing it all again."""

import itertools
import json

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from ccs_tui.model.json_text import JsonError, canonical
from ccs_tui.ui.widgets.json_editor.document import JsonDocument
from ccs_tui.ui.widgets.json_editor.glyphs import (
    CELLS,
    GLYPHS,
    SAME_WIDTH,
    column_at,
    glyphs,
    width,
)
from ccs_tui.ui.widgets.json_editor.glyphs import cells as cells_at
from ccs_tui.ui.widgets.json_editor.long_line import LongLine
from ccs_tui.ui.widgets.json_editor.row_starts import row_starts, wrap_spliced
from ccs_tui.ui.widgets.json_editor.stored_size import is_between_escapes, stored_size

PIECES = [
    '"', "\\", "\\\\", '\\"', "\\n", "\\/", "\\u00e9", "\\u0001", "\\u000a", "\\u0022", "\\ud83d",
    "\\ude00", "\\uD83D\\uDE00", "\\u12", " ", "  ", ",", ":", "{", "}", "[", "]", "1.50", "true",
    "null", "a", "word", "é", "漢字", "😀", "e\u0301", "\t", "\x00", "\x1b", "\x7f", "\x85",
    "\u200b", "\u2028", "\u202e", "\ud83d", "\ude00", "❤\ufe0f", "👍🏽", "\u200d", "🏽", "\ufe0f",
]  # fmt: skip
lines = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
long_lines = st.builds(
    lambda unit, times, tail: (unit or "x") * times + tail, lines, st.integers(1, 400), lines
)
json_texts = st.builds(
    lambda value, only_ascii, indent, slashes: (
        text.replace("/", "\\/")
        if (text := json.dumps(value, ensure_ascii=only_ascii, indent=indent)) and slashes
        else text
    ),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.sampled_from(["a/b", '\\"', "\\u0041", "\ud800", "\ude00", "😀", "\x00\n\x7f"]),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.booleans(),
    st.sampled_from([None, 2, "\t"]),
    st.booleans(),
)


@given(json_texts)
def test_the_sizes_of_the_lines_add_up_to_the_canonical_text(text: str) -> None:
    assert JsonDocument(text).size == len(canonical(text))


def test_an_unfinished_string_counts_to_the_end_of_its_line() -> None:
    assert JsonDocument('{\n  "a": "b c\n}').size == len('{"a":"b c}')


@given(long_lines, st.data())
def test_a_stretch_counts_the_same_in_parts(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    if is_between_escapes(text, at):
        whole, left, right = stored_size(text), stored_size(text[:at]), stored_size(text[at:])
        outside = left.outside + (right.inside if left.quotes_odd else right.outside)
        inside = left.inside + (right.outside if left.quotes_odd else right.inside)
        assert (outside, inside) == (whole.outside, whole.inside)
        assert left.quotes_odd ^ right.quotes_odd == whole.quotes_odd


@given(long_lines, st.lists(st.tuples(st.integers(0), st.integers(0), lines), max_size=6))
@example("\\u00e9" * 2000, [(7, 8, '"'), (5000, 5001, "\\")])
@example("\\" * 9000, [(4000, 4001, ""), (1, 1, '"')])
def test_a_long_line_after_edits_is_as_if_made_anew(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    line = LongLine.of(text)
    line.row_starts(20)
    for start, end, insert in edits:
        start, end = sorted((start % (len(text) + 1), end % (len(text) + 1)))
        text = text[:start] + insert + text[end:]
        line = LongLine.splice(line, start, insert, line, end)
        assert str(line) == text
        assert line.size == stored_size(text).outside
        assert line.row_starts(20) == row_starts(text, 20)
        for left, right, in_string in line.stretches():
            assert in_string == stored_size(text[:left]).quotes_odd
            assert right > left


@given(lines, lines, lines, lines, st.integers(1, 30))
def test_rows_move_as_if_wrapped_anew(head: str, old: str, new: str, tail: str, cells: int) -> None:
    starts = row_starts(head + old + tail, cells)
    line, end = head + new + tail, len(head + new)
    moved = [column + len(new) - len(old) for column in starts]
    wrapped = wrap_spliced(line, cells, starts, len(head), moved, end)
    assert wrapped.starts == row_starts(line, cells)
    before = _rows(head + old + tail, starts)
    after = _rows(line, wrapped.starts)
    assert before[: wrapped.new_from] == after[: wrapped.new_from]
    if len(before) == len(after):
        assert before[wrapped.new_to :] == after[wrapped.new_to :]


@given(long_lines, st.floats(0, 1), lines, long_lines, st.floats(0, 1))
def test_two_lines_spliced_are_as_if_made_anew(
    left: str, start: float, insert: str, right: str, end: float
) -> None:
    left, right = LongLine.of(left), LongLine.of(right)
    left.row_starts(20)
    right.row_starts(20)
    first, last = round(start * len(left)), round(end * len(right))
    line = LongLine.splice(left, first, insert, right, last)
    anew = LongLine.of(left[:first] + insert + right[last:])
    assert (str(line), line.size, line.row_starts(20)) == (
        str(anew),
        anew.size,
        anew.row_starts(20),
    )
    for stretch in line.stretches():
        assert stretch.in_string == stored_size(line[: stretch.start]).quotes_odd


def _rows(line: str, starts: list[int]) -> list[str]:
    return [line[a:b] for a, b in itertools.pairwise([0, *starts, len(line)])]


def test_characters_of_the_same_width_are_shown_as_themselves_in_as_many_cells() -> None:
    for character in map(chr, range(0x20, 0x30000)):
        if match := SAME_WIDTH.match(character):
            assert CELLS[character] == (1 if match["narrow"] else 2), hex(ord(character))
            assert GLYPHS[character] == character


@given(lines, st.integers(12, 40))
def test_rows_fit_and_none_begins_with_a_mark(line: str, cells: int) -> None:
    starts = [0, *row_starts(line, cells), len(line)]
    for start, end in itertools.pairwise(starts):
        assert width(line[start:end]) <= cells
        assert start == 0 or cells_at(line, start)


@given(st.text(alphabet=st.characters(categories=None)))
def test_what_is_shown_is_as_wide_as_its_characters_and_can_do_no_harm(text: str) -> None:
    shown = "".join(glyphs(text))
    assert cell_len(shown) == width(text)
    assert not any(c < " " or "\x7f" <= c <= "\x9f" or c in "\u200e\u202e\u2066" for c in shown)
    shown.encode()


@given(lines, st.integers(1, 12))
def test_a_text_is_as_wide_as_its_rows(line: str, cells: int) -> None:
    starts = [0, *row_starts(line, cells), len(line)]
    assert width(line) == sum(width(line[a:b]) for a, b in itertools.pairwise(starts))


@given(lines, st.integers(0, 60))
def test_a_cell_belongs_to_the_character_that_covers_it(line: str, cells: int) -> None:
    column = column_at(line, cells)
    assert width(line[:column]) <= cells or column == len(line)
    if column < len(line):
        assert width(line[: column + 1]) > cells


@given(st.data())
def test_a_document_is_edited_like_a_string(data: st.DataObject) -> None:
    text = data.draw(lines) + "\n" + data.draw(long_lines)
    document = JsonDocument(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(3):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        insert = data.draw(lines | st.sampled_from(["\n", "\n\n", "a\nb", "\r\n", "\u2028"]))
        where = [(text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1) for at in (start, end)]
        result = document.replace_range(where[1], where[0], insert)
        assert result.replaced_text == text[start:end]
        insert = insert.replace("\r\n", "\n")
        text = text[:start] + insert + text[end:]
        assert document.text == text
        assert document.length == len(text)
        assert document.get_text_range((0, 0), result.end_location) == text[: start + len(insert)]
        assert document.size == sum(stored_size(line).outside for line in text.split("\n"))


def test_a_text_that_is_not_json_is_refused_by_the_model_and_counted_here() -> None:
    text = '{"a": "tab\there"'
    try:
        canonical(text)
    except JsonError:
        assert JsonDocument(text).size == len('{"a":"tab\\there"')
