"""A service that lists only the namespaces with a TTL [V1]: the others are opened by name."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.testing import example_config
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from tests.ui.conftest import ACCOUNT, Service, ready, shown, type_text, until

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (140, 40)
CREDENTIALS: dict[str, Any] = {
    "api_key": Secret("test-key"), "user": "test-user", "password": Secret("test-password"),
}  # fmt: skip


@pytest.fixture
def service(service: Service) -> Service:
    """`airlineBot` has a TTL, `orders` none."""
    config = replace(example_config(service.clock), account=ACCOUNT, lists_all_namespaces=False)
    service._app = create_app(config, service.store)
    return service


@pytest.mark.slow
async def test_it_is_opened_marked_said_once_and_remembered(service: Service) -> None:
    for name in ("orders", "other"):
        service.store.upsert(DocumentKey(ACCOUNT, name, "o1"), {"a": encode(1)}, None)
    async with service.explorer(**CREDENTIALS).run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        assert "orders" not in shown(pilot)
        await pilot.press("g")
        await type_text(pilot, "orders:o1")
        await pilot.press("enter")
        await until(pilot, lambda: "although it isn't there" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "does not list the" in shown(pilot))
        await until(pilot, lambda: is_marked(pilot, "orders"))
        pilot.app.clear_notifications()
        await pilot.press("1", "g")
        await type_text(pilot, "other:o1")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: is_marked(pilot, "other"))
        assert "does not list the" not in shown(pilot)
        await pilot.press("1", "r")
        await until(pilot, lambda: is_marked(pilot, "orders"))
    # The next run has them; one that is listed by then has no mark.
    service.store.create_namespace(ACCOUNT, "other", 3_600)
    async with service.explorer(**CREDENTIALS).run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert is_marked(pilot, "orders")
        assert "other" in shown(pilot)
        assert not is_marked(pilot, "other")


async def test_a_namespace_that_has_nothing_is_not_listed_by_being_named(service: Service) -> None:
    async with service.explorer(**CREDENTIALS).run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await pilot.press("g")
        await type_text(pilot, "tipo:o1")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "There is no such document" in shown(pilot))
        assert "tipo" not in screen.desk.namespaces
        assert "▸ tipo" not in shown(pilot)


@pytest.mark.slow
async def test_a_listed_one_that_is_opened_by_name_has_no_mark(service: Service) -> None:
    async with service.explorer(**CREDENTIALS).run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        for name in ("airlineBot", "conversation"):
            await pilot.press("g")
            await type_text(pilot, f"{name}:session-009")
            await pilot.press("enter")
            await until(pilot, partial(is_at, screen, name))
            assert "not listed" not in shown(pilot)


def is_at(screen: ExplorerScreen, namespace: str) -> bool:
    return screen.desk.namespace == namespace


def is_marked(pilot: Pilot[None], namespace: str) -> bool:
    """Whether a namespace stands below the heading of those that are not listed."""
    _, heading, below = shown(pilot).partition("─ not listed")
    return bool(heading) and f"▸ {namespace}" in below.partition("─ reserved ─")[0]


async def test_a_profiles_namespaces_are_there_and_its_own_is_begun_with(service: Service) -> None:
    profile = {"namespaces": ("orders", "airlineBot"), "default_namespace": "other"}
    service.store.create_namespace(ACCOUNT, "other", None)
    async with service.explorer(profile, **CREDENTIALS).run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await until(pilot, partial(is_at, screen, "other"))
        assert is_marked(pilot, "orders")
        assert is_marked(pilot, "other")
        assert not is_marked(pilot, "airlineBot")


@pytest.mark.parametrize("name", ["airlineBot", "conversation"])
async def test_it_may_begin_at_any_namespace(service: Service, name: str) -> None:
    profile = {"default_namespace": name}
    async with service.explorer(profile, **CREDENTIALS).run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await until(pilot, partial(is_at, screen, name))
        assert "not listed" not in shown(pilot)
