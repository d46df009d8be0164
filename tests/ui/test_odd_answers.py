"""Whatever a service says of times and TTLs, the explorer shows it or an error, and goes on."""

import re
import time
from typing import Any

import pytest

from tests.ui.conftest import Service, flat, screen_of, shown, until

pytestmark = pytest.mark.usefixtures("few_sessions")

TTL = re.compile(rb'"ttl":\s*"[^"]*"')
CONFIGURED = re.compile(rb'"ttlSecond":\s*\d+')
CREATED = re.compile(rb'"createdAt":\s*"[^"]*"')


def changed(inner: Any, field: bytes, pattern: re.Pattern[bytes], value: bytes) -> Any:
    """Return the service with another value in a field of every answer."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def changing(message: dict[str, Any]) -> None:
            message = dict(message)
            if message["type"] == "http.response.body":
                message["body"] = pattern.sub(field + b":" + value, message.get("body", b""))
            else:
                message["headers"] = [h for h in message["headers"] if h[0] != b"content-length"]
            await send(message)

        await inner(scope, receive, changing)

    return app


EAST, WEST = "Europe/Berlin", "America/New_York"
INSTANTS = [b'"9999-12-31T23:59:59.999Z"', b'"0001-01-01T00:00:00.000Z"', b'"0001-01-01"', b'""']
NUMBERS = [b"-5", b"1e999", b"2.5", b"null", b'"x"', b"9" * 400, b"9" * 5000]
CASES = [
    *((b'"ttl"', TTL, value, zone) for value in INSTANTS for zone in (EAST, WEST)),
    *((b'"createdAt"', CREATED, value, EAST) for value in INSTANTS),
    *((b'"ttlSecond"', CONFIGURED, value, WEST) for value in NUMBERS),
]
"""The fields, and what stands in them; with zones in which the ends of the calendar overflow."""


@pytest.mark.sample(each=5)
@pytest.mark.parametrize(("field", "pattern", "value", "zone"), CASES)
async def test_no_value_ends_it(
    service: Service,
    field: bytes,
    pattern: re.Pattern[bytes],
    value: bytes,
    zone: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "_app", changed(service._app, field, pattern, value))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = screen_of(pilot)
        await until(pilot, lambda: screen.sessions.sessions or " failed ─" in shown(pilot))
        screen._shown.tick()
        await pilot.press("enter", "enter", "x", "escape", "t")
        await pilot.pause()
        await pilot.press("z", "escape")
        assert "A bug of" not in flat(shown(pilot))
