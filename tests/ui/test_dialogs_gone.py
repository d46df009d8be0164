"""A document that is not there any more is written again."""

from datetime import timedelta
from typing import Any

import pytest

from ccs_tui.model.size import LIMIT
from ccs_tui.ui.dialogs.expiry import NewExpiry
from ccs_tui.ui.dialogs.gone_document import GoneDialog, WriteAgain, Written
from tests.ui.conftest import shown, type_text
from tests.ui.dialogs import NOTHING, NOW, asking, gone, texts

HELD = {"intent": "cancel", "seats": 3, "note": "call"}


def dialog(expiry: float | None = -120, held: Any = HELD) -> GoneDialog:
    at = None if expiry is None else NOW + timedelta(seconds=expiry)
    return GoneDialog(gone(), texts(held), ["intent"], at, NOW)


@pytest.mark.parametrize(
    ("expiry", "said"),
    [
        (-120, "It expired at 11:58."),
        (3_600, "somebody else deleted it: it would have lasted until 13:00."),
        (None, "It expired, or somebody deleted it"),
    ],
)
async def test_it_says_what_happened(expiry: float | None, said: str) -> None:
    async with asking(dialog(expiry), (100, 30)) as (_, pilot):
        text = shown(pilot)
        assert said in " ".join(text.replace("│", " ").split())
        assert "Nothing was sent" in text
        assert "is gone from the service" in text
        assert ("until 13:00, as before" if expiry == 3_600 else "as configured") in text
        assert text.count("edited") == 1


async def test_the_ttl_that_was_to_be_set_is_offered_to_the_second() -> None:
    wanted = NewExpiry(93_784)  # its words leave the seconds out
    asked = GoneDialog(
        gone(), texts(HELD), ["intent"], NOW, NOW, written=Written.TAKEN, wanted=wanted
    )
    async with asking(asked, (100, 30)) as (app, pilot):
        assert "What it had, with what was to be written, is here." in shown(pilot)
        assert ", as was to be set" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app.answer == WriteAgain(("intent", "seats", "note"), 93_784)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], WriteAgain(("intent", "seats", "note"), None)),
        (["down", "space", "enter"], WriteAgain(("intent", "note"), None)),
        (["asterisk", "enter"], WriteAgain((), None)),
        (["tab", "3", "h", "enter"], WriteAgain(("intent", "seats", "note"), 10_800)),
        (["tab", "x", "enter"], NOTHING),
        (["escape"], None),
        (["tab", "tab", "enter"], None),
        (["tab", "tab", "tab", "enter"], WriteAgain(("intent", "seats", "note"), None)),
    ],
)
async def test_the_answers(keys: list[str], answer: object) -> None:
    async with asking(dialog()) as (app, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        assert app.answer == answer


async def test_the_button_says_how_many_and_the_ttl_is_checked() -> None:
    async with asking(dialog()) as (_, pilot):
        assert "Restore 3 properties" in shown(pilot)
        await pilot.press("space")
        assert "Restore 2 properties" in shown(pilot)
        await pilot.press("tab")
        await type_text(pilot, "2h 30m")
        assert "TTL 2 h 30 m" in shown(pilot)
        await pilot.press("x")
        assert "It reads like" in shown(pilot)


async def test_what_is_too_large_is_not_written() -> None:
    held = {"log": "x" * LIMIT, "intent": "cancel"}
    async with asking(dialog(held=held)) as (app, pilot):
        assert "over the limit: mark fewer" in shown(pilot)
        await pilot.press("enter")
        assert app.answer is NOTHING
        await pilot.press("space", "enter")
        await pilot.pause()
        assert app.answer == WriteAgain(("intent",), None)


async def test_a_document_without_properties() -> None:
    async with asking(dialog(held={})) as (app, pilot):
        assert "restored empty" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app.answer == WriteAgain((), None)


async def test_data_is_data() -> None:
    async with asking(dialog(held={"[b]x\x1b[0m": "\x1b[31m\u202e"})) as (_, pilot):
        text = shown(pilot)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[b]x" in text
