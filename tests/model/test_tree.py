"""The tree against a naive model: plain Python values, edited and written anew each time."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonError, JsonText, canonical, encode, pretty, quote
from ccs_tui.model.size import member_size
from ccs_tui.model.tree import (
    EditError,
    Node,
    NotJson,
    Tree,
    UndoHistory,
    UndoStep,
    edits,
    format_path,
)
from ccs_tui.model.tree.edits import Done
from ccs_tui.model.tree.expansion import close_below, close_level, open_below, open_level
from tests.examples import examples
from tests.model import strategies
from tests.model.tree_values import values_of

Path = list[str | int]

names = st.one_of(
    st.sampled_from(["a", "b", "a copy", "", 'say "x"', "é中🏖\x00"]), st.text(max_size=4)
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=6),
    st.sampled_from(["\\n", '"', "中", "\ud83d", "\udd25", "\t\x1b[31m", "a\u200bb", "👩\u200d👧"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=10,
)
payloads = st.dictionaries(names.filter(bool), values, max_size=4)


def tree_of(payload: dict[str, Any]) -> Tree:
    tree = Tree()
    tree.update({name: encode(value) for name, value in payload.items()})
    return tree


def at(payload: Any, path: Path) -> Any:
    for key in path:
        payload = payload[key]
    return payload


def paths(value: Any, path: Path) -> list[Path]:
    """All paths in a naive value, in order."""
    found = [path] if path else []
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += paths(inner, [*path, key])
    return found


def agree(tree: Tree, payload: dict[str, Any]) -> None:
    """Texts, sizes, paths and the order of everything made so far are those of the payload."""
    assert values_of(tree) == {name: encode(value) for name, value in payload.items()}
    stack: list[tuple[Node, Any]] = [(tree.document, payload)]
    while stack:
        node, value = stack.pop()
        if node is not tree.document:
            text = encode(value)
            assert node.text == text
            assert node.length == len(text)
            key = node.key
            assert node.size == (len(text) if isinstance(key, int) else member_size(key, text))
            assert at(payload, node.keys) is value
        if node.made is not None:
            keys = list(value) if isinstance(value, dict) else list(range(len(value)))
            assert [child.key for child in node.made] == keys
            assert all(child.parent is node for child in node.made)
            stack += ((child, value[child.key]) for child in node.made)


class Naive:
    """A payload as plain values, and one edit after another done to it."""

    def __init__(self, payload: dict[str, Any]) -> None:
        self.payload = payload

    def renamed(self, path: Path, name: str) -> None:
        parent = at(self.payload, path[:-1])
        items = [(name if key == path[-1] else key, value) for key, value in parent.items()]
        parent.clear()
        parent.update(items)

    def inserted(self, path: Path, index: int, name: str, value: Any) -> None:
        parent = at(self.payload, path)
        if isinstance(parent, list):
            parent.insert(index, value)
            return
        items = list(parent.items())
        items.insert(index, (name, value))
        parent.clear()
        parent.update(items)


def fresh(value: Any) -> Any:
    """A copy that shares nothing, so that places in the payload are told apart by identity."""
    return json.loads(json.dumps(value))


def edit_both(draw: Any, tree: Tree, naive: Naive) -> Done | None:
    """Do one edit, drawn at random, to the tree and to the naive payload."""
    everything = paths(naive.payload, [])
    operation = draw(
        st.sampled_from(["set", "rename", "add", "duplicate", "remove", "move", "open"])
    )
    if operation == "add":
        return _add(draw, tree, naive, [[], *everything])
    if not everything:
        return None
    path = draw(st.sampled_from(everything))
    node = tree.find(path)
    parent = at(naive.payload, path[:-1])
    index = list(parent).index(path[-1]) if isinstance(parent, dict) else path[-1]
    if operation == "open":
        draw(st.sampled_from([Tree.open, Tree.close, open_below, close_below]))(tree, node)
        return None
    if operation == "set":
        value = draw(values)
        parent[path[-1]] = fresh(value)
        return edits.set_value(tree, node, encode(value))
    if operation == "remove":
        del parent[path[-1]]
        return edits.remove(tree, node)
    if operation == "duplicate":
        done = edits.duplicate(tree, node)
        assert done.cursor is not None
        naive.inserted(path[:-1], index + 1, str(done.cursor.key), fresh(at(naive.payload, path)))
        return done
    if operation == "rename":
        name = draw(names)
        if (
            isinstance(parent, list)
            or (name in parent and name != path[-1])
            or (not name and len(path) == 1)
        ):
            with pytest.raises(EditError):
                edits.rename(tree, node, name)
            return None
        naive.renamed(path, name)
        return edits.rename(tree, node, name)
    by = draw(st.sampled_from([-1, 1]))
    if isinstance(parent, dict):
        with pytest.raises(EditError):
            edits.move(tree, node, by)
        return None
    parent.insert(max(0, min(index + by, len(parent) - 1)), parent.pop(index))
    return edits.move(tree, node, by)


def _add(draw: Any, tree: Tree, naive: Naive, everything: list[Path]) -> Done | None:
    path = draw(st.sampled_from(everything))
    parent, name, value = at(naive.payload, path), draw(names), draw(values)
    node = tree.find(path) if path else tree.document
    is_taken = isinstance(parent, dict) and (name in parent or (not name and not path))
    if is_taken or not isinstance(parent, dict | list):
        with pytest.raises(EditError):
            edits.add(tree, node, encode(value), name)
        return None
    after = draw(st.integers(-1, len(parent) - 1))
    before = node.children()[after] if after >= 0 else None
    naive.inserted(path, len(parent) if before is None else after + 1, name, fresh(value))
    return edits.add(tree, node, encode(value), name, before)


@given(st.data(), payloads)
@settings(max_examples=examples(150), deadline=None)
def test_any_edits_do_to_the_tree_what_they_do_to_plain_values(
    data: st.DataObject, payload: Any
) -> None:
    naive, tree = Naive(fresh(payload)), tree_of(payload)
    for _ in range(data.draw(st.integers(1, 40))):
        edit_both(data.draw, tree, naive)
        agree(tree, naive.payload)


def applied(values: dict[str, Any], step: UndoStep) -> None:
    for change in step:
        if change.after is None:
            del values[change.name]
        else:
            values[change.name] = change.after


@given(st.data(), payloads)
@settings(max_examples=examples(100), deadline=None)
def test_undo_and_redo_walk_through_all_payloads(data: st.DataObject, payload: Any) -> None:
    naive, tree, history = Naive(fresh(payload)), tree_of(payload), UndoHistory()
    seen = [values_of(tree)]
    for _ in range(data.draw(st.integers(1, 20))):
        done = edit_both(data.draw, tree, naive)
        if done is not None and done.changes:
            history.record(done.changes)
            seen.append(values_of(tree))
    now = dict(seen[-1])
    for before in reversed(seen[:-1]):
        step = history.undo()
        assert step is not None
        applied(now, step)
        tree.update(now)
        assert values_of(tree) == before
        agree(tree, {str(name): parse_plain(value) for name, value in now.items()})
    assert history.undo() is None
    for after in seen[1:]:
        step = history.redo()
        assert step is not None
        applied(now, step)
        assert now == after
    assert history.redo() is None


def parse_plain(text: Any) -> Any:
    return json.loads(text)


@given(strategies.values, strategies.values)
def test_other_text_for_a_node_is_taken_whatever_was_made_of_the_old_one(
    before: strategies.Written, after: strategies.Written
) -> None:
    tree = Tree()
    tree.update({"p": JsonText(before.canonical)})
    open_below(tree, tree.properties[0])
    tree.update({"p": JsonText(after.canonical)})
    open_below(tree, tree.properties[0])
    node = tree.properties[0]
    assert node.text == after.canonical
    assert node.length == len(after.canonical)
    tree.update({"p": JsonText(before.canonical)})
    assert node.text == before.canonical


few_values = st.lists(st.sampled_from([0, 1, [0], {"a": 0}]), max_size=5)


@given(few_values, few_values)
def test_elements_that_are_alike_are_taken_for_one_another_but_none_is_lost(
    before: list[Any], after: list[Any]
) -> None:
    tree = tree_of({"p": before})
    open_below(tree, tree.document)
    tree.update({"p": encode(after)})
    agree(tree, {"p": after})
    assert len(set(map(id, tree.find(["p"]).children()))) == len(after)


def test_every_lexeme_stays_as_it_was_written() -> None:
    tree = Tree()
    written = '{"a":[1.50,1e400,-0,"\\ud83d",{"b":9007199254740993}],"c":"\\u0001é"}'
    tree.update({"p": JsonText(written)})
    open_below(tree, tree.properties[0])
    edits.set_value(tree, tree.find(["p", "c"]), quote("x"))
    edits.set_value(tree, tree.find(["p", "c"]), JsonText('"\\u0001é"'))
    assert values_of(tree) == {"p": written}


def test_a_child_is_made_when_its_parent_is_opened_and_not_before() -> None:
    tree = tree_of({"p": {"a": {"b": [1, 2]}}})
    made = [node.made for node in tree.properties]
    assert tree.properties[0].child_count == 1
    assert made == [node.made for node in tree.properties] == [None]
    tree.open(tree.properties[0])
    assert [child.made for child in tree.properties[0].made or ()] == [None]


def test_a_node_stays_itself_while_others_are_edited() -> None:
    tree = tree_of({"p": [[1], [2], [3]]})
    third = tree.find(["p", 2])
    tree.open(tree.find(["p"]))
    tree.open(third)
    edits.remove(tree, tree.find(["p", 0]))
    edits.add(tree, tree.find(["p"]), encode("x"), after=tree.find(["p", 0]))
    assert third.keys == ["p", 2]
    edits.move(tree, third, -1)
    assert third.keys == ["p", 1]
    assert third.is_open
    assert values_of(tree) == {"p": '[[2],[3],"x"]'}


def test_an_element_that_came_at_the_start_does_not_close_the_others() -> None:
    tree = tree_of({"p": [{"a": 1}, {"a": 2}]})
    tree.open(tree.find(["p"]))
    tree.open(tree.find(["p", 1]))
    second = tree.find(["p", 1])
    tree.update({"p": encode([{"new": 0}, {"a": 1}, {"a": 2}])})
    assert tree.find(["p", 2]) is second
    assert second.is_open


def test_the_same_path_in_another_document_is_as_open_as_it_was() -> None:
    tree = tree_of({"slots": {"from": "TLV"}, "gone": {"x": 1}})
    open_level(tree)
    tree.update({"slots": encode({"from": "JFK", "to": "LHR"}), "new": encode({"y": 1})})
    assert [node.keys for node in tree.rows()] == [
        ["slots"], ["slots", "from"], ["slots", "to"], ["new"],
    ]  # fmt: skip


def test_levels_open_one_by_one_and_close_one_by_one() -> None:
    tree = tree_of({"a": {"b": {"c": [[]]}}, "d": [1]})
    counts = [len(tree.rows())]
    while open_level(tree):
        counts.append(len(tree.rows()))
    assert counts == [2, 4, 5, 6]
    while close_level(tree):
        counts.append(len(tree.rows()))
    assert counts == [2, 4, 5, 6, 5, 4, 2]


@pytest.mark.parametrize("depth", [1_500, pytest.param(5_000, marks=pytest.mark.slow)])
def test_no_nesting_is_too_deep_for_rows_and_edits(depth: int) -> None:
    # Both are deeper than Python calls itself.
    text = JsonText("[" * depth + "1" + "]" * depth)
    tree = Tree()
    tree.update({"p": text})
    open_below(tree, tree.properties[0])
    assert len(tree.rows()) == depth + 1
    edits.set_value(tree, tree.rows()[-1], JsonText("23"))
    assert values_of(tree) == {"p": text.replace("1", "23")}


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda tree: edits.rename(tree, tree.find(["o", "a"]), "b"), "o has b already"),
        (lambda tree: edits.rename(tree, tree.find(["o"]), "l"), "The document has l already"),
        (lambda tree: edits.rename(tree, tree.find(["l", 0]), "x"), "has an index"),
        (lambda tree: edits.add(tree, tree.find(["o"]), encode(1), "a"), "o has a already"),
        (lambda tree: edits.add(tree, tree.document, encode(1), ""), "needs a name"),
        (lambda tree: edits.add(tree, tree.find(["o", "a"]), encode(1)), "of type number"),
        (lambda tree: edits.move(tree, tree.find(["o", "a"]), 1), "Only the elements"),
        (
            lambda tree: edits.set_value(tree, tree.find(["gone", 0]), encode(1)),
            "z keeps it",
        ),
        (lambda tree: edits.duplicate(tree, tree.find(["o", "c"])), "not JSON yet"),
    ],
)
def test_an_edit_that_can_not_be_done_says_why_and_does_nothing(edit: Any, reason: str) -> None:
    tree = Tree()
    texts = {"o": encode({"a": 1, "b": 2, "c": 3}), "l": encode([1]), "gone": encode([1])}
    tree.update(texts, removed=["gone"])
    tree.put_not_json(tree.find(["o", "c"]), drafted("{"))
    before = values_of(tree)
    with pytest.raises(EditError, match=reason):
        edit(tree)
    assert values_of(tree) == before


def drafted(text: str) -> NotJson:
    with pytest.raises(JsonError) as raised:
        canonical(text)
    return NotJson(text, len(text), raised.value)


def test_a_draft_is_kept_in_its_place_and_makes_its_property_one() -> None:
    tree = tree_of({"slots": {"from": "TLV", "list": [1, 2]}, "other": 1})
    done = edits.put_not_json(tree, tree.find(["slots", "list", 1]), drafted('{"x": '))
    value = values_of(tree)["slots"]
    assert isinstance(value, NotJson)
    assert value.text == '{\n  "from": "TLV",\n  "list": [\n    1,\n    {"x": \n  ]\n}'
    assert value.size == len('{"from":"TLV","list":[1,{"x": ]}')
    assert (value.problem.line, value.problem.column) == (5, 11)
    assert value.problem.reason == "the text ends too early"
    assert [change.name for change in done.changes] == ["slots"]
    assert values_of(tree)["other"] == "1"
    done = edits.set_value(tree, tree.find(["slots", "list", 1]), encode({"x": 1}))
    assert values_of(tree)["slots"] == '{"from":"TLV","list":[1,{"x":1}]}'
    assert done.changes[0].before == value


def test_several_drafts_are_all_kept() -> None:
    tree = tree_of({"p": {"a": 1, "b": {"c": 2}, "d": 3}})
    edits.put_not_json(tree, tree.find(["p", "d"]), drafted("second"))
    edits.put_not_json(tree, tree.find(["p", "a"]), drafted("first"))
    value = values_of(tree)["p"]
    assert isinstance(value, NotJson)
    assert value.text == '{\n  "a": first,\n  "b": {\n    "c": 2\n  },\n  "d": second\n}'
    assert value.problem.line == 2
    edits.remove(tree, tree.find(["p", "a"]))
    value = values_of(tree)["p"]
    assert isinstance(value, NotJson)
    assert value.problem.line == 5
    edits.set_value(tree, tree.find(["p"]), encode([]))
    assert values_of(tree) == {"p": "[]"}
    assert not tree.not_json


def test_a_draft_that_comes_with_the_values_shows_no_children() -> None:
    tree = tree_of({"p": {"a": 1}})
    tree.open(tree.properties[0])
    broken = drafted('{"a": ')
    tree.update({"p": broken, "q": drafted("[")})
    assert [node.keys for node in tree.rows()] == [["p"], ["q"]]
    assert values_of(tree)["p"] is broken
    tree.update({"p": encode({"a": 2})})
    assert [node.keys for node in tree.rows()] == [["p"], ["p", "a"]]


def test_what_is_typed_in_one_go_is_taken_back_in_one_go() -> None:
    history, group = UndoHistory(), object()
    for before, after in ("12", "23", "34"):
        history.record((Change("p", JsonText(before), JsonText(after)),), group)
    history.record((Change("p", JsonText("4"), JsonText("5")),))
    assert history.undo() == (Change("p", JsonText("5"), JsonText("4")),)
    assert history.undo() == (Change("p", JsonText("4"), JsonText("1")),)
    assert history.undo() is None


def test_typing_that_ends_where_it_began_leaves_nothing_to_take_back() -> None:
    history, group = UndoHistory(), object()
    history.record((Change("p", JsonText("1"), JsonText("2")),), group)
    history.record((Change("p", JsonText("2"), JsonText("1")),), group)
    assert history.undo() is None


def test_of_large_properties_fewer_edits_are_kept() -> None:
    history = UndoHistory(most_characters=100)
    for number in range(9):
        history.record((Change("p", JsonText(str(number) * 30), JsonText(str(number + 1) * 30)),))
    undone = 0
    while history.undo():
        undone += 1
    assert undone == 3


def test_paths_are_formatted_for_people() -> None:
    tree = tree_of({"transcript": [{"text": 1}], "two words": {"a.b": {"": [0]}}})
    open_below(tree, tree.document)
    assert [format_path(node.keys) for node in tree.rows()] == [
        "transcript", "transcript[0]", "transcript[0].text",
        '["two words"]', '["two words"]["a.b"]', '["two words"]["a.b"][""]',
        '["two words"]["a.b"][""][0]',
    ]  # fmt: skip


def test_text_that_is_typed_stands_in_its_property_and_is_not_looked_at() -> None:
    tree = tree_of({"p": {"a": [1, {"b": 2}], "c": 3}})
    (top,) = tree.properties
    a, c = top.children()
    one, inner = a.children()
    edits.put_not_json(tree, one, NotJson("on", 2, JsonError("a value is expected", "on", 0)))
    expected = pretty(encode({"a": ["A", {"b": "B"}], "c": 3}))
    assert tree.text_with(inner.children()[0], "{tw") == expected.replace('"A"', "on").replace(
        '"B"', "{tw"
    )
    # What was typed in it before is not in it any more.
    expected = pretty(encode({"a": "A", "c": 3}))
    assert tree.text_with(a, "[on") == expected.replace('"A"', "[on")
    assert tree.text_with(top, "{p") == "{p"
    assert tree.text_with(c, "3") == pretty(encode({"a": ["A", {"b": 2}], "c": 3})).replace(
        '"A"', "on"
    )


@pytest.mark.parametrize("path", [["p"], ["p", "a"], ["p", "a", 1]])
def test_the_text_around_a_value_is_that_of_its_property(path: list[str | int]) -> None:
    # With all characters that nobody uses, and one that no encoding has.
    private = "".join(map(chr, range(0xE000, 0xF900)))
    tree = tree_of({"p": {"a": [private, "\ud83d"], "b": "\ue0000\ue001"}})
    node = tree.find(path)
    before, after = tree.text_around(node)
    assert canonical(before + node.text + after) == tree.canonical(node.top)
