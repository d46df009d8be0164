"""The steps to a screenshot that several share, and the clock, which goes on when it is told to."""

import html
import re
import time
from datetime import UTC, datetime
from typing import Any

from textual.pilot import Pilot

from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

NOON = datetime(2026, 3, 2, 11, 51, tzinfo=UTC)
PATIENCE_SECONDS = 30.0


class _Clock:
    """A clock that goes on only where a bot talks."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


CLOCK = _Clock()


def explorer_of(pilot: Pilot[Any]) -> ExplorerScreen:
    """Return the explorer, also below another screen."""
    (screen,) = (s for s in pilot.app.screen_stack if isinstance(s, ExplorerScreen))
    return screen


async def ready(pilot: Pilot[Any]) -> None:
    """Wait until the demo is listed."""
    await until_shown(pilot, "1,200")


async def open_session(pilot: Pilot[Any], session: str) -> None:
    """Open a session by its id."""
    await ready(pilot)
    await pilot.press("2", "g")
    await at_rest(pilot)
    await pilot.press(*session, "enter")
    await at_rest(pilot)


async def until_shown(pilot: Pilot[Any], text: str) -> None:
    """Wait until a text is on the screen. Raises TimeoutError, with what is there instead."""
    end = time.monotonic() + PATIENCE_SECONDS
    while text not in (shown := text_of(pilot)):
        if time.monotonic() > end:
            raise TimeoutError(f"{text!r} never came. On the screen is:\n{shown}")
        await pilot.pause(0.02)


async def at_rest(pilot: Pilot[Any]) -> None:
    """Wait until nothing more is read, and nothing changes."""
    before = ""
    while before != (now := text_of(pilot)):
        before = now
        await pilot.pause(0.5)


def text_of(pilot: Pilot[Any]) -> str:
    """Return the text of the screen, run together."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", pilot.app.export_screenshot(simplify=True))
    return html.unescape("".join(texts)).replace("\xa0", " ")
