"""Documents brought back and copied as they were at a step, and recordings in an emulator."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.emulator.store import Store
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Step, changes_between
from ccs_tui.workspace.forking import put, replay
from ccs_tui.workspace.from_step import bring_back, copy_to
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.workspace import Workspace
from tests.model.timeline.histories import NOW, histories, payloads, steps_of
from tests.workspace.conftest import NOON, Place, StoppedClock, opened

KEY = DocumentKey("le1", "bot", "s1")
History = list[dict[str, JsonText]]


def then(**properties: object) -> Document:
    texts = {name: encode(value) for name, value in properties.items()}
    return Document(KEY, texts, NOON + timedelta(hours=1))


@given(payloads, payloads)
def test_all_of_a_document_is_as_it_was(
    now: dict[str, JsonText], before: dict[str, JsonText]
) -> None:
    document = OpenDocument(Document(KEY, now))
    changed = bring_back(document, Document(KEY, before))
    assert dict(document.payload()) == before
    assert changed == len(changes_between(now, before))
    document.undo()
    assert dict(document.payload()) == now


def test_only_the_named_properties_come_back_and_other_edits_stay() -> None:
    document = OpenDocument(then(a=1, b=1, typed=1))
    document.put_text("typed", "no JSON")
    assert bring_back(document, then(a=2, b=2), ["a", "gone"]) == 1
    assert document.value("a") == "2"
    assert document.value("b") == "1"
    assert document.text("typed") == "no JSON"
    assert bring_back(document, then(typed=5), ["typed"]) == 1
    assert document.value("typed") == "5"


def test_what_was_not_there_then_is_removed_where_it_is_named() -> None:
    document = OpenDocument(then(a=1, b=1))
    assert bring_back(document, then(b=1), ["a"]) == 1
    assert dict(document.payload()) == {"b": "1"}


def test_a_document_that_was_not_there_is_not_brought_back_as_an_empty_one() -> None:
    document = OpenDocument(then(a=1))
    with pytest.raises(RefusedError, match="was not there at this step"):
        bring_back(document, Document(KEY, {}, exists=False))
    assert not document.is_edited


async def test_bringing_back_is_a_save_that_shows_what_others_wrote(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, slot=None, other=1)
    document = await opened(workspace, KEY)
    assert bring_back(document, then(slot="TLV", other=1)) == 1
    assert document.plan().upsert == {"slot": '"TLV"'}


async def test_a_copy_of_a_step_keeps_the_rest_of_its_target(
    place: Place, workspace: Workspace
) -> None:
    place.put("s2", 3_600, a=9, mine=1)
    saving = await copy_to(workspace, then(a=1, b=2), place.key("s2"))
    await saving.read()
    await saving.send()
    assert place.stored("s2") == {"a": "1", "mine": "1", "b": "2"}


async def test_a_copy_to_a_new_session_expires_as_the_document_was_to_then(
    place: Place, workspace: Workspace
) -> None:
    saving = await copy_to(workspace, then(a=1), place.key("new"))
    await saving.read()
    await saving.send()
    assert place.stored("new") == {"a": "1"}
    assert place.expires_at("new") == NOON + timedelta(hours=1)


async def test_nothing_is_copied_to_a_reserved_namespace_or_of_nothing(
    workspace: Workspace,
) -> None:
    with pytest.raises(RefusedError, match="reserved"):
        await copy_to(workspace, then(a=1), DocumentKey("le1", "conversation", "s1"))
    with pytest.raises(RefusedError, match="not there at this step"):
        await copy_to(workspace, Document(KEY, {}, exists=False), DocumentKey("le1", "bot", "s2"))


# ── into an emulator ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(Store(None, StoppedClock())) as store:
        yield store


async def test_a_document_is_put_in_as_it_was_and_others_are_left_alone(store: Store) -> None:
    other = DocumentKey("le2", "bot", "s2")
    key = replace(KEY, account="le2")
    store.upsert(other, {"mine": JsonText("1")}, None)
    store.upsert(key, {"late": JsonText("1")}, None)
    recording = Recording(KEY, steps_of([{"a": JsonText("1")}, {"b": JsonText("1.50")}]))
    for number, there in ((2, {"b": "1.50"}), (1, {"a": "1"}), (None, {"b": "1.50"})):
        put(store, recording, number, "le2")
        document = store.read(key)
        assert document is not None
        assert document.properties == there
        # As many seconds to live as then: histories give a step an hour more than the one before.
        at = number or 2
        assert document.expires_at == NOON + timedelta(hours=at) - timedelta(seconds=at)
    assert store.read(other) is not None


def test_a_step_that_is_not_there_is_refused_with_those_that_are(store: Store) -> None:
    store.upsert(KEY, {"mine": JsonText("1")}, None)
    recording = Recording(KEY, steps_of([{}, {"a": JsonText("1")}, {}])[1:])
    with pytest.raises(RefusedError, match="has no step 1: its steps are 2 to 3"):
        put(store, recording, 1, "le1")
    with pytest.raises(RefusedError, match="Nothing was recorded"):
        put(store, Recording(KEY, []), None, "le1")
    assert store.read(KEY) is not None


@given(histories, st.integers(1, 4))
def test_a_replay_passes_through_every_step_from_one_on(history: History, since: int) -> None:
    seen: History = []
    with closing(Store(None, StoppedClock())) as store:

        def told(key: DocumentKey, __: Step) -> None:
            document = store.read(key)
            assert document is not None
            seen.append(dict(document.properties))

        recording = Recording(KEY, steps_of(history))
        count = asyncio.run(replay(store, [recording], "le1", since=since, told=told))
    assert seen == history[since - 1 :]
    assert count == len(seen)


async def test_a_replay_keeps_the_order_and_the_pace_of_several_documents(store: Store) -> None:
    other = DocumentKey("le1", "bot", "s2")
    history = [{"a": JsonText("1")}, {"a": JsonText("2")}]
    pauses: list[float] = []
    told: list[tuple[str | None, int]] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    count = await replay(
        store,
        [Recording(KEY, steps_of(history)), Recording(other, steps_of(history))],
        "le1",
        speed=2,
        told=lambda key, step: told.append((key.session, step.number)),
        sleep=sleep,
    )
    assert count == 4
    assert told == [("s1", 1), ("s2", 1), ("s1", 2), ("s2", 2)]
    assert pauses == [0, 0.5, 0]


async def test_a_replay_of_a_document_that_went_ends_without_it(store: Store) -> None:
    first = steps_of([{"a": JsonText("1")}])[0]
    at = NOW + timedelta(seconds=5)
    gone = Step(2, first.before, at, changes_between({"a": JsonText("1")}, {}), False, None, 2,
                Cause.OTHERS)  # fmt: skip
    await replay(store, [Recording(KEY, [first, gone])], "le1")
    assert store.read(KEY) is None
