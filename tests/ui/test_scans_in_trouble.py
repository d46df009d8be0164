"""A search and a summary that break off at 80×24: the reason and the way on are told in whole."""

import asyncio
from typing import Any

import httpx
import pytest

from ccs_tui.ui.views.search import SearchScreen
from ccs_tui.ui.views.summary import SummaryScreen
from tests.ui.conftest import Service, ready, shown, type_text, until, until_shown

SIZE = (80, 24)
pytestmark = pytest.mark.usefixtures("few_sessions")
REASON = (
    "Listing the sessions and properties of the namespace le1:airlineBot failed: the connection to "
    "service.invalid broke, 3 times in a row. Check the URL, the network and the proxy."
)


async def no_documents(_: dict[str, Any]) -> None:
    raise httpx.ConnectError("refused")


async def test_a_search_that_broke_off_says_all_of_the_reason(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        await ready(pilot)
        service.before = no_documents
        await pilot.press("ctrl+f")
        await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        await type_text(pilot, "intent=nothing")
        await pilot.press("enter")
        await until_shown(pilot, REASON, "· broke off", "r Go on")
        title = next(line for line in shown(pilot).splitlines() if "broke off" in line)
        assert "searched · 1 not read · broke off ─╮" in title


async def test_a_summary_that_read_nothing_says_why_in_its_place(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        await ready(pilot)
        service.before = no_documents
        await pilot.press("S")
        await until(pilot, lambda: isinstance(pilot.app.screen, SummaryScreen))
        await until_shown(pilot, f"{REASON} r goes on.", "so far", "r Go on")
        assert "Nothing read." not in shown(pilot)
        service.before = None
        await pilot.press("r")
        # The namespace document failed for a reason that passed, so it is read again, too.
        await until_shown(pilot, "14 read", "r Read again")
        assert "so far" not in shown(pilot)
        assert "could not be read" not in shown(pilot)


async def test_no_more_are_said_to_be_searched_than_there_are(service: Service) -> None:
    """The namespace document is read beside the sessions: it said "14 of 13 searched"."""
    service.put(None, {"a": 1})
    go_on = asyncio.Event()
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: screen.desk.listing.total)
        total = screen.desk.listing.total or 0
        await pilot.press("ctrl+f")
        await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        await type_text(pilot, "expires<90d")

        async def held(scope: dict[str, Any]) -> None:
            if "/v2/context/document/" in scope["path"] and "session-" in scope["path"]:
                await go_on.wait()

        service.before = held
        await pilot.press("enter")
        await until_shown(pilot, "expiries to read")
        title = next(line for line in shown(pilot).splitlines() if "expiries to read" in line)
        go_on.set()
        assert f"{total + 1} searched" in title
        assert f"of {total}" not in title
