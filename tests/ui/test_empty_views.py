"""A view without rows offers no key that acts on one, and one that has some offers to open it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from ccs_tui.client.request_log import RequestLog
from ccs_tui.ui.views.recordings import RecordingsScreen
from ccs_tui.ui.views.request_log import RequestLogScreen
from ccs_tui.workspace.recording_library import RecordingInfo
from ccs_tui.workspace.shown_requests import RequestReader
from tests.ui.conftest import Service, ready, shown, until
from tests.ui.screen_app import ScreenApp

if TYPE_CHECKING:
    from textual.screen import Screen

SIZE = (80, 24)


def keys(text: str) -> str:
    return text.splitlines()[-1]


@pytest.mark.parametrize("kind", ["requests", "recordings"])
async def test_nothing_is_offered_on_no_row(service: Service, kind: str) -> None:
    async def load() -> tuple[list[RecordingInfo], list[str]]:
        return [], []

    async def act(_: Sequence[RecordingInfo]) -> None:
        raise AssertionError

    screen: Screen[Any] = RecordingsScreen(load, act, act, service.clock, "test")
    if kind == "requests":
        reader = RequestReader(RequestLog(), str)
        screen = RequestLogScreen(reader, "le1", service.clock)
    async with ScreenApp(screen).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "esc Back : Command ? Help" in keys(shown(pilot)))
        assert not any(word in keys(shown(pilot)) for word in ("Copy", "Delete", "Filter", "Open"))


async def test_a_request_is_offered_to_be_opened(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("L")
        await until(pilot, lambda: "enter Open y Copy as curl / Filter" in keys(shown(pilot)))
