"""The explorer when things go wrong: it says so in one sentence, and nothing typed is lost."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from ccs_tui.model.expiry import Clock
from ccs_tui.model.secret import Secret
from ccs_tui.model.size import LIMIT
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.dialogs.too_large_document import TooLargeDialog
from ccs_tui.ui.start import Start
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.workspace import Workspace
from tests.ui.conftest import (
    Service,
    flat,
    is_waiting,
    open_session,
    opened,
    ready,
    save,
    screen_of,
    shown,
    type_text,
    until,
    until_shown,
)

SIZE = (140, 40)


async def down(_: dict[str, Any]) -> None:
    raise httpx.ConnectError("refused")


async def test_a_wrong_key_is_said_with_what_to_do(service: Service) -> None:
    async with service.explorer(api_key=Secret("wrong")).run_test(size=SIZE) as pilot:
        await until_shown(pilot, "tries again", "403", "Check the key and the account")


async def test_a_wrong_password_leaves_the_lists_usable(service: Service) -> None:
    explorer = service.explorer(password=Secret("wrong"))
    async with explorer.run_test(size=SIZE) as pilot:
        screen = screen_of(pilot)
        await until_shown(pilot, "user and password (401)", "Check both")
        assert len(screen.sessions.sessions) == 151


async def test_a_service_that_is_down_is_said_and_comes_back_with_refresh(
    service: Service,
) -> None:
    service.before = down
    async with service.explorer().run_test(size=SIZE) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "r tries again" in flat(shown(pilot)))
        service.before = None
        await pilot.press("r")
        await ready(pilot)


async def test_a_save_that_fails_keeps_what_was_typed(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "e", "end", "backspace", "s", '"')
        service.before = down
        await pilot.press("ctrl+s")
        await until(
            pilot, lambda: "session-007" in shown(pilot) and not is_waiting(screen, Place.DOCUMENT)
        )
        assert '"rebooks"' in shown(pilot)
        assert "1 unsaved" in shown(pilot)
        assert service.stored("session-007")["intent"] == '"rebook"'
        service.before = None
        await save(pilot)
        await until(pilot, lambda: service.stored("session-007")["intent"] == '"rebooks"')


async def test_a_slow_read_shows_what_it_waits_for_and_escape_cancels_it(service: Service) -> None:
    answer = asyncio.Event()

    async def slow(scope: dict[str, Any]) -> None:
        if scope["path"].endswith("session-ids"):
            await answer.wait()

    service.before = slow
    async with service.explorer().run_test(size=(180, 40)) as pilot:
        screen = await opened(pilot)
        await until(
            pilot, lambda: re.search(r"listing airlineBot \d s · esc cancels", shown(pilot))
        )
        await pilot.press("escape")
        await until(pilot, lambda: "cancelled" in shown(pilot))
        assert not is_waiting(screen, Place.SESSIONS)
        answer.set()
        await pilot.press("r")
        await until(pilot, lambda: len(screen.sessions.sessions) == 151)


@pytest.mark.slow
async def test_the_rest_is_usable_while_a_save_is_slow(service: Service) -> None:
    answer = asyncio.Event()

    async def slow(scope: dict[str, Any]) -> None:
        if scope["method"] == "POST":
            await answer.wait()

    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        service.before = slow
        await pilot.press("3", "e", "end", "backspace", "s", '"')
        await save(pilot)
        # Typed while the save is under way: it must not be taken for saved.
        await pilot.press("e", "end", "left", "x")
        await until(pilot, lambda: '"rebooksx"' in shown(pilot))
        answer.set()
        await until(pilot, lambda: "Saved 1 property" in flat(shown(pilot)))
        assert service.stored("session-007")["intent"] == '"rebooks"'
        assert '"rebooksx"' in shown(pilot)
        assert "1 unsaved" in shown(pilot)


@pytest.mark.slow
async def test_a_save_of_unknown_outcome_is_said_until_it_was_read(service: Service) -> None:
    whole = service._app
    lost = True

    async def losing(scope: Any, receive: Any, send: Any) -> None:
        if lost and scope["type"] == "http" and scope["path"].endswith("/create"):
            await whole(scope, receive, _nothing)
            service.before = down
            raise httpx.ReadError("reset")
        await whole(scope, receive, send)

    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007", query="007")
        service._app = losing  # type: ignore[assignment]
        await pilot.press("3", "e", "end", "backspace", "s", '"', "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "r reads whether it arrived" in flat(shown(pilot)))
        said = flat(shown(pilot))
        assert "it isn't known whether this was done: saved 1 property (intent)" in said
        assert "saved? r reads it" in said
        assert "1 unsaved" in said
        lost, service.before = False, None
        pilot.app.clear_notifications()
        await pilot.press("escape", "r")
        await until(pilot, lambda: "the last save arrived" in flat(shown(pilot)))
        assert "saved? r reads it" not in shown(pilot)
        assert "unsaved" not in shown(pilot)


async def _nothing(_: Any) -> None:
    """Let an answer be lost."""


@pytest.mark.slow
async def test_a_document_over_the_limit_is_refused_before_it_is_sent(service: Service) -> None:
    service.put("session-007", {"transcript": "x" * (LIMIT - 100)})
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "e", "end", "backspace")
        screen.document.editor.insert("y" * 200 + '"')
        await until(pilot, lambda: "too large to save" in shown(pilot))
        service.requests.clear()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, TooLargeDialog))
        assert "transcript" in flat(shown(pilot))
        assert [request for request in service.requests if request[0] != "GET"] == []


async def test_a_document_that_others_filled_meanwhile_is_too_large_too(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        service.put("session-007", {"transcript": "x" * (LIMIT - 80)})
        await pilot.press("3", "e", "end", "backspace")
        screen.document.editor.insert("y" * 200 + '"')
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, TooLargeDialog))
        assert "transcript" in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "yyyy" in shown(pilot))
        assert "2 unsaved" not in shown(pilot)
        assert "1 unsaved" in shown(pilot)


@pytest.mark.slow
async def test_413_of_the_service_is_said_and_keeps_what_was_typed(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "e", "end", "backspace", "s", '"')

        async def too_large(scope: dict[str, Any]) -> None:
            # Between the last reading and the call.
            if scope["path"].endswith("/create"):
                service.put("session-007", {"transcript": "x" * (LIMIT - 68)})

        service.before = too_large
        await save(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, TooLargeDialog))
        assert "service" in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "rebooks" in shown(pilot))
        assert "1 unsaved" in shown(pilot)


async def test_read_only_refuses_every_write(service: Service) -> None:
    async with service.explorer(read_only=True).run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        assert "READ-ONLY" in shown(pilot)
        service.requests.clear()
        await pilot.press("3", "e", "end", "backspace", "s", '"', "ctrl+s")
        await until(pilot, lambda: "read-only" in flat(shown(pilot)))
        await pilot.press("escape", "2", "d")
        await until(pilot, lambda: "nothing was deleted" in flat(shown(pilot)))
        assert '"rebooks"' in shown(pilot)
        assert {method for method, _ in service.requests} <= {"GET"}


@pytest.mark.slow
async def test_v1_alone_lists_and_edits_and_says_that_expiry_is_unknown(service: Service) -> None:
    explorer = service.explorer(user=None, password=None)
    async with explorer.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        assert "v2 –" in shown(pilot)
        assert "expiry unknown" in shown(pilot)
        assert "(namespace document)" not in shown(pilot)
        await open_session(pilot, screen, "session-009")
        await pilot.press("3", "e", "end", "backspace", "s", '"')
        await save(pilot)
        await until(pilot, lambda: "Saved 1 property" in flat(shown(pilot)))
        assert service.stored("session-009")["intent"] == '"rebooks"'
        await pilot.press("escape", "t")
        await until(pilot, lambda: "can't read expiries" in flat(shown(pilot)))


@pytest.mark.slow
async def test_v2_alone_opens_documents_by_name(service: Service) -> None:
    async with service.explorer(api_key=None).run_test(size=SIZE, notifications=True) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: "can't list namespaces" in flat(shown(pilot)))
        await until(pilot, lambda: screen.is_open)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.screen, GoToDialog))
        await type_text(pilot, "le1:airlineBot:session-009")
        await pilot.press("enter")
        await until(pilot, lambda: screen.document.document is not None)
        assert screen.document.document is not None
        assert str(screen.document.document.key) == "le1:airlineBot:session-009"
        assert shown(pilot).count("session-009") == 2
        assert '"rebook"' in shown(pilot)
        assert "v1 –" in shown(pilot)


@pytest.mark.slow
async def test_a_document_that_is_not_there_is_made_by_saving(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("g")
        await type_text(pilot, "nobody")
        await pilot.press("enter")
        await until(pilot, lambda: "although it isn't there" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "not on the service" in shown(pilot))
        await pilot.press("n")
        await type_text(pilot, "a")
        await pilot.press("enter")
        await until(pilot, lambda: screen.document.editor.has_focus)
        await save(pilot)
        await until(pilot, lambda: service.stored("nobody") == {"a": "null"})


async def test_values_can_not_draw_on_the_screen(service: Service) -> None:
    service.put("session-007", {"x[bold]y": "[red]no markup[/red] \x1b[31m \u202e \t end"})
    async with service.explorer().run_test(size=(160, 40)) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        text = shown(pilot)
        assert "[red]no markup[/red]" in text
        assert "x[bold]y" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


async def test_keys_pressed_before_the_service_is_there_do_no_harm(service: Service) -> None:
    there = asyncio.Event()
    start = service.start()

    async def late(clock: Clock) -> Workspace:
        await there.wait()
        return await start.open(clock)

    async with CcsApp(Start("waiting for it", late), service.clock).run_test(size=SIZE) as pilot:
        await pilot.press("r", "n", "d", "y", "t", "g", "ctrl+s", "1", "2", "3", "e", "tab")
        await until(pilot, lambda: "waiting for it" in shown(pilot))
        there.set()
        await ready(pilot)


async def test_a_bug_in_the_background_is_told_and_the_explorer_goes_on(service: Service) -> None:
    async def bug() -> None:
        raise RuntimeError("of a value")

    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        screen.run_worker(bug(), exit_on_error=False)
        await until(pilot, lambda: "A bug of ccs-tui" in flat(shown(pilot)))
        assert "of a value" not in shown(pilot)
        await open_session(pilot, screen, "session-007")


def left_of(pilot: Pilot[None]) -> str:
    """Return what is in the left column of a terminal of 80 cells, as one line."""
    return " ".join(" ".join(line[1:42] for line in shown(pilot).splitlines()).split())


async def test_what_to_do_is_readable_in_a_small_terminal(service: Service) -> None:
    async with service.explorer(api_key=Secret("wrong")).run_test(size=(80, 24)) as pilot:
        screen = screen_of(pilot)
        await until(pilot, lambda: screen.namespaces.rows.empty.endswith("r tries again."))
        await pilot.pause()
        assert " ".join(screen.namespaces.rows.empty.split()) in left_of(pilot)


async def test_of_what_is_too_long_the_advice_stays(service: Service) -> None:
    async with service.explorer().run_test(size=(80, 24)) as pilot:
        screen = await ready(pilot)
        screen.namespaces.show_problem("It went wrong. " * 60 + "Check the URL. r tries again.")
        await pilot.pause()
        assert "…" in shown(pilot)
        assert "Check the URL. r tries again." in left_of(pilot)
