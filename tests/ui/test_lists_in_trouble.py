"""The lists of namespaces and sessions, of which a reading fails: it is said, and nothing goes."""

from typing import Any

import httpx
import pytest

from ccs_tui.model.profile import Environment
from ccs_tui.ui.app import CcsApp
from tests.ui.answers import answer
from tests.ui.conftest import SESSIONS, Service, flat, opened, ready, shown, until, until_shown

SIZE = (80, 24)
pytestmark = pytest.mark.usefixtures("few_sessions")


async def no_sessions(scope: dict[str, Any]) -> None:
    if "session" in scope["path"]:
        raise httpx.ConnectError("refused")


async def no_namespaces(scope: dict[str, Any]) -> None:
    if scope["path"].endswith("/account/le1"):
        raise httpx.ConnectError("refused")


async def no_ttls(scope: dict[str, Any]) -> None:
    if scope["path"].endswith("/namespace/airlineBot/session"):
        raise httpx.ConnectError("refused")


async def test_sessions_that_can_not_be_listed_at_all_are_said_with_the_key_that_reads_again(
    service: Service,
) -> None:
    service.before = no_sessions
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await opened(pilot)
        await until_shown(pilot, "failed · r reads again", "Listing the sessions", "broke")
        # It is said still once the document that is no session was read and chosen.
        await until(pilot, lambda: screen.document.document is not None)
        await pilot.press("2", "s", "s")
        assert "failed · r reads again" in shown(pilot)
        assert "0+" not in shown(pilot)
        service.before = None
        await pilot.press("r")
        await until_shown(pilot, SESSIONS[0])
        assert "failed" not in shown(pilot)


async def test_namespaces_stay_listed_where_they_can_not_be_listed_again(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("1", "down")
        service.before = no_namespaces
        await pilot.press("r")
        await until_shown(pilot, "Listing the namespaces", "r tries again", "2 · old", "orders")
        service.before = None
        await pilot.press("r")
        await until(pilot, lambda: "old" not in shown(pilot))
        assert "orders" in shown(pilot)


async def test_namespaces_stay_listed_where_the_ttls_of_one_can_not_be_read(
    service: Service,
) -> None:
    service.before = no_ttls
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press("1", "right")
        await until_shown(pilot, "sessions' TTLs", "broke", "orders")
        assert "· old" not in shown(pilot)
        assert "r tries again" not in flat(shown(pilot))


@pytest.mark.parametrize("environment", Environment)
async def test_the_title_line_says_that_both_versions_fail(
    service: Service, environment: Environment
) -> None:
    app = service.explorer({"environment": environment})
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        service.instead = answer(503, b"{}")
        await pilot.press("r")
        await until(pilot, lambda: "v2 answers 503" in shown(pilot).splitlines()[0])
        title = shown(pilot).splitlines()[0]
        assert "v1 answers 503" in title
        assert ("READ-ONLY" in title) == (environment is Environment.PRODUCTION)


async def nothing(_: dict[str, Any]) -> None:
    raise httpx.ConnectError("refused")


async def test_where_nothing_answers_no_panel_is_blank_and_none_offers_what_is_not_there(
    service: Service,
) -> None:
    service.before = nothing
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        text = "No namespace is listed, and so no session. g goes to a document by its name."
        await until(pilot, lambda: text in flat(shown(pilot)))
        await until(pilot, lambda: "none can be chosen. g goes" in flat(shown(pilot)))
        assert "Choose a session" not in flat(shown(pilot))
        assert "/ Filter" not in shown(pilot).splitlines()[-1]
        service.before = None
        await pilot.press("r")
        await until_shown(pilot, SESSIONS[0], "rebook")
        assert "No session is listed" not in flat(shown(pilot))


async def test_one_reason_is_told_once_where_all_that_r_reads_fails(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: screen.document.document is not None)
        service.before = nothing
        await pilot.press("1", "r")
        await until(pilot, lambda: "2 · old" in shown(pilot) and "stale" in shown(pilot))
        await until(pilot, lambda: "13 · old" in shown(pilot))
        app = pilot.app
        assert isinstance(app, CcsApp)
        await until(pilot, lambda: app.messages and "tries again." in flat(shown(pilot)))
        assert len(app.messages) == 1, "the panels say old and stale, and the reason is one"
        assert "service.invalid broke" in app.messages[0].sentence
