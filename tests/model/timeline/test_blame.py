"""Changed paths, blame and muting: they agree with each other about each value."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.timeline.blame import Blame, BlameMark
from ccs_tui.model.timeline.changed_paths import changed_paths, paths_between
from ccs_tui.model.timeline.muted_paths import Muted, format_muted
from ccs_tui.model.timeline.step import Properties, changes_between
from ccs_tui.model.timeline.steps import Steps
from ccs_tui.model.tree.child_texts import split_array, split_object
from ccs_tui.model.value_at import ValuePath, value_at
from tests.model.timeline.histories import histories, payloads, steps_of


def all_paths(properties: Properties) -> Iterator[ValuePath]:
    for name, value in properties.items():
        yield from _below((name,), value)


def _below(path: ValuePath, value: JsonText) -> Iterator[ValuePath]:
    yield path
    if value[0] == "{":
        for name, member in split_object(value):
            yield from _below((*path, name), member)
    elif value[0] == "[":
        for at, element in enumerate(split_array(value)):
            yield from _below((*path, at), element)


@given(histories)
def test_blame_names_the_last_step_that_a_value_or_a_part_of_it_changed_in(
    history: list[dict[str, JsonText]],
) -> None:
    steps = steps_of(history)
    marks = Blame().at(Steps(steps), len(steps)).marks
    assert marks.keys() == history[-1].keys()
    for name in marks:
        changed = [step.number for step in steps if name in {c.name for c in step.changes}]
        assert marks[name].step == changed[-1]
    touched = {change.path for change in changed_paths(steps[-1].changes) if change.after}
    for path in all_paths(history[-1]):
        mark = marks[str(path[0])].at(path[1:])
        is_touched = any(path[: len(t)] == t or t[: len(path)] == path for t in touched)
        if is_touched:
            assert mark.step == len(history)


@given(st.lists(payloads, min_size=1, max_size=12), st.integers(0, 12))
def test_blame_is_the_same_from_wherever_one_comes(
    history: list[dict[str, JsonText]], between: int
) -> None:
    steps = Steps(steps_of(history))
    blame = there = Blame()
    for number in range(1, len(history) + 1):
        blame = blame.at(steps, number)
        if number <= between:
            there = blame
    assert there.at(steps, len(history)) == blame
    assert Blame().at(steps, len(history)) == blame
    assert blame.at(steps, there.number or 1) == (there.at(steps, there.number or 1))


def test_blame_looks_at_no_value_that_is_overwritten() -> None:
    steps = Steps(steps_of([{"turn": encode(at), "said": encode(["x"] * (at % 9))}
                            for at in range(100)]))  # fmt: skip
    asked: list[tuple[str, int, int]] = []

    class Asked(Steps):
        def changes_of(
            self, name: str, first: int, last: int
        ) -> Iterator[tuple[int, Change[JsonText]]]:
            asked.append((name, first, last))
            return super().changes_of(name, first, last)

    held = Asked(steps)
    assert Blame().at(held, 98).marks["turn"] == BlameMark(98)
    assert asked == [("turn", 97, 97), ("said", 90, 97)]


def test_elements_that_only_moved_keep_who_set_them() -> None:
    lists = [["a"], ["a", "b"], ["new", "a", "b"], ["new", "a", {"b": 1}], ["a", {"b": 2}]]
    steps = Steps(steps_of([{"t": encode(each)} for each in lists]))
    marks = Blame().at(steps, len(lists)).marks
    assert [marks["t"].at((at,)).step for at in range(2)] == [1, 5]
    assert marks["t"].at((1, "b")).step == 5
    assert marks["t"] == BlameMark(
        5, elements=[BlameMark(1), BlameMark(5, members={"b": BlameMark(5)})]
    )


@given(payloads, payloads)
def test_changed_paths_have_the_values_that_are_there(
    before: dict[str, JsonText], after: dict[str, JsonText]
) -> None:
    changed = list(changed_paths(changes_between(before, after)))
    assert bool(changed) is (before != after)
    for path, old, new in changed:
        assert old != new
        if new is not None:
            assert value_at(after, path) == new
        else:
            assert value_at(before, path) == old


def test_an_appended_element_is_the_one_change_of_a_long_list() -> None:
    before = encode([{"n": at} for at in range(50)])
    after = encode([{"n": at} for at in range(51)])
    assert list(paths_between(("t",), before, after)) == [(("t", 50), None, encode({"n": 50}))]


def test_members_in_another_order_are_a_change_of_the_object() -> None:
    assert list(paths_between(("o",), JsonText('{"a":1,"b":2}'), JsonText('{"b":2,"a":1}'))) == [
        (("o",), '{"a":1,"b":2}', '{"b":2,"a":1}')
    ]


def test_a_step_in_which_only_muted_paths_changed_is_folded() -> None:
    base: dict[str, object] = {"intent": "a", "at": 1, "log": [{"seen": 1, "text": "x"}]}
    changed = [
        base,
        {**base, "at": 2},
        {**base, "at": 3, "log": [{"seen": 2, "text": "x"}]},
        {**base, "at": 3, "log": [{"seen": 2, "text": "y"}]},
        {**base, "at": 3, "intent": "b"},
    ]
    steps = steps_of([{n: encode(v) for n, v in each.items()} for each in changed])
    muted = Muted().with_path(("at",)).with_path(("log", 0, "seen"))
    assert [muted.folds(step) for step in steps] == [False, True, True, False, False]
    assert sorted(map(format_muted, muted.paths)) == ["at", "log[*].seen"]
    assert muted.covers(("at", "deeper"))
    assert not muted.covers(("log", 0))
    assert muted.without(muted.covering(("log", 5, "seen"))) == Muted(frozenset({("at",)}))
