"""Text of the service acts on no terminal: whatever widget shows it, and whatever it forgot."""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Label, Static

from ccs_tui.model.harmless_text import _ACTED_ON
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.screens.connect import ConnectScreen
from ccs_tui.ui.widgets.line_field import LineField
from tests.ui.conftest import ACCOUNT, Service, open_session, ready, shown, type_text, until
from tests.ui.screens_with_data import MADE, SCREENS, screen_classes

ACTED_ON = [
    *map(chr, (*range(0x20), *range(0x7F, 0xA0))),
    *"\u00ad\u061c\u180e\u200b\u200d\u200e\u200f\u2028\u202a\u202e\u2060\u2066\u2069\ufeff\ufff9",
    "\ud800",
    "\U000e0041",
]
OWNED = "\x1b]0;owned\x07x"
EVERYTHING = OWNED + "\x1b]52;c;b3duZWQ=\x07\x9b2J" + "".join(f"a{c}b" for c in ACTED_ON)


COMPACT = OWNED + "".join(ACTED_ON)
"""All of it in the room of one row."""

SEQUENCE = re.compile(r"\x1b\[[0-9;?]*([A-Za-z])")
OURS = set("mHhl")
"""How the sequences end that a frame is made of: styles, places, and modes set and reset."""
POINTER = "\x1b]22;default\x07"
"""What Textual says of the mouse pointer's shape; of words that are its own."""


@pytest.fixture(autouse=True)
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let everything be written as to a terminal, and look at it at the end."""
    data: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "is_headless", False)
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, text: data.append(text))
    yield data
    look_harmless(data)
    assert not data or "owned" in "".join(data) or "a␀b" in "".join(data)


def look_harmless(written: list[str]) -> None:
    """What was written has our sequences alone, and no other character that is acted on."""
    everything = "".join(written).replace(POINTER, "")
    assert set(SEQUENCE.findall(everything)) <= OURS
    assert set(SEQUENCE.sub("", everything)).intersection(ACTED_ON) <= {"\n"}


def texts(pilot: Any) -> str:
    """Return the text of every line as it is painted, controls of Textual's own left out."""
    strips = pilot.app.screen._compositor.render_strips()
    return "".join(s.text for strip in strips for s in strip if not s.control)


def assert_harmless(pilot: Any) -> None:
    assert set(texts(pilot)).intersection(ACTED_ON) == set()


def test_no_character_that_a_terminal_acts_on_is_printable() -> None:
    """So text that is printable is let through without a look at each character."""
    acted_on = re.findall(_ACTED_ON, "".join(map(chr, range(sys.maxunicode + 1))))
    assert len(acted_on) > 2_000
    assert not [character for character in acted_on if character.isprintable()]


async def test_a_widget_that_forgets_lets_nothing_through(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await screen.mount(Static(EVERYTHING, markup=False), Label(EVERYTHING, markup=False))
        screen.notify(EVERYTHING, title=EVERYTHING, markup=False)
        screen.namespaces.border_subtitle = EVERYTHING.replace("[", "")
        await pilot.pause()
        await until(pilot, lambda: "owned" in shown(pilot))
        assert_harmless(pilot)


async def test_a_toast_shows_what_it_was_given(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        screen.notify(OWNED, markup=False)
        await until(pilot, lambda: "␛]0;owned␇x" in shown(pilot))


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("name", [OWNED, EVERYTHING], ids=["a title", "everything"])
async def test_a_name_in_every_place(service: Service, name: str) -> None:
    name = name.replace("\ud800", "")
    service.put("session-007", {name: {name: name}, "z": 1})
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        for keys in (
            ("3", "home"),
            ("R",),
            ("escape", "right", "down", "R"),
            ("escape", "e"),
            ("escape", "home", "d"),
            ("escape", "y"),
            ("escape", "c"),
            ("escape", "W"),
            ("escape", "3", "z", "f6", "t"),
            ("escape", "U"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            assert_harmless(pilot)
            while pilot.app.screen is not screen:
                await pilot.press("escape")
        await pilot.press("2", "slash")
        await type_text(pilot, "x")
        assert_harmless(pilot)


@pytest.mark.slow
async def test_a_name_that_is_corrected_keeps_what_can_not_be_seen(service: Service) -> None:
    name = OWNED + "a\\b"
    service.put("session-007", {name: 1})
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "end", "R")
        await until(pilot, lambda: pilot.app.screen is not screen)
        typed = pilot.app.screen.query_one(LineField).value
        assert typed == r"\u001b]0;owned\u0007xa\\b"
        await pilot.press("end", "c", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        document = screen.desk.document
        assert document is not None
        assert set(document.edits) == {name, name + "c"}
        assert document.value(name + "c") == "1"


@pytest.mark.slow
async def test_dialogs_are_given_names_as_they_are(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        await ready(pilot)
        for dialog in (
            ConfirmDialog(EVERYTHING, EVERYTHING, EVERYTHING),
            ChoiceDialog(EVERYTHING, (Choice("a", EVERYTHING, "b"),), EVERYTHING),
        ):
            pilot.app.push_screen(dialog)
            await pilot.pause()
            assert_harmless(pilot)
            await pilot.press("escape")


def test_every_screen_has_an_entry() -> None:
    assert set(SCREENS) == screen_classes()


@pytest.mark.slow
async def test_every_screen_shows_what_is_named_so(service: Service, written: list[str]) -> None:
    stored = COMPACT.replace("\ud800", "")
    service.put(stored, {stored: {stored: stored}}, 7_860)
    service.store.create_namespace(ACCOUNT, f"z{stored}", None)
    explorer = service.explorer({"name": stored})
    async with explorer.run_test(size=(100, 30), notifications=True) as pilot:
        screen = await ready(pilot)
        for kind, make in MADE:
            made = make(COMPACT, service, pilot.app)
            written.clear()
            pilot.app.push_screen(made)
            if kind is not ConnectScreen:
                await until(pilot, lambda: "owned" in "".join(written))
            made.notify(COMPACT, title=COMPACT, markup=False)
            await pilot.pause()
            assert_harmless(pilot)
            look_harmless(written)
            while pilot.app.screen is not screen:
                pilot.app.pop_screen()
            pilot.app.clear_notifications()
            await pilot.pause()


async def test_what_a_service_says_of_an_error_is_shown_so(
    service: Service, written: list[str]
) -> None:
    said = json.dumps({"message": COMPACT}).encode()

    async def refuse(send: Any) -> None:
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    async with service.explorer().run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        service.instead = refuse
        written.clear()
        await pilot.press("2", "r")
        await until(pilot, lambda: "owned" in "".join(written))
        assert_harmless(pilot)
