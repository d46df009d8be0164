"""The service's clock: what `Date` headers tell of it, and which of them are believed."""

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client import CallLimits, CcsError, Connection, ContextServiceClient, ServiceTime
from tests.client.conftest import BOTH, V1_ONLY, WITH_TOKEN

START = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clocks:
    """A machine and a service, each with a clock, and the seconds that really go by."""

    def __init__(self, apart: timedelta) -> None:
        self.machine, self.service, self.seconds = START, START + apart, 1_000.0

    def go(self, seconds: float) -> None:
        self.seconds += seconds
        self.machine += timedelta(seconds=seconds)
        self.service += timedelta(seconds=seconds)

    def time(self) -> ServiceTime:
        return ServiceTime(lambda: self.machine, lambda: self.seconds)

    def date(self) -> str:
        return format_datetime(self.service.replace(microsecond=0), usegmt=True)

    def call(self, time: ServiceTime, there: float, back: float) -> None:
        sent = self.seconds
        self.go(there)
        date = self.date()
        self.go(back)
        time.observe(date, sent, self.seconds)


def seconds(of: timedelta | None) -> float:
    assert of is not None
    return of.total_seconds()


def test_without_a_date_it_is_the_machines_clock_and_says_so() -> None:
    time = Clocks(HOUR).time()
    assert (time.now(), time.difference, time.uncertainty) == (START, None, None)


def test_a_machine_that_is_not_proven_wrong_is_right() -> None:
    clocks = Clocks(timedelta())
    time = clocks.time()
    for _ in range(9):
        clocks.call(time, 0.03, 0.03)
    assert (time.now(), time.difference) == (clocks.machine, timedelta())


@pytest.mark.parametrize("apart", [-3 * HOUR, timedelta(seconds=-2), timedelta(seconds=2), HOUR])
def test_one_answer_tells_the_difference_to_the_second(apart: timedelta) -> None:
    clocks = Clocks(apart)
    time = clocks.time()
    clocks.call(time, 0.1, 0.1)
    assert abs(time.now() - clocks.service) <= timedelta(seconds=0.6)
    assert seconds(time.difference) == pytest.approx(apart.total_seconds(), abs=0.6)
    assert seconds(time.uncertainty) <= 0.7


@given(
    apart=st.floats(-(10**7), 10**7),
    calls=st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5), st.floats(0, 100)), min_size=1),
)
def test_the_truth_is_within_the_uncertainty_and_it_never_gets_worse_by_a_slow_answer(
    apart: float, calls: list[tuple[float, float, float]]
) -> None:
    clocks = Clocks(timedelta(seconds=apart))
    time = clocks.time()
    for there, back, pause in calls:
        before = time.uncertainty
        clocks.call(time, there, back)
        assert abs(seconds(time.now() - clocks.service)) <= seconds(time.uncertainty) + 1e-3
        if before is not None:
            assert seconds(time.uncertainty) <= seconds(before) * 2 + 0.01
        clocks.go(pause)


def test_a_machine_whose_clock_is_set_or_that_slept_changes_nothing() -> None:
    clocks = Clocks(2 * HOUR)
    time = clocks.time()
    clocks.call(time, 0.1, 0.1)
    clocks.machine -= 5 * HOUR
    clocks.go(8 * 3_600)
    assert abs(time.now() - clocks.service) <= timedelta(seconds=0.6)


def test_a_service_whose_clock_is_set_is_followed() -> None:
    clocks = Clocks(timedelta())
    time = clocks.time()
    clocks.call(time, 0.1, 0.1)
    clocks.service += HOUR
    clocks.call(time, 0.1, 0.1)
    assert abs(time.now() - clocks.service) <= timedelta(seconds=0.6)
    clocks.service -= 3 * HOUR
    clocks.call(time, 0.1, 0.1)
    clocks.go(1)
    clocks.call(time, 0.1, 0.1)
    assert abs(time.now() - clocks.service) <= timedelta(seconds=0.6)


def test_an_answer_that_a_cache_kept_does_not_turn_the_clock_back() -> None:
    clocks = Clocks(timedelta(minutes=1))
    time = clocks.time()
    old = clocks.date()
    clocks.go(600)
    clocks.call(time, 0.1, 0.1)
    for _ in range(5):
        time.observe(old, clocks.seconds - 0.1, clocks.seconds)
        clocks.go(0.5)
    assert abs(time.now() - clocks.service) <= timedelta(seconds=0.7)


@pytest.mark.parametrize(
    "date",
    [None, "", "soon", "Thu, 99 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
     "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "1767225600",
     "Thu, 01 Jan 2026 00:00:00 +9999", "\x00", "é"],
)  # fmt: skip
def test_a_date_that_is_nobodys_clock_is_left_out(date: str | None) -> None:
    time = Clocks(HOUR).time()
    time.observe(date, 0, 0)
    assert time.difference is None


@given(st.text() | st.from_regex(r"\w{3}, \d\d \w{3} \d{1,30} \d\d:\d\d:\d\d .*", fullmatch=True))
def test_whatever_a_date_says_there_is_a_time(date: str) -> None:
    time = Clocks(HOUR).time()
    time.observe(date, 0, 0)
    assert time.now().tzinfo is UTC


# ── which answers are believed ─────────────────────────────────────────────────────────────────

AN_HOUR_AHEAD = format_datetime((START + HOUR).replace(microsecond=0), usegmt=True)


def client(
    answer: Callable[[httpx.Request], httpx.Response], connection: Connection
) -> ContextServiceClient:
    return ContextServiceClient(
        connection,
        transport=httpx.MockTransport(answer),
        limits=CallLimits(tries=1, total_seconds=0.5),
        clock=lambda: START,
    )


async def difference_after(answer: httpx.Response, connection: Connection = WITH_TOKEN) -> float:
    answer.headers["Date"] = AN_HOUR_AHEAD
    async with client(lambda _: answer, connection) as ccs:
        with suppress(CcsError):
            await ccs.read_document("orders", "s")
        difference = ccs.service_time.difference
        return 0 if difference is None else difference.total_seconds()


DOCUMENT = {
    "accountId": "a", "documentKey": "k", "nameSpace": "n", "tenantId": "a", "payload": {},
    "ttl": "2030-01-01T00:00:00.000Z",
}  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "believed"),
    [
        (httpx.Response(200, json=DOCUMENT), True),
        (httpx.Response(404, json={"message": "not there"}), True),
        (httpx.Response(200, json=DOCUMENT, headers={"Age": "12"}), False),
        (httpx.Response(200, json=DOCUMENT, headers={"X-Cache": "HIT from proxy"}), False),
        (httpx.Response(404, html="<html>"), False),
        (httpx.Response(404), False),
        (httpx.Response(200, html="<html>"), False),
        (httpx.Response(302, headers={"Location": "/login"}), False),
        (httpx.Response(502, json={"message": "bad gateway"}), False),
        (httpx.Response(403, html="<html>"), False),
    ],
)
async def test_only_the_services_own_answers_are_believed(
    answer: httpx.Response, *, believed: bool
) -> None:
    assert await difference_after(answer) == (pytest.approx(3_600, abs=0.6) if believed else 0)


async def test_with_v1_alone_its_clock_counts() -> None:
    answer = httpx.Response(200, json={"a": 1})
    assert await difference_after(answer, V1_ONLY) == pytest.approx(3_600, abs=0.6)


async def test_where_the_versions_have_a_host_each_v2s_clock_counts() -> None:
    apart = dataclasses.replace(WITH_TOKEN, v1_url="http://v1.test", v2_url="http://v2.test")

    def answer(request: httpx.Request) -> httpx.Response:
        ahead = HOUR if request.url.host == "v2.test" else -HOUR
        date = format_datetime((START + ahead).replace(microsecond=0), usegmt=True)
        content = DOCUMENT if request.url.host == "v2.test" else []
        return httpx.Response(200, json=content, headers={"Date": date})

    async with client(answer, apart) as ccs:
        await ccs.get_list_of_namespaces()
        assert ccs.service_time.difference is None
        await ccs.read_document("orders", "s")
        await ccs.get_list_of_namespaces()
        assert seconds(ccs.service_time.difference) == pytest.approx(3_600, abs=0.6)


async def test_without_a_date_there_is_no_difference() -> None:
    async with client(lambda _: httpx.Response(200, json=[]), BOTH) as ccs:
        await ccs.get_list_of_namespaces()
        assert ccs.service_time.now() == START
        assert ccs.service_time.difference is None
