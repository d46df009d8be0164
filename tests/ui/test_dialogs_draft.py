"""Edits from before are offered again."""

from datetime import timedelta

import pytest

from ccs_tui.ui.dialogs.draft import Discard, DraftDialog, DraftRow, TakeUp
from tests.ui.conftest import shown
from tests.ui.dialogs import DRAFT, NOTHING, NOW, asking


def dialog(*rows: DraftRow) -> DraftDialog:
    return DraftDialog("session-001", NOW - timedelta(hours=3), NOW, rows or DRAFT)


async def test_what_was_typed_and_what_changed_since() -> None:
    async with asking(dialog()) as (_, pilot):
        text = " ".join(shown(pilot).replace("│", " ").split())
    for said in ("Unsaved edits from 09:00 · session-001", "They were never sent",
                 "2 properties changed on the service since", '~ intent changed "rebook, and say',
                 "changed on the service since", '+ vip added {"tier": "gold"} - note removed',
                 '! slots not JSON { "from": "TLV"',
                 "Restore 4 edits, still unsaved"):  # fmt: skip
        assert said in text


async def test_of_a_document_that_is_gone_it_is_not_said_that_others_changed_it() -> None:
    draft = DraftDialog("session-001", NOW - timedelta(hours=3), NOW, DRAFT, is_gone=True)
    async with asking(draft) as (_, pilot):
        text = " ".join(shown(pilot).replace("│", " ").split())
    assert "session-001 expired or was deleted since" in text
    assert "gone from the service since" in text
    assert "changed on the service" not in text


async def test_nothing_changed_since() -> None:
    async with asking(dialog(DraftRow("a", "added", False))) as (_, pilot):
        assert "What you edited hasn't changed since." in shown(pilot)
        assert "Restore 1 edit," in shown(pilot)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], TakeUp()),
        (["escape"], None),
        (["d"], NOTHING),
        (["d", "y"], Discard()),
        (["d", "n"], NOTHING),
        (["d", "escape", "escape"], None),
    ],
)
async def test_the_answers(keys: list[str], answer: object) -> None:
    async with asking(dialog()) as (app, pilot):
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause()
        assert app.answer == answer


@pytest.mark.parametrize(("button", "answer"), [("#take", TakeUp()), ("#later", None)])
async def test_the_buttons(button: str, answer: object) -> None:
    async with asking(dialog()) as (app, pilot):
        await pilot.click(button)
        await pilot.pause()
        assert app.answer == answer


async def test_many_scroll() -> None:
    rows = [DraftRow(f"name-{at}", "changed", False) for at in range(60)]
    async with asking(dialog(*rows)) as (_, pilot):
        assert "Later" in shown(pilot)
        await pilot.press("end")
        assert "name-59" in shown(pilot)


async def test_data_is_data() -> None:
    async with asking(dialog(DraftRow("[b]\x1b[31m", "changed", False))) as (_, pilot):
        assert "[b]␛[31m" in shown(pilot)
