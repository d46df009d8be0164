"""The place of each setting in its file, which `tomllib` does not tell."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.settings_places import places_of

ODD = '''\
# a comment with [brackets] = and "quotes
review = "al\\"ways]"   # another
"a b".'c' = """
x = 1
""\\"""""
[ profiles . "prod.eu" ]  # [not.this]
account='x'
    namespaces = [ "a", # ]
      'b', ["}"], {in = 1} ]
way = { proxy = "}", more.deep = { ca = [1] } }
[[tables]]
one = 1
'''


def test_each_setting_has_its_line_and_column() -> None:
    assert places_of(ODD) == {
        ("review",): (2, 1),
        ("a b",): (3, 1),
        ("a b", "c"): (3, 7),
        ("profiles",): (6, 3),
        ("profiles", "prod.eu"): (6, 14),
        ("profiles", "prod.eu", "account"): (7, 1),
        ("profiles", "prod.eu", "namespaces"): (8, 5),
        ("profiles", "prod.eu", "way"): (10, 1),
        ("profiles", "prod.eu", "way", "proxy"): (10, 9),
        ("profiles", "prod.eu", "way", "more"): (10, 22),
        ("profiles", "prod.eu", "way", "more", "deep"): (10, 27),
        ("profiles", "prod.eu", "way", "more", "deep", "ca"): (10, 36),
        ("tables",): (11, 3),
        ("tables", "one"): (12, 1),
    }


@pytest.mark.parametrize("text", ["", "\n", "# only", "a = 1", "[a]", "a = 1979-05-27 07:32:00"])
def test_small_files_are_walked_to_their_end(text: str) -> None:
    assert set(places_of(text)) == set(names_in(tomllib.loads(text)))


def names_in(values: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in values.items():
        yield (*path, name)
        if isinstance(value, dict):
            yield from names_in(value, (*path, name))
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict) and path == () and name == "tables":
                    yield from names_in(item, (*path, name))


@given(st.lists(st.text("ab[]{}=,#.\"'\\\n \t1", max_size=8), max_size=12).map("".join))
def test_whatever_is_toml_has_a_place_for_each_name(text: str) -> None:
    try:
        values = tomllib.loads(text)
    except ValueError:
        return
    found = places_of(text)
    top_level = {name for name, value in values.items() if not isinstance(value, list)}
    assert {path[0] for path in found if len(path) == 1} >= top_level


_KEYS = st.sampled_from(["a", '"b c"', "'d.e'", "f-1", '"\\u00e9"'])
_VALUES = st.sampled_from(
    ["1", '"x#]"', "'y=}'", '"""\nz = 1\n"""', "'''w'''''", "[1, [2], {a = 1}]", "{a = 1, b.c = 2}",
     "[\n1, # no ]\n]", "true", "{}", "[]", '"\\\\"', "1e5"]
)  # fmt: skip
_LINES = st.one_of(
    st.tuples(_KEYS, _VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    st.tuples(_KEYS, _KEYS, _VALUES).map(lambda p: f" {p[0]} . {p[1]}={p[2]} # c"),
    st.tuples(_KEYS, _KEYS).map(lambda pair: f"[ {pair[0]}.{pair[1]} ] # ]"),
    st.sampled_from(["", "  # [x]", "\t"]),
)


@given(st.lists(_LINES, max_size=6).map("\n".join))
def test_settings_as_people_write_them_have_all_their_places(text: str) -> None:
    try:
        values = tomllib.loads(text)
    except ValueError:
        return
    found = places_of(text)
    assert set(found) == set(names_in(values))
    lines = text.split("\n")
    for path, (line, column) in found.items():
        rest = lines[line - 1][column - 1 :]
        assert rest.startswith((path[-1], '"', "'")), (path, rest)
