"""Differences fit the width they are made for, and lose nothing on the way."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.difference import Limits, difference
from ccs_tui.model.json_text import JsonText, encode, pretty
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.difference_lines import (
    Pieces,
    below,
    beside,
    flowed,
    halves,
    one_line,
)
from ccs_tui.ui.widgets.row_list import Cell
from tests.model.strategies import values

EVERYTHING = Limits(None, None, None, None)

pairs = st.tuples(values, values).map(
    lambda both: (JsonText(both[0].canonical), JsonText(both[1].canonical))
)
widths = st.integers(24, 100)


def text_of(row: Pieces) -> str:
    return "".join(piece.text for piece in row)


@given(pairs, widths)
def test_rows_fit(both: tuple[JsonText, JsonText], width: int) -> None:
    found = difference(*both)
    for row in (*below(found, width), *beside(found, width)):
        assert cell_width(text_of(row)) <= width
        assert not {unicodedata.category(c) for c in text_of(row)} & {"Cc", "Cs"}


@given(pairs, widths)
def test_columns_stand_below_each_other(both: tuple[JsonText, JsonText], width: int) -> None:
    left, _ = halves(width)
    for row in beside(difference(*both, EVERYTHING), width):
        places = [sum(cell_width(piece.text) for piece in row[:at]) for at in range(len(row))]
        assert left in places


@given(pairs, widths)
def test_nothing_is_lost_below(both: tuple[JsonText, JsonText], width: int) -> None:
    rows = [*below(difference(*both, EVERYTHING), width)]
    for value, role in ((both[0], "added"), (both[1], "removed")):
        shown = "".join(text_of(row[1:]) for row in rows if row[0].style != role)
        lines = pretty(value).split("\n")
        assert shown.replace(",", "") == "".join(map(visible, lines)).replace(",", "")


def test_a_short_change_is_one_line() -> None:
    found = difference(encode("red"), encode("blue"))
    row = one_line(found, 20)
    assert row is not None
    assert text_of(row) == '"red" → "blue"'
    assert one_line(found, 10) is None
    assert one_line(difference(encode([1]), encode([2])), 80) is None


@given(st.lists(st.text("abc ", min_size=1, max_size=40), min_size=1, max_size=6), widths)
def test_a_piece_is_broken_only_where_it_is_longer_than_a_row(texts: list[str], width: int) -> None:
    rows = [text_of(row) for row in flowed([Cell(text) for text in texts], width)]
    assert all(cell_width(row) <= width for row in rows)
    words = [text.strip() for text in texts]
    assert "".join(rows).replace(" ", "") == "".join(words).replace(" ", "")
    for text, word in zip(texts[1:], words[1:], strict=True):
        assert len(text) > width - 2 or any(word in row for row in rows)
