"""`F` follows the list of sessions: what is new or changed rises around the cursor's row."""

from functools import partial

import pytest
from textual.pilot import Pilot

from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.workspace.followed_list import follow
from tests.ui.conftest import SESSIONS, Service, opened, ready, shown, until
from tests.ui.flow import said
from tests.ui.test_columns import line
from tests.workspace.desk_rig import Turns


async def followed(pilot: Pilot[None], turns: Turns) -> ExplorerScreen:
    """Follow the list, with the cursor in its third row."""
    screen = await ready(pilot)
    await until(pilot, lambda: screen.desk.listing.is_complete)
    await pilot.press("2", "down", "down")
    follow(screen.desk, turns.sleep)
    await turns.rest()
    screen._shown.tick()
    return screen


def lines_of(pilot: Pilot[None]) -> list[str]:
    """Return the rows of the list of sessions, from the top."""
    return [line for line in shown(pilot).splitlines() if "session-" in line and "╭" not in line]


async def test_how_old_the_list_may_be_is_cut_off_by_no_marks_and_no_filter(
    service: Service,
) -> None:
    turns = Turns()
    async with service.explorer().run_test(size=(80, 24)) as pilot:
        screen = await followed(pilot, turns)
        for keys, words in (
            ((), "· following <20 s ─"),
            (("space", "space"), "2 marked · 151 · F <20 s ─"),
            (("slash", *"session-1", "enter"), "2 marked · 50 of 151 · F <20 s ─"),
        ):
            await pilot.press(*keys)
            screen._shown.tick()
            await until(pilot, partial(_has, pilot, words))


def _has(pilot: Pilot[None], words: str) -> bool:
    return words in shown(pilot)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_what_changes_rises_around_the_row_under_the_cursor(
    service: Service, size: tuple[int, int]
) -> None:
    turns = Turns()
    async with service.explorer().run_test(size=size) as pilot:
        screen = await followed(pilot, turns)
        rows = screen.sessions.rows
        assert rows.cursor_key == SESSIONS[0]
        place, top = rows.state.cursor, rows.scroll_offset.y
        words = "following, read <20 s ago ─" if size[0] == 140 else "following <20 s ─"
        await until(pilot, lambda: words in shown(pilot))
        service.clock.advance(seconds=3)
        service.put(SESSIONS[100], {"intent": "refund"}, 7_860)
        service.put("session-new", {"intent": "refund"}, 7_860)
        await turns.next()
        await until(pilot, lambda: "session-new" in shown(pilot))
        assert list(rows.visible_keys[:5]) == [
            "", "__default__", SESSIONS[0], "session-new", SESSIONS[100],
        ]  # fmt: skip
        assert (rows.cursor_key, rows.state.cursor) == (SESSIONS[0], place)
        assert rows.scroll_offset.y == top
        await until(pilot, lambda: "+ session-new" in line(pilot, "session-new"))
        assert "< " in line(pilot, SESSIONS[100])
        if size[0] == 140:
            assert "12:00:03" in line(pilot, "session-new")
            await until(pilot, lambda: "~" in line(pilot, SESSIONS[3]))
        # The row under the cursor stays where it is, too, when it is the one that changes.
        service.put(SESSIONS[0], {"intent": "refund"}, 7_860)
        await turns.next()
        await until(pilot, lambda: "< " in line(pilot, SESSIONS[0]))
        assert (rows.cursor_key, rows.state.cursor) == (SESSIONS[0], place)


async def test_the_title_says_how_old_the_list_is_and_that_it_is_stale(service: Service) -> None:
    turns = Turns()
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await followed(pilot, turns)
        await until(pilot, lambda: "following, read <20 s ago" in shown(pilot))
        service.clock.advance(seconds=45)
        screen._shown.tick()
        await until(pilot, lambda: "following, read 40 s ago" in shown(pilot))

        async def refuse(scope: object) -> None:
            raise ConnectionResetError

        service.before = refuse
        await turns.next()
        screen._shown.tick()
        await until(pilot, lambda: "following, stale, read 40 s ago" in shown(pilot))
        service.before = None
        await turns.next()
        screen._shown.tick()
        await until(pilot, lambda: "following, read <20 s ago" in shown(pilot))


@pytest.mark.slow
async def test_no_cell_of_the_screen_is_another_while_nothing_changes(service: Service) -> None:
    turns = Turns()
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await followed(pilot, turns)
        await until(pilot, lambda: "following, read <20 s ago" in shown(pilot))
        await until(pilot, lambda: "~" in line(pilot, SESSIONS[30]))
        await until(pilot, lambda: f"─ {SESSIONS[0]} ─" in shown(pilot))
        service.clock.advance(seconds=3)  # so that no remaining time is at the edge of a minute
        screen._shown.tick()
        await pilot.pause()
        before = screen._compositor.render_strips()
        for _ in range(3):
            service.clock.advance(seconds=2)
            await turns.next()
            screen._shown.tick()
            await pilot.pause()
            assert screen._compositor.render_strips() == before
        assert screen.desk.following is not None
        assert screen.desk.following.read_at == service.clock.now
        service.put(SESSIONS[1], {"intent": "refund"}, 7_860)
        await turns.next()
        await until(pilot, lambda: screen._compositor.render_strips() != before)


async def test_f_begins_and_ends_it(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: screen.desk.listing.is_complete)
        await pilot.press("2", "F")
        await said(pilot, "airlineBot is followed: what is new (+) or changed (<) rises")
        await until(pilot, lambda: "written" in shown(pilot))
        await until(pilot, lambda: "F Follow no more" in shown(pilot))
        await pilot.press("F")
        await said(pilot, "airlineBot is followed no more.")
        await until(
            pilot, lambda: "following" not in shown(pilot) and "written" not in shown(pilot)
        )


async def test_with_v2_alone_it_says_that_there_is_no_list(service: Service) -> None:
    async with service.explorer(
        {"default_namespace": "airlineBot", "namespaces": ["airlineBot"]}, api_key=None
    ).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: screen.desk.namespace == "airlineBot")
        await pilot.press("F")
        await said(pilot, "There is no list to follow: v2 alone can't list sessions")
        assert screen.desk.following is None


async def test_over_a_sorted_list_it_is_said_that_nothing_rises_before_the_sort_is_ended(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: screen.desk.listing.is_complete)
        screen.sessions.sort("session")
        await pilot.press("2", "F")
        await said(pilot, "rises once s has ended the sort by session")
        screen.sessions.sort(None)
        await pilot.press("F", "F")
        await said(pilot, "rises to the top")
