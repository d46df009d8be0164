"""An answer that is wrong, in front of the explorer: usable, and nothing typed lost.

What is the same for each is in `commands/test_read_faults.py`; a refused secret is asked for anew.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from ccs_tui.ui.dialogs.form import FormDialog
from tests.ui.answers import READ_FAULTS, REFUSED
from tests.ui.conftest import Service, flat, open_session, ready, save, shown, type_text, until

pytestmark = pytest.mark.usefixtures("few_sessions")


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


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("name", ["a broken message", "refused", *REFUSED])
async def test_a_fault_is_said_and_nothing_typed_is_lost(service: Service, name: str) -> None:
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "e", "end", "backspace", "s", '"')
        await until(pilot, lambda: "1 unsaved" in shown(pilot))
        service.instead = READ_FAULTS[name]
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
