import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonError, JsonText, encode, pretty
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import (
    InvalidEditError,
    OpenDocument,
    PropertyState,
    StaleEditError,
)
from ccs_tui.model.open_document.changes_by_others import ChangesByOthers
from ccs_tui.model.size import payload_size
from ccs_tui.model.tree import NotJson
from tests.model.tree_values import values_of

KEY = DocumentKey("le1", "bot", "s1")


def opened(**properties: object) -> OpenDocument:
    return OpenDocument(Document(KEY, {name: encode(value) for name, value in properties.items()}))


def test_nothing_typed_is_nothing_to_send() -> None:
    document = opened(a=1, b="x")
    assert not document.is_edited
    assert document.plan().is_empty


def test_only_what_was_typed_is_sent() -> None:
    document = opened(a=1, b="x", c=[1, 2])
    document.put_text("b", '"y"')
    plan = document.plan()
    assert plan.upsert == {"b": '"y"'}
    assert plan.delete == ()


def test_typing_the_stored_value_again_is_no_edit() -> None:
    document = opened(a={"x": [1, 2]})
    document.put_text("a", "3")
    document.put_text("a", '{ "x" : [1,\n2] }')
    assert not document.is_edited
    assert document.state("a") is PropertyState.UNCHANGED


def test_another_spelling_of_a_number_is_an_edit() -> None:
    document = opened(a=1)
    document.put_text("a", "1.0")
    assert document.plan().upsert == {"a": "1.0"}


def test_invalid_text_is_kept_and_can_not_be_sent() -> None:
    document = opened(a=1)
    document.put_text("a", "{")
    assert document.text("a") == "{"
    assert document.state("a") is PropertyState.INVALID
    with pytest.raises(InvalidEditError, match="a is not JSON: line 1, column 2"):
        document.plan()


def test_a_removed_property_is_listed_until_the_save() -> None:
    document = opened(a=1, b=2)
    document.remove("a")
    assert list(document.names()) == ["a", "b"]
    assert document.state("a") is PropertyState.REMOVED
    assert document.plan().delete == ("a",)
    document.discard_property("a")
    assert not document.is_edited


def test_removing_an_edited_property_and_restoring_it_brings_the_edit_back() -> None:
    document = opened(a=1)
    document.put_text("a", "2")
    document.remove("a")
    document.discard_property("a")
    assert document.text("a") == "2"


def test_removing_one_that_was_only_typed_forgets_it() -> None:
    document = opened(a=1)
    document.put("b", JsonText("null"))
    document.remove("b")
    assert "b" not in document
    assert not document.is_edited


def test_a_newer_reading_keeps_edits_and_takes_the_rest() -> None:
    document = opened(a=1, b=2, c=3)
    document.put_text("b", "20")
    document.remove("c")
    document.rebase(Document(KEY, {"a": JsonText("10"), "b": JsonText("2"), "c": JsonText("3")}))
    assert document.text("a") == "10"
    assert document.plan().upsert == {"b": "20"}
    assert document.plan().delete == ("c",)


def test_a_newer_reading_that_has_the_edits_ends_them() -> None:
    document = opened(a=1, c=3)
    document.put_text("a", "2")
    document.remove("c")
    document.rebase(Document(KEY, {"a": JsonText("2")}))
    assert not document.is_edited


def test_an_edit_of_a_property_that_went_meanwhile_is_an_addition() -> None:
    document = opened(a=1)
    document.put_text("a", "2")
    document.rebase(Document(KEY, {}))
    assert document.state("a") is PropertyState.ADDED
    assert document.plan().upsert == {"a": "2"}


VALUES = st.one_of(st.integers(), st.text(max_size=5), st.lists(st.booleans(), max_size=3))
NAMES = st.sampled_from(["a", "b", "ü", "long name"])


@given(
    st.dictionaries(NAMES, VALUES),
    st.lists(st.tuples(st.sampled_from(["edit", "remove", "restore", "rebase"]), NAMES, VALUES)),
)
def test_the_live_size_is_the_size_of_what_would_be_stored(
    properties: dict[str, object], steps: list[tuple[str, str, object]]
) -> None:
    document = opened(**properties)
    for step, name, value in steps:
        if step == "edit":
            document.put_text(name, pretty(encode(value)))
        elif step == "remove" and name in document:
            document.remove(name)
        elif step == "restore" and name in document:
            document.discard_property(name)
        elif step == "rebase":
            document.rebase(Document(KEY, {name: encode(value)}))
        assert document.size == payload_size(document.payload()) == document.plan().size_after
        assert document.is_edited == bool(document.change_count)


def test_what_a_tree_makes_of_a_property_is_put_without_reading_it_again() -> None:
    document = opened(a={"x": 1}, b=2)
    document.put("a", JsonText('{"x":[1,2]}'))
    assert document.text("a") == '{\n  "x": [\n    1,\n    2\n  ]\n}'
    document.put("c", JsonText("null"))
    document.put("b", None)
    assert dict(values_of(document.tree)) == {"a": '{"x":[1,2]}', "b": "2", "c": "null"}
    assert set(document.removed) == {"b"}
    plan = document.plan()
    assert plan.upsert == {"a": '{"x":[1,2]}', "c": "null"}
    assert plan.delete == ("b",)
    document.put("a", JsonText('{"x":1}'))
    assert document.state("a") is PropertyState.UNCHANGED


def test_a_draft_is_put_and_comes_back_and_is_not_sent_even_if_it_happens_to_be_json() -> None:
    document = opened(a=[1])
    problem = JsonError("unexpected text after the value", "[1, 2]", 2)
    document.put("a", NotJson("[1, 2]", 5, problem))
    assert values_of(document.tree)["a"] == NotJson("[1, 2]", 5, problem)
    with pytest.raises(InvalidEditError, match="unexpected text after the value"):
        document.plan()


def test_what_was_done_is_taken_back_and_done_again() -> None:
    document = opened(a=1, b=2)
    document.recorded(lambda: document.put("a", JsonText("10")))
    document.recorded(lambda: document.remove("b"))
    document.recorded(lambda: document.put("c", JsonText("3")))
    after = document.payload()
    assert dict(after) == {"a": "10", "c": "3"}
    for names in (["c"], ["b"], ["a"]):
        step = document.undo()
        assert [change.name for change in step or ()] == names
    assert not document.is_edited
    assert document.undo() is None
    while document.redo():
        pass
    assert document.payload() == after


def test_an_edit_is_taken_back_after_a_save_and_not_over_what_others_wrote() -> None:
    document = opened(a=1)
    document.recorded(lambda: document.put("a", JsonText("2")))
    document.rebase(Document(KEY, {"a": JsonText("2")}))
    document.undo()
    assert document.plan().upsert == {"a": "1"}
    document.redo()
    document.rebase(Document(KEY, {"a": JsonText("99")}))
    with pytest.raises(StaleEditError, match="a was changed since by others"):
        document.undo()
    assert not document.is_edited


def test_what_changes_nothing_is_nothing_to_take_back() -> None:
    document = opened(a=1)
    document.recorded(lambda: document.put("a", JsonText("1")))
    assert document.undo() is None


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
        document = opened(**{f"p{at}": at for at in range(properties)})

        node = document.tree.property("p1")
        assert node is not None

        def type_a_digit() -> None:
            document.type(node, "12 ", JsonText("12"))
            assert document.size == document.base.size + 1
            assert document.property_size("p1") == 7
            assert document.text("p1") == "12 "

        assert document.base.size
        return work(type_a_digit)

    keystroke(2)  # the first object of a ValueObject makes its class whole
    assert keystroke(10) == keystroke(2_000)


def test_what_others_did_between_two_readings_is_news_until_the_next() -> None:
    document = opened(a=1, b=2, c=3)
    document.put_text("b", "20")
    now = Document(KEY, {"a": JsonText("10"), "b": JsonText("2"), "d": JsonText("4")})
    document.rebase(now, tells_news=True)
    assert document.by_others == ChangesByOthers(frozenset("a"), frozenset("d"), frozenset("c"))
    assert document.change_count == 1, "it is none of one's own edits"
    document.rebase(now, tells_news=True)
    assert not document.by_others


def test_news_are_told_of_the_places_in_a_property() -> None:
    before = {"a": {"x": 1, "y": [1, {"z": 2}], "gone": 1}, "b": [1, 2], "c": 1}
    after = {"a": {"x": 1, "y": [1, {"z": 3}, {"w": [4]}]}, "b": [2], "c": 1, "d": {"e": 1}}
    news = ChangesByOthers.between(
        *({n: encode(v) for n, v in each.items()} for each in (before, after))
    )
    touched: list[tuple[str | int, ...]] = [
        ("a",), ("a", "y"), ("a", "y", 1), ("a", "y", 1, "z"), ("a", "y", 2), ("a", "y", 2, "w"),
        ("a", "y", 2, "w", 0), ("b",), ("d",), ("d", "e"),
    ]  # fmt: skip
    still: list[tuple[str | int, ...]] = [("a", "x"), ("a", "y", 0), ("b", 0), ("c",)]
    assert [path for path in (*touched, *still) if news.touches(path)] == touched


def test_a_property_is_contested_while_others_changed_it_too() -> None:
    document = opened(a=1, b=2)
    document.put_text("a", "10")
    document.remove("b")
    assert not document.is_contested("a")
    document.rebase(Document(KEY, {"a": JsonText("11"), "b": JsonText("2")}))
    assert document.is_contested("a")
    assert not document.is_contested("b")
    document.keep_mine("a", JsonText("11"))
    assert not document.is_contested("a")
    document.rebase(Document(KEY, {"a": JsonText("10"), "b": JsonText("3")}))
    assert not document.is_contested("a"), "others made the same of it"
    assert document.is_contested("b")
    document.take_theirs("b")
    assert not document.is_contested("b")


def test_a_reading_that_nobody_asked_for_and_a_save_bring_no_news() -> None:
    document = opened(a=1)
    now = Document(KEY, {"a": JsonText("10")})
    document.rebase(now)
    assert not document.by_others
    document.rebase(Document(KEY, {"a": JsonText("11")}), tells_news=True)
    assert document.by_others
    document.sent(Document(KEY, {"a": JsonText("12")}), ("a",))
    assert not document.by_others


def test_a_document_that_is_gone_has_no_news() -> None:
    document = opened(a=1)
    document.rebase(Document(KEY, {}, exists=False), tells_news=True)
    assert document.gone
    assert not document.by_others
