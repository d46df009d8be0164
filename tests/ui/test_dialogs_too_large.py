"""A document that is too large: how much must go, and what would do."""

import pytest

from ccs_tui.model.size import LIMIT
from ccs_tui.ui.dialogs.too_large_document import (
    ExportAnswer,
    MoveAnswer,
    TooLargeDialog,
    TrimAnswer,
)
from tests.ui.conftest import shown
from tests.ui.dialogs import KEY, asking

SIZES = {"small": 29_990, "largest": 500_000, "middle": 400_000}
TOTAL = 2 + 29_990 + 500_000 + 400_000 + 2


def dialog(total: int = TOTAL, *, by_service: bool = False) -> TooLargeDialog:
    return TooLargeDialog(KEY, SIZES, total, None if by_service else "nothing was sent")


async def test_how_much_must_go_and_the_largest_first() -> None:
    async with asking(dialog(), (100, 30)) as (_, pilot):
        text = " ".join(shown(pilot).replace("│", " ").split())
    assert "Nothing was sent: it would have 929,994 characters" in text
    assert f"{TOTAL - LIMIT:,} must go" in text
    assert text.index("largest") < text.index("middle") < text.index("small")
    assert "largest 500,000 53 % 429,993 fits" in text
    assert "small 29,990 3 % 2 fits" in text


async def test_the_running_total_says_when_it_fits() -> None:
    sizes = {"a": 400_000, "b": 300_000, "c": 600_000}
    async with asking(TooLargeDialog(KEY, sizes, 1_700_004, "nothing was sent"), (100, 30)) as (
        _,
        pilot,
    ):
        text = " ".join(shown(pilot).split())
    assert "c 600,000 35 % 1,100,003 over" in text
    assert "a 400,000 23 % 700,002 fits" in text


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (TOTAL, "The service refused it, so nothing was saved: it would have"),
        (LIMIT - 10, "We count 799,990: its own count must be higher"),
    ],
)
async def test_the_service_may_have_counted(total: int, said: str) -> None:
    async with asking(dialog(total, by_service=True), (100, 30)) as (_, pilot):
        assert said in " ".join(shown(pilot).replace("│", " ").split())


@pytest.mark.sample(each=2)
@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], TrimAnswer("largest")),
        (["down", "enter"], TrimAnswer("middle")),
        (["m"], MoveAnswer(("largest",))),
        (["end", "w"], ExportAnswer(("small",))),
        (["down", "space", "space", "m"], MoveAnswer(("middle", "small"))),
        (["space", "down", "w"], ExportAnswer(("largest",))),
        (["escape"], None),
        (["space", "escape"], None),
    ],
)
async def test_the_answers(keys: list[str], answer: object) -> None:
    async with asking(dialog()) as (app, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        assert app.answer == answer


@pytest.mark.parametrize(
    ("button", "answer"),
    [("#trim", TrimAnswer("largest")), ("#move", MoveAnswer(("largest",))),
     ("#export", ExportAnswer(("largest",)))],
)  # fmt: skip
async def test_the_buttons(button: str, answer: object) -> None:
    async with asking(dialog()) as (app, pilot):
        await pilot.click(button)
        await pilot.pause()
        assert app.answer == answer


async def test_it_says_whether_what_is_marked_would_do() -> None:
    async with asking(dialog()) as (_, pilot):
        await pilot.press("end")
        text = shown(pilot)
        assert "Without small: 900,003 of 800,000, still 100,003 over" in text
        assert "Move small to another document" in text
        await pilot.press("space", "up", "space")
        text = shown(pilot)
        assert "Without 2 properties: 500,002 of 800,000, it fits" in text
        assert "Export 2 properties to a file" in text
