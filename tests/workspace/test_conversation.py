"""A conversation over all known namespaces, read side by side from the emulator."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from ccs_tui.model.document import Namespace
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret
from ccs_tui.workspace.conversation import Conversation, recent_conversations
from ccs_tui.workspace.conversation_rows import LastChange, RowState, page_text
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import ACCOUNT, NOON, Place

TALK, CONSUMER = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18", "consumer-4711"
NAMESPACES = [f"bot{number:02}" for number in range(30)]


def put(
    place: Place, namespace: str, session: str | None, ttl: int | None = None, **values: Any
) -> DocumentKey:
    key = DocumentKey(ACCOUNT, namespace, session)
    place.store.upsert(key, {name: encode(value) for name, value in values.items()}, ttl)
    return key


def states(conversation: Conversation) -> Counter[RowState]:
    return Counter(row.state for row in conversation.rows.values())


def there(conversation: Conversation) -> list[tuple[str, str | None]]:
    rows = conversation.rows.values()
    found = [row.key for row in rows if row.state is RowState.EXACT]
    return [(key.namespace, key.session) for key in found]


def problem_of(conversation: Conversation) -> str | None:
    return conversation.list_problem


def is_reading(conversation: Conversation) -> bool:
    return conversation.is_reading


async def read(conversation: Conversation) -> Conversation:
    conversation.begin()
    await conversation.settled()
    return conversation


@pytest.fixture
def spread(place: Place) -> Place:
    """Have a conversation in three of thirty namespaces, and its consumer in a fourth."""
    for name in NAMESPACES:
        place.store.create_namespace(ACCOUNT, name, None)
    place.store.create_namespace(ACCOUNT, "bot07", 30 * 86_400)
    for name in ("bot03", "bot07", "bot21"):
        put(place, name, TALK, userId=CONSUMER, intent="rebook")
    put(place, "bot11", CONSUMER, tier="gold")
    put(place, "bot11", "__default__", about="all")
    put(place, "bot11", None, about="the namespace")
    return place


async def test_it_is_found_in_every_namespace_and_further_ids_are_offered(
    spread: Place, workspace: Workspace
) -> None:
    conversation = await read(Conversation(workspace, [TALK]))
    assert conversation.total == conversation.done == 31
    assert there(conversation) == [("bot03", TALK), ("bot07", TALK), ("bot21", TALK)]
    assert states(conversation)[RowState.ABSENT] == 28
    (found,) = conversation.found.values()
    assert (found.session, found.path) == (CONSUMER, "userId")
    row = conversation.rows[DocumentKey(ACCOUNT, "bot07", TALK)]
    assert row.size == len('{"userId":"consumer-4711","intent":"rebook"}')
    assert row.line == 'userId "consumer-4711" · intent "rebook"'
    assert row.changed == LastChange(NOON, is_guessed=True)
    assert row.expires_at == NOON + timedelta(days=30)

    conversation.add_ids([CONSUMER])
    await conversation.settled()
    assert ("bot11", CONSUMER) in there(conversation)
    assert not conversation.found
    assert conversation.total == 62


async def test_what_belongs_to_no_conversation_is_read_when_it_is_asked_for(
    spread: Place, workspace: Workspace
) -> None:
    conversation = await read(Conversation(workspace, [CONSUMER]))
    assert there(conversation) == [("bot11", CONSUMER)]
    conversation.include_shared()
    await conversation.settled()
    assert there(conversation) == [
        ("bot11", CONSUMER), ("bot11", "__default__"), ("bot11", None)
    ]  # fmt: skip
    conversation.include_shared()
    assert there(conversation) == [("bot11", CONSUMER)]


async def test_as_many_reads_are_under_way_as_the_client_allows(
    spread: Place, workspace: Workspace
) -> None:
    under_way = most = 0

    async def before(_: str, path: str) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for __ in range(5):
            await asyncio.sleep(0)
        under_way -= 1

    spread.before = before
    await read(Conversation(workspace, [TALK, CONSUMER], [Namespace(name) for name in NAMESPACES]))
    assert 8 < most <= workspace.client.concurrent


async def test_each_row_is_exact_or_failed_and_a_failed_one_is_read_again(
    spread: Place, workspace: Workspace
) -> None:
    random = Random(5)
    bad = {path for name in NAMESPACES for path in [f"/{name}/{TALK}"] if random.random() < 0.2}
    bad.add(f"/bot03/{TALK}")
    assert 3 < len(bad) < 12

    async def before(_: str, path: str) -> None:
        if any(path.endswith(end) for end in bad):
            raise OSError("the network is away")

    spread.before = before
    conversation = await read(Conversation(workspace, [TALK]))
    assert states(conversation)[RowState.FAILED] == len(bad)
    assert states(conversation)[RowState.WAITING] == 0
    failed = [key for key, row in conversation.rows.items() if row.state is RowState.FAILED]
    assert all(conversation.rows[key].problem for key in failed)

    spread.before = None
    before_again = len(spread.requests)
    conversation.read_again(failed)
    await conversation.settled()
    assert len(spread.requests) - before_again == len(bad)
    assert states(conversation)[RowState.FAILED] == 0
    assert ("bot03", TALK) in there(conversation)


async def test_with_a_fifth_of_the_calls_failing_it_gets_there(
    spread: Place, workspace: Workspace
) -> None:
    random = Random(11)

    async def before(_: str, path: str) -> None:
        if random.random() < 0.2:
            raise OSError("the network is away")

    spread.before = before
    conversation = await read(Conversation(workspace, [TALK, CONSUMER]))
    for _ in range(20):
        failed = [key for key, row in conversation.rows.items() if row.state is RowState.FAILED]
        if not failed and not problem_of(conversation):
            break
        conversation.read_again(failed)
        conversation.begin()
        await conversation.settled()
    assert len(there(conversation)) == 4
    assert states(conversation)[RowState.ABSENT] == 58


async def test_with_v2_alone_it_takes_the_names_that_are_known(spread: Place) -> None:
    async with spread.workspace(api_key=None) as workspace:
        workspace.profile = replace(workspace.profile, namespaces=("bot07", "conversation"))
        await workspace.remember_namespace("bot21")
        conversation = await read(Conversation(workspace, [TALK]))
        assert conversation.namespaces == ["bot07", "bot21", "conversation"]
        assert conversation.left_out == ["consumer", "custom", "faas", "operational", "sde"]
        assert there(conversation) == [("bot07", TALK), ("bot21", TALK)]
        assert all("/v1/" not in path for _, path in spread.requests)


async def test_with_v1_alone_no_list_is_looked_through(spread: Place) -> None:
    async with spread.workspace(user=None, password=None) as workspace:
        conversation = await read(Conversation(workspace, [TALK, CONSUMER]))
        assert len(there(conversation)) == 4
        assert states(conversation)[RowState.ABSENT] == 58
        assert not any("session-ids" in path for _, path in spread.requests)
        conversation.include_shared()
        assert None not in conversation.sessions()


async def test_a_token_that_is_refused_is_not_tried_for_each_document(spread: Place) -> None:
    wrong: dict[str, Any] = {
        "api_key": None,
        "user": None,
        "password": None,
        "token": Secret("wrong"),
    }
    async with spread.workspace(**wrong) as workspace:
        known = [Namespace(name) for name in NAMESPACES]
        conversation = await read(Conversation(workspace, [TALK, CONSUMER], known))
        assert states(conversation) == {RowState.FAILED: 60}
        assert len(spread.requests) <= workspace.client.concurrent


async def test_namespaces_that_cannot_be_listed_leave_those_that_are_known(
    spread: Place, workspace: Workspace
) -> None:
    spread.refuse(f"/v1/account/{ACCOUNT}", 500, {})
    conversation = await read(Conversation(workspace, [TALK], [Namespace("bot07")]))
    assert there(conversation) == [("bot07", TALK)]
    assert problem_of(conversation)
    spread.refusals.clear()
    await read(conversation)
    assert not problem_of(conversation)
    assert len(there(conversation)) == 3


async def test_an_expired_document_is_not_there_and_a_changed_one_says_since_when(
    spread: Place, workspace: Workspace
) -> None:
    short = put(spread, "bot05", TALK, ttl=60, intent="late")
    conversation = await read(Conversation(workspace, [TALK]))
    assert ("bot05", TALK) in there(conversation)
    spread.clock.advance(seconds=61)
    changed = put(spread, "bot07", TALK, intent="cancel")
    await read(conversation)
    assert conversation.rows[short].state is RowState.ABSENT
    assert conversation.rows[changed].changed == LastChange(NOON, is_guessed=False)
    spread.clock.advance(seconds=60)
    await read(conversation)
    assert conversation.rows[changed].changed == LastChange(NOON, is_guessed=False)


async def test_what_was_known_stays_beside_a_reading_that_fails(
    spread: Place, workspace: Workspace
) -> None:
    conversation = await read(Conversation(workspace, [TALK]))
    key = DocumentKey(ACCOUNT, "bot07", TALK)
    size = conversation.rows[key].size
    spread.refuse(f"/v2/context/document/{ACCOUNT}/bot07/{TALK}", 500, {})
    await read(conversation)
    row = conversation.rows[key]
    assert (row.state, row.size) == (RowState.FAILED, size)
    assert "500" in row.problem


async def test_reads_end_with_the_page(spread: Place, workspace: Workspace) -> None:
    hangs = asyncio.Event()

    async def before(_: str, path: str) -> None:
        await hangs.wait()

    spread.before = before
    conversation = Conversation(workspace, [TALK], [Namespace(name) for name in NAMESPACES])
    conversation.begin()
    for _ in range(20):
        await asyncio.sleep(0)
    assert is_reading(conversation)
    await conversation.close()
    asked = len(spread.requests)
    hangs.set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert not is_reading(conversation)
    assert len(spread.requests) == asked
    assert conversation.done == 0


async def test_a_page_is_a_table_as_text(spread: Place, workspace: Workspace) -> None:
    conversation = await read(Conversation(workspace, [TALK]))
    rows = [row for row in conversation.rows.values() if row.state is RowState.EXACT]
    first, *lines = page_text(rows).split("\n")
    assert first.startswith("namespace\tsession\tsize")
    assert [line.split("\t")[:3] for line in lines] == [
        [name, TALK, "44"] for name in ("bot03", "bot07", "bot21")
    ]


async def test_ids_that_were_looked_at_together_are_offered_again(
    spread: Place, workspace: Workspace
) -> None:
    before = Conversation(workspace, [TALK, "other"])
    await before.keep()
    conversation = Conversation(workspace, [TALK])
    await conversation.offer_kept()
    assert [found.words for found in conversation.found.values()] == ["looked at with it before"]
    await read(conversation)
    # What a document names is said with its place.
    assert [found.session for found in conversation.found.values()] == ["other", CONSUMER]
    conversation.add_ids(["other"])
    await conversation.keep()
    assert await recent_conversations(workspace) == [(TALK, "other")]
