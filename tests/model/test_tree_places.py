"""Places in a tree: paths as people write them, and what a search finds, in order."""

import json
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.model.folded_text import fold
from ccs_tui.model.json_text import JsonText, canonical, encode
from ccs_tui.model.tree import Key, PathError, Tree, TreeMatches, format_path, parse_path
from ccs_tui.model.tree.expansion import open_below
from ccs_tui.model.tree.search import locate, position
from tests.examples import examples
from tests.model.test_tree import drafted, payloads, tree_of

keys = st.lists(st.one_of(st.text(), st.integers(0, 99)), min_size=1)


def paths_of(found: TreeMatches) -> list[list[Key]]:
    """Return the keys to each node that was found."""
    return [found.node(index).keys for index in range(len(found))]


@given(keys)
def test_a_path_that_was_formatted_is_read_as_the_same_keys(keys: list[Key]) -> None:
    assert parse_path(format_path(keys)) == keys


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("slots.from", ["slots", "from"]),
        ("transcript[3].text", ["transcript", 3, "text"]),
        ("$.transcript[-1]", ["transcript", -1]),
        (".slots.from", ["slots", "from"]),
        ("$['it\\'s'][\"a.b\"]", ["it's", "a.b"]),
        ("  two words . x", ["two words ", " x"]),
        ("$ref", ["$ref"]),
        ("[0][1]", [0, 1]),
        ('["\\u0041\\n"]', ["A\n"]),
    ],
)
def test_paths_are_read_as_people_write_them(path: str, keys: list[Key]) -> None:
    assert parse_path(path) == keys


@pytest.mark.parametrize(
    "path", ["a..b", "a.", "a[", "a[x]", "a[0]b", 'a["x]', '["\\q"]', "a[" + "9" * 5_000 + "]"]
)
def test_what_is_no_path_is_refused_with_where_it_stops(path: str) -> None:
    with pytest.raises(PathError):
        parse_path(path)


def test_a_path_that_leads_nowhere_says_how_far_it_went() -> None:
    tree = tree_of({"slots": {"from": "TLV"}, "list": [1, 2]})
    nowhere: list[tuple[list[Key], str]] = [
        (["slots", "to"], "There is no to."),
        (["list", 2], "There is no .2.: it has 2 elements"),
        (["list", "x"], "list is of type array: it has no members"),
        (["slots", 0], "slots is of type object: it has no elements"),
        (["slots", "from", "x"], "from is of type string"),
        ([], "begins with the name of a property"),
    ]
    for keys, reason in nowhere:
        with pytest.raises(PathError, match=reason):
            tree.find(keys)
    assert tree.find(["list", -1]).text == "2"


@given(payloads)
def test_a_position_leads_back_to_its_node(payload: Any) -> None:
    tree = tree_of(payload)
    open_below(tree, tree.document)
    rows = tree.rows()
    positions = [position(tree, node) for node in rows]
    assert positions == sorted(positions)
    assert len(set(positions)) == len(rows)
    for node, (rank, start) in zip(rows, positions, strict=True):
        assert locate(tree.properties[rank], start) is node


def has(needle: str, value: Any) -> bool:
    if isinstance(value, dict | list):
        return False
    text = value if isinstance(value, str) else json.dumps(value)
    return fold(needle) in fold(text)


def naively_found(payload: Any, needle: str) -> list[list[Key]]:
    found: list[list[Key]] = []

    def look(key: Key, value: Any, path: list[Key]) -> None:
        if (isinstance(key, str) and fold(needle) in fold(key)) or has(needle, value):
            found.append(path)
        if isinstance(value, dict | list):
            for inner, child in value.items() if isinstance(value, dict) else enumerate(value):
                look(inner, child, [*path, inner])

    if needle:
        for name, value in payload.items():
            look(name, value, [name])
    return found


needles = st.one_of(
    st.sampled_from(
        ["a", "A", "n", "u", "0", "u00", "1", "-", "e", "tr", "null", "\\", '"', "copy"]
    ),
    st.sampled_from([":", ",", "{", "[]", "a:", "é", "\\n", "\\\\", '\\"', 'x"', "\n", "\x00"]),
    st.text(max_size=2),
)


@given(payloads, needles)
@settings(max_examples=examples(500), deadline=None)
def test_a_search_finds_the_names_and_values_that_have_it_in_order(
    payload: Any, needle: str
) -> None:
    tree = tree_of(payload)
    found = TreeMatches(tree, needle)
    assert paths_of(found) == naively_found(payload, needle)
    assert len(found) == len(paths_of(found))


@given(
    st.lists(st.text(alphabet='\\"nu01\n\x01a{}:,', max_size=8)),
    st.text('\\"nu01\n\x01a', max_size=3),
)
@settings(max_examples=examples(500), deadline=None)
def test_escapes_are_never_taken_for_the_characters_they_stand_for(
    strings: list[str], needle: str
) -> None:
    payload = {"list": strings, "named": {name: name for name in strings}}
    assert paths_of(TreeMatches(tree_of(payload), needle)) == naively_found(payload, needle)


def test_folding_keeps_the_place_of_every_character() -> None:
    for code in range(sys.maxunicode + 1):
        folded = fold(f"a{chr(code)}b")
        assert len(folded) == 3, hex(code)
        assert fold(folded) == folded


def test_half_a_character_is_found_and_harms_no_other() -> None:
    tree = Tree()
    tree.update({"p": canonical('["\\ud83d x", {"\\ud83d": [1]}, "y"]')})
    assert paths_of(TreeMatches(tree, "\ud83d")) == [["p", 0], ["p", 1, "\ud83d"]]
    assert paths_of(TreeMatches(tree, "y")) == [["p", 2]]


def test_next_and_previous_go_from_the_cursor_and_around() -> None:
    tree = tree_of({"a": {"x": 1, "y": "x"}, "b": [1, {"x": 2}]})
    found = TreeMatches(tree, "x")
    assert paths_of(found) == [["a", "x"], ["a", "y"], ["b", 1, "x"]]
    at = tree.find(["a", "y"])
    assert found.index_from(at) == 1
    assert found.index_from(at, after=True) == 2
    assert found.index_before(at) == 0
    last = tree.find(["b", 1, "x"])
    assert found.index_from(last, after=True) == 0
    assert found.index_before(tree.find(["a"])) == 2
    assert found.index_from(None) == 0
    assert len(TreeMatches(tree, "nowhere")) == 0


def test_drafts_and_removed_properties_are_found_as_the_rows_they_are() -> None:
    tree = Tree()
    tree.update(
        {"broken": drafted('{"needle": '), "gone": encode(["needle"]), "p": encode("no")}, ["gone"]
    )
    assert paths_of(TreeMatches(tree, "needle")) == [["broken"]]
    assert paths_of(TreeMatches(tree, "gone")) == [["gone"]]


def test_looking_for_a_place_opens_nothing() -> None:
    tree = Tree()
    tree.update({"p": JsonText('{"a":{"b":1}}')})
    TreeMatches(tree, "b").node(0)
    assert len(tree.rows()) == 1
