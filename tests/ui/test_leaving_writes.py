"""Going while something is written: another profile, the end, read-only. No write is cut off."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from ccs_tui.local.journal import Outcome
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from tests.ui.conftest import Service, open_session, ready, save, screen_of, until
from tests.ui.flow import edit_intent, reviewed, said, told

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (120, 40)
SESSION = "session-004"
WAS_UNDER_WAY = (
    "was under way: ccs-tui journal has what was sent of it, if anything was, and what became of "
    "that."
)

Way = Callable[[Pilot[None]], Awaitable[None]]


class Held:
    """Holds each write until `go_on` is set; `reached` says that one is there."""

    def __init__(self, service: Service) -> None:
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()
        service.before = self._before

    async def _before(self, scope: dict[str, Any]) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            self.reached.set()
            await self.go_on.wait()


async def begin_save(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    await edit_intent(pilot, screen, SESSION)
    await save(pilot)


async def begin_deletion(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    await open_session(pilot, screen, SESSION)
    await pilot.press("2", "d")
    await said(pilot, f"Delete {SESSION}?")
    await pilot.press("y")


async def to_the_demo(pilot: Pilot[None]) -> None:
    await pilot.press("1", "p")
    await said(pilot, "Profiles")
    await pilot.press("end", "enter")


async def quit_it(pilot: Pilot[None]) -> None:
    await pilot.press("1", "q")


def is_done(service: Service) -> bool:
    return service.stored(SESSION).get("intent") != '"rebook"'


BEGINS = [begin_save, begin_deletion]


@pytest.mark.matrix
@pytest.mark.parametrize("begin", BEGINS)
@pytest.mark.parametrize("way", [to_the_demo, quit_it])
@pytest.mark.parametrize("leaves", [True, False])
async def test_a_write_ends_before_one_leaves(
    service: Service, begin: Callable[..., Awaitable[None]], way: Way, leaves: bool
) -> None:
    app = service.explorer()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        held = Held(service)
        await begin(pilot, screen)
        await until(pilot, held.reached.is_set)
        await way(pilot)
        await said(pilot, "never cut off")
        await pilot.press("y" if leaves else "escape")
        await pilot.pause()
        assert app.is_running
        assert screen.is_attached
        journal = screen.desk.workspace.local.state.journal
        answered: list[Outcome] = []
        note = screen.desk.workspace.writes.idle

        async def look() -> None:
            await note()
            answered.extend(entry.outcome for entry in journal.entries())

        looking = asyncio.create_task(look())
        held.go_on.set()
        await until(pilot, lambda: is_done(service))
        if leaves and way is to_the_demo:
            await until(pilot, lambda: screen_of(pilot) is not screen)
            await until(pilot, lambda: screen_of(pilot).is_open)
        elif leaves:
            await until(pilot, lambda: not app.is_running)
        else:
            await said(pilot, "Saved 1 property" if begin is begin_save else f"Deleted {SESSION}")
        await looking
        assert answered == [Outcome.DONE]


@pytest.mark.parametrize("begin", BEGINS)
async def test_who_ends_the_program_during_a_write_is_told_where_its_outcome_is(
    service: Service, begin: Callable[..., Awaitable[None]]
) -> None:
    app = service.explorer()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        assert not screen.desk.workspace.writes.left_words
        held = Held(service)
        await begin(pilot, screen)
        await until(pilot, held.reached.is_set)
        app.exit(return_code=143)
        loop = asyncio.get_running_loop()

        def go_on() -> None:
            if app.last_words:
                held.go_on.set()
            else:
                loop.call_soon(go_on)

        go_on()
    assert SESSION in app.last_words
    assert app.last_words.endswith(WAS_UNDER_WAY)
    assert is_done(service)


async def test_who_ends_the_program_before_anything_was_sent_is_told_of_no_outcome(
    service: Service,
) -> None:
    app = service.explorer()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, SESSION)
        await pilot.press("ctrl+s")
        await reviewed(pilot)
        reads, ends = asyncio.Event(), asyncio.Event()

        async def before(_: dict[str, Any]) -> None:
            reads.set()
            await ends.wait()

        service.before = before
        await pilot.press("enter")
        await until(pilot, reads.is_set)
        service.put(SESSION, {"intent": "a bot's"})
        app.exit(return_code=143)
        loop = asyncio.get_running_loop()

        def go_on() -> None:
            if app.last_words:
                ends.set()
            else:
                loop.call_soon(go_on)

        go_on()
    assert app.last_words.endswith(WAS_UNDER_WAY)
    assert ("POST", "/v2/context/document/create") not in service.requests
    assert service.stored(SESSION)["intent"] == '"a bot\'s"'


@pytest.mark.slow
async def test_what_is_said_of_a_save_under_way_ends_with_it(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        held = Held(service)
        await begin_save(pilot, screen)
        await until(pilot, held.reached.is_set)
        await pilot.press("ctrl+s")
        await said(pilot, "is being saved already.")
        held.go_on.set()
        await said(pilot, "Saved 1 property")
        assert "is being saved already." not in told(pilot)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("leaves", [True, False])
async def test_the_question_says_so_when_the_write_ends_meanwhile(
    service: Service, leaves: bool
) -> None:
    app = service.explorer()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        held = Held(service)
        await begin_save(pilot, screen)
        await until(pilot, held.reached.is_set)
        await quit_it(pilot)
        await said(pilot, "Quit once it is done")
        held.go_on.set()
        await said(pilot, "Nothing is being written any more")
        assert "once it is done" not in told(pilot)
        assert is_done(service)
        await pilot.press("y" if leaves else "escape")
        if leaves:
            await until(pilot, lambda: not app.is_running)
        else:
            await until(pilot, lambda: app.screen is screen)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("begin", BEGINS)
async def test_a_write_ends_before_the_program_does(
    service: Service, begin: Callable[..., Awaitable[None]]
) -> None:
    app = service.explorer()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        held = Held(service)
        await begin(pilot, screen)
        await until(pilot, held.reached.is_set)
        # As on a signal: nobody can be asked.
        app.exit()
        asyncio.get_running_loop().call_soon(held.go_on.set)
    assert is_done(service)


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("at", ["before", "between", "after"])
async def test_one_may_quit_while_the_explorer_of_another_profile_comes(
    service: Service, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = service.explorer()
    compose = ExplorerScreen.compose

    def compose_and_quit(screen: ExplorerScreen) -> ComposeResult:
        for number, part in enumerate(compose(screen)):
            if (at, number) in (("before", 0), ("between", 1)):
                app.exit()
            yield part
        app.exit()

    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        monkeypatch.setattr(ExplorerScreen, "compose", compose_and_quit)
        screen.port.open_start(service.start())
        await until(pilot, lambda: not app.is_running)
    assert app.return_code == 0


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("begin", BEGINS)
async def test_read_only_cuts_no_write_off(
    service: Service, begin: Callable[..., Awaitable[None]]
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        held = Held(service)
        await begin(pilot, screen)
        await until(pilot, held.reached.is_set)
        await pilot.press("f6")
        await said(pilot, "Read-only from now on")
        held.go_on.set()
        await said(pilot, "Saved 1 property" if begin is begin_save else f"Deleted {SESSION}")
        assert is_done(service)


@pytest.mark.slow
async def test_read_only_stops_a_save_between_its_steps_and_that_is_said(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, SESSION)
        await pilot.press("down", "d")
        await said(pilot, "Remove the property slots?")
        await pilot.press("y")
        await said(pilot, "2 unsaved")
        held = Held(service)
        await save(pilot)
        await until(pilot, held.reached.is_set)
        await pilot.press("f6")
        held.go_on.set()
        await said(pilot, "The save stopped halfway")
        await said(pilot, "Not removed 1 property (slots)")
        assert list(service.stored(SESSION)) == ["intent", "slots"]
        await pilot.press("l")
        await said(pilot, "1 unsaved")
