"""TTL: by document, session and namespace, at most 13 months; what has expired is gone at once."""

from datetime import datetime, timedelta
from itertools import chain

import pytest

from ccs_tui.emulator.store import Store
from ccs_tui.model.expiry import MAX_TTL_SECONDS, as_utc
from tests.emulator.conftest import ACCOUNT, MovingClock, Service, refused


async def lifetime(service: Service, clock: MovingClock, session: str | None = "s1") -> int:
    """Return the seconds that a document has left, by its `ttl`."""
    answer = await service.document(session=session)
    left = as_utc(datetime.fromisoformat(answer.json()["ttl"])) - clock.now
    return round(left / timedelta(seconds=1))


async def test_a_read_has_the_expiry_with_milliseconds_and_z(
    service: Service, clock: MovingClock
) -> None:
    await service.create({"a": 1}, 3_600)
    assert (await service.document()).json()["ttl"] == "2026-05-11T22:37:39.176Z"


async def test_without_a_ttl_a_document_lives_13_months(
    service: Service, clock: MovingClock
) -> None:
    await service.create({"a": 1})
    assert await lifetime(service, clock) == 395 * 86_400


@pytest.mark.parametrize("ttl", [0, None])
async def test_no_ttl_and_0_are_the_maximum(
    service: Service, clock: MovingClock, ttl: int | None
) -> None:
    body = service.request() | {"payload": {"a": 1}, "ttlSeconds": ttl}
    assert (await service.v2("POST", "/create", body)).status_code == 201
    assert await lifetime(service, clock) == MAX_TTL_SECONDS


@pytest.mark.parametrize("ttl", [MAX_TTL_SECONDS + 1, 2**31, 2**63, 10**400])
async def test_more_than_13_months_is_13_months(
    service: Service, clock: MovingClock, ttl: int
) -> None:
    assert (await service.create({"a": 1}, ttl)).status_code == 201
    assert await lifetime(service, clock) == MAX_TTL_SECONDS


@pytest.mark.parametrize("ttl", ["-1", "1.5", '"60"', "true", "[60]", "1e400", "9" * 5_000])
async def test_a_ttl_is_a_whole_number(service: Service, ttl: str) -> None:
    body = f'{{"accountId":"{ACCOUNT}","nameSpace":"bot","payload":{{}},"ttlSeconds":{ttl}}}'
    refused(await service.v2("POST", "/create", body), 400)


async def test_every_save_sets_the_expiry_anew(service: Service, clock: MovingClock) -> None:
    await service.create({"a": 1}, 60)
    clock.advance(30)
    await service.create({"b": 1}, 60)
    assert await lifetime(service, clock) == 60
    await service.create({"b": 2})
    assert await lifetime(service, clock) == MAX_TTL_SECONDS
    await service.create({"b": 2}, 10)
    assert await lifetime(service, clock) == 10


async def test_a_save_of_nothing_moves_the_expiry(service: Service, clock: MovingClock) -> None:
    await service.create({"a": 1}, 60)
    await service.create({}, 600)
    assert await lifetime(service, clock) == 600
    assert await service.payload() == {"a": 1}


async def test_a_delete_of_a_property_leaves_the_expiry(
    service: Service, clock: MovingClock
) -> None:
    await service.create({"a": 1, "b": 2}, 60)
    clock.advance(10)
    await service.v1("DELETE", "/bot/s1/properties/a")
    assert await lifetime(service, clock) == 50


# ── configured TTLs [V1] [GS] ──────────────────────────────────────────────────────────────────


async def test_a_namespace_s_ttl_holds_for_what_is_saved_afterwards(
    service: Service, clock: MovingClock
) -> None:
    await service.create({"a": 1}, session="before")
    await service.v1("POST", "?ttlSecond=600", {"name": "bot"})
    assert await lifetime(service, clock, "before") == MAX_TTL_SECONDS
    await service.v1("PATCH", "/bot/s1/properties", {"a": 1})
    await service.create({"a": 1}, session="s2")
    await service.create({"a": 1}, session=None)
    for session in ("s1", "s2", None):
        assert await lifetime(service, clock, session) == 600
    await service.v1("POST", "?ttlSecond=60", {"name": "bot"})
    assert await lifetime(service, clock) == 600
    await service.v1("PUT", "/bot/s1/properties/a", "2")
    assert await lifetime(service, clock) == 60


async def test_a_session_s_ttl_wins_over_its_namespace_s(
    service: Service, clock: MovingClock
) -> None:
    await service.v1("POST", "?ttlSecond=600", {"name": "bot"})
    await service.v1("POST", "/namespace/bot/session?ttlSecond=60", {"sessionId": "s1"})
    for session in ("s1", "s2"):
        await service.v1("PUT", f"/bot/{session}/properties/a", "1")
    assert await lifetime(service, clock, "s1") == 60
    assert await lifetime(service, clock, "s2") == 600


async def test_ttl_seconds_of_a_call_wins_over_a_configured_one(
    service: Service, clock: MovingClock
) -> None:
    await service.v1("POST", "/namespace/bot/session?ttlSecond=60", {"sessionId": "s1"})
    await service.create({"a": 1}, 3_600)
    assert await lifetime(service, clock) == 3_600
    await service.create({"a": 1}, 0)
    assert await lifetime(service, clock) == 60


async def test_the_default_session_has_a_ttl_too(service: Service, clock: MovingClock) -> None:
    await service.v1("POST", "/namespace/bot/session?ttlSecond=60", {"sessionId": "__default__"})
    await service.v1("PUT", "/bot/properties/a", "1")
    assert await lifetime(service, clock, "__default__") == 60


async def test_a_namespace_s_ttl_is_listed_changed_and_removed(
    service: Service, clock: MovingClock
) -> None:
    async def listed() -> object:
        return (await service.v1("GET", "")).json()

    created = {"name": "bot", "createdAt": clock.text()}
    await service.v1("POST", "?ttlSecond=60", {"name": "bot"})
    assert await listed() == [created | {"ttlSecond": 60}]
    clock.advance(5)
    await service.v1("POST", "", {"name": "bot"})
    assert await listed() == [created | {"ttlSecond": 60}]
    await service.v1("POST", "?ttlSecond=70", {"name": "bot"})
    assert await listed() == [created | {"ttlSecond": 70}]
    await service.v1("POST", "?ttlSecond=0", {"name": "bot"})
    assert await listed() == [created]
    await service.v1("POST", f"?ttlSecond={10**12}", {"name": "bot"})
    assert await listed() == [created | {"ttlSecond": MAX_TTL_SECONDS}]


async def test_a_session_s_ttl_is_listed_changed_and_removed(
    service: Service, clock: MovingClock
) -> None:
    path = "/namespace/bot/session"
    first = {"createdAt": clock.text()}
    for session in ("s2", "s1"):
        await service.v1("POST", f"{path}?ttlSecond=60", {"sessionId": session})
    clock.advance(5)
    await service.v1("POST", f"{path}?ttlSecond=70", {"sessionId": "s2"})
    assert (await service.v1("GET", path)).json() == [
        {"sessionId": "s1", "ttlSecond": 60} | first,
        {"sessionId": "s2", "ttlSecond": 70} | first,
    ]
    await service.v1("POST", f"{path}?ttlSecond=0", {"sessionId": "s2"})
    assert [each["sessionId"] for each in (await service.v1("GET", path)).json()] == ["s1"]


async def test_emptying_a_session_keeps_its_configured_ttl(
    service: Service, clock: MovingClock
) -> None:
    await service.v1("POST", "/namespace/bot/session?ttlSecond=60", {"sessionId": "s1"})
    await service.create({"a": 1}, 3_600)
    await service.v1("DELETE", "/bot/s1/properties/")
    await service.v1("PUT", "/bot/s1/properties/a", "1")
    assert await lifetime(service, clock) == 60


async def test_deleting_a_namespace_deletes_its_ttls(service: Service, clock: MovingClock) -> None:
    await service.v1("POST", "?ttlSecond=600", {"name": "bot"})
    await service.v1("POST", "/namespace/bot/session?ttlSecond=60", {"sessionId": "s1"})
    await service.v1("DELETE", "/bot")
    assert (await service.v1("GET", "/namespace/bot/session")).json() == []
    await service.v1("PUT", "/bot/s1/properties/a", "1")
    assert await lifetime(service, clock) == MAX_TTL_SECONDS


@pytest.mark.parametrize("ttl", ["-1", "1.5", "", "abc", "1e3", "٣", "+5", "9" * 40])
async def test_ttl_second_is_a_whole_number(service: Service, ttl: str) -> None:
    params = f"?ttlSecond={ttl}".replace("+", "%2B")
    refused(await service.v1("POST", params, {"name": "bot"}), 400)
    refused(await service.v1("POST", f"/namespace/bot/session{params}", {"sessionId": "s"}), 400)


async def test_a_session_s_ttl_needs_ttl_second(service: Service) -> None:
    refused(await service.v1("POST", "/namespace/bot/session", {"sessionId": "s"}), 400)


# ── gone at once ───────────────────────────────────────────────────────────────────────────────


async def test_what_has_expired_is_gone_from_every_read(
    service: Service, clock: MovingClock
) -> None:
    await service.create({"a": 1}, 60)
    await service.create({"a": 1}, 60, session="__default__")
    await service.create({"a": 1}, 60, session=None)
    await service.create({"a": 1}, 61, session="s2")
    clock.advance(59.999)
    assert (await service.v1("GET", "/bot/session-ids")).json() == ["__default__", "s1", "s2"]
    clock.advance(0.001)
    assert (await service.v1("GET", "/bot/session-ids")).json() == ["s2"]
    rows = (await service.v1("GET", "/bot/session-properties")).json()
    assert [row["sessionId"] for row in rows] == ["s2"]
    refused(await service.document(), 404)
    refused(await service.document(session=None), 404)
    assert (await service.v1("GET", "/bot/s1/properties")).json() == {}
    assert (await service.v1("GET", "/bot/properties")).json() == {}
    refused(await service.v1("GET", "/bot/s1/properties/a"), 404)
    body = service.request() | {"filter": ["bot.a"]}
    assert (await service.v2("POST", "/properties", body)).json() == {}


async def test_nothing_expired_comes_back_with_a_save(service: Service, clock: MovingClock) -> None:
    await service.create({"old": "x" * 700_000}, 60)
    clock.advance(60)
    assert (await service.create({"new": "y" * 700_000})).status_code == 201
    assert list(await service.payload()) == ["new"]


async def test_pages_do_not_count_what_has_expired(
    service: Service, store: Store, clock: MovingClock
) -> None:
    for n in range(20):
        await service.create({"a": n}, 60 if n % 2 else 600, session=f"s{n:02}")
    clock.advance(60)
    pages = [
        (await service.v1("GET", f"/bot/session-ids?perPage=4&page={page}")).json()
        for page in range(4)
    ]
    assert [len(page) for page in pages] == [4, 4, 2, 0]
    assert list(chain(*pages)) == [f"s{n:02}" for n in range(0, 20, 2)]
    assert count(store, "documents") == 10


@pytest.mark.slow
async def test_a_page_is_right_while_much_has_expired(
    service: Service, store: Store, clock: MovingClock
) -> None:
    """More than a listing deletes at once: then it must look at each."""
    for n in range(1_200):
        await service.create({"a": n}, 600 if n % 100 == 0 else 60, session=f"s{n:04}")
    clock.advance(60)
    last = await service.v1("GET", "/bot/session-ids?perPage=5&page=2")
    assert count(store, "documents") > 12
    assert last.json() == ["s1000", "s1100"]


async def test_the_space_of_what_has_expired_is_given_back(
    service: Service, store: Store, clock: MovingClock
) -> None:
    for n in range(50):
        await service.create({"a": "x" * 100_000}, 60, session=f"s{n}")
    assert count(store, "properties") == 50
    full = pages(store)
    clock.advance(60)
    for n in range(30):
        await service.create({"a": n}, session="other")
    assert count(store, "documents") == 1
    assert count(store, "properties") == 1
    assert pages(store) < full / 2


def count(store: Store, table: str) -> int:
    """Count rows, expired ones too."""
    queries = {
        "documents": "SELECT count(*) FROM documents",
        "properties": "SELECT count(*) FROM properties",
    }
    with store._database.reading() as connection:
        return int(connection.execute(queries[table]).fetchone()[0])


def pages(store: Store) -> int:
    with store._database.reading() as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])
