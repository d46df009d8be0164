"""What was heard of each version last, where attempts end in another order than they began."""

from dataclasses import replace

import pytest

from ccs_tui.client import Attempt
from ccs_tui.workspace.api_standing import Answers, ApiStanding, Heard
from tests.workspace.conftest import NOON, StoppedClock


def attempt(started: float, ended: float, status: int | None, error: str | None = None) -> Attempt:
    return Attempt(
        method="GET",
        path="/v2/context/document/le1/bot/s1",
        number=1,
        status=status,
        error=error or (None if status == 200 else "CcsError"),
        seconds=ended - started,
        wait_seconds=None,
        started=started,
    )


ANSWERED, REFUSED, IN_VAIN = 200, 403, None


@pytest.mark.parametrize(
    ("attempts", "last"),
    [
        ([(0, 1, ANSWERED), (2, 3, IN_VAIN)], Answers.NONE),
        ([(0, 1, IN_VAIN), (2, 3, ANSWERED)], Answers.GOOD),
        # An older one ends later.
        ([(5, 6, ANSWERED), (0, 30, IN_VAIN)], Answers.GOOD),
        ([(5, 6, ANSWERED), (0, 30, REFUSED)], Answers.GOOD),
        # It had no answer although another was answered meanwhile, from before it.
        ([(0, 6, ANSWERED), (5, 30, IN_VAIN)], Answers.GOOD),
        # But an answer is one, also if a newer one had none.
        ([(5, 6, IN_VAIN), (0, 30, ANSWERED)], Answers.GOOD),
        ([(0, 6, ANSWERED), (5, 7, IN_VAIN), (8, 9, IN_VAIN)], Answers.NONE),
    ],
)
def test_the_newest_answer_counts(
    attempts: list[tuple[float, float, int | None]], last: Answers
) -> None:
    standing = ApiStanding()
    for started, ended, status in attempts:
        standing.listen(attempt(started, ended, status))
    assert standing.of("v2").answers is last
    assert standing.of("v1") == Heard()


def test_an_answer_that_the_service_fails_is_an_answer() -> None:
    clock, told = StoppedClock(), []
    standing = ApiStanding(clock)
    standing.changed = lambda: told.append(standing.of("v2"))
    for at, status in enumerate([503, 503, 502, None]):
        standing.listen(attempt(at, at + 0.5, status))
        clock.advance(minutes=1)
    assert [(heard.answers, heard.status) for heard in told] == [
        (Answers.FAILING, 503), (Answers.FAILING, 502), (Answers.NONE, None),
    ]  # fmt: skip
    assert told[0].since == NOON


def test_an_answer_that_is_not_the_services_is_none() -> None:
    standing = ApiStanding()
    standing.listen(attempt(0, 1, 200, "ProtocolError"))
    assert standing.of("v2").answers is Answers.NONE


def test_an_attempt_whose_caller_left_says_nothing_of_the_service() -> None:
    standing = ApiStanding()
    standing.listen(attempt(0, 1, 200))
    standing.listen(replace(attempt(2, 3, None, "RequestTimeoutError"), was_left=True))
    assert standing.of("v2").answers is Answers.GOOD
