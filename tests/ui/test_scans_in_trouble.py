"""A search and a summary that break off at 80×24: the reason and the way on are told in whole."""

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
