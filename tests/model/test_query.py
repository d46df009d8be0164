"""Queries, and what they find in a document."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import decode, encode, parse_object
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.query import Query, QueryError
from ccs_tui.model.text_places import TextPlace, first_place
from ccs_tui.model.tree.paths import format_path

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DOCUMENT = Document(
    DocumentKey("le1", "bot", "s1"),
    parse_object(
        '{"intent":"Refund","n":3,"slots":{"from":"TLV","to":null,"two words":true},'
        '"legs":[{"at":"a\\nb"},{"at":2.50}],"note":"say \\"hi\\" = so","empty":""}'
    ),
)


def found(text: str) -> str | None:
    match = Query(text).match(DOCUMENT)
    return None if match is None else format_path(match.path)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("refund", "intent"),
        ("REFUND", "intent"),
        ("tlv", "slots.from"),
        ("from", "slots.from"),
        ("slot", "slots"),
        ("2.50", "legs[1].at"),
        ("null", "slots.to"),
        ("nothing", None),
        ('"a\\\\nb"', None),  # the characters, and not the escape that they are written with
        ('"two words"', 'slots["two words"]'),
        ('"hi\\" ="', "note"),
        ('","', None),
        ("name:slots", "slots"),
        ("name:from", "slots.from"),
        ("name:tlv", None),
        ("value:tlv", "slots.from"),
        ("value:from", None),
        ('name:"two words"', 'slots["two words"]'),
        ("intent=Refund", "intent"),
        ("intent=refund", None),
        ('intent="Refund"', "intent"),
        ("n=3", "n"),
        ("n!=3", None),
        ("n!=4", "n"),
        ("nothing!=4", None),
        ("slots.to=null", "slots.to"),
        ("legs[1].at=2.50", "legs[1].at"),
        ("legs[-1].at=2.50", "legs[-1].at"),
        ("empty=", "empty"),
        ('slots["two words"]=true', 'slots["two words"]'),
        ("has:slots.to", "slots.to"),
        ("has:slots.via", None),
        ("no:slots.via", ""),
        ("no:slots.to", None),
        ("type:slots.to=null", "slots.to"),
        ("type:slots.to=string", None),
        ("type:legs=array", "legs"),
        ("size>10", ""),
        ("size>1k", None),
        ("size<1k tlv", "slots.from"),
        ("tlv refund", "slots.from"),
        ("tlv nothing", None),
        ("where:intent == 'Refund' && n > `2`", ""),
        ("tlv where:n > `3`", None),
        ("where:length(n) > `3`", None),
        ("http://x", None),
    ],
)
def test_finds_what_fits_all_its_terms(text: str, path: str | None) -> None:
    assert found(text) == path


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Type what to look for."),
        ("   ", "Type what to look for."),
        ("has:", "has: needs something after the colon."),
        ("type:a", "type: reads like type:slots.to=null"),
        ("type:a=text", "type: reads like type:slots.to=null"),
        ("size>much", "size>much: a size reads like 800, 100k or 1m."),
        ("expires<soon", "expires<soon: It reads like"),
        ("has:[0]", "has to begin with the name of a property"),
        ("where:a ==", "it ends too early"),
        ("where:size(a)", "there is no function size()"),
    ],
)
def test_says_which_term_can_not_be_read(text: str, problem: str) -> None:
    with pytest.raises(QueryError) as raised:
        Query(text)
    assert problem in str(raised.value)


def test_says_in_words_what_it_asks_for() -> None:
    assert Query("refund has:slots.to size>100k expires<2h where:n > `2`").words == (
        "“refund” in a name or a value, with slots.to, more than 100k characters, "
        "expires sooner than in 2h, where n > `2`"
    )


@pytest.mark.parametrize(
    ("text", "hours", "fits"),
    [("expires<2h", 1, True), ("expires<2h", 3, False), ("expires>2h", 3, True), ("tlv", 9, True)],
)
def test_an_expiry_is_asked_by_itself(text: str, hours: int, *, fits: bool) -> None:
    query = Query(text)
    assert query.needs_expiry is text.startswith("expires")
    assert query.match(DOCUMENT) is not None
    assert query.fits_expiry(NOW + timedelta(hours=hours), NOW) is fits


alphabet = st.sampled_from(["a", "B", '"', "\\", "\n", ",", ":", "{", "é", "1", "t", " "])
strings = st.text(alphabet, max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-12, 12) | strings,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=3),
    max_leaves=8,
)


def places(
    key: object, value: object, path: tuple[object, ...], text: str, place: TextPlace
) -> list:  # type: ignore[type-arg]
    """Return the paths of all that has a text, in order, in the plainest way."""
    is_container = isinstance(value, (dict, list))
    inside = value if isinstance(value, str) else encode(value)
    in_name = isinstance(key, str) and text in key.lower()
    in_value = not is_container and text in inside.lower()
    own = {
        TextPlace.EITHER: in_name or in_value,
        TextPlace.NAME: in_name,
        TextPlace.VALUE: in_value,
    }[place]
    elements: Any = enumerate(value) if isinstance(value, list) else ()
    children = value.items() if isinstance(value, dict) else elements
    return [
        *([path] if own else []),
        *(p for k, v in children for p in places(k, v, (*path, k), text, place)),
    ]


@given(
    st.dictionaries(strings, values, max_size=4),
    st.text(alphabet, min_size=1, max_size=2),
    st.sampled_from(TextPlace),
)
def test_finds_the_first_place_that_a_plain_walk_finds(
    document: dict[str, object], text: str, place: TextPlace
) -> None:
    properties = {name: encode(value) for name, value in document.items()}
    wanted = [
        path
        for name, value in document.items()
        for path in places(name, value, (name,), text.lower(), place)
    ]
    first = first_place(properties, text, place)
    assert (None if first is None else first[0]) == (wanted[0] if wanted else None)
    if first is not None:
        value: object = document
        for step in first[0]:
            value = value[step]  # type: ignore[index]
        assert decode(first[1]) == value
