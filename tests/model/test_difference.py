from collections.abc import Iterable
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.difference import Difference, Limits, Row, Stretches, difference
from ccs_tui.model.json_text import JsonText, canonical, encode, pretty
from tests.model.strategies import values

EVERYTHING = Limits(None, None, None, None)

pairs = st.tuples(values, values).map(lambda both: (both[0].canonical, both[1].canonical))


def marked(line: Stretches) -> str:
    """Return a line with what changed in brackets, and what was left out as its amount."""
    return "".join(
        f"…{s.hidden}…" if s.hidden else f"[{s.text}]" if s.changed else s.text for s in line
    )


def changed(found: Difference) -> list[tuple[str | None, ...]]:
    return [
        tuple(None if line is None else marked(line) for line in (row.before, row.after))
        for row in found.rows
        if not row.same and not row.hidden
    ]


def text_of(lines: Iterable[Stretches | None]) -> str:
    """Return the text that lines have, as far as nothing was left out."""
    return "\n".join("".join(s.text for s in line) for line in lines if line is not None)


def text_after(found: Difference) -> str:
    return text_of(row.after for row in found.rows)


@given(pairs)
def test_nothing_is_lost(both: tuple[str, str]) -> None:
    before, after = JsonText(both[0]), JsonText(both[1])
    found = difference(before, after, EVERYTHING)
    assert found.is_complete
    assert text_of(row.before for row in found.rows) == pretty(before)
    assert text_after(found) == pretty(after)
    assert canonical(text_after(found)) == after


@given(pairs)
def test_what_did_not_change_is_not_marked(both: tuple[str, str]) -> None:
    before, after = JsonText(both[0]), JsonText(both[1])
    for row in difference(before, after, EVERYTHING).rows:
        if row.before is not None and row.after is not None:
            mine, theirs = (
                "".join(s.text for s in line if not s.changed) for line in (row.before, row.after)
            )
            assert mine.removesuffix(",") == theirs.removesuffix(",")
    assert all(row.same for row in difference(after, after).rows)


@given(pairs, st.integers(0, 2), st.integers(1, 5))
def test_what_is_left_out_is_said(both: tuple[str, str], context: int, most: int) -> None:
    before, after = JsonText(both[0]), JsonText(both[1])
    found = difference(before, after, Limits(context, most, 4, 4))
    whole = difference(before, after, EVERYTHING)
    assert len(found.rows) <= most + 1
    assert found.is_complete <= (text_after(found) == text_after(whole))


def test_equal_lines_behind_the_last_row_that_is_shown_are_left_out_and_said() -> None:
    found = difference(JsonText('["",{}]'), JsonText("[0,{}]"), Limits(0, 2, 4, 4))
    assert not found.is_complete
    assert (found.rows[-1].same, found.rows[-1].hidden) == (True, 2)


def test_the_stretch_that_changed() -> None:
    assert changed(difference(encode("rebook the flight"), encode("cancel the flight"))) == [
        ('"[rebook] the flight"', '"[cancel] the flight"')
    ]


def test_a_comma_is_no_change() -> None:
    found = difference(encode({"a": 1}), encode({"a": 1, "b": 2}))
    assert changed(found) == [(None, '[  "b": 2]')]
    assert text_after(found) == pretty(encode({"a": 1, "b": 2}))


def test_members_are_compared_by_name() -> None:
    before, after = {"a": 1, "b": 2}, {"x": "new", "a": 5, "b": 2}
    assert changed(difference(encode(before), encode(after))) == [
        (None, '[  "x": "new",]'),
        ('  "a": [1],', '  "a": [5],'),
    ]


def test_far_from_a_change_lines_are_left_out() -> None:
    before = list(range(100))
    found = difference(encode(before), encode([*before[:50], -1, *before[51:]]))
    assert [row.hidden for row in found.rows if row.hidden] == [48, 47]
    assert len(found.rows) == 9


def test_one_line_is_not_left_out_to_say_so() -> None:
    found = difference(encode([1, 2, 3, 4]), encode([1, 2, 3, 5]))
    assert not any(row.hidden for row in found.rows)


def test_a_long_string_is_shown_around_what_changed() -> None:
    before, after = "a " * 5_000 + "red" + " b" * 5_000, "a " * 5_000 + "blue" + " b" * 5_000
    ((mine, theirs),) = changed(difference(encode(before), encode(after)))
    assert theirs is not None
    assert "[blue]" in theirs
    assert len(theirs) < 200
    assert mine == theirs.replace("blue", "red")


def test_two_changes_in_a_long_string() -> None:
    words = [f"word{at * at % 4_001 % 400}" for at in range(2_000)]
    after = ["X", *words[1:-1], "Y"]
    ((_, theirs),) = changed(difference(encode(" ".join(words)), encode(" ".join(after))))
    assert theirs is not None
    assert theirs.startswith('"[X] ')
    assert theirs.endswith(' [Y]"')


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [(None, {"a": 1}, [(None, "[{]"), (None, '[  "a": 1]'), (None, "[}]")]),
     ("x", None, [('["x"]', None)]),
     (None, None, [])],
)  # fmt: skip
def test_no_value(before: object, after: object, rows: object) -> None:
    def text(value: object) -> JsonText | None:
        return None if value is None else encode(value)

    assert changed(difference(text(before), text(after))) == rows


def test_too_many_lines_are_counted() -> None:
    found = difference(encode([]), encode([1] * 10_000), Limits(lines=100))
    assert len(found.rows) == 101
    assert found.rows[-1] == Row(None, None, hidden=10_002 - 100)


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("shape", ["numbers", "string", "one word"])
def test_values_at_the_limit_take_bounded_time(shape: str) -> None:
    before, after = {
        "numbers": (encode([0] * 390_000), encode([at * at % 7 for at in range(390_000)])),
        "string": (encode("ab cd " * 130_000), encode("ab ef " * 130_000)),
        "one word": (encode("x" * 790_000), encode("y" + "x" * 700_000)),
    }[shape]
    began = perf_counter()
    found = difference(before, after)
    assert perf_counter() - began < 10
    assert sum(len(s.text) for row in found.rows for s in row.after or ()) < 50_000


def test_a_value_is_not_printed() -> None:
    assert "secret" not in repr(difference(encode("secret"), encode("secrets")))
