"""The first screen: the demo, or a connection that is tried before it is opened."""

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from ccs_tui.emulator.testing import RunningEmulator, running_emulator
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.screens.connect import ConnectScreen
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from tests.ui.conftest import flat, shown, until, until_shown

SIZE = (100, 34)


@pytest.fixture
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator() as running:
        yield running


def fill(pilot: Pilot[None], **values: str) -> None:
    for name, value in values.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = value


@pytest.mark.slow
async def test_it_offers_the_demo() -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        assert "Open the demo" in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExplorerScreen))
        await until(pilot, lambda: "airlineBot" in shown(pilot))


async def test_it_says_what_is_missing() -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        fill(pilot, url="emea", account="le1")
        await pilot.press("f5")
        await until(pilot, lambda: "There are no credentials" in flat(shown(pilot)))


async def test_it_names_the_regions_to_who_mistypes_one() -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        fill(pilot, url="emae", account="le1", api_key="key")
        await pilot.press("f5")
        told = "There is no region emae: it is americas, emea or apac, or type a URL."
        await until(pilot, lambda: told in flat(shown(pilot)))
        assert isinstance(pilot.app.screen, ConnectScreen)


async def test_it_tries_a_connection_and_opens_it(emulator: RunningEmulator) -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        fill(
            pilot, url=emulator.url, account=emulator.account, api_key=emulator.key,
            user=emulator.user, password=emulator.password,
        )  # fmt: skip
        await pilot.press("f5")
        await until(pilot, lambda: "v1: works. v2: works." in flat(shown(pilot)))
        assert emulator.key not in shown(pilot)
        assert emulator.password not in shown(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExplorerScreen))


async def test_it_says_what_does_not_work(emulator: RunningEmulator) -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        fill(
            pilot, url=emulator.url, account=emulator.account, api_key="wrong",
            user=emulator.user, password=emulator.password,
        )  # fmt: skip
        await pilot.press("f5")
        await until_shown(pilot, "v1: key refused. v2: works.", "403", "v2 only")


async def test_plain_http_to_another_machine_is_warned_of_while_it_is_tried() -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        fill(pilot, url="http://ccs.invalid", account="le1", api_key="key")
        await pilot.press("f5")
        await until(pilot, lambda: "The connection to ccs.invalid is not" in flat(shown(pilot)))
        await until(
            pilot,
            lambda: (
                "Trying" not in shown(pilot)
                and "The connection to ccs.invalid is not" in flat(shown(pilot))
            ),
        )
        assert "␊" not in shown(pilot)


async def test_an_unreachable_service_is_said() -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        fill(pilot, url="http://127.0.0.1:9", account="le1", api_key="key")
        await pilot.press("f5")
        await until(pilot, lambda: "127.0.0.1" in flat(shown(pilot)) and "ry" in shown(pilot))
        assert isinstance(pilot.app.screen, ConnectScreen)


async def test_a_missing_region_is_asked_for_by_its_names() -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        await pilot.press("f5")
        told = "The region is missing: it is americas, emea or apac, or type a URL."
        await until(pilot, lambda: told in flat(shown(pilot)))


@pytest.mark.parametrize(
    ("given", "to_blame"),
    [
        ({"account": "le1", "api_key": "key"}, "url"),
        ({"url": "emea", "api_key": "key"}, "account"),
        ({"url": "emea", "account": "le1"}, "api_key"),
        ({"url": "emea", "account": "le1", "user": "bot"}, "password"),
        ({"url": "emea", "account": "le1", "token": "two words"}, "token"),
    ],
)
async def test_the_focus_goes_to_the_field_that_is_to_blame(
    given: dict[str, str], to_blame: str
) -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        fill(pilot, **given)
        await pilot.press("f5")
        await until(pilot, lambda: (pilot.app.focused or pilot.app.screen).id == to_blame)


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
@pytest.mark.parametrize("place", ["demo", "url", "password"])
async def test_a_key_leads_out_of_it_wherever_the_focus_is(place: str, key: str) -> None:
    async with CcsApp().run_test(size=(80, 24)) as pilot:
        pilot.app.screen.query_one(f"#{place}").focus()
        await until_shown(pilot, "ctrl+q Quit")
        await pilot.press(key)
        await until(pilot, lambda: pilot.app._exit)


async def test_what_is_selected_is_copied_and_quits_nothing() -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        fill(pilot, url="emea")
        field = pilot.app.screen.query_one("#url", Input)
        field.focus()
        await until(pilot, lambda: field.selected_text == "emea")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: pilot.app.clipboard == "emea")
        assert not pilot.app._exit


async def test_escape_says_which_key_quits() -> None:
    async with CcsApp().run_test(size=SIZE) as pilot:
        pilot.app.screen.query_one("#url").focus()
        await pilot.press("escape")
        await until_shown(pilot, "esc does nothing here: ctrl+q quits.")
