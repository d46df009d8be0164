"""Reading answers: the quick way says the same as the careful one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client import ProtocolError
from ccs_tui.client import answer_body as reading
from ccs_tui.client.call import Call
from ccs_tui.client.client import plain
from ccs_tui.model import wire
from ccs_tui.model.json_text import canonical, join_object, members, parse_object, quote

CALL = Call(wire.V1_LIST_SESSION_PROPERTIES, "listing", "the namespace n")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), JSON, max_size=5), st.sampled_from([None, 1]))
def test_members_are_what_parsing_gives(value: dict[str, object], indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=bool(indent))
    expected = parse_object(text)
    assert members(canonical(text)) == expected
    page = canonical(f'[{{"sessionId":"s","property":{text}}}]')
    (item,) = reading.read_list(CALL, page, wire.SessionPropertiesItem)
    assert item.properties == expected


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (
            '[{"sessionId":"s","property":{}},{"property":{}}]',
            "element 1: sessionId: it is missing",
        ),
        ('[{"sessionId":5,"property":{}}]', "element 0: sessionId: .*string"),
        ('[{"sessionId":"s","property":["value-shh"]}]', "element 0: an object in braces"),
        ('["value-shh"]', "element 0: an object in braces"),
        ('{"a":"value-shh"}', "line 1, column 1: an array in brackets"),
        ('[{"sessionId":"s","property":{"a":1,"a":"value-shh"}}]', 'name "a" is here twice'),
        ('[{"sessionId":"value-shh', "line 1, column 15: .*never ends"),
        ("[NaN]", "NaN is not JSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_the_offending_part_is_named_and_no_value(page: str, says: str) -> None:
    with pytest.raises(ProtocolError, match=says) as caught:
        reading.read_list(CALL, page, wire.SessionPropertiesItem)
    assert "value-shh" not in str(caught.value)
    assert caught.value.__context__ is None  # it would hold the body


def test_ids_must_be_strings() -> None:
    assert reading.read_strings(CALL, '["a", "1"]') == ["a", "1"]
    with pytest.raises(ProtocolError, match="element 1: it is no string but a number"):
        reading.read_strings(CALL, '["a", 1]')


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("123", "123"),
        ('"123"', '"123"'),
        ('{"a": 1.50}', '{"a":1.50}'),
        ("myValue1", '"myValue1"'),
        ("two words", '"two words"'),
        ("", '""'),
        ('say "hi"', r'"say \"hi\""'),
    ],
)
def test_a_bare_text_is_a_string_only_where_it_is_no_json(text: str, value: str) -> None:
    assert reading.read_bare_value(text) == value


@given(st.dictionaries(st.text(), JSON.map(json.dumps).map(quote), max_size=5))
def test_plain_values_are_as_of_json(properties: dict[str, str]) -> None:
    text = join_object({name: quote(value) for name, value in properties.items()})
    assert plain(parse_object(text)) == json.loads(text)
