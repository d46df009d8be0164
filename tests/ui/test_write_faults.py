"""Every way a write's answer can be wrong, after each write of the explorer: said is what is.

`WRITE_FAULTS=all` tries each with each; without it, a part of them.
"""

import os
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from ccs_tui.ui.dialogs.choice import ChoiceDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from tests.ui.conftest import (
    ACCOUNT,
    Service,
    open_session,
    ready,
    save,
    shown,
    type_text,
    until,
)
from tests.ui.flow import edit_intent, reviewed, said, take_to, told
from tests.ui.test_fault_matrix import answer

pytestmark = pytest.mark.usefixtures("few_sessions")

Run = Callable[[Any], Awaitable[None]]
Fault = Callable[[Run, Any], Awaitable[None]]

SESSION = "session-004"
READS = ("GET", "HEAD")


def after(error: httpx.TransportError) -> Fault:
    """The service does it, and its answer is lost on the way."""

    async def fault(run: Run, _: Any) -> None:
        async def nowhere(__: Any) -> None:
            pass

        await run(nowhere)
        raise error

    return fault


def before(error: httpx.TransportError) -> Fault:
    """The request is lost on the way."""

    async def fault(_: Run, __: Any) -> None:
        raise error

    return fault


def instead(status: int, body: bytes = b"", **headers: str) -> Fault:
    """Something else answers, and the service has heard nothing."""

    async def fault(_: Run, send: Any) -> None:
        await answer(status, body, b"text/html", **headers)(send)

    return fault


def done_and(status: int) -> Fault:
    """The service does it, and a proxy answers in its place."""

    async def fault(run: Run, send: Any) -> None:
        async def nowhere(_: Any) -> None:
            pass

        await run(nowhere)
        await answer(status, b"<html>Bad Gateway</html>", b"text/html")(send)

    return fault


FAULTS: dict[str, Fault] = {
    "lost answer": after(httpx.ReadError("reset")),
    "short body": after(httpx.RemoteProtocolError("incomplete body")),
    "hang in the middle": after(httpx.ReadTimeout("slow")),
    "a proxy's 502 after it": done_and(502),
    "a page with 200 after it": done_and(200),
    "reset before it": before(httpx.ReadError("reset")),
    "no connection": before(httpx.ConnectError("refused")),
    "429 for an hour": instead(429, b"{}", retry_after="3600"),
    "503": instead(503, b"{}"),
    "502": instead(502, b"<html>"),
    "404 of a proxy": instead(404, b"<html>"),
    "404 of nobody": instead(404),
    "a redirect": instead(302, location="http://elsewhere.invalid/"),
    "a page with 200": instead(200, b"<html>please log in</html>"),
    "204": instead(204),
}


class Case:
    """A write: what is done before, its keys, whether it is done, and what says that it is."""

    words: str
    edits: int = 0
    """How many edits are open as long as it is not done."""

    async def prepare(self, pilot: Pilot[None], screen: ExplorerScreen, service: Service) -> None:
        await open_session(pilot, screen, SESSION)

    async def write(self, pilot: Pilot[None]) -> None:
        raise NotImplementedError

    def is_done(self, service: Service) -> bool:
        raise NotImplementedError


class Save(Case):
    words, edits = "Saved 1 property", 1

    async def prepare(self, pilot: Pilot[None], screen: ExplorerScreen, service: Service) -> None:
        await edit_intent(pilot, screen, SESSION)

    async def write(self, pilot: Pilot[None]) -> None:
        await save(pilot)

    def is_done(self, service: Service) -> bool:
        return service.stored(SESSION)["intent"] == '"rebook!"'


class Removal(Case):
    words, edits = "Removed 1 property", 1

    async def write(self, pilot: Pilot[None]) -> None:
        await pilot.press("3", "d")
        await said(pilot, "Remove the property intent?")
        await pilot.press("y")
        await said(pilot, "1 unsaved")
        await save(pilot)

    def is_done(self, service: Service) -> bool:
        return "intent" not in service.stored(SESSION)


class Deletion(Case):
    words = f"Deleted {SESSION}"

    async def write(self, pilot: Pilot[None]) -> None:
        await pilot.press("2", "d")
        await said(pilot, f"Delete {SESSION}?")
        await pilot.press("y")

    def is_done(self, service: Service) -> bool:
        return not service.stored(SESSION)


class NamespaceDeletion(Case):
    words = "Deleted the namespace orders"

    async def prepare(self, pilot: Pilot[None], screen: ExplorerScreen, service: Service) -> None:
        screen.namespaces.select("orders")

    async def write(self, pilot: Pilot[None]) -> None:
        await pilot.press("1", "d")
        await said(pilot, "Type orders")
        await type_text(pilot, "orders")
        await pilot.press("enter")

    def is_done(self, service: Service) -> bool:
        return "orders" not in [n.name for n in service.store.list_namespaces(ACCOUNT)]


class Move(Case):
    words = f"Deleted {SESSION}"

    async def write(self, pilot: Pilot[None]) -> None:
        await take_to(pilot, "M", "moved")
        await reviewed(pilot)
        await pilot.press("enter")

    def is_done(self, service: Service) -> bool:
        copied, gone = bool(service.stored("moved")), not service.stored(SESSION)
        assert copied is gone
        return gone


class Undo(Case):
    words = "Restored 1 property"

    async def prepare(self, pilot: Pilot[None], screen: ExplorerScreen, service: Service) -> None:
        await edit_intent(pilot, screen, SESSION)
        await save(pilot)
        await said(pilot, "Saved 1 property")

    async def write(self, pilot: Pilot[None]) -> None:
        await pilot.press("2", "u")
        await reviewed(pilot)
        await pilot.press("enter")

    def is_done(self, service: Service) -> bool:
        return service.stored(SESSION)["intent"] == '"rebook"'


class ExpiryChange(Case):
    words = "Changed the expiry"

    async def prepare(self, pilot: Pilot[None], screen: ExplorerScreen, service: Service) -> None:
        await open_session(pilot, screen, SESSION)
        self.before = service.expires_at(SESSION)

    async def write(self, pilot: Pilot[None]) -> None:
        await pilot.press("x")
        await said(pilot, "When should ")
        await pilot.press("t", "end", "ctrl+u")
        await type_text(pilot, "9h")
        await pilot.press("enter")
        await reviewed(pilot)
        await pilot.press("enter")

    def is_done(self, service: Service) -> bool:
        return service.expires_at(SESSION) != self.before


CASES = (Save, Removal, Deletion, NamespaceDeletion, Move, Undo, ExpiryChange)


QUICK = ("lost answer", "429 for an hour", "404 of nobody")
"""What every write meets in the default run; a save meets everything."""
EVERY = [
    (case, name)
    for case in CASES
    for name in FAULTS
    if case is Save or name in QUICK or "WRITE_FAULTS" in os.environ
]


@pytest.mark.parametrize(("case", "name"), EVERY)
async def test_what_is_said_of_a_write_is_what_the_service_holds(
    service: Service, case: type[Case], name: str
) -> None:
    fault = FAULTS[name]
    whole, faulty = service._app, False

    async def with_faults(scope: Any, receive: Any, send: Any) -> None:
        if faulty and scope["type"] == "http" and scope["method"] not in READS:
            await fault(partial(whole, scope, receive), send)
        else:
            await whole(scope, receive, send)

    service._app = with_faults  # type: ignore[assignment]
    it = case()
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await it.prepare(pilot, screen, service)
        pilot.app.clear_notifications()
        faulty = True
        await it.write(pilot)

        def has_ended() -> bool:
            asked = isinstance(pilot.app.screen, ReviewDialog | ChoiceDialog)
            is_said = bool(pilot.app._notifications) or asked
            return is_said and not screen.desk.workspace.writes.is_busy

        await until(pilot, has_ended)
        faulty = False
        done = it.is_done(service)
        assert (it.words in told(pilot)) is done
        assert "it isn't known" not in told(pilot).lower()
        assert "A bug of ccs-tui" not in shown(pilot)
        if it.edits:
            await until(pilot, lambda: ("1 unsaved" in shown(pilot)) is not done)
        await pilot.press("escape", "r")

        def as_there() -> bool:
            copy = screen.document.document
            if copy is None or copy.gone:
                return True
            stored = service.store.read(copy.key)
            return dict(copy.base.properties) == (dict(stored.properties) if stored else {})

        await until(pilot, as_there)
