"""Every way an answer can be wrong, in front of the explorer: usable, and nothing typed lost."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from ccs_tui.ui.dialogs.form import FormDialog
from tests.ui.conftest import Service, flat, open_session, ready, save, shown, type_text, until

pytestmark = pytest.mark.usefixtures("few_sessions")

Send = Callable[[dict[str, Any]], Awaitable[None]]
Fault = Callable[[Send], Awaitable[None]]

JSON = b"application/json"


def answer(status: int, body: bytes, kind: bytes = JSON, **headers: str) -> Fault:
    async def send_it(send: Send) -> None:
        head = [(b"content-type", kind)]
        head += [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body})

    return send_it


def breaks(error: type[httpx.TransportError], text: str) -> Fault:
    async def break_it(_: Send) -> None:
        raise error(text)

    return break_it


FAULTS = {
    "truncated JSON": answer(200, b'{"accountId": "le1", "payl'),
    "another content type": answer(200, b"value: 1", b"text/yaml"),
    "a proxy's page": answer(502, b"<html><h1>Bad Gateway</h1></html>", b"text/html"),
    "a page with 200": answer(200, b"<html>please log in</html>", b"text/html"),
    "invalid UTF-8": answer(200, b'{"payload": "\xff\xfe"}'),
    "wrong types": answer(200, b'{"accountId": 1, "payload": [], "ttl": "soon"}'),
    "another document": answer(200, b"[]"),
    "nothing": answer(204, b""),
    "a redirect": answer(302, b"", location="http://elsewhere.invalid/"),
    "not allowed": answer(403, b'{"message": "no"}'),
    "not logged in": answer(401, b'{"message": "no"}'),
    "too many": answer(429, b'{"message": "slow down"}', retry_after="1"),
    "its own trouble": answer(503, b'{"message": "trouble"}'),
    "a broken message": answer(500, b"\x00\xff"),
    "refused": breaks(httpx.ConnectError, "refused"),
    "reset": breaks(httpx.ReadError, "reset"),
    "no answer in time": breaks(httpx.ReadTimeout, "slow"),
    "no name": breaks(httpx.ConnectError, "no such host"),
}


def _is_gone(pilot: Pilot[None], screen: Screen[Any]) -> bool:
    return screen not in pilot.app.screen_stack


async def until_answered(pilot: Pilot[None], holds: Callable[[], bool], *, give: bool) -> None:
    """Wait until it holds, and meanwhile leave the questions for a refused secret, or answer."""
    while True:
        await until(pilot, lambda: holds() or isinstance(pilot.app.screen, FormDialog))
        dialog = pilot.app.screen
        if not isinstance(dialog, FormDialog):
            return
        if give:
            await type_text(pilot, "key" if "API key" in shown(pilot) else "pass")
        await pilot.press("enter" if give else "escape")
        await until(pilot, partial(_is_gone, pilot, dialog))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_a_fault_is_said_and_nothing_typed_is_lost(service: Service, fault: Fault) -> None:
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "e", "end", "backspace", "s", '"')
        await until(pilot, lambda: "1 unsaved" in shown(pilot))
        service.instead = fault
        await pilot.press("ctrl+s")
        await until_answered(pilot, lambda: len(pilot.app._notifications) > 0, give=False)
        assert '"rebooks"' in shown(pilot)
        assert "1 unsaved" in shown(pilot)
        await pilot.press("escape", "r")
        settled = lambda: "stale" in shown(pilot) and not screen.desk.waits  # noqa: E731
        await until_answered(pilot, settled, give=False)
        assert '"rebooks"' in shown(pilot)
        sentences = [note.message for note in pilot.app._notifications] + [flat(shown(pilot))]
        assert not any("A bug of ccs-tui" in sentence for sentence in sentences)
        service.instead = None
        await pilot.press("r")
        settled = lambda: "stale" not in shown(pilot) and not screen.desk.waits  # noqa: E731
        await until_answered(pilot, settled, give=True)
        assert "1 unsaved" in shown(pilot)
        await save(pilot)
        await until(pilot, lambda: service.stored("session-007")["intent"] == '"rebooks"')
