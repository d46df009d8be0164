"""Keys of the user's own."""

import os
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button

from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.keymap import PRESETS, bound, keymap_of
from ccs_tui.workspace.appearance import Appearance
from tests.ui.conftest import Service, flat, ready, shown, until
from tests.ui.dialogs_shown import SHOWN


def test_every_id_of_a_preset_exists() -> None:
    known = bound()
    for preset in PRESETS.values():
        assert preset.keys() <= known.keys()


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_written_as_own_keys_has_no_conflict(preset: str) -> None:
    assert keymap_of("usual", PRESETS[preset]) == (dict(PRESETS[preset]), [])


def test_own_keys_go_over_the_preset() -> None:
    keymap, problems = keymap_of("vim", {"list.last": "end, Y", "go": "ctrl+j"})
    assert not problems
    assert keymap["list.last"] == "end,Y"
    assert keymap["list.first"] == "home,H"
    assert keymap["go"] == "ctrl+j"


@pytest.mark.parametrize(
    ("id", "keys", "sentence"),
    [
        ("savee", "f2", "keys.savee: there is no such id; save is near."),
        ("nothing like it", "f2", "keys.nothing like it: there is no such id."),
        ("go", "", "keys.go: nothing is no key: keys read like ctrl+s, f2, slash or x."),
        ("go", "control+x", "keys.go: control+x is no key"),
        ("go", "ctrl+banana", "keys.go: ctrl+banana is no key"),
        ("go", "f2,nokey", "keys.go: nokey is no key"),
        ("go", "d", "keys.go: d is also the key of delete: give that another one, or this."),
        ("list.down", "d", "keys.list.down: d is also the key of delete"),
        ("tree.open", "W", "keys.tree.open: W is also the key of document.whole"),
    ],
)
def test_what_can_not_be_is_named_and_the_usual_key_holds(
    id: str, keys: str, sentence: str
) -> None:
    keymap, (problem,) = keymap_of("usual", {id: keys, "journal": "A,U"})
    assert str(problem).startswith(sentence)
    assert id not in keymap


def test_two_ids_may_change_places() -> None:
    keymap, problems = keymap_of("usual", {"delete": "x", "expiry": "d"})
    assert not problems
    assert (keymap["delete"], keymap["expiry"]) == ("x", "d")


async def test_own_keys_work_and_are_shown(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('keymap = "vim"\n[keys]\nttl = "ctrl+e"\nsavee = "x"\n')
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
    appearance = Appearance.of(os.environ)
    app = CcsApp(service.start(), service.clock, appearance=appearance)
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await ready(pilot)
        await until(pilot, lambda: "there is no such id" in flat(shown(pilot)))
        await until(pilot, lambda: "^e TTL" in shown(pilot))
        await pilot.press("ctrl+e")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)


async def test_buttons_show_own_keys_too(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text(
        '[keys]\n"confirm.yes" = "j"\n"dialog.cancel" = "ctrl+g"\n"conflict.mine" = "b"\n'
    )
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
    app = CcsApp(service.start(), service.clock, appearance=Appearance.of(os.environ))

    async def labels(pilot: Pilot[None], dialog: Screen[Any]) -> list[str]:
        pilot.app.push_screen(dialog)
        await until(pilot, lambda: dialog.is_current and dialog.query(Button))
        return [str(button.label) for button in dialog.query(Button)]

    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await until(pilot, lambda: app._keymap)
        plain = ConfirmDialog("Delete 3 sessions?", "They are gone.", "Delete 3")
        assert await labels(pilot, plain) == ["n  Keep", "j  Delete 3"]
        typed = ConfirmDialog("Delete it?", "All of it.", "Delete", typed="orders")
        assert await labels(pilot, typed) == ["^g  Keep", "enter  Delete"]
        conflict = SHOWN["conflict"]()
        assert (await labels(pilot, conflict))[0].startswith("b  ")
