"""Others write to a document that is being edited."""

import pytest

from ccs_tui.model.changes import Conflict, Edit
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument

KEY = DocumentKey("le1", "bot", "s1")


def document(**properties: object) -> Document:
    return Document(KEY, {name: encode(value) for name, value in properties.items()})


def edited(base: Document, **texts: str | None) -> OpenDocument:
    copy = OpenDocument(base)
    for name, text in texts.items():
        if text is None:
            copy.remove(name)
        else:
            copy.put_text(name, text)
    return copy


def test_what_others_change_beside_an_edit_is_no_conflict() -> None:
    copy = edited(document(a=1, b=2), a="5")
    copy.rebase(document(a=1, b=3, c=4))
    assert copy.conflicts() == ()
    assert copy.plan().upsert == {"a": "5"}
    assert copy.payload() == {"a": "5", "b": "3", "c": "4"}


def test_the_same_property_changed_by_both_is_a_conflict() -> None:
    copy = edited(document(a=1), a="5")
    copy.rebase(document(a=2))
    assert copy.conflicts() == (Conflict("a", encode(1), encode(2), encode(5)),)


def test_a_conflict_stays_one_over_further_readings() -> None:
    copy = edited(document(a=1), a="5")
    copy.rebase(document(a=2))
    copy.rebase(document(a=2))
    copy.rebase(document(a=3))
    assert copy.conflicts() == (Conflict("a", encode(1), encode(3), encode(5)),)


@pytest.mark.parametrize("text", ["2", " 2 "])
def test_the_same_change_by_both_is_done(text: str) -> None:
    copy = edited(document(a=1), a=text)
    copy.rebase(document(a=2))
    assert copy.conflicts() == ()
    assert not copy.is_edited


def test_a_property_that_is_back_as_it_was_is_no_conflict() -> None:
    copy = edited(document(a=1), a="5")
    copy.rebase(document(a=2))
    copy.rebase(document(a=1))
    assert copy.conflicts() == ()


def test_removed_here_and_changed_there() -> None:
    copy = edited(document(a=1), a=None)
    copy.rebase(document(a=2))
    assert copy.conflicts() == (Conflict("a", encode(1), encode(2), None),)


def test_changed_here_and_removed_there() -> None:
    copy = edited(document(a=1), a="5")
    copy.rebase(document())
    assert copy.conflicts() == (Conflict("a", encode(1), None, encode(5)),)


def test_removed_by_both_is_done() -> None:
    copy = edited(document(a=1), a=None)
    copy.rebase(document())
    assert copy.conflicts() == ()
    assert not copy.is_edited


def test_added_by_both() -> None:
    copy = edited(document(), a="5")
    copy.rebase(document(a=2))
    assert copy.conflicts() == (Conflict("a", None, encode(2), encode(5)),)


def test_mine_or_theirs() -> None:
    copy = edited(document(a=1, b=1), a="5", b="5")
    copy.rebase(document(a=2, b=2))
    copy.keep_mine("a", encode(2))
    copy.take_theirs("b")
    assert copy.conflicts() == ()
    assert copy.plan().upsert == {"a": "5"}
    copy.rebase(document(a=3, b=2))
    assert [conflict.name for conflict in copy.conflicts()] == ["a"]


def test_an_edit_taken_back_leaves_no_conflict_behind() -> None:
    copy = edited(document(a=1), a="5")
    copy.discard_property("a")
    copy.rebase(document(a=2))
    copy.put_text("a", "6")
    assert copy.conflicts() == ()


def test_what_was_last_seen_of_a_document_that_is_gone_stays() -> None:
    copy = edited(document(a=1, b=2), a="5")
    copy.rebase(Document(KEY, {}, exists=False))
    assert (copy.gone, dict(copy.payload())) == (True, {"a": "5", "b": "2"})
    copy.rebase(document(a=1))
    assert (copy.gone, dict(copy.payload())) == (False, {"a": "5"})


def test_edits_come_back_with_what_they_began_from() -> None:
    before = edited(document(a=1, b=2, c=3), a="5", b=None, d="oops")
    edits = before.edits
    assert edits == {
        "a": Edit("5", encode(1)), "b": Edit(None, encode(2)), "d": Edit("oops", None)
    }  # fmt: skip
    after = OpenDocument(document(a=7, b=2, c=4))
    after.reopen(edits)
    assert after.edits == edits
    assert after.text("d") == "oops"
    after.discard_property("d")
    assert [conflict.name for conflict in after.conflicts()] == ["a"]


def test_an_edit_is_not_printed() -> None:
    assert "secret" not in repr(Edit('"secret"', encode("secret")))
    assert "secret" not in repr(Conflict("a", encode("secret"), None, encode("secret")))
