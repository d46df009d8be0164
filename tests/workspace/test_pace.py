"""The seconds from one reading to the next."""

from random import Random

import pytest

from ccs_tui.client.errors import CcsError, RateLimitedError, ServiceUnavailableError
from ccs_tui.workspace.pace import JITTER, after_error, after_nothing_new, jittered


@pytest.mark.parametrize(
    ("error", "interval", "usual", "wanted"),
    [
        (CcsError("It failed."), 2.0, 2.0, 4.0),
        (CcsError("It failed."), 50.0, 2.0, 60.0),
        (CcsError("It failed."), 600.0, 600.0, 600.0),
        (RateLimitedError("Too many.", wait_seconds=90.0), 2.0, 2.0, 90.0),
        (RateLimitedError("Too many.", wait_seconds=1.0), 2.0, 2.0, 4.0),
        (ServiceUnavailableError("Down.", status=503, wait_seconds=300.0), 50.0, 2.0, 300.0),
        (ServiceUnavailableError("Down.", status=503), 2.0, 2.0, 4.0),
    ],
)
def test_after_an_error_the_interval_doubles_and_is_at_least_what_the_service_asks_for(
    error: CcsError, interval: float, usual: float, wanted: float
) -> None:
    assert after_error(error, interval, usual) == wanted


def test_where_nothing_changes_the_interval_grows_to_five_usual_ones() -> None:
    interval = 2.0
    for _ in range(20):
        before, interval = interval, after_nothing_new(interval, 2.0)
        assert before <= interval <= 10.0
    assert interval == 10.0


def test_intervals_vary_so_that_readings_do_not_bunch() -> None:
    random = Random(1)
    several = {jittered(10.0, random) for _ in range(50)}
    assert len(several) > 40
    assert all(10 * (1 - JITTER) <= each <= 10 * (1 + JITTER) for each in several)
