"""`^f` in a list searches all documents of the namespace."""

import asyncio
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.views.conversation import ConversationScreen
from ccs_tui.ui.views.search import SearchScreen
from ccs_tui.ui.widgets.line_field import LineField
from tests.ui.conftest import (
    SESSIONS,
    Service,
    flat,
    ready,
    screen_of,
    shown,
    type_text,
    until,
    until_shown,
)

SIZE = (80, 24)


async def asked(pilot: Pilot[Any], query: str) -> SearchScreen:
    """Open the search from the sessions, type a query and start it."""
    await ready(pilot)
    await pilot.press("2", "ctrl+f")
    screen = await searching(pilot)
    await type_text(pilot, query)
    await pilot.press("enter")
    return screen


async def searching(pilot: Pilot[Any]) -> SearchScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
    screen = pilot.app.screen
    assert isinstance(screen, SearchScreen)
    await until(pilot, lambda: screen.is_mounted and screen.focused is not None)
    return screen


async def test_hits_are_listed_with_their_path_and_value_and_one_is_opened(
    service: Service,
) -> None:
    service.put(SESSIONS[140], {"slots": {"to": "LHR"}})
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await asked(pilot, "slots.to=LHR")
        await until_shown(pilot, "1 found", f"{SESSIONS[140]}", "slots.to", '"LHR"', "is LHR")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not screen)
        explorer = pilot.app.screen
        assert isinstance(explorer, ExplorerScreen)
        await until(pilot, lambda: explorer.desk.document)
        assert explorer.desk.key is not None
        assert explorer.desk.key.session == SESSIONS[140]
        # The cursor is on what was found.
        await until(pilot, lambda: "slots.to  string" in shown(pilot))
        await pilot.press("2", "ctrl+f")
        await searching(pilot)
        await until(pilot, lambda: "1 found" in shown(pilot))  # the hits of before


async def test_the_hits_of_before_stand_below_the_line_which_takes_what_is_typed(
    service: Service,
) -> None:
    service.put(SESSIONS[3], {"to-be-found": 1})
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await asked(pilot, "has:to-be-found")
        await until(pilot, lambda: "1 found" in shown(pilot) and screen.rows.has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press("ctrl+f")
        again = await searching(pilot)
        await until(pilot, lambda: "1 found" in shown(pilot))
        field = again.query_one("#query", LineField)
        assert (field.has_focus, field.selected_text) == (True, "has:to-be-found")
        await type_text(pilot, "dx=")  # keys that act on a document, in the list
        await until(pilot, lambda: field.value == "dx=")
        assert pilot.app.screen is again
        await pilot.press("escape")
        await until(pilot, lambda: again.rows.has_focus)


async def test_a_query_that_can_not_be_read_says_why_and_stays(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await asked(pilot, "type:slots=text")
        await until(pilot, lambda: "type: reads like" in flat(shown(pilot)))
        assert screen.search is None


async def test_escape_stops_a_search_and_r_goes_on(service: Service) -> None:
    may_go_on = asyncio.Event()
    async with service.explorer().run_test(size=SIZE) as pilot:
        await ready(pilot)
        service.before = lambda _: may_go_on.wait()
        screen = await asked(pilot, "name:intent")
        await until(pilot, lambda: "esc Stop" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "stopped, r goes on" in flat(shown(pilot)))
        assert pilot.app.screen is screen
        may_go_on.set()
        await pilot.press("r")
        await until(pilot, lambda: "stopped" not in flat(shown(pilot)))
        await until(pilot, lambda: screen.search is not None and screen.search.is_complete)
        await until(pilot, lambda: f"{len(screen.search.hits)} found" in shown(pilot))  # type: ignore[union-attr]
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)


async def test_nothing_found_says_how_many_were_searched(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        await asked(pilot, "nothing-has-this")
        await until_shown(pilot, "None of", "fits nothing-has-this. ^f asks for something else.")


@pytest.mark.slow
async def test_marked_hits_are_acted_on(service: Service) -> None:
    for number in (3, 5):
        service.put(SESSIONS[number], {"to-be-found": 1})
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await asked(pilot, "has:to-be-found")
        await until(pilot, lambda: "2 found" in shown(pilot))
        await until(pilot, lambda: screen.rows.has_focus)
        await pilot.press("space", "space")
        await until(pilot, lambda: "d Delete 2" in shown(pilot))
        await pilot.press("d")
        await until(pilot, lambda: "Delete 2 documents" in flat(shown(pilot)))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.slow
async def test_the_conversation_of_a_hit_lies_over_the_hits_and_leads_to_its_documents(
    service: Service,
) -> None:
    service.put(SESSIONS[3], {"to-be-found": 1})
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await asked(pilot, "has:to-be-found")
        await until(pilot, lambda: "1 found" in shown(pilot) and screen.rows.has_focus)
        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
        await until(pilot, lambda: SESSIONS[3] in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("C")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
        await until(pilot, lambda: "to-be-found" in shown(pilot))
        await pilot.press("enter")
        explorer = screen_of(pilot)
        await until(pilot, lambda: pilot.app.screen is explorer)
        await until(pilot, lambda: explorer.document.is_active and SESSIONS[3] in shown(pilot))


async def test_what_the_list_found_is_never_said_of_a_line_that_was_not_searched(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 30)) as pilot:
        await asked(pilot, "csat>3")
        await until_shown(pilot, "None of", "fits csat>3. ^f asks for something else.")
        await pilot.press("ctrl+f")
        await type_text(pilot, "type:slots.to=nil")
        await pilot.press("enter")
        await until_shown(pilot, "It was not searched: below is still what csat>3 found.")
