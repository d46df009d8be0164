"""The list of a desk that is followed: what is new or changed rises, and rows in use stay."""

from ccs_tui.model.document import Namespace
from ccs_tui.workspace.desk_events import DocumentArrived, SessionsRose
from ccs_tui.workspace.followed_list import follow, unfollow
from ccs_tui.workspace.follower import Follower, SeenKind
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service
from tests.workspace.desk_rig import Rig, Turns


def service_with(count: int) -> Service:
    service = Service()
    for number in range(count):
        service.put(f"s{number}", intent="a")
    service.put("__default__", intent="a")
    return service


async def followed(rig: Rig) -> tuple[Turns, Follower]:
    if rig.desk.namespace != NAMESPACE:
        await rig.listed()
    turns = Turns()
    follow(rig.desk, turns.sleep)
    await turns.rest()
    assert rig.desk.following is not None
    return turns, rig.desk.following


async def test_what_is_new_or_changed_rises_below_what_stands_first() -> None:
    service = service_with(4)
    async with Rig(service) as rig:
        turns, following = await followed(rig)
        assert not following.changes
        before = [*rig.desk.listing.keys]
        service.put("s2", intent="b")
        await turns.next()
        assert [*rig.desk.listing.keys] == ["", "__default__", "s2", "s0", "s1", "s3"]
        service.put("s9", intent="b")
        service.put("__default__", intent="b")
        await turns.next()
        assert [*rig.desk.listing.keys] == ["", "__default__", "s9", "s2", "s0", "s1", "s3"]
        assert following.changes["__default__"].kind is SeenKind.CHANGED
        assert following.changes["s9"].kind is SeenKind.NEW
        assert rig.desk.listing.count == len(before)  # the namespace's own counts in none
        assert rig.told.count(SessionsRose()) == 2
        await turns.next()
        assert rig.told.count(SessionsRose()) == 2


async def test_the_document_shown_is_read_anew_and_stays_in_the_list_when_it_is_gone() -> None:
    service = service_with(3)
    async with Rig(service) as rig:
        turns, following = await followed(rig)
        rig.reading.document(service.key("s1"))
        await rig.until(lambda: rig.desk.document is not None)
        service.put("s1", intent="b")
        await turns.next()
        await rig.until(
            lambda: rig.desk.document and rig.desk.document.base.properties["intent"] == '"b"'
        )
        assert any(isinstance(event, DocumentArrived) for event in rig.told)
        for session in ("s1", "s2"):
            service.store.delete_document(service.key(session))
        await turns.next()
        assert following.changes["s1"].kind is SeenKind.GONE
        assert "s1" in rig.desk.listing.keys
        assert "s2" not in rig.desk.listing.keys


async def test_columns_have_what_was_followed() -> None:
    service = service_with(3)
    async with Rig(service) as rig:
        await rig.listed()
        await rig.add(("intent",))
        turns, _ = await followed(rig)
        service.put("s1", intent="b")
        service.put("s9", intent="c")
        await turns.next()
        assert rig.values("intent") == {
            "": None, "__default__": '"a"', "s0": '"a"', "s1": '"b"', "s2": '"a"', "s9": '"c"',
        }  # fmt: skip
        unfollow(rig.desk)


async def test_what_was_read_by_itself_tells_when_it_was_written() -> None:
    service = Service()
    service.store.create_namespace("le1", NAMESPACE, 3_600)
    service.put("s1", intent="a")
    service.clock.advance(seconds=600)
    async with Rig(service) as rig:
        rig.desk.list_namespaces([Namespace(NAMESPACE, ttl_seconds=3_600)])
        await rig.listed()
        rig.reading.summaries(["s1"])
        await rig.desk.tasks.settled()
        _, following = await followed(rig)
        at = following.written_at("s1")
        assert at is not None
        assert abs((service.clock.now - at).total_seconds() - 600) <= 1
        service.put("s1", intent="b")
        rig.reading.document(service.key("s1"))
        await rig.until(lambda: following.written_at("s1") != at)
        assert following.written_at("s1") is not None
        assert not following.changes


async def test_another_namespace_ends_it_and_so_does_f() -> None:
    service = service_with(2)
    async with Rig(service) as rig:
        await followed(rig)
        rig.reading.sessions("other")
        assert rig.desk.following is None
        await followed(rig)
        service.requests.clear()
        unfollow(rig.desk)
        assert rig.desk.following is None
        await rig.desk.tasks.settled()
        assert not service.requests
