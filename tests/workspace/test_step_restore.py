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
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Step, changes_between
from ccs_tui.workspace.recording_replay import put, replay, steps_ahead
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.step_restore import saving_of_step
from ccs_tui.workspace.workspace import Workspace
from tests.model.timeline.histories import NOW, histories, steps_of
from tests.workspace.conftest import NOON, Place, StoppedClock

KEY = DocumentKey("le1", "bot", "s1")
History = list[dict[str, JsonText]]


def then(**properties: object) -> Document:
    texts = {name: encode(value) for name, value in properties.items()}
    return Document(KEY, texts, NOON + timedelta(hours=1))


async def write(
    workspace: Workspace, target: DocumentKey, step: Document, names: list[str] | None = None
) -> None:
    saving = await saving_of_step(workspace, target, step.properties, step.expires_at, names)
    await saving.read()
    await saving.send()


async def test_all_of_a_document_is_as_it_was(place: Place, workspace: Workspace) -> None:
    place.put("s1", 7_200, slot=None, same=1, late=2)
    await write(workspace, place.key("s1"), then(slot="TLV", same=1))
    assert place.stored("s1") == {"slot": '"TLV"', "same": "1"}
    assert place.expires_at("s1") == NOON + timedelta(hours=2)


async def test_only_the_named_properties_come_back(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1, b=1, late=1)
    await write(workspace, place.key("s1"), then(a=2, b=2), ["a", "late"])
    assert place.stored("s1") == {"a": "2", "b": "1"}


async def test_what_is_as_it_was_already_is_not_written(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1)
    with pytest.raises(RefusedError, match="already"):
        await write(workspace, place.key("s1"), then(a=1))


async def test_a_copy_of_a_step_keeps_the_rest_of_its_target(
    place: Place, workspace: Workspace
) -> None:
    place.put("s2", 3_600, a=9, mine=1)
    await write(workspace, place.key("s2"), then(a=1, b=2), ["a", "b"])
    assert place.stored("s2") == {"a": "1", "mine": "1", "b": "2"}


async def test_a_document_that_is_not_there_expires_as_it_was_to_then(
    place: Place, workspace: Workspace
) -> None:
    await write(workspace, place.key("new"), then(a=1))
    assert place.stored("new") == {"a": "1"}
    assert place.expires_at("new") == NOON + timedelta(hours=1)


async def test_nothing_is_written_to_a_reserved_namespace(workspace: Workspace) -> None:
    with pytest.raises(SaveStoppedError, match="is reserved"):
        await write(workspace, DocumentKey("le1", "conversation", "s1"), then(a=1))


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
    recordings = [Recording(KEY, steps_of(history)), Recording(other, steps_of(history))]
    # The first step of each is where it begins, and is there before.
    assert steps_ahead(recordings, 1) == (2, 1.0)
    assert steps_ahead(recordings, 2) == (0, 0.0)
    assert steps_ahead(recordings, 3) == (0, 0.0)


async def test_a_replay_of_a_document_that_went_ends_without_it(store: Store) -> None:
    first = steps_of([{"a": JsonText("1")}])[0]
    at = NOW + timedelta(seconds=5)
    gone = Step(2, first.before, at, changes_between({"a": JsonText("1")}, {}), False, None, 2,
                Cause.OTHERS)  # fmt: skip
    await replay(store, [Recording(KEY, [first, gone])], "le1")
    assert store.read(KEY) is None
