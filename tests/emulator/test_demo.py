"""The demo's data and its bot."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest

from ccs_tui.emulator.demo import (
    A_TIME,
    demo_documents,
    demo_namespaces,
    load_demo,
)
from ccs_tui.emulator.demo.bot import DemoBot
from ccs_tui.emulator.demo.incident import INCIDENTS, LIVE_INCIDENT, incident_talk
from ccs_tui.emulator.demo.oddities import QA_SESSION
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.store import Store
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import DAY, HOUR, MAX_TTL_SECONDS, MINUTE, remaining_seconds
from ccs_tui.model.json_text import (
    JsonText,
    canonical,
    decode,
    join_object,
    kind,
    parse_array,
    quote,
)
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.size import LIMIT, WARNING_FROM, SizeLevel, level, payload_size

ACCOUNT = "le12345678"


class FakeClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 2, 3, 11, 30, 0, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def documents() -> list[SeedDocument]:
    return list(demo_documents(ACCOUNT))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock) -> Iterator[Store]:
    store = Store(clock=clock)
    yield store
    store.close()


def of(documents: list[SeedDocument], namespace: str) -> dict[str | None, SeedDocument]:
    return {d.key.session: d for d in documents if d.key.namespace == namespace}


def is_uuid(session: str | None) -> bool:
    try:
        return session is not None and str(UUID(session)) == session
    except ValueError:
        return False


# ── the documents ──────────────────────────────────────────────────────────────────────────────


def test_the_same_seed_gives_the_same_documents(documents: list[SeedDocument]) -> None:
    assert list(demo_documents(ACCOUNT, seed=7)) == documents
    assert list(demo_documents(ACCOUNT, seed=8)) != documents


@pytest.mark.parametrize("sessions", [0, 1, 3, 100, 1_200])
def test_the_airline_has_as_many_sessions_as_asked_for(
    documents: list[SeedDocument], sessions: int
) -> None:
    few = of(list(demo_documents(ACCOUNT, sessions)), "airlineBot")
    assert len(few.keys() - {None}) == sessions
    assert few.items() <= of(documents, "airlineBot").items()


def test_every_document_is_one_the_service_would_keep(documents: list[SeedDocument]) -> None:
    assert len({document.key for document in documents}) == len(documents)
    for document in documents:
        payload = join_object(document.properties)
        assert canonical(payload) == payload, document.key
        assert payload_size(document.properties) <= LIMIT
        assert document.ttl_seconds is not None
        assert MINUTE < document.ttl_seconds < MAX_TTL_SECONDS


def test_the_sessions_are_conversations_and_a_few_others(documents: list[SeedDocument]) -> None:
    airline = of(documents, "airlineBot")
    assert sum(map(is_uuid, airline)) > 1_180
    assert {None, "__default__", "undefined", QA_SESSION} <= airline.keys()
    assert any("/" in session for session in airline if session)
    assert sum("transcript" in d.properties for d in airline.values()) > 1_150


def test_the_two_documents_without_a_session_say_which_they_are(
    documents: list[SeedDocument],
) -> None:
    airline = of(documents, "airlineBot")
    assert airline[None].properties["about"].startswith('"Namespace document:')
    assert airline["__default__"].properties["about"].startswith('"Session __default__:')


def test_documents_near_the_limit_have_exact_sizes(documents: list[SeedDocument]) -> None:
    sizes = sorted(payload_size(d.properties) for d in documents)[-7:]
    assert sizes[0] < 30_000
    # The map of phone numbers is large, and far from the limit.
    assert 400_000 < sizes.pop(1) < WARNING_FROM
    assert sizes[1:] == [640_000, 704_000, 752_000, 759_999, 776_000]
    assert Counter(map(level, sizes[1:])) == {SizeLevel.WARNING: 4, SizeLevel.ALARM: 1}


def test_a_large_document_in_japanese_is_within_in_characters_only(
    documents: list[SeedDocument],
) -> None:
    payloads = [join_object(d.properties) for d in documents]
    assert any(len(p.encode()) > LIMIT * 5 // 4 for p in payloads)


@pytest.mark.parametrize(
    ("low", "high", "at_least"),
    [
        (2 * MINUTE, 20 * MINUTE, 12),
        (20 * MINUTE, DAY, 50),
        (DAY, 7 * DAY, 100),
        (7 * DAY, 30 * DAY, 500),
        (30 * DAY, 13 * 30 * DAY, 100),
    ],
)
def test_the_remaining_times_are_of_every_length(
    documents: list[SeedDocument], low: int, high: int, at_least: int
) -> None:
    ttls = [d.ttl_seconds or 0 for d in of(documents, "airlineBot").values()]
    assert sum(low <= ttl <= high for ttl in ttls) >= at_least


def test_values_are_of_every_kind_and_keep_their_form(documents: list[SeedDocument]) -> None:
    values = of(documents, "airlineBot")[QA_SESSION].properties
    assert {kind(value) for value in values.values()} == {
        "object", "array", "string", "number", "boolean", "null",
    }  # fmt: skip
    lexemes = set(values.values())
    assert {"1", "1.0", "1.50", "-0", "1e400", '"00014"', '""', "[]", "{}", "null"} <= lexemes
    assert {"9007199254740993", "123456789012345678901234567890"} <= lexemes
    assert '"{\\"a\\":1}"' in lexemes
    assert any("\\u001b[31m" in lexeme for lexeme in lexemes)
    assert any("[bold]not markup[/]" in lexeme for lexeme in lexemes)
    assert any(lexeme.count("{") >= 40 for lexeme in lexemes)
    assert max(map(len, lexemes)) > 15_000
    assert {
        "fare.rules",
        "path/to/thing",
        "two words",
        "../..",
        "乗客名",
        "שם הנוסע",
    } <= values.keys()


def test_orders_add_up(documents: list[SeedDocument]) -> None:
    found = of(documents, "orders")
    orders = [order for number, order in found.items() if str(number).startswith("PO-")]
    assert len(orders) == 140
    for order in orders:
        amounts = [decode(item)["amount"] for item in parse_array(order.properties["items"])]
        assert round(sum(amounts), 2) == decode(order.properties["total"])["amount"]


def test_the_vip_list_names_the_sessions_beside_it(documents: list[SeedDocument]) -> None:
    vips = of(documents, "vipList")
    assert set(decode(vips["__default__"].properties["members"])) == vips.keys() - {"__default__"}


def test_the_reserved_namespace_is_about_the_airlines_conversations(
    documents: list[SeedDocument],
) -> None:
    reserved = {d.key.namespace for d in documents if is_reserved(d.key.namespace)}
    assert reserved == {"conversation"}
    assert of(documents, "conversation").keys() < of(documents, "airlineBot").keys()


# ── in a store ─────────────────────────────────────────────────────────────────────────────────


def test_a_store_filled_with_it_gives_it_back(
    documents: list[SeedDocument], store: Store, clock: FakeClock
) -> None:
    load_demo(store, ACCOUNT)
    listed = {n.name: n.ttl_seconds for n in store.list_namespaces(ACCOUNT)}
    assert listed == {n.name: n.ttl_seconds for n in demo_namespaces()}
    for document in documents:
        stored = store.read(document.key)
        assert stored is not None
        assert dict(stored.properties) == document.properties
        assert stored.expires_at == clock() + timedelta(seconds=document.ttl_seconds or 0)


def test_some_of_it_expires_while_one_looks(store: Store, clock: FakeClock) -> None:
    load_demo(store, ACCOUNT, sessions=40)
    before = store.list_sessions(ACCOUNT, "airlineBot", 0, 1_000)
    clock.advance(20 * MINUTE)
    assert 5 <= len(before) - len(store.list_sessions(ACCOUNT, "airlineBot", 0, 1_000)) <= 15


# ── the bot ────────────────────────────────────────────────────────────────────────────────────


class Talk:
    """A bot whose pauses go by on the clock only, and who says as much as it is let."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.clock = clock
        self.left = 0
        self.bot = DemoBot(store, ACCOUNT, Random(1), clock, self.pause)

    async def pause(self, seconds: float) -> None:
        assert 1 < seconds < 10
        if self.left == 0:
            raise asyncio.CancelledError
        self.left -= 1
        self.clock.advance(seconds)

    async def go_on(self, turns: int) -> None:
        self.left = turns
        with pytest.raises(asyncio.CancelledError):
            await self.bot.run()


@pytest.fixture
def talk(store: Store, clock: FakeClock) -> Talk:
    load_demo(store, ACCOUNT, sessions=5)
    return Talk(store, clock)


def read(store: Store, key: DocumentKey) -> Document:
    document = store.read(key)
    assert document is not None
    return document


async def test_each_turn_adds_to_the_transcript_and_leaves_the_rest(
    store: Store, talk: Talk
) -> None:
    before = read(store, talk.bot.key)
    await talk.go_on(3)
    after = read(store, talk.bot.key)
    said = [decode(turn) for turn in parse_array(after.properties["transcript"])]
    assert [turn["role"] for turn in said] == ["consumer", "bot", "consumer"]
    assert sorted(turn["sec"] for turn in said) == [turn["sec"] for turn in said]
    untouched = before.properties.keys() - {
        "intent", "confidence", "language", "slots", "transcript", "updatedAt",
    }  # fmt: skip
    assert {"member", "csat", "lastMessageId"} <= untouched
    assert all(after.properties[name] == before.properties[name] for name in untouched)


async def test_intents_and_slots_change_and_a_long_conversation_starts_anew(
    store: Store, clock: FakeClock
) -> None:
    load_demo(store, ACCOUNT, sessions=5)
    lengths: list[int] = []
    intents: set[str] = set()
    slots: set[str] = set()

    async def look(_: float) -> None:
        properties = read(store, bot.key).properties
        lengths.append(len(parse_array(properties["transcript"])))
        intents.add(properties["intent"])
        slots.add(properties["slots"])
        if len(lengths) == 200:
            raise asyncio.CancelledError

    bot = DemoBot(store, ACCOUNT, Random(1), clock, look)
    with pytest.raises(asyncio.CancelledError):
        await bot.run()
    steps = {after - before for before, after in pairwise(lengths[1:])}
    assert 1 in steps
    assert min(steps) < -30
    assert max(lengths) < 60
    assert len(intents) > 5
    assert len(slots) > 50


async def test_it_keeps_the_expiry_however_often_it_writes(store: Store, talk: Talk) -> None:
    expires_at = read(store, talk.bot.key).expires_at
    assert expires_at is not None
    await talk.go_on(300)
    now_expires_at = read(store, talk.bot.key).expires_at
    assert now_expires_at is not None
    assert abs(now_expires_at - expires_at) < timedelta(seconds=15)  # a TTL is whole seconds


async def test_it_keeps_an_expiry_that_somebody_else_set(
    store: Store, talk: Talk, clock: FakeClock
) -> None:
    await talk.go_on(2)
    store.upsert(talk.bot.key, {}, 5 * HOUR)
    chosen = clock() + timedelta(hours=5)
    await talk.go_on(20)
    expires_at = read(store, talk.bot.key).expires_at
    assert expires_at is not None
    assert abs(expires_at - chosen) < timedelta(seconds=5)


async def test_a_session_that_is_gone_is_made_anew(
    store: Store, talk: Talk, clock: FakeClock
) -> None:
    store.delete_document(talk.bot.key)
    await talk.go_on(1)
    document = read(store, talk.bot.key)
    assert len(parse_array(document.properties["transcript"])) == 1
    assert document.expires_at is not None
    assert remaining_seconds(document.expires_at, clock()) == 30 * DAY


async def test_a_namespace_that_was_deleted_stays_deleted(store: Store, talk: Talk) -> None:
    store.delete_namespace(ACCOUNT, "airlineBot")
    await talk.go_on(3)
    assert store.read(talk.bot.key) is None
    assert "airlineBot" not in {n.name for n in store.list_namespaces(ACCOUNT)}


async def test_a_document_that_is_full_is_left_alone(store: Store, talk: Talk) -> None:
    document = read(store, talk.bot.key)
    room = LIMIT - document.size - len(',"full":""')
    store.upsert(talk.bot.key, {"full": quote("x" * room), "transcript": quote("")}, 0)
    store.upsert(
        talk.bot.key, {"fuller": quote("x" * (len(document.properties["transcript"]) - 14))}, 0
    )
    full = read(store, talk.bot.key)
    assert full.size == LIMIT
    await talk.go_on(3)
    assert read(store, talk.bot.key).properties == full.properties


# ── the conversations in all namespaces, and the incident ──────────────────────────────────────


def test_conversations_are_spread_over_namespaces_and_their_consumers(
    documents: list[SeedDocument],
) -> None:
    airline, passengers = of(documents, "airlineBot"), of(documents, "passengers")
    orders, payments = of(documents, "orders"), of(documents, "paymentBot")
    assert sum("consumerId" in d.properties for d in airline.values()) > 1_150
    spread = {session for session in airline if session in orders}
    assert len(spread) > 30
    assert spread & payments.keys()
    for session in spread:
        consumer = decode(airline[session].properties["consumerId"])
        profile = passengers[consumer].properties
        assert decode(profile["lastConversation"])["conversationId"] == session
    answer = decode(next(iter(payments.values())).properties["gatewayAnswer"])
    assert decode(answer)["customer"]["consumerId"].startswith("px-")


def test_times_are_epoch_milliseconds_before_now(documents: list[SeedDocument]) -> None:
    written = [d for d in documents if "updatedAt" in d.properties]
    assert len(written) > 1_200
    for document in written:
        at = datetime.fromtimestamp(int(document.properties["updatedAt"]) / 1_000, UTC)
        assert timedelta(0) <= A_TIME - at < timedelta(days=31), document.key


def test_the_map_of_phone_numbers_has_a_property_each(documents: list[SeedDocument]) -> None:
    numbers = of(documents, "callRouter")["__default__"].properties
    assert len(numbers) == 20_000
    assert all(name.startswith("+") for name in numbers)


def test_three_of_the_sessions_have_lost_a_slot(documents: list[SeedDocument]) -> None:
    airline = of(documents, "airlineBot")
    lost = {
        session
        for session, document in airline.items()
        if '"newFlight":null' in document.properties.get("slots", "")
    }
    assert lost == INCIDENTS.keys()
    slow = [
        session
        for session, document in airline.items()
        for call in parse_array(document.properties.get("functionCalls", JsonText("[]")))
        if decode(call)["took"] > 20_000
    ]
    assert set(slow) == lost
    for session in INCIDENTS:
        order = of(documents, "orders")[session].properties
        # The order has the flight that was chosen.
        assert decode(order["flight"]) in airline[session].properties["transcript"]


async def test_the_incident_happens_again_and_again_after_turn_nine(
    store: Store, clock: FakeClock
) -> None:
    load_demo(store, ACCOUNT, sessions=20, now=clock())
    key = DocumentKey(ACCOUNT, "airlineBot", LIVE_INCIDENT)
    began = clock()
    seen: list[tuple[int, object, float]] = []
    took: list[int] = []

    async def look(seconds: float) -> None:
        properties = read(store, key).properties
        turn = len(parse_array(properties["transcript"]))
        flight = decode(properties["slots"]).get("newFlight", "none yet")
        seen.append((turn, flight, (clock() - began).total_seconds()))
        calls = [decode(call) for call in parse_array(properties["functionCalls"])]
        assert bool(calls) == (flight is None)
        took.extend(call["took"] for call in calls)
        clock.advance(seconds)
        if len(seen) == 40:
            raise asyncio.CancelledError

    bot = DemoBot(store, ACCOUNT, Random(1), clock, look, session=LIVE_INCIDENT, talk=incident_talk)
    with pytest.raises(asyncio.CancelledError):
        await bot.run()
    by_turn = {turn: flight for turn, flight, _ in seen[:10]}
    assert by_turn[5] == "none yet"
    assert str(by_turn[8]).startswith("PT")
    lost = [(turn, at) for turn, flight, at in seen if flight is None]
    assert lost[0][0] == 9
    assert lost[0][1] < 45
    # It is a step of its own: a watched document is read every two seconds, later more seldom.
    spoken_at = next(at for turn, _, at in seen if turn == 9)
    assert lost[0][1] - spoken_at > 2 * 2.0
    # The search for calls that took long finds it with the others, for as long as the slot is null.
    assert took
    assert min(took) > 20_000
    # It stays so for longer than the usual pause between two readings, before the next turn.
    assert next(at for turn, at in lost if turn == 10) - lost[0][1] >= 5
    assert {turn for turn, _, _ in seen[-20:]} >= {0, 9, 12}
    last = read(store, key)
    assert last.expires_at is not None
    assert remaining_seconds(last.expires_at, clock()) > 29 * DAY
    assert decode(last.properties["consumerId"]) == "px-55027781"
