"""The terminal's background: asked for once, answered in any pieces at any time, never typed."""

import pytest
from textual.message import Message

from ccs_tui.ui.terminal import background_question as background_module
from ccs_tui.ui.terminal import input as input_module
from ccs_tui.ui.terminal.background_question import (
    ANSWER_SECONDS,
    BackgroundQuestion,
    BackgroundTold,
)
from ccs_tui.ui.terminal.input import TerminalInput
from ccs_tui.workspace.appearance import Appearance
from tests.ui.conftest import Service, ready, until

LIGHT, DARK = b"\x1b]11;rgb:ffff/fdfd/f5f5\x1b\\", b"\x1b]11;rgb:1e/1e/2e\x07"


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(background_module, "monotonic", time)
    monkeypatch.setattr(input_module, "monotonic", time)
    return time


def asked() -> TerminalInput:
    question = BackgroundQuestion()
    assert question.ask()
    assert question.ask() == "", "it is asked once"
    return TerminalInput(question)


def told(messages: list[Message]) -> list[bool]:
    assert all(isinstance(message, BackgroundTold) for message in messages), messages
    return [message.is_dark for message in messages if isinstance(message, BackgroundTold)]


@pytest.mark.parametrize(("answer", "is_dark"), [(LIGHT, False), (DARK, True)])
def test_an_answer_tells_light_or_dark_however_it_is_cut(
    time: Time, answer: bytes, is_dark: bool
) -> None:
    # After an escape alone nobody can know that an answer goes on.
    for at in range(3, len(answer)):
        terminal = asked()
        messages = [*terminal.feed(answer[:at])]
        # The line stalls in the middle of it.
        for _ in range(8):
            time.now += 0.5
            messages += terminal.tick()
        assert told([*messages, *terminal.feed(answer[at:])]) == [is_dark]


def test_one_that_comes_late_changes_nothing_and_is_not_typed(time: Time) -> None:
    terminal = asked()
    time.now += ANSWER_SECONDS + 0.1
    assert [*terminal.feed(LIGHT)] == []
    assert [*terminal.tick()] == []


def test_one_that_nobody_asked_for_and_nonsense_are_not_typed(time: Time) -> None:
    assert [*TerminalInput().feed(LIGHT)] == []
    for answer in (b"\x1b]11;rgb:zz/00/00\x07", b"\x1b]11;#fff\x07", b"\x1b]10;rgb:0/0/0\x07"):
        assert [*asked().feed(answer)] == []


@pytest.mark.parametrize(("chosen", "theme"), [(None, "day"), ("night", "night")])
async def test_the_explorer_is_light_there_unless_one_chose(
    service: Service, chosen: str | None, theme: str
) -> None:
    app = service.explorer()
    app._appearance = Appearance()
    app._appearance.theme = chosen
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.post_message(BackgroundTold(is_dark=False))
        app.post_message(BackgroundTold(is_dark=False))
        await pilot.pause()
        await until(pilot, lambda: app.theme == theme)
