"""`d`, and every write where none may be: what goes is said, and what fails stays marked."""

from typing import Any

import httpx
import pytest

from ccs_tui.model.names import DocumentKey
from tests.ui.conftest import ACCOUNT, Service, open_session, ready, shown, type_text, until
from tests.ui.flow import said, told

SIZE = (120, 40)


@pytest.mark.slow
async def test_marked_documents_go_with_a_report_and_come_back_with_another(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        await pilot.press("2", "slash")
        await type_text(pilot, "session-00")
        await pilot.press("enter", "space", "space", "space", "space", "space")
        await said(pilot, "5 marked")

        last = ""

        async def refuses(scope: dict[str, Any]) -> None:
            # A delete names its document in its body; it is read right before.
            nonlocal last
            if scope["method"] == "GET":
                last = scope["path"]
            elif last.endswith("session-002"):
                raise httpx.ReadError("reset")

        service.before = refuses
        await pilot.press("d")
        await said(pilot, "Delete 5 documents of airlineBot?")
        await said(pilot, "260 characters, deleted one by one")
        await pilot.press("y")
        await said(pilot, "4 deleted, 1 failed")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert screen.sessions.marked == ["session-002"]
        assert len(screen.sessions.sessions) == 147
        await said(pilot, "1 marked")
        service.before = None
        await pilot.press("u")
        # Nobody knows of the one that failed that nothing of it arrived.
        await said(pilot, "Undo the changes to 5 documents?")
        await said(pilot, "5 documents were deleted, and are written again.")
        await pilot.press("y")
        await said(pilot, "5 undone")
        await pilot.press("escape")
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        assert service.stored("session-003")["intent"] == '"rebook"'


async def test_a_property_goes_with_the_save_and_says_how_much(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("d")
        await said(pilot, "17 characters of session-004")
        await pilot.press("y")
        await said(pilot, "1 unsaved")
        await pilot.press("z")
        await until(pilot, lambda: "unsaved" not in shown(pilot))


@pytest.mark.slow
async def test_a_namespace_whose_export_is_cancelled_stays(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)
        reached = False

        async def stops(scope: dict[str, Any]) -> None:
            nonlocal reached
            if reached:
                return
            if scope["path"].endswith("session-050"):
                reached = True
                await pilot.press("escape")

        service.before = stops
        await pilot.press("1", "d")
        await said(pilot, "Type airlineBot")
        await type_text(pilot, "airlineBot")
        await pilot.press("enter")
        await said(pilot, "Nothing was deleted, because airlineBot was not exported.")
        assert [n.name for n in service.store.list_namespaces(ACCOUNT)] == ["airlineBot", "orders"]


@pytest.mark.sample(each=3)
@pytest.mark.parametrize(
    ("keys", "said_"),
    [
        ("2d", "so nothing was deleted"),
        ("1d", "so nothing was deleted"),
        ("2n", "so no session can be created"),
        ("1n", "so no namespace can be created"),
        ("2c", "so nothing can be written"),
        ("2x", "so no expiry can be changed"),
    ],
)
async def test_read_only_says_what_to_do(service: Service, keys: str, said_: str) -> None:
    profile = {"read_only": True}
    async with service.explorer(profile).run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press(*keys)
        await said(pilot, said_)
        assert "f6 unlocks it" in told(pilot)
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.sample(each=4)
@pytest.mark.parametrize("key", ["d", "x", "n", "c"])
async def test_a_reserved_namespace_is_only_read(service: Service, key: str) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("g")
        await type_text(pilot, "sde:session-004")
        await pilot.press("enter")
        await until(pilot, lambda: screen.document.document is not None
                    and screen.document.document.key.namespace == "sde")  # fmt: skip
        await pilot.press("2", key)
        if key == "c":
            await pilot.press("m")
            await type_text(pilot, "session-005")
            await pilot.press("enter")
        await said(pilot, "sde is reserved by the service")
        assert not any(method not in ("GET", "POST") for method, _ in service.requests)


async def test_two_keys_in_a_row_ask_once(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("2")
        await pilot.press("d", "d")
        await said(pilot, "Delete session-004?")
        await pilot.pause(0.2)
        assert len(pilot.app.screen_stack) == 2


async def test_of_what_never_was_nothing_is_said_to_be_gone(service: Service) -> None:
    service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", None))
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "home", "d")
        await said(pilot, "is not on the service, so nothing was deleted.")
        await until(pilot, lambda: screen.document.document is not None)
        assert "There is no such document." in shown(pilot)
        assert "deleted." not in told(pilot).replace("nothing was deleted.", "")


async def test_what_was_typed_into_a_document_that_is_not_there_stays(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("3", "e", "end", "backspace", "s", '"')
        service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", "session-004"))
        await pilot.press("escape", "2", "d")
        await said(pilot, "is not on the service, so nothing was deleted.")
        await until(pilot, lambda: screen.document.document and screen.document.document.gone)
        assert '"rebooks"' in shown(pilot)


async def test_the_size_of_what_the_ttl_view_has_read_is_known(service: Service) -> None:
    """Also of documents that no list has shown: nothing is hedged that is known."""
    async with service.explorer().run_test(size=(120, 30), notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "152 · local" in shown(pilot))
        assert "session-148" not in screen.desk.listing.summaries
        await pilot.press("end", "space", "up", "space", "d")
        await said(pilot, "Delete 2 documents of airlineBot?")
        await said(pilot, "104 characters, deleted one by one")
