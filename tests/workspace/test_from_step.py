"""Documents brought back and copied as they were at a step, and recordings in an emulator."""

import asyncio
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from ccs_tui.emulator.store import Store
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Step, changes_between
from ccs_tui.workspace.forking import fork, replay
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


def stored(path: Path, clock: StoppedClock, key: DocumentKey = KEY) -> Document | None:
    with closing(Store(path, clock)) as store:
        return store.read(key)


async def test_a_fork_is_a_private_file_with_the_document_as_it_was(tmp_path: Path) -> None:
    path, clock = tmp_path / "fork.db", StoppedClock()
    steps = steps_of([{"a": JsonText("1")}, {"b": JsonText("1.50")}])
    for number, there in ((2, {"b": "1.50"}), (1, {"a": "1"})):
        await fork(path, Recording(KEY, steps), number, clock)
        document = stored(path, clock)
        assert document is not None
        assert document.properties == there
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        # As many seconds to live as then: histories give a step an hour more than the one before.
        left = timedelta(hours=number) - timedelta(seconds=number)
        assert document.expires_at == clock() + left


async def test_a_fork_leaves_other_documents_of_the_file_alone(tmp_path: Path) -> None:
    path, clock, other = tmp_path / "fork.db", StoppedClock(), DocumentKey("le1", "bot", "s2")
    with closing(Store(path, clock)) as store:
        store.upsert(other, {"mine": JsonText("1")}, None)
        store.upsert(KEY, {"late": JsonText("1")}, None)
    await fork(path, Recording(KEY, steps_of([{"a": JsonText("1")}])), 1, clock)
    assert stored(path, clock, other) is not None
    document = stored(path, clock)
    assert document is not None
    assert document.properties == {"a": "1"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(histories)
def test_a_replay_passes_through_every_step(tmp_path: Path, history: History) -> None:
    path, clock = tmp_path / "replay.db", StoppedClock()
    seen: History = []

    def told(_: DocumentKey, __: Step) -> None:
        document = stored(path, clock)
        assert document is not None
        seen.append(dict(document.properties))

    asyncio.run(replay(path, [Recording(KEY, steps_of(history))], told=told, clock=clock))
    assert seen == history


async def test_a_replay_keeps_the_order_and_the_pace_of_several_documents(tmp_path: Path) -> None:
    path, clock, other = tmp_path / "replay.db", StoppedClock(), DocumentKey("le1", "bot", "s2")
    history = [{"a": JsonText("1")}, {"a": JsonText("2")}]
    pauses: list[float] = []
    told: list[tuple[str | None, int]] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    count = await replay(
        path,
        [Recording(KEY, steps_of(history)), Recording(other, steps_of(history))],
        speed=2,
        told=lambda key, step: told.append((key.session, step.number)),
        sleep=sleep,
        clock=clock,
    )
    assert count == 4
    assert told == [("s1", 1), ("s2", 1), ("s1", 2), ("s2", 2)]
    assert pauses == [0, 0.5, 0]


async def test_a_replay_of_a_document_that_went_ends_without_it(tmp_path: Path) -> None:
    path, clock = tmp_path / "replay.db", StoppedClock()
    first = steps_of([{"a": JsonText("1")}])[0]
    at = NOW + timedelta(seconds=5)
    gone = Step(2, first.before, at, changes_between({"a": JsonText("1")}, {}), False, None, 2,
                Cause.OTHERS)  # fmt: skip
    await replay(path, [Recording(KEY, [first, gone])], clock=clock)
    assert stored(path, clock) is None


async def test_a_file_of_another_program_is_left_alone_and_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but somebody's notes of a long day\n" * 40)
    before = path.read_bytes()
    with pytest.raises(RefusedError, match=r"notes\.txt"):
        await fork(path, Recording(KEY, steps_of([{}])), 1)
    assert path.read_bytes() == before
