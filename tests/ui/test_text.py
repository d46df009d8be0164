"""Data shown truthfully: nothing hidden, nothing a terminal acts on, of the width we compute."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import ELLIPSIS, Crop, cause, clip, cut, join_cut, shorten, visible, wrap

TRICKY = (
    *("\x00", "\t", "\n", "\r", "\x1b", "\x1b[31m", "\x7f", "\x85", "\x9b", "\xad"),
    *("\u200b", "\u200d", "\u200e", "\u202e", "\u2028", "\u2066", "\ufe0e", "\ufe0f", "\ufeff"),
    *("\u0301", "\u0308", "\u20e3", "\u034f", "\u3164", "\u1161", "\u0600", "\U000e0041"),
    *("e", "a", "1", " ", "#", "é", "日", "ｱ", "한", "\u1112", "ש", "हि", "ยิ้"),
    *("✈", "❤", "👩", "💻", "👍", "🏽", "🇮", "🇱", "\ud800", "\U0010ffff", "…", "\\"),
)
texts = st.lists(st.one_of(st.sampled_from(TRICKY), st.characters())).map("".join)
"""Any text, and often one made of what terminals stumble over."""
widths = st.integers(min_value=0, max_value=12)
crops: st.SearchStrategy[Crop] = st.sampled_from(["end", "middle"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain [bold]text[/] \\n", "plain [bold]text[/] \\n"),
        ("a\tb\nc\rd", "a␉b␊c␍d"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "<U+009B>31m"),
        ("user\u202egnp.exe", "user<U+202E>gnp.exe"),
        ("zero\u200bwidth\ufeff", "zero<U+200B>width<U+FEFF>"),
        ("lone \ud83d surrogate", "lone <U+D83D> surrogate"),
        ("not yet \U000e1000", "not yet <U+E1000>"),
        ("日本語 한국어 שלום", "日本語 한국어 שלום"),
        ("e\u0301te\u0301", "e\u0301te\u0301"),
        ("\u0301first", "<U+0301>first"),
        ("Z\u0301\u0302\u0303\u0304!", "Z\u0301\u0302\u0303<U+0304>!"),
        ("✈️ now", "✈ now"),
        ("👍🏽", "👍"),
        ("👩\u200d💻", "👩💻"),
        ("👩\u200d", "👩<U+200D>"),
        ("a\u200db", "a<U+200D>b"),
        ("a\ufe0f", "a<U+FE0F>"),
        ("❤\ufe0f\ufe0f", "❤<U+FE0F>"),
        ("🏽", "<U+1F3FD>"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("1\ufe0f", "1<U+FE0F>"),
        ("🇮🇱", "🇮🇱"),
        ("🇮", "<U+1F1EE>"),
        ("🇮🇱🇮", "🇮🇱<U+1F1EE>"),
        ("\u3164", "<U+3164>"),
        ("\u1112\u1161", "\u1112\u1161"),
    ],
)
def test_each_kind_of_character_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(texts)
def test_nothing_is_left_that_a_terminal_acts_on_or_hides(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert {unicodedata.category(c) for c in shown}.isdisjoint({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
    assert not set(shown) & {"\ufe0e", "\ufe0f", "🏽"}
    assert cell_width(shown[:1]) > 0 or not shown


@given(texts)
def test_the_width_is_that_of_each_character_alone(text: str) -> None:
    shown = visible(text)
    assert cell_width(shown) == cell_len(shown)
    assert cell_width(shown) == sum(map(get_character_cell_size, shown))


@given(texts)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(texts)
def test_an_invisible_character_makes_a_difference(text: str) -> None:
    assert visible(f"a{text}b") != visible(f"a{text}\u200bb")


@pytest.mark.parametrize(
    "codes",
    [range(0x3400), pytest.param(range(0x3400, sys.maxunicode + 1), marks=pytest.mark.slow)],
    ids=["what is not Chinese", "the rest"],
)
def test_every_code_point_alone_is_shown_in_cells_of_its_own(codes: range) -> None:
    for code in codes:
        assert cell_width(visible(chr(code))) > 0, hex(code)


@given(texts, widths, crops)
def test_a_cut_fits_and_is_marked(text: str, width: int, at: Crop) -> None:
    shown = visible(text)
    cropped = join_cut(shown, cut(shown, width, at))
    if cell_width(shown) <= width:
        assert cropped == shown
    else:
        assert ELLIPSIS in cropped
        assert max(0, width - 2) <= cell_width(cropped) <= max(1, width)


@given(texts, widths)
def test_a_cut_in_the_middle_keeps_head_and_tail(text: str, width: int) -> None:
    shown = visible(text)
    kept = cut(shown, width, "middle")
    if len(kept) == 2:
        head, tail = kept
        assert (head.start, tail.stop) == (0, len(shown))
        assert cell_width(shown[tail.start]) > 0, "a tail must not begin with a combining mark"
        widths = [cell_width(shown[part.start : part.stop]) for part in kept]
        assert abs(widths[0] - widths[1]) <= 2


@given(texts.filter(bool), widths, crops, st.data())
def test_what_is_in_focus_is_not_cut_away(
    text: str, width: int, at: Crop, data: st.DataObject
) -> None:
    shown = visible(text)
    start = data.draw(st.integers(0, len(shown) - 1))
    focus = range(start, data.draw(st.integers(start + 1, len(shown))))
    kept = cut(shown, width, at, focus)
    assert cell_width(join_cut(shown, kept)) <= max(2, width)
    if cell_width(shown[focus.start : focus.stop]) <= width - 2:
        assert any(part.start <= focus.start and focus.stop <= part.stop for part in kept)


@given(st.text(alphabet="abc", min_size=30), st.integers(4, 29), crops, st.integers(0, 29))
def test_what_is_in_focus_takes_no_cell_from_the_rest(
    text: str, width: int, at: Crop, start: int
) -> None:
    kept = cut(text, width, at, range(start, min(start + 2, len(text))))
    assert width - 1 <= cell_width(join_cut(text, kept)) <= width


def test_an_id_loses_its_middle() -> None:
    session = "3f2c9d1e-7b0a-4c5d-8e9f-0a1b2c3d4e5f"
    assert shorten(session, 16, "middle") == "3f2c9d1e…c3d4e5f"
    assert shorten(session, 16) == "3f2c9d1e-7b0a-4…"
    assert shorten(session, 36, "middle") == session
    assert shorten(session, 0) == ""


def test_a_wide_character_is_not_halved() -> None:
    assert shorten("日本語テキスト", 6) == "日本…"
    assert shorten("日本語テキスト", 6, "middle") == "日…ト"
    assert shorten("e\u0301e\u0301e\u0301", 2) == "e\u0301…"
    assert shorten("one e\u0301x", 3, "middle") == "o…x"


@given(texts, widths, crops)
def test_clipping_a_long_text_changes_nothing_that_is_seen(text: str, width: int, at: Crop) -> None:
    long = text + "x" * 300 + "\u0301" + "y" * 900 + text
    whole, clipped = visible(long), visible(clip(long, width, at))
    assert join_cut(clipped, cut(clipped, width, at)) == join_cut(whole, cut(whole, width, at))


def test_a_long_text_is_clipped_before_it_is_looked_at() -> None:
    assert len(clip("x" * 800_000, 40)) < 1_000
    assert len(clip("x" * 800_000, 40, "middle")) < 1_000
    assert clip("short", 40) == "short"


def test_wrapping_breaks_at_spaces_and_at_new_lines() -> None:
    assert wrap("No sessions yet. n creates one.", 16) == ["No sessions yet.", "n creates one."]
    assert wrap("one\n\ntwo", 10) == ["one", "", "two"]
    assert wrap("a\x1bb", 10) == ["a␛b"]


@given(texts, st.integers(min_value=1, max_value=30))
def test_wrapped_lines_fit(text: str, width: int) -> None:
    assert all(cell_width(line) <= width for line in wrap(text, width))


def test_the_cause_of_a_failed_call_is_what_its_row_does_not_say() -> None:
    assert cause("Reading s1 failed: it is away. Try again.") == "it is away. Try again."
    assert cause("It was locked.") == "It was locked."
