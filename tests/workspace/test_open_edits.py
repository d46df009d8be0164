"""The open edits: whoever edits an open document, it is kept and drafted, with no one to report it.

No screen is here: whether an edit is drafted does not hang on what shows the document.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from ccs_tui.local.state import State
from ccs_tui.model.changes import Edit
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import DocumentView, OpenDocument, TypedValue
from ccs_tui.model.tree import edits, value_of
from ccs_tui.workspace import whole_document
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.desk_events import EditsChanged, Event
from ccs_tui.workspace.local_state import LocalState
from tests.workspace.conftest import Place

Texts = dict[str, str | None]


@pytest.fixture
async def desk(place: Place, tmp_path: Path) -> AsyncIterator[Desk]:
    kept = LocalState(State.open(tmp_path / "state.db", place.clock), tmp_path)
    async with place.workspace(kept) as workspace:
        desk = Desk(workspace)
        yield desk
        await desk.close()


async def opened(desk: Desk, place: Place, session: str = "s1") -> OpenDocument:
    """Open a document of a number and an object."""
    place.put(session, 3_600, a=1, b={"c": 1})
    desk.key = place.key(session)
    desk.arrived(await desk.workspace.open(desk.key))
    assert desk.document is not None
    return desk.document


async def on_disk(desk: Desk, document: OpenDocument) -> Texts:
    """Return the texts of the draft of a document, by property."""
    await desk.edits.flush()
    found = await desk.workspace.drafting.of(document.key)
    return {name: edit.text for one in found for name, edit in one.draft.edits.items()}


def a_value(document: OpenDocument) -> None:
    document.put("a", JsonText("2"))


def a_draft(document: OpenDocument) -> None:
    document.put_text("a", "{")


def a_typed_value(document: OpenDocument) -> None:
    node = document.tree.property("a")
    assert node is not None
    document.type(node, " 2 ", value_of("2"))


def a_value_in_a_property(document: OpenDocument) -> None:
    node = document.tree.property("b")
    assert node is not None
    document.do(lambda tree: edits.remove(tree, node.children()[0]))


def a_removal(document: OpenDocument) -> None:
    document.recorded(lambda: document.remove("a"))


def an_edit_done_again(document: OpenDocument) -> None:
    document.recorded(lambda: document.put("a", JsonText("2")))
    document.undo()
    document.redo()


def a_whole_text(document: OpenDocument) -> None:
    text = whole_document.text_of(document)
    assert whole_document.put(document, text.replace("1", "2"), text)


def a_draft_taken_up(document: OpenDocument) -> None:
    document.reopen({"a": Edit("2", JsonText("1"))})


def a_row(document: OpenDocument) -> None:
    node = document.tree.property("a")
    assert node is not None
    TypedValue(document, node).take(value_of("2"))


EDITS: dict[Callable[[OpenDocument], None], Texts] = {
    a_value: {"a": "2"},
    a_draft: {"a": "{"},
    a_typed_value: {"a": " 2 "},
    a_value_in_a_property: {"b": "{}"},
    a_removal: {"a": None},
    an_edit_done_again: {"a": "2"},
    a_whole_text: {"a": "2", "b": '{\n  "c": 2\n}'},
    a_draft_taken_up: {"a": "2"},
    a_row: {"a": "2"},
}


def names(values: Iterable[Callable[[OpenDocument], None]]) -> Iterator[str]:
    yield from (value.__name__ for value in values)


@pytest.mark.parametrize("edit", EDITS, ids=names(EDITS))
async def test_an_edit_is_drafted_whoever_makes_it(
    desk: Desk, place: Place, edit: Callable[[OpenDocument], None]
) -> None:
    document = await opened(desk, place)
    edit(document)
    assert desk.edits.keys == (document.key,)
    assert await on_disk(desk, document) == EDITS[edit]


@pytest.mark.parametrize("edit", EDITS, ids=names(EDITS))
async def test_an_edit_of_a_document_that_is_not_shown_any_more_is_drafted(
    desk: Desk, place: Place, edit: Callable[[OpenDocument], None]
) -> None:
    document = await opened(desk, place)
    await opened(desk, place, "s2")
    edit(document)
    assert document.key in desk.edits
    assert await on_disk(desk, document) == EDITS[edit]
    assert await opened(desk, place) is document


def by_restoring(document: OpenDocument) -> None:
    document.discard_property("a")


def by_undoing(document: OpenDocument) -> None:
    document.undo()


def by_discarding(document: OpenDocument) -> None:
    document.discard()


def by_typing_what_is_stored(document: OpenDocument) -> None:
    document.put_text("a", "1")


def by_a_save(document: OpenDocument) -> None:
    saved = Document(document.key, {**document.base.properties, "a": JsonText("2")})
    document.sent(saved, ["a"], saved)


@pytest.mark.parametrize(
    "end", [by_restoring, by_undoing, by_discarding, by_typing_what_is_stored, by_a_save]
)
async def test_an_edit_that_is_over_leaves_no_draft(
    desk: Desk, place: Place, end: Callable[[OpenDocument], None]
) -> None:
    document = await opened(desk, place)
    document.recorded(lambda: document.put("a", JsonText("2")))
    assert await on_disk(desk, document) == {"a": "2"}
    end(document)
    assert desk.edits.keys == ()
    assert await on_disk(desk, document) == {}


class _Typing(DocumentView):
    """A text that is typed, and not in the document yet."""

    def __init__(self) -> None:
        self.text: str | None = None

    def typed(self) -> Mapping[str, Edit]:
        return {} if self.text is None else {"a": Edit(self.text, JsonText("1"))}


async def test_what_is_typed_is_drafted_before_the_document_has_it(
    desk: Desk, place: Place
) -> None:
    document = await opened(desk, place)
    view = _Typing()
    document.views.append(view)
    view.text = "[1,"
    document.views.tell_typing()
    assert desk.edits.keys == ()
    assert desk.workspace.drafting._touched == {document.key: document}
    assert await on_disk(desk, document) == {"a": "[1,"}
    view.text = None
    document.views.remove(view)
    document.views.tell_typing()
    assert await on_disk(desk, document) == {}


async def test_what_nobody_told_of_is_written_at_the_next_writing(desk: Desk, place: Place) -> None:
    """A key may have reached the editor, and not yet whoever looks at its text."""
    document = await opened(desk, place)
    view = _Typing()
    document.views.append(view)
    await opened(desk, place, "s2")
    view.text = "[1,"
    assert await on_disk(desk, document) == {"a": "[1,"}
    # Read anew meanwhile, it is the document that is typed into.
    assert await opened(desk, place) is document


async def test_reading_what_is_as_it_was_writes_nothing(desk: Desk, place: Place) -> None:
    document = await opened(desk, place)
    document.rebase(await desk.workspace.open(document.key))
    document.rebase(document.base)
    assert desk.workspace.drafting._touched == {}
    assert desk.workspace.drafting._beating is None


async def test_it_is_told_where_other_documents_have_edits_and_not_at_each_key(
    desk: Desk, place: Place
) -> None:
    told: list[Event] = []
    document = await opened(desk, place)
    desk.listen(lambda event: told.append(event))
    for text in ("2", "23", "234"):
        document.put("a", JsonText(text))
    assert [event for event in told if isinstance(event, EditsChanged)] == [EditsChanged()]
    document.discard()
    assert len([event for event in told if isinstance(event, EditsChanged)]) == 2


async def test_a_document_that_was_read_for_something_else_is_not_drafted(
    desk: Desk, place: Place
) -> None:
    place.put("s1", a=1)
    other = OpenDocument(await desk.workspace.open(place.key()))
    other.put("a", JsonText("2"))
    assert await on_disk(desk, other) == {}
    desk.edits.keep_edits_of(other)
    assert await on_disk(desk, other) == {"a": "2"}


async def test_an_edit_after_the_end_begins_no_writing(desk: Desk, place: Place) -> None:
    document = await opened(desk, place)
    await desk.close()
    await desk.workspace.drafting.close()
    document.put("a", JsonText("2"))
    assert desk.workspace.drafting._writing is None
    assert desk.workspace.drafting._beating is None


async def test_a_whole_text_that_is_no_document_yet_is_drafted_and_kept(
    desk: Desk, place: Place
) -> None:
    document = await opened(desk, place)
    document.keep_unfinished(Edit('{"a":', JsonText("{}")))
    assert desk.edits.keys == (document.key,)
    await desk.edits.flush()
    (found,) = await desk.workspace.drafting.of(document.key)
    assert found.draft.whole == Edit('{"a":', JsonText("{}"))
    document.discard()
    assert document.key not in desk.edits


async def test_what_is_merged_in_a_dialog_is_drafted_also_if_that_is_cut_off(
    desk: Desk, place: Place
) -> None:
    """At the end of the program dialogs are cancelled before the last drafts are written."""
    document = await opened(desk, place)
    with desk.edits.typed_over(document, lambda: {"a": "[1,"}):
        assert await on_disk(desk, document) == {"a": "[1,"}
    assert await on_disk(desk, document) == {}
    with (
        pytest.raises(asyncio.CancelledError),
        desk.edits.typed_over(document, lambda: {"a": "[1,"}),
    ):
        raise asyncio.CancelledError
    assert await on_disk(desk, document) == {"a": "[1,"}
