"""The explorer ends at any moment, as by a signal: also before its parts are there, or after."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from textual.css.query import NoMatches
from textual.screen import Screen

from ccs_tui.model.log import LOG
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.background_work import TellsBugs
from tests.ui.conftest import Service
from tests.ui.screen_app import ScreenApp

MOMENTS: dict[str, Callable[[CcsApp], bool]] = {
    "before a screen": lambda _: True,
    "a screen without parts": lambda app: bool(app._screen_stack),
    "the lists are there": lambda app: bool(app._screen_stack and app.screen.query("Lists")),
    "the document's frame is gone": lambda app: (
        bool(app._screen_stack and app.screen.query("Lists"))
        and not app.screen.query("#document")
        and bool(app.workers)
    ),
    "all is there": lambda app: bool(app._screen_stack and app.screen.query("DocumentPanel")),
}


async def come(holds: Callable[[], bool]) -> None:
    """Let the loop turn until something holds, with no other task's turn in between."""
    async with asyncio.timeout(20):
        for _ in iter(holds, True):
            await asyncio.sleep(0)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("turns", range(4))
async def test_an_end_at_any_moment_of_its_start_is_no_bug(
    service: Service, caplog: pytest.LogCaptureFixture, moment: str, turns: int
) -> None:
    app = service.explorer()
    running = asyncio.create_task(app.run_async(headless=True, size=(140, 40)))
    await come(lambda: MOMENTS[moment](app))
    for _ in range(turns):
        await asyncio.sleep(0)
    app.exit(return_code=143)
    await asyncio.wait_for(running, 30)
    assert app.return_code == 143
    assert app._exception is None
    assert bugs_in(caplog) == []


@pytest.fixture(autouse=True)
def log_is_seen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    LOG.addHandler(caplog.handler)
    yield
    LOG.removeHandler(caplog.handler)


def bugs_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [text for text in caplog.messages if text.startswith("A bug of ccs-tui")]


class Asks(TellsBugs, Screen[None]):
    """A screen whose worker fails, and as its app ends also a call that was put off."""

    def __init__(self, error: Exception, *, ends: bool) -> None:
        super().__init__()
        self._error, self._ends = error, ends

    def on_mount(self) -> None:
        if self._ends:
            self.app.exit(return_code=3)
        self.run_worker(self._fail(), exit_on_error=False)
        self.app.call_next(self._raise)

    async def _fail(self) -> None:
        raise self._error

    def _raise(self) -> None:
        if self._ends:
            raise self._error


@pytest.mark.parametrize(
    ("error", "ends", "bugs"),
    [
        (NoMatches("#gone"), True, 0),
        (KeyError("gone"), True, 2),
        (NoMatches("#gone"), False, 1),
    ],
    ids=["a part while it ends", "another error while it ends", "a part while it goes on"],
)
async def test_only_a_part_that_is_missing_as_the_app_ends_is_no_bug(
    caplog: pytest.LogCaptureFixture, error: Exception, bugs: int, *, ends: bool
) -> None:
    app = ScreenApp(Asks(error, ends=ends))
    running = asyncio.create_task(app.run_async(headless=True))
    await come(lambda: bool(bugs_in(caplog)) or running.done())
    app.exit(return_code=3)
    await asyncio.wait_for(running, 30)
    assert len(bugs_in(caplog)) == bugs
