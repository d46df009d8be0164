"""Trouble on purpose, and the log of requests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import httpx
import pytest
from starlette.types import ASGIApp

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.faults import Trouble, Troubled, parse_latency, parse_rate, parse_share
from ccs_tui.emulator.request_log import Logged
from ccs_tui.emulator.store import Store
from tests.emulator.conftest import ACCOUNT, MovingClock, Service, refused

HEALTH = "/__emulator__/health"


class Ticks:
    """Seconds that pass when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.now += seconds


@asynccontextmanager
async def asking(app: ASGIApp) -> AsyncIterator[Service]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        yield Service(client)


@pytest.fixture
def app(config: EmulatorConfig, store: Store) -> ASGIApp:
    return create_app(config, store)


async def test_each_call_waits(app: ASGIApp) -> None:
    ticks = Ticks()
    troubled = Troubled(app, Trouble(latency_seconds=0.2), Random(1), ticks.pause, ticks)
    async with asking(troubled) as service:
        for _ in range(3):
            assert (await service.v1("GET", "")).status_code == 200
        assert ticks.now == pytest.approx(0.6)
        assert (await service.client.get(HEALTH)).status_code == 200
        assert ticks.now == pytest.approx(0.6)


async def test_a_share_of_the_calls_fails_and_has_done_nothing(app: ASGIApp, store: Store) -> None:
    async with asking(Troubled(app, Trouble(failing=0.25), Random(1))) as service:
        failed = 0
        for n in range(200):
            answer = await service.v1("PUT", f"/bot/s{n:03}/properties/a", "1")
            if answer.status_code != 204:
                refused(answer, 503)
                failed += 1
        assert 30 < failed < 70
        assert len(store.list_sessions(ACCOUNT, "bot", 0, 1_000)) == 200 - failed


async def test_all_calls_fail_but_the_emulator_s_own(app: ASGIApp) -> None:
    async with asking(Troubled(app, Trouble(failing=1.0), Random(1))) as service:
        for _ in range(20):
            refused(await service.v1("GET", ""), 503)
            assert (await service.client.get(HEALTH)).status_code == 200


async def test_calls_above_the_rate_are_429(app: ASGIApp) -> None:
    ticks = Ticks()
    trouble = Trouble(calls_per_second=10)
    async with asking(Troubled(app, trouble, Random(1), ticks.pause, ticks)) as service:
        for _ in range(10):
            assert (await service.v1("GET", "")).status_code == 200
        answer = await service.v1("GET", "")
        refused(answer, 429)
        assert answer.headers["retry-after"] == "1"
        ticks.now += 0.25
        assert [(await service.v1("GET", "")).status_code for _ in range(3)] == [200, 200, 429]
        ticks.now += 3_600
        statuses = [(await service.v1("GET", "")).status_code for _ in range(11)]
        assert statuses == [200] * 10 + [429]


async def test_a_rate_below_one_a_second_lets_one_in(app: ASGIApp) -> None:
    ticks = Ticks()
    trouble = Trouble(calls_per_second=0.5)
    async with asking(Troubled(app, trouble, Random(1), ticks.pause, ticks)) as service:
        assert (await service.v1("GET", "")).status_code == 200
        refused(await service.v1("GET", ""), 429)
        ticks.now += 2
        assert (await service.v1("GET", "")).status_code == 200


@pytest.mark.parametrize(("text", "seconds"), [("200ms", 0.2), ("1.5s", 1.5), ("0s", 0.0)])
def test_a_latency_has_its_unit(text: str, seconds: float) -> None:
    assert parse_latency(text) == seconds


@pytest.mark.parametrize(("text", "share"), [("5%", 0.05), ("0%", 0.0), ("12.5 %", 0.125)])
def test_a_share_is_in_percent(text: str, share: float) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(("text", "rate"), [("10/s", 10.0), ("600/m", 10.0), ("0.5/s", 0.5)])
def test_a_rate_is_by_second_or_minute(text: str, rate: float) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "5", "-5ms", "101%", "5 percent", "0/s", "10/h", "٥%", "x"])
def test_other_figures_are_refused_with_a_sentence(text: str) -> None:
    for parse in (parse_latency, parse_share, parse_rate):
        with pytest.raises(ValueError, match="reads like"):
            parse(text)


# ── the log ────────────────────────────────────────────────────────────────────────────────────


async def test_a_line_a_request_and_never_a_value(app: ASGIApp, clock: MovingClock) -> None:
    lines: list[str] = []
    ticks = Ticks()
    async with asking(Logged(app, lines.append, clock, ticks)) as service:
        await service.log_in()
        await service.v1("PUT", "/bot/s%0A1/properties/p", '"s3cret"')
        await service.v1("GET", "/bot/s%0A1/properties/p")
        await service.v1("GET", "/bot/s%0A1/properties/missing?access_token=t0ken")
    stamp = "2026-05-11T21:37:39.176Z"
    assert lines[1:] == [
        f"{stamp} PUT /v1/account/le12345678/bot/s%0A1/properties/p 204 0 B 0.0 ms",
        f"{stamp} GET /v1/account/le12345678/bot/s%0A1/properties/p 200 6 B 0.0 ms",
        f"{stamp} GET /v1/account/le12345678/bot/s%0A1/properties/missing 404 40 B 0.0 ms",
    ]
    assert "s3cret" not in "".join(lines)
    assert "t0ken" not in "".join(lines)
    assert "test-password" not in "".join(lines)
