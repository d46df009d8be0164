"""JSON without loss."""

import json
import sys
import tracemalloc
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ccs_tui.model.json_text import (
    JsonError,
    JsonText,
    Number,
    canonical,
    decode,
    encode,
    join_object,
    kind,
    parse,
    parse_array,
    parse_object,
    pretty,
    quote,
)
from tests.model.strategies import (
    Written,
    arrays,
    objects,
    python_values,
    strings,
    values,
)

DEEP = "[" * 100_000 + "]" * 100_000


def read_independently(text: str) -> Any:
    """Read JSON by the standard library alone: numbers as written, members as ordered pairs."""
    return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=tuple)


# ── canonical text ─────────────────────────────────────────────────────────────────────────────


@given(values)
def test_every_way_to_write_a_value_has_one_canonical_text(value: Written) -> None:
    assert canonical(value.text) == value.canonical


@given(values)
def test_canonical_text_is_its_own_canonical_text(value: Written) -> None:
    assert canonical(value.canonical) == value.canonical


@given(values)
def test_canonical_text_says_what_was_written(value: Written) -> None:
    assert read_independently(canonical(value.text)) == read_independently(value.text)


@given(values)
def test_pretty_text_is_another_way_to_write_the_value(value: Written) -> None:
    assert canonical(pretty(JsonText(value.canonical))) == value.canonical


@given(python_values)
@example("\ud83d\ude00")
@example({"\ud83d": ["\ude00\ud83d"]})
@example("/\x7f\u2028")
def test_encode_gives_canonical_text_of_the_same_value(value: Any) -> None:
    text = encode(value)
    assert canonical(text) == text
    assert decode(text) == json.loads(json.dumps(value))


@given(st.text(st.characters(exclude_categories=[])))
@example("\ud83d\ude00")
@example("\ude00\ud83d")
def test_quote_gives_the_canonical_text_of_a_string(string: str) -> None:
    assert quote(string) == canonical(json.dumps(string))


def test_halves_of_a_character_that_belong_together_are_one_however_they_come() -> None:
    whole = '"\N{GRINNING FACE}"'
    assert canonical('"\\ud83d\\ude00"') == whole
    assert canonical('"\ud83d\ude00"') == whole
    assert canonical('"\ud83d\\ude00"') == whole
    assert canonical('"\\ud83d\ude00"') == whole


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (' { "b" : 1.50 , "a" : [ 1 , 1.0 , 1e400 ] } ', '{"b":1.50,"a":[1,1.0,1e400]}'),
        ('"\\u00e9\\u4E2D\\/"', '"é中/"'),
        ('"\\u0022\\u005C\\u000a\\u0001\\u001F"', '"\\"\\\\\\n\\u0001\\u001f"'),
        ('"\\\\u0041"', '"\\\\u0041"'),
        ('"\\uD83D"', '"\\ud83d"'),
        ('"\ue000\\ud83d\ue001"', '"\ue000\\ud83d\ue001"'),
        ("-0", "-0"),
        ("9007199254740993", "9007199254740993"),
        ("9" * 10_000, "9" * 10_000),
    ],
)
def test_canonical_text_by_example(written: str, expected: str) -> None:
    assert canonical(written) == expected


def test_pretty_text_by_example() -> None:
    text = canonical('{"a":[1.50,{}],"b":[],"c":"x, {y}: [z]"}')
    assert pretty(text) == (
        '{\n  "a": [\n    1.50,\n    {}\n  ],\n  "b": [],\n  "c": "x, {y}: [z]"\n}'
    )


@given(values)
def test_kind_tells_the_type(value: Written) -> None:
    python = json.loads(value.canonical, parse_int=float)
    expected = {
        dict: "object", list: "array", str: "string", float: "number", bool: "boolean",
        type(None): "null",
    }  # fmt: skip
    assert kind(JsonText(value.canonical)) == expected[type(python)]


# ── objects and arrays ─────────────────────────────────────────────────────────────────────────


@given(objects(values))
def test_an_object_splits_into_members_in_their_order_and_joins_again(value: Written) -> None:
    members = parse_object(value.text)
    assert list(members) == [name for name, _ in read_independently(value.text)]
    assert all(canonical(text) == text for text in members.values())
    assert join_object(members) == value.canonical


@given(arrays(values))
def test_an_array_splits_into_its_elements(value: Written) -> None:
    elements = parse_array(value.text)
    assert f"[{','.join(elements)}]" == value.canonical
    assert len(elements) == len(read_independently(value.text))


@given(st.one_of(values, st.text().map(lambda text: Written(text, ""))))
def test_only_objects_are_objects_and_only_arrays_arrays(value: Written) -> None:
    for split, expected in ((parse_object, "object"), (parse_array, "array")):
        assert accepts(split, value.text) == (
            accepts(canonical, value.text) and kind(canonical(value.text)) == expected
        )


def accepts(read: Any, text: str) -> bool:
    try:
        read(text)
    except JsonError:
        return False
    return True


# ── Python values ──────────────────────────────────────────────────────────────────────────────


def test_numbers_are_read_as_they_were_written() -> None:
    value = parse('[1.50, -0, 1e400, {"n": 12345678901234567890}]')
    assert value == ["1.50", "-0", "1e400", {"n": "12345678901234567890"}]
    assert isinstance(value, list)
    assert isinstance(value[0], Number)


def test_an_integer_of_any_length_is_decoded() -> None:
    digits = "7" * (sys.get_int_max_str_digits() + 1)
    value = decode(canonical(f"[1, {digits}]"))
    assert value[0] == 1
    assert value[1] == digits
    assert isinstance(value[1], Number)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_what_json_has_no_number_for_is_not_encoded(value: Any) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode(value)


# ── what is not JSON ───────────────────────────────────────────────────────────────────────────


def error_of(text: str) -> JsonError:
    with pytest.raises(JsonError) as caught:
        canonical(text)
    return caught.value


def is_json(text: str) -> bool:
    """Whether the standard library takes it, with no name twice and none of its extra numbers."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError
        return dict(pairs)

    def refuse(_: str) -> None:
        raise ValueError

    try:
        json.loads(text, parse_int=str, object_pairs_hook=unique, parse_constant=refuse)
    except ValueError:
        return False
    return True


json_like = st.text(st.sampled_from('{}[]:,"\\ab01.eE+-u0dD8\n \x01é\ud83d\udc00NaInfinity'))
pieces = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        '"a"',
        '"\\u0061"',
        "1",
        "-",
        "NaN",
        "-Infinity",
        "null",
        "\n",
        '"',
    ]
)


@given(st.one_of(st.text(), json_like, st.lists(pieces).map("".join)))
@example('{"a":1,"\\u0061":2}')
@example("[-Infinity]")
def test_any_text_is_json_or_gives_a_json_error_with_its_place(text: str) -> None:
    try:
        result = canonical(text)
    except JsonError as error:
        problem = error
    else:
        assert is_json(text)
        assert canonical(result) == result
        return
    assert not is_json(text)
    assert 0 <= problem.offset <= len(text)
    lines = text.split("\n")
    before = sum(len(line) + 1 for line in lines[: problem.line - 1])
    assert before + problem.column - 1 == problem.offset
    assert str(problem) == f"line {problem.line}, column {problem.column}: {problem.reason}"


@given(values, st.data())
def test_json_with_a_piece_missing_is_json_or_gives_a_json_error(
    value: Written, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(value.text)))
    end = data.draw(st.integers(start, len(value.text)))
    text = value.text[:start] + value.text[end:]
    assert accepts(canonical, text) == is_json(text)


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("", 1, 1, "a value is expected here"),
        ("\n\n  oops", 3, 3, "a value is expected here"),
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3, "a comma or a closing bracket is expected here"),
        ('{\n  "a" 1\n}', 2, 7, "a colon is expected here"),
        ("{a: 1}", 1, 2, "a name in double quotes is expected here"),
        ("[1, 2", 1, 6, "the text ends too early"),
        ('{"a": ', 1, 7, "the text ends too early"),
        ('["abc]', 1, 2, "the string that starts here never ends"),
        ('"\\x"', 1, 2, "there is no such escape"),
        ('"\\u12"', 1, 3, "\\u needs four hexadecimal digits"),
        ('"a\nb"', 1, 3, "a control character must be escaped in a string"),
        ("[1]\n]", 2, 1, "unexpected text after the value"),
        ('{"a": "NaN",\n "b": -Infinity}', 2, 7, "-Infinity is not JSON"),
        ('["é🏖", tru]', 1, 8, "a value is expected here"),
        (DEEP, 1, 1, "it is nested too deeply"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_errors_say_where_and_why(text: str, line: int, column: int, reason: str) -> None:
    error = error_of(text)
    assert (error.line, error.column, error.reason) == (line, column, reason)


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("", 1, "an object in braces is expected here"),
        ("[]", 1, "an object in braces is expected here"),
        ("{", 2, "the text ends too early"),
        ('{"a"', 5, "the text ends too early"),
        ('{"a":', 6, "the text ends too early"),
        ('{"a":1', 7, "the text ends too early"),
        ('{"a":1,', 8, "the text ends too early"),
        ('{"a"=1}', 5, "a colon is expected here"),
        ('{"a":1]', 7, "a comma or } is expected here"),
        ("{a:1}", 2, "a name in double quotes is expected here"),
        ('{"a\\x":1}', 4, "there is no such escape"),
        ('{"a":1} {', 9, "unexpected text after the value"),
        ('{"a":1, "b": {"c": 1, "c": 2}}', 23, 'the name "c" is here twice'),
    ],
)
def test_errors_of_an_object_say_where_and_why(text: str, column: int, reason: str) -> None:
    with pytest.raises(JsonError) as caught:
        parse_object(text)
    assert (caught.value.line, caught.value.column) == (1, column)
    assert caught.value.reason == reason


def test_an_array_says_what_it_misses() -> None:
    with pytest.raises(JsonError, match="column 4: a comma or ] is expected here"):
        parse_array("[1 2]")


# ── nesting ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("read", [parse, canonical, parse_array, decode])
def test_what_is_nested_too_deeply_is_refused_at_every_depth(read: Any) -> None:
    outcomes = {accepts(read, "[" * depth + "]" * depth) for depth in range(1, 1_100)}
    assert outcomes == {True, False} or sys.version_info >= (3, 12)


def test_text_too_deep_to_indent_is_shown_as_it_is() -> None:
    assert pretty(JsonText(DEEP)) == DEEP


# ── names that are there twice ─────────────────────────────────────────────────────────────────


@given(objects(values), values, st.lists(st.sampled_from("[{"), max_size=5), st.data())
def test_a_name_that_is_there_twice_is_reported_where_it_comes_again(
    value: Written, other: Written, path: list[str], data: st.DataObject
) -> None:
    members = parse_object(value.text)
    assume(members)
    name = data.draw(st.sampled_from(list(members)))
    again = json.dumps(name, ensure_ascii=data.draw(st.booleans()))
    head = value.text.rstrip()[:-1] + "\n,"
    text = f"{head}{again}:{other.text}}}"
    for bracket in path:
        opening = '{"outer":\n' if bracket == "{" else '["]{",'
        text = opening + text + ("}" if bracket == "{" else "]")
        head = opening + head
    error = error_of(text)
    assert "is here twice" in error.reason
    assert error.offset == len(head)
    assert error.line == head.count("\n") + 1
    assert error.column == len(head) - head.rfind("\n")


def test_the_same_name_in_different_objects_is_no_duplicate() -> None:
    text = '{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":1}}'
    assert canonical(text) == text


@given(strings)
def test_names_are_the_same_however_they_are_escaped(name: Written) -> None:
    error = error_of(f"{{{name.text}:1,{name.canonical}:2}}")
    assert error.offset == len(name.text) + 4


def test_a_long_name_is_shortened_in_the_error() -> None:
    name = '"' + "n" * 1_000 + '"'
    assert len(error_of(f"{{{name}:1,{name}:2}}").reason) < 70


def test_numbers_that_are_only_checked_take_no_memory() -> None:
    text = "[" + ",".join(["1"] * 390_000) + "]"
    tracemalloc.start()
    try:
        canonical(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000, "a list of pointers, and the text twice"
