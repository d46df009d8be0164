"""The conversation's page: what is listed on it, what it offers, and where its keys lead."""

import asyncio
import re
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.model.address import parse_address
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import Environment
from ccs_tui.ui.views.conversation import ConversationScreen
from ccs_tui.ui.views.timeline import TimelineScreen
from tests.ui.conftest import (
    ACCOUNT,
    SESSIONS,
    Service,
    open_session,
    ready,
    screen_of,
    shown,
    until,
)
from tests.ui.flow import told

TALK, CONSUMER = SESSIONS[0], "consumer-4711"


def put(service: Service, namespace: str, session: str | None, **values: Any) -> None:
    key = DocumentKey(ACCOUNT, namespace, session)
    service.store.upsert(key, {name: encode(value) for name, value in values.items()}, 7_200)


@pytest.fixture
def spread(service: Service) -> Service:
    """Have the first session in two namespaces, and its consumer in a third."""
    service.store.create_namespace(ACCOUNT, "profiles", None)
    put(service, "orders", TALK, status="paid", userId=CONSUMER, consumerId="other")
    put(service, "profiles", CONSUMER, tier="gold")
    return service


async def page(pilot: Pilot[None], *keys: str) -> ConversationScreen:
    """Open the page of a session, and wait until all of it is read."""
    screen = await ready(pilot)
    await open_session(pilot, screen, TALK)
    await pilot.press(*keys, "C")
    await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
    view = pilot.app.screen
    assert isinstance(view, ConversationScreen)
    await settled(pilot, 2)
    return view


async def settled(pilot: Pilot[None], documents: int) -> None:
    """Wait until nothing is read any more, and so many documents are there."""
    await until(pilot, lambda: f"─ {documents} documents" in shown(pilot))


def keys_of(view: ConversationScreen) -> list[tuple[str, str | None]]:
    return [(key.namespace, key.session) for key in view.rows.visible_keys]


def key_of(namespace: str, session: str) -> DocumentKey:
    return DocumentKey(ACCOUNT, namespace, session)


def page_of(pilot: Pilot[None]) -> ConversationScreen:
    assert isinstance(pilot.app.screen, ConversationScreen)
    return pilot.app.screen


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_page_lists_what_is_there_and_keeps_the_rest_in_a_count(
    spread: Service, size: tuple[int, int]
) -> None:
    app = spread.explorer({"environment": Environment.PRODUCTION})
    async with app.run_test(size=size) as pilot:
        view = await page(pilot)
        assert keys_of(view) == [("airlineBot", TALK), ("orders", TALK)]
        text = shown(pilot)
        assert "PRODUCTION" in text
        assert "READ-ONLY" in text
        assert f"{TALK}  in 2 of 3 namespaces" in text
        assert "6 reserved namespaces not looked at" in text
        assert "1 document not there · a shows it" in text
        assert 'intent "rebook" · slots {"from":"TLV","seats":2}' in text
        assert f"i adds {CONSUMER} (userId in orders) and 1 id more" in text
        await pilot.press("a")
        await until(pilot, lambda: ("profiles", TALK) in keys_of(view))
        assert "not there" in shown(pilot)


async def test_an_id_that_a_document_names_is_added_and_a_document_opened(
    spread: Service,
) -> None:
    app = spread.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        view = await page(pilot)
        await pilot.press("i")
        await until(pilot, lambda: "Add to the conversation" in shown(pilot))
        await pilot.press("1")
        await settled(pilot, 3)
        assert ("profiles", CONSUMER) in keys_of(view)
        assert "i adds other (consumerId in orders)" in shown(pilot)
        await pilot.press("end", "enter")
        screen = screen_of(pilot)
        await until(pilot, lambda: screen.desk.key == DocumentKey(ACCOUNT, "profiles", CONSUMER))
        await until(pilot, lambda: "gold" in shown(pilot))


async def test_c_leads_back_from_a_document_to_the_page_it_was_opened_from(
    spread: Service,
) -> None:
    """Also from that of an id that was added, which alone names no other document."""
    app = spread.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        view = await page(pilot, "3")
        await pilot.press("i")
        await until(pilot, lambda: "Add to the conversation" in shown(pilot))
        await pilot.press("1")
        await settled(pilot, 3)
        everything = keys_of(view)
        screen = screen_of(pilot)
        for keys, opened in (("end", ("profiles", CONSUMER)), ("up", ("orders", TALK))):
            await pilot.press(keys, "enter")
            await until(pilot, lambda: pilot.app.screen is screen)
            await until(pilot, partial(lambda key: screen.desk.key == key, key_of(*opened)))
            await pilot.press("C")
            await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
            await settled(pilot, 3)
            view = page_of(pilot)
            assert keys_of(view) == everything
            assert view.rows.cursor_key == key_of(*opened), "one goes on where one was"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        other = key_of("airlineBot", SESSIONS[1])
        screen.port.go_to(other)
        await until(pilot, lambda: screen.desk.key == other)
        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
        await until(pilot, lambda: "─ 1 document" in shown(pilot))
        assert keys_of(page_of(pilot)) == [("airlineBot", SESSIONS[1])], "it is of no page"


async def test_marked_sessions_are_the_set_of_ids(spread: Service) -> None:
    app = spread.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "end")
        await until(pilot, lambda: screen.sessions.rows.cursor_key is not None)
        await pilot.press("shift+up")
        await until(pilot, lambda: len(screen.sessions.rows.marked) == 2)
        marked = set(screen.sessions.rows.marked)
        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
        view = pilot.app.screen
        assert isinstance(view, ConversationScreen)
        await until(pilot, lambda: {key.session for key in view.rows.keys} == marked)


async def test_what_fails_is_marked_and_read_again_and_reads_end_with_the_page(
    spread: Service,
) -> None:
    failing = True
    hangs = asyncio.Event()

    async def before(scope: dict[str, Any]) -> None:
        if scope["path"].endswith(f"/orders/{TALK}") and failing:
            raise OSError("the network is away")
        if scope["path"].endswith("/profiles/" + CONSUMER):
            await hangs.wait()

    app = spread.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, TALK)
        spread.before = before
        await pilot.press("C")
        await until(pilot, lambda: "1 document could not be read · f reads it" in shown(pilot))
        await until(pilot, lambda: "failed:" in shown(pilot))
        await pilot.press("end")
        await until(pilot, lambda: "broke, 3 times in a row. Try again" in told(pilot))
        failing = False
        await pilot.press("f")
        await settled(pilot, 2)
        await pilot.press("i")
        await until(pilot, lambda: "Add to the conversation" in shown(pilot))
        await pilot.press("1")
        await until(pilot, lambda: "5 of 6 read" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        hangs.set()


async def test_a_document_that_can_not_be_read_anew_still_counts(spread: Service) -> None:
    """It said "2 documents" beside "in 3 of 40 namespaces"."""

    async def before(scope: dict[str, Any]) -> None:
        if scope["path"].endswith(f"/orders/{TALK}"):
            raise OSError("the network is away")

    async with spread.explorer().run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, TALK)
        await pilot.press("C")
        await until(pilot, lambda: re.search(r"in (\d+) of", shown(pilot)))
        await until(pilot, lambda: re.search(r" (\d+) documents ─", shown(pilot)))
        before_it = re.findall(r" (\d+) documents ─", shown(pilot))
        assert re.findall(r"in (\d+) of", shown(pilot)) == before_it
        spread.before = before
        await pilot.press("r")
        await until(pilot, lambda: "1 document could not be read" in shown(pilot))
        assert re.findall(r" (\d+) documents ─", shown(pilot)) == before_it


@pytest.mark.slow
async def test_where_there_is_no_session_those_of_before_are_offered(spread: Service) -> None:
    app = spread.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await pilot.press("1", "C")
        await until(pilot, lambda: "Go to one, and press it there." in told(pilot))
        await page(pilot)
        await pilot.press("i")
        await until(pilot, lambda: "Add to the conversation" in shown(pilot))
        await pilot.press("1")
        await settled(pilot, 3)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("1", "C")
        await until(pilot, lambda: "and 1 id more" in shown(pilot))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
        await settled(pilot, 3)
        view = pilot.app.screen
        assert isinstance(view, ConversationScreen)
        assert ("profiles", CONSUMER) in keys_of(view)


@pytest.mark.slow
async def test_ids_and_a_table_of_the_documents_are_copied(spread: Service) -> None:
    app = spread.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        await page(pilot)
        await pilot.press("asterisk", "y")
        await until(pilot, lambda: "2 document keys" in shown(pilot))
        await pilot.press("t")
        await until(pilot, lambda: pilot.app.clipboard.startswith("namespace\tsession"))
        await pilot.press("y")
        await until(pilot, lambda: "2 addresses" in shown(pilot))
        await pilot.press("a")
        await until(pilot, lambda: pilot.app.clipboard.startswith("ccs:"))
        copied = pilot.app.clipboard.splitlines()
        assert [parse_address(each).session for each in copied] == [TALK, TALK]


async def test_the_ticket_is_of_all_documents_of_the_conversation(spread: Service) -> None:
    """None of them was watched: it has each as it is now."""
    async with spread.explorer().run_test(size=(120, 30), notifications=True) as pilot:
        await page(pilot)
        copied: list[str] = []
        pilot.app.copy_to_clipboard = copied.append  # type: ignore[method-assign,assignment]
        await pilot.press("T")
        await until(pilot, lambda: "Ticket of 2 documents, 2 steps" in shown(pilot))
        await pilot.press("m")
        await until(pilot, lambda: "to the clipboard" in shown(pilot))
        await pilot.press("c")
        await until(pilot, lambda: copied)
        (text,) = copied
        assert text.startswith(f"# 2 documents of `{TALK}`\n")
        for namespace in ("airlineBot", "orders"):
            assert f"\n## `{TALK}` in `{namespace}`\n" in text


async def test_all_documents_of_the_conversation_are_watched(spread: Service) -> None:
    app = spread.explorer()
    async with app.run_test(size=(100, 30)) as pilot:
        view = await page(pilot)
        screen = screen_of(pilot)
        await pilot.press("w")
        await until(pilot, lambda: len(screen.desk.watching.watched) == 2)
        assert [*screen.desk.watching.watched] == [*view.rows.keys]
        watches = screen.desk.watching.watched.values()
        await until(pilot, lambda: all(watch.steps == 1 for watch in watches))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen))
        await until(pilot, lambda: "1 step" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is view)
        await pilot.press("w")
        await until(pilot, lambda: not screen.desk.watching.watched)
