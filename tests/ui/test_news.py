"""News: `r` marks what others did since the reading before, and the age of a reading is said."""

import pytest
from textual.pilot import Pilot

from ccs_tui.model.names import DocumentKey
from tests.ui.conftest import ACCOUNT, Service, open_session, ready, shown, until
from tests.ui.flow import edit_intent, said, told

SIZE = (140, 40)
KEY = DocumentKey(ACCOUNT, "airlineBot", "session-004")


def mark(pilot: Pilot[None], name: str) -> str:
    """Return the mark before a property's name, in the document's panel."""
    lines = [line.rpartition("││")[2] for line in shown(pilot).splitlines()]
    before = next(line.partition(name)[0] for line in lines if f" {name} " in line)
    return before.strip("│▌▸ ")


@pytest.mark.slow
async def test_r_marks_what_others_did_until_the_next_r(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        assert mark(pilot, "intent") == ""
        service.put("session-004", {"intent": "bot", "vip": True}, 7_860)
        service.store.delete_properties(KEY, ["slots"])
        await pilot.press("r")
        await said(pilot, "< 1 changed, 1 added, 1 removed")
        assert (mark(pilot, "intent"), mark(pilot, "vip")) == ("<", "<")
        assert "Others removed slots since the reading before." in told(pilot)
        assert "unsaved" not in shown(pilot)
        await pilot.press("r")
        await until(pilot, lambda: "1 changed" not in shown(pilot))
        assert (mark(pilot, "intent"), mark(pilot, "vip")) == ("", "")


async def test_what_changed_inside_a_property_is_marked_where_it_lies(service: Service) -> None:
    service.put("session-004", {"slots": {"from": "TLV", "to": "LHR"}}, 7_860)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("down", "right")
        await until(pilot, lambda: " from " in shown(pilot))
        service.put("session-004", {"slots": {"from": "TLV", "to": "JFK"}}, 7_860)
        await pilot.press("r")
        await until(pilot, lambda: [mark(pilot, n) for n in ("slots", "from", "to")]
                    == ["< ▾", "", "<"])  # fmt: skip


async def test_an_edit_has_its_own_mark_beside_that_of_the_news(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        service.put("session-004", {"intent": "bot", "slots": {}}, 7_860)
        await pilot.press("r")
        await said(pilot, "1 unsaved, 1 conflict  < 2 changed")
        assert (mark(pilot, "intent"), mark(pilot, "slots")) == ("~<", "<")


async def test_a_conflict_is_said_whole_where_there_are_24_lines(service: Service) -> None:
    async with service.explorer().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        service.put("session-004", {"intent": "bot", "slots": {}}, 7_860)
        await pilot.press("r")
        await said(pilot, "1 unsaved, 1 conflict  < 2  2h 11m")


async def test_a_document_says_in_steps_when_it_was_read(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        for seconds, says in ((19, ""), (1, "read 20 s ago"), (15, "read 20 s ago"),
                              (10, "read 40 s ago"), (45, "read 1 m ago")):  # fmt: skip
            service.clock.advance(seconds=seconds)
            screen._shown.tick()
            await pilot.pause()
            assert ("read " in shown(pilot)) is bool(says)
            assert says in shown(pilot)
        await pilot.press("r")
        await until(pilot, lambda: " ago" not in shown(pilot))
