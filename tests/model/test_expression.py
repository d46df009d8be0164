"""JMESPath expressions on documents."""

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.expression import Expression, ExpressionError
from ccs_tui.model.json_text import JsonText, decode, encode, parse_object

DOCUMENT = parse_object(
    '{"intent":"refund","n":12345678901234567890123,"price":1.50,"none":null,"big":1e400,'
    '"slots":{"from":"TLV","to":null,"legs":[{"at":1},{"at":2.0}]},"two words":{"a-b":[]},'
    '"transcript":["hi","there"],"empty":"","zero":0}'
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("intent", '"refund"'),
        ("n", "12345678901234567890123"),
        ("price", "1.50"),
        ("big", "1e400"),
        ("none", "null"),
        ("nothing", None),
        ("slots.from", '"TLV"'),
        ("slots.to", "null"),
        ("slots.nothing", None),
        ("slots.legs[1].at", "2.0"),
        ("slots.legs[-1].at", "2.0"),
        ("slots.legs[2].at", None),
        ("intent.x", None),
        ("intent[0]", None),
        ('"two words"."a-b"', "[]"),
        ("length(transcript)", "2"),
        ("slots.legs[*].at", "[1,2.0]"),
        ("nothing || intent", '"refund"'),
        ("keys(@) | [0]", '"intent"'),
        ("[0]", None),
        ("slots.legs[?at == `1`] | length(@)", "1"),
        ("sort_by(slots.legs, &at)[0].at", "1"),
    ],
)
def test_finds_a_value(text: str, found: str | None) -> None:
    assert Expression(text).value(DOCUMENT) == found


@pytest.mark.parametrize(
    ("text", "is_path"),
    [("a", True), ("a.b[0]", True), ("a[*]", False), ("length(a)", False), ("[0]", False)],
)
def test_knows_a_path(text: str, *, is_path: bool) -> None:
    assert (Expression(text).path is not None) is is_path


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("intent == 'refund'", True),
        ("intent == 'billing'", False),
        ("length(transcript) > `1`", True),
        ("none", False),
        ("zero", True),
        ("nothing", False),
        ("empty", False),
        ("length(empty)", True),
        ("type(slots.to) == 'null'", True),
        ("contains(keys(@), 'none')", True),
        ("contains(keys(@), 'nothing')", False),
        ("!nothing && slots", True),
        ("n == `12345678901234567890123`", True),
    ],
)
def test_is_true_of_a_document_or_not(text: str, *, holds: bool) -> None:
    assert Expression(text).holds(DOCUMENT) is holds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("a.", "it ends too early"),
        ("a ==", "column 5: it ends too early"),
        ("a = 1", "column 3: this is not JMESPath"),
        ('x."a', 'column 3: " is never closed'),
        ("size(a)", "there is no function size()"),
        ("a[?size(b)]", "there is no function size()"),
        ("length(a, b)", "length() takes another number of arguments"),
        ("a[?merge()]", "merge() takes another number of arguments"),
        ("(" * 5000 + "a", "it is nested too deeply"),
    ],
)
def test_says_why_an_expression_cannot_be_read(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        Expression(text)
    assert str(raised.value).endswith(reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("length(n)", "length() takes string or array or object, not number"),
        ("[big, n]", "a number in it is too large to compute"),
        ('sort(`[1, "a"]`)', "sort() takes array-string or array-number, not str"),
    ],
)
def test_says_why_a_document_cannot_be_asked_without_its_values(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        Expression(text).value(DOCUMENT)
    assert raised.value.reason == reason
    assert "refund" not in str(raised.value)


EXPRESSIONS = (
    "a", "a.b", "a[0]", "a[*].b", "*.a", "*", "@", "a || b", "a && b", "!a", "a == b", "[a, b]",
    "{x: a, y: b.c}", "a | b", "a[?b].c", "a[].b", "[0]", "keys(@)", "length(@)", "a.*", "a[1:]",
    "not_null(c, a)", "merge(@, @)", "type(b)", "a[?@ == 'x']", "map(&b, a)", "values(@)[0].a",
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(EXPRESSIONS), st.dictionaries(st.sampled_from("abcd"), values))
def test_finds_what_the_library_finds_in_the_whole_document(
    text: str, document: dict[str, object]
) -> None:
    properties: dict[str, JsonText] = {name: encode(value) for name, value in document.items()}
    try:
        wanted = jmespath.search(text, document)
    except jmespath.exceptions.JMESPathError:
        with pytest.raises(ExpressionError):
            Expression(text).value(properties)
        return
    found = Expression(text).value(properties)
    assert (None if found is None else decode(found)) == wanted
