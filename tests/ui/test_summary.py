"""`S` sums the namespace up, and leads to the odd one out."""

import asyncio
import re

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.views.scan_parts import ENOUGH
from ccs_tui.ui.views.search import SearchScreen
from ccs_tui.ui.views.summary import SummaryScreen
from tests.ui.conftest import (
    ACCOUNT,
    SESSIONS,
    Service,
    flat,
    opened,
    ready,
    shown,
    until,
    until_shown,
)


async def test_the_odd_one_out_is_one_key_away(service: Service) -> None:
    service.put(SESSIONS[7], {"aaa": None})
    service.put(SESSIONS[8], {"aaa": "text"})
    service.put(SESSIONS[9], {"aaa": "text"})
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("2", "S")
        await until(pilot, lambda: isinstance(pilot.app.screen, SummaryScreen))
        screen = pilot.app.screen
        assert isinstance(screen, SummaryScreen)
        await until(pilot, lambda: screen.summary.is_complete and not screen.is_reading)
        await until(pilot, lambda: "152 documents of" in flat(shown(pilot)))
        await pilot.press("s")
        await until(pilot, lambda: re.search(r"types▴.*\n\W*aaa ", shown(pilot)))
        screen.panel.rows.move_cursor(("aaa",))
        await until(pilot, lambda: "string 2 · null 1" in flat(shown(pilot)))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        await until_shown(pilot, "1 found", SESSIONS[7])
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, SearchScreen))


async def test_while_it_reads_it_says_how_fast_and_how_long_yet(service: Service) -> None:
    """Whoever waits for 100,000 documents wants to know how long."""
    may_go_on = asyncio.Event()
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("2", "S")
        await until(pilot, lambda: isinstance(pilot.app.screen, SummaryScreen))
        screen = pilot.app.screen
        assert isinstance(screen, SummaryScreen)
        await until(pilot, lambda: screen.summary.is_complete and not screen.is_reading)
        assert "/s" not in shown(pilot), "it is over"

        async def once_enough(_: object) -> None:
            if screen.summary.scan.documents >= ENOUGH:
                await may_go_on.wait()

        service.before = once_enough
        await pilot.press("r")
        await until(pilot, lambda: re.search(r"of 151 read · [\d,]+/s", shown(pilot)))
        may_go_on.set()
        await until(pilot, lambda: screen.summary.is_complete and not screen.is_reading)
        await until(pilot, lambda: "/s" not in shown(pilot))


async def test_with_v2_alone_views_say_that_they_count_what_is_known(service: Service) -> None:
    """A namespace may have thousands of documents, of which one was opened here."""
    settings = {"default_namespace": "airlineBot", "namespaces": ["airlineBot"]}
    async with service.explorer(settings, api_key=None).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: screen.desk.namespace == "airlineBot")
        screen.port.go_to(DocumentKey(ACCOUNT, "airlineBot", SESSIONS[7]))
        await until(pilot, lambda: screen.desk.document is not None)
        await pilot.press("2", "S")
        await until_shown(pilot, "2 known documents of", "2 known read")
        await pilot.press("escape", "t")
        await until_shown(pilot, "Expiry · airlineBot", "2 known · local time")
