"""A rename is one edit: whatever else is done, in any order, no value is lost by discarding it."""

from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import OpenDocument, PropertyState, StaleEditError
from ccs_tui.model.tree import EditError, edits
from tests.model.test_open_document import KEY, opened

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("a", "b", "c", "d")


def rename(document: OpenDocument, old: str, new: str) -> None:
    node = document.tree.property(old)
    assert node is not None
    document.do(lambda tree: edits.rename(tree, node, new))


def edit(document: OpenDocument, name: str, text: str) -> None:
    node = document.tree.property(name)
    assert node is not None
    document.do(lambda tree: edits.set_value(tree, node, JsonText(text)))


def discard(document: OpenDocument, name: str) -> None:
    document.recorded(lambda: document.discard_property(name))


def is_as_stored(document: OpenDocument) -> bool:
    stored = document.base.properties
    return (
        not document.is_edited
        and list(document.names()) == list(stored)
        and document.payload() == stored
        and document.plan().is_empty
        and not document.removed
        and [node.key for node in document.tree.properties] == list(stored)
    )


def test_discarding_under_either_name_brings_the_old_name_and_value_back() -> None:
    for name in ("a", "b"):
        document = opened(a=1, z=2)
        rename(document, "a", "b")
        edit(document, "b", "5")
        assert document.other_name("a") == "b"
        assert document.other_name("b") == "a"
        discard(document, name)
        assert is_as_stored(document)
        document.undo()
        assert dict(document.payload()) == {"z": "2", "b": "5"}
        discard(document, name)
        assert is_as_stored(document)


def test_a_chain_of_renames_is_one_rename_and_may_lead_back() -> None:
    document = opened(a=1)
    rename(document, "a", "b")
    rename(document, "b", "c")
    assert (document.other_name("c"), document.other_name("b")) == ("a", None)
    rename(document, "c", "a")
    assert is_as_stored(document)
    document.undo()
    assert document.other_name("a") == "c"
    document.undo()
    assert document.other_name("a") == "b"
    discard(document, "b")
    assert is_as_stored(document)


def test_taking_a_removal_back_links_the_names_again() -> None:
    document = opened(a=1)
    rename(document, "a", "b")
    document.recorded(lambda: document.remove("b"))
    assert document.other_name("a") is None
    document.undo()
    discard(document, "b")
    assert is_as_stored(document)


def test_a_rename_that_is_taken_back_after_its_save_is_a_rename_too() -> None:
    document = opened(a=1)
    rename(document, "a", "b")
    document.sent(Document(KEY, {"b": JsonText("1")}), ("a", "b"))
    document.undo()
    assert document.other_name("a") == "b"
    discard(document, "a")
    assert is_as_stored(document)


def test_others_took_the_new_name() -> None:
    document = opened(a=1)
    rename(document, "a", "b")
    document.rebase(Document(KEY, {"a": JsonText("1"), "b": JsonText("9")}))
    document.take_theirs("b")
    assert is_as_stored(document)


def test_a_property_that_is_added_under_the_name_is_another() -> None:
    document = opened(a=1)
    rename(document, "a", "b")
    document.recorded(lambda: document.remove("b"))
    document.do(lambda tree: edits.add(tree, tree.document, JsonText("7"), "b"))
    assert document.other_name("b") is None
    assert document.state("a") is PropertyState.REMOVED


STEP = st.tuples(
    st.sampled_from(
        ["rename", "edit", "remove", "discard", "undo", "redo", "draft", "read", "theirs"]
    ),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
)


def _step(document: OpenDocument, what: str, name: str, other: str) -> OpenDocument:
    """Do one thing as a user does it, if it can be done here; return the document by then."""
    there = document.tree.property(name) is not None
    doings: dict[str, Callable[[], object]] = {
        "rename": lambda: rename(document, name, other),
        "edit": lambda: edit(document, name, f'"{other}"'),
        "remove": lambda: document.recorded(lambda: document.remove(name)),
        "discard": lambda: discard(document, name),
        "theirs": lambda: document.recorded(lambda: document.take_theirs(name)),
    }
    if what == "undo":
        document.undo()
    elif what == "redo":
        document.redo()
    elif what == "read":
        document.rebase(Document(KEY, dict(document.base.properties)))
    elif what == "draft":
        again = OpenDocument(document.base)
        again.reopen(document.edits)
        return again
    elif there:
        with suppress(EditError, StaleEditError):
            doings[what]()
    return document


def _removes_on_purpose(steps: list[tuple[str, str, str]]) -> bool:
    return any(what == "remove" for what, *_ in steps)


@given(st.lists(STEP, max_size=25), st.permutations(NAMES))
def test_discarding_one_property_after_another_ends_at_what_is_stored(
    steps: list[tuple[str, str, str]], order: list[str]
) -> None:
    document = opened(a=1, b=2, c=3)
    for step in steps:
        document = _step(document, *step)
        if not _removes_on_purpose(steps):
            for value in document.base.properties.values():
                name = next(n for n, v in document.base.properties.items() if v == value)
                is_gone = name in document.removed
                assert not is_gone or document.other_name(name) is not None, "a value is lost"
    for name in order:
        if name in document and document.state(name) is not PropertyState.UNCHANGED:
            discard(document, name)
            if name in document and document.state(name) is not PropertyState.UNCHANGED:
                discard(document, name)
    assert is_as_stored(document)


@given(st.lists(STEP, max_size=25))
def test_discarding_all_ends_at_what_is_stored_and_is_taken_back(
    steps: list[tuple[str, str, str]],
) -> None:
    document = opened(a=1, b=2, c=3)
    for step in steps:
        document = _step(document, *step)
    edits_before, payload = dict(document.edits), dict(document.payload())
    document.recorded(document.discard)
    assert is_as_stored(document)
    if edits_before:
        document.undo()
        assert dict(document.payload()) == payload
        assert {n: e.renamed_to for n, e in document.edits.items()} == {
            n: e.renamed_to for n, e in edits_before.items()
        }
