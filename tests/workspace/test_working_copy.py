import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.changes import Change
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonError, JsonText, encode, pretty
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import payload_size
from ccs_tui.model.tree import Draft
from ccs_tui.workspace.working_copy import (
    InvalidEditError,
    PropertyState,
    StaleEditError,
    WorkingCopy,
)

KEY = DocumentKey("le1", "bot", "s1")


def copy_of(**properties: object) -> WorkingCopy:
    return WorkingCopy(Document(KEY, {name: encode(value) for name, value in properties.items()}))


def test_nothing_typed_is_nothing_to_send() -> None:
    copy = copy_of(a=1, b="x")
    assert not copy.is_edited
    assert copy.plan().is_empty


def test_only_what_was_typed_is_sent() -> None:
    copy = copy_of(a=1, b="x", c=[1, 2])
    copy.type("b", '"y"')
    plan = copy.plan()
    assert plan.upsert == {"b": '"y"'}
    assert plan.delete == ()


def test_typing_the_stored_value_again_is_no_edit() -> None:
    copy = copy_of(a={"x": [1, 2]})
    copy.type("a", "3")
    copy.type("a", '{ "x" : [1,\n2] }')
    assert not copy.is_edited
    assert copy.state("a") is PropertyState.UNCHANGED


def test_another_spelling_of_a_number_is_an_edit() -> None:
    copy = copy_of(a=1)
    copy.type("a", "1.0")
    assert copy.plan().upsert == {"a": "1.0"}


def test_invalid_text_is_kept_and_can_not_be_sent() -> None:
    copy = copy_of(a=1)
    copy.type("a", "{")
    assert copy.text("a") == "{"
    assert copy.state("a") is PropertyState.INVALID
    with pytest.raises(InvalidEditError, match="a is not JSON: line 1, column 2"):
        copy.plan()


def test_a_removed_property_is_listed_until_the_save() -> None:
    copy = copy_of(a=1, b=2)
    copy.remove("a")
    assert list(copy.names()) == ["a", "b"]
    assert copy.state("a") is PropertyState.REMOVED
    assert copy.plan().delete == ("a",)
    copy.restore("a")
    assert not copy.is_edited


def test_removing_an_edited_property_and_restoring_it_brings_the_edit_back() -> None:
    copy = copy_of(a=1)
    copy.type("a", "2")
    copy.remove("a")
    copy.restore("a")
    assert copy.text("a") == "2"


def test_removing_one_that_was_only_typed_forgets_it() -> None:
    copy = copy_of(a=1)
    copy.add("b", JsonText("null"))
    copy.remove("b")
    assert "b" not in copy
    assert not copy.is_edited


def test_a_newer_reading_keeps_edits_and_takes_the_rest() -> None:
    copy = copy_of(a=1, b=2, c=3)
    copy.type("b", "20")
    copy.remove("c")
    copy.rebase(Document(KEY, {"a": JsonText("10"), "b": JsonText("2"), "c": JsonText("3")}))
    assert copy.text("a") == "10"
    assert copy.plan().upsert == {"b": "20"}
    assert copy.plan().delete == ("c",)


def test_a_newer_reading_that_has_the_edits_ends_them() -> None:
    copy = copy_of(a=1, c=3)
    copy.type("a", "2")
    copy.remove("c")
    copy.rebase(Document(KEY, {"a": JsonText("2")}))
    assert not copy.is_edited


def test_an_edit_of_a_property_that_went_meanwhile_is_an_addition() -> None:
    copy = copy_of(a=1)
    copy.type("a", "2")
    copy.rebase(Document(KEY, {}))
    assert copy.state("a") is PropertyState.ADDED
    assert copy.plan().upsert == {"a": "2"}


VALUES = st.one_of(st.integers(), st.text(max_size=5), st.lists(st.booleans(), max_size=3))
NAMES = st.sampled_from(["a", "b", "ü", "long name"])


@given(
    st.dictionaries(NAMES, VALUES),
    st.lists(st.tuples(st.sampled_from(["edit", "remove", "restore", "rebase"]), NAMES, VALUES)),
)
def test_the_live_size_is_the_size_of_what_would_be_stored(
    properties: dict[str, object], steps: list[tuple[str, str, object]]
) -> None:
    copy = copy_of(**properties)
    for step, name, value in steps:
        if step == "edit":
            copy.type(name, pretty(encode(value)))
        elif step == "remove" and name in copy:
            copy.remove(name)
        elif step == "restore" and name in copy:
            copy.restore(name)
        elif step == "rebase":
            copy.rebase(Document(KEY, {name: encode(value)}))
        assert copy.size == payload_size(copy.payload()) == copy.plan().size_after
        assert copy.is_edited == bool(copy.change_count)


def test_what_a_tree_makes_of_a_property_is_put_without_reading_it_again() -> None:
    copy = copy_of(a={"x": 1}, b=2)
    copy.put("a", JsonText('{"x":[1,2]}'))
    assert copy.text("a") == '{\n  "x": [\n    1,\n    2\n  ]\n}'
    copy.put("c", JsonText("null"))
    copy.put("b", None)
    assert dict(copy.values()) == {"a": '{"x":[1,2]}', "b": "2", "c": "null"}
    assert set(copy.removed) == {"b"}
    plan = copy.plan()
    assert plan.upsert == {"a": '{"x":[1,2]}', "c": "null"}
    assert plan.delete == ("b",)
    copy.put("a", JsonText('{"x":1}'))
    assert copy.state("a") is PropertyState.UNCHANGED


def test_a_draft_is_put_and_comes_back_and_is_not_sent_even_if_it_happens_to_be_json() -> None:
    copy = copy_of(a=[1])
    problem = JsonError("nothing may follow the value", "[1, 2]", 2)
    copy.put("a", Draft("[1, 2]", 5, problem))
    assert copy.values()["a"] == Draft("[1, 2]", 5, problem)
    with pytest.raises(InvalidEditError, match="nothing may follow"):
        copy.plan()


def test_what_was_done_is_taken_back_and_done_again() -> None:
    copy = copy_of(a=1, b=2)
    copy.put_all((Change("a", JsonText("1"), JsonText("10")),))
    copy.recorded(lambda: copy.remove("b"))
    copy.recorded(lambda: copy.add("c", JsonText("3")))
    after = copy.payload()
    assert dict(after) == {"a": "10", "c": "3"}
    for names in (["c"], ["b"], ["a"]):
        step = copy.undo()
        assert [change.name for change in step or ()] == names
    assert not copy.is_edited
    assert copy.undo() is None
    while copy.redo():
        pass
    assert copy.payload() == after


def test_an_edit_is_taken_back_after_a_save_and_not_over_what_others_wrote() -> None:
    copy = copy_of(a=1)
    copy.put_all((Change("a", JsonText("1"), JsonText("2")),))
    copy.rebase(Document(KEY, {"a": JsonText("2")}))
    copy.undo()
    assert copy.plan().upsert == {"a": "1"}
    copy.redo()
    copy.rebase(Document(KEY, {"a": JsonText("99")}))
    with pytest.raises(StaleEditError, match="a was changed since by others"):
        copy.undo()
    assert not copy.is_edited


def test_what_changes_nothing_is_nothing_to_take_back() -> None:
    copy = copy_of(a=1)
    copy.recorded(lambda: copy.add("a", JsonText("1")))
    assert copy.undo() is None


def work(do: Callable[[], object]) -> int:
    """Return how many steps of the interpreter something takes: as many on every machine."""
    steps = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        do()
    finally:
        sys.settrace(before)
    return steps


def test_a_keystroke_costs_the_same_however_many_properties_there_are() -> None:
    def keystroke(properties: int) -> int:
        copy = copy_of(**{f"p{at}": at for at in range(properties)})

        def type_a_digit() -> None:
            copy.put_all((Change("p1", JsonText("1"), JsonText("12")),))
            assert copy.size == copy.base.size + 1
            assert copy.property_size("p1") == 7

        assert copy.base.size
        return work(type_a_digit)

    assert keystroke(10) == keystroke(2_000)
