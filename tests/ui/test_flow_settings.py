"""The setting that skips the review of small changes, and exporting what is too large."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ccs_tui.model.size import LIMIT
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.dialogs.too_large_document import TooLargeDialog
from tests.ui.conftest import Service, open_session, ready, shown, type_text, until

SIZE = (140, 40)


async def test_a_small_change_outside_production_is_sent_at_once_if_that_is_set(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        screen.desk.workspace.preferences = replace(
            screen.desk.workspace.preferences, review="production"
        )
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "e", "end", "backspace", "s", '"', "ctrl+s")
        await until(pilot, lambda: service.stored("session-007")["intent"] == '"rebooks"')
        await until(pilot, lambda: "unsaved" not in shown(pilot))


@pytest.mark.slow
async def test_what_is_too_large_is_exported(service: Service, tmp_path: Path) -> None:
    service.put("session-007", {"transcript": "x" * (LIMIT - 100)})
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "e", "end", "backspace")
        screen.document.editor.insert("y" * 200 + '"')
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, TooLargeDialog))
        await pilot.press("w")
        await until(pilot, lambda: "Export 1 property" in shown(pilot))
        file = tmp_path / "out.json"
        await type_text(pilot, str(file))
        await pilot.press("enter")
        await until(pilot, file.exists)
        await until(pilot, lambda: "Exported 1 property" in shown(pilot))
        assert json.loads(file.read_text()) == {"transcript": "x" * (LIMIT - 100)}
        assert file.stat().st_mode & 0o777 == 0o600
        assert not isinstance(pilot.app.screen, ReviewDialog)
