"""Read-only: locked and unlocked by a key, for a while in production, and never by accident."""

import os
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.client.errors import NotSentError
from ccs_tui.emulator.testing import running_emulator
from ccs_tui.model.connection import Connection
from ccs_tui.model.profile import Environment
from ccs_tui.model.secret import Secret
from ccs_tui.ui import start
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.keys import keys_of
from ccs_tui.ui.screens.explorer.connection_display import countdown
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.terminal.frame import Frame
from ccs_tui.workspace.workspace import Workspace
from tests.ui.conftest import (
    ACCOUNT,
    Service,
    open_session,
    ready,
    save,
    screen_of,
    shown,
    until,
    until_shown,
)
from tests.ui.conftest import type_text as type_into

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (140, 40)
PRODUCTION: dict[str, Any] = {"environment": Environment.PRODUCTION}


def title(pilot: Pilot[None]) -> str:
    return shown(pilot).splitlines()[0]


def told(pilot: Pilot[None]) -> str:
    """Return what the toasts say, which on the screen are broken into lines."""
    return " ".join(notification.message for notification in pilot.app._notifications)


def frame_of(pilot: Pilot[None]) -> tuple[str, str]:
    """Return the colours of the frames of the panel with the focus and of another."""
    namespaces, sessions = screen_of(pilot).namespaces, screen_of(pilot).sessions
    return namespaces.styles.border_top[1].hex6, sessions.styles.border_top[1].hex6


def role(pilot: Pilot[None], name: str) -> str:
    return pilot.app.theme_variables[name].upper()


async def unlock(pilot: Pilot[None], key: str = "f6") -> None:
    await pilot.press(key)
    await until(pilot, lambda: "Type le1 to go on" in shown(pilot))
    await type_into(pilot, ACCOUNT)
    await pilot.press("enter")
    await until(pilot, lambda: "WRITABLE 10:00" in title(pilot))


async def edit(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    """Type into a document, and stay in the editor."""
    await open_session(pilot, screen, "session-007")
    await pilot.press("3", "e", "end", "backspace", "s", '"')
    await until(pilot, lambda: '"rebooks"' in shown(pilot))


# ── production ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
async def test_production_starts_read_only_and_looks_like_production(service: Service) -> None:
    async with service.explorer(PRODUCTION).run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        assert "PRODUCTION" in title(pilot)
        assert title(pilot).rstrip().endswith("READ-ONLY")
        assert frame_of(pilot) == (role(pilot, "production"), role(pilot, "production-frame"))
        await edit(pilot, screen)
        service.requests.clear()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "f6 unlocks it" in told(pilot))
        assert [request for request in service.requests if request[0] != "GET"] == []
        assert '"rebooks"' in shown(pilot)


async def test_unlocking_asks_for_the_account_and_lasts_ten_minutes(service: Service) -> None:
    async with service.explorer(PRODUCTION).run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await unlock(pilot, "R")
        assert frame_of(pilot) == (role(pilot, "production-focus"), role(pilot, "production"))
        service.seconds = 18.5
        screen.port.access.tick()
        await until(pilot, lambda: "WRITABLE  9:42" in title(pilot))
        service.seconds = 19
        screen.port.access.tick()
        await until(pilot, lambda: "WRITABLE  9:41" in title(pilot))
        await edit(pilot, screen)
        await save(pilot)
        await until(pilot, lambda: service.stored("session-007")["intent"] == '"rebooks"')
        service.seconds = 600
        screen.port.access.tick()
        await until(pilot, lambda: title(pilot).rstrip().endswith("READ-ONLY"))
        await until(pilot, lambda: "The time is up: read-only again" in told(pilot))
        await pilot.press("escape", "1")
        assert frame_of(pilot) == (role(pilot, "production"), role(pilot, "production-frame"))


@pytest.mark.slow
async def test_another_word_than_the_account_does_not_unlock(service: Service) -> None:
    async with service.explorer(PRODUCTION).run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        for typed in ("", "le", "LE1", "yes", "y"):
            await pilot.press("f6")
            await until(pilot, lambda: "Type le1 to go on" in shown(pilot))
            await type_into(pilot, typed)
            await pilot.press("enter", "escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert screen.desk.workspace.read_only, typed


@pytest.mark.slow
async def test_the_time_is_over_for_the_transport_whatever_is_shown(service: Service) -> None:
    async with service.explorer(PRODUCTION).run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await unlock(pilot)
        await edit(pilot, screen)
        service.seconds = 600  # no tick has said so yet
        assert "WRITABLE" in title(pilot)
        service.requests.clear()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "is read-only" in told(pilot))
        assert [request for request in service.requests if request[0] != "GET"] == []
        assert '"rebooks"' in shown(pilot)


@pytest.mark.slow
async def test_the_key_locks_at_once_also_while_something_is_typed(service: Service) -> None:
    async with service.explorer(PRODUCTION).run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await unlock(pilot)
        await edit(pilot, screen)
        await pilot.press("f6")
        await until(pilot, lambda: title(pilot).rstrip().endswith("READ-ONLY"))
        assert screen.desk.workspace.read_only
        assert '"rebooks"' in shown(pilot)
        # And back, from where the save was refused.
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "f6 unlocks it" in told(pilot))
        await unlock(pilot)
        await save(pilot)
        await until(pilot, lambda: service.stored("session-007")["intent"] == '"rebooks"')


async def test_a_second_that_passes_changes_the_figures_alone(service: Service) -> None:
    async with service.explorer(PRODUCTION).run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await unlock(pilot)
        lines = []
        for service.seconds in (1, 2):
            screen.port.access.tick()
            await pilot.pause()
            lines.append(shown(pilot).splitlines())
        differing = [
            (y, x)
            for y, (before, after) in enumerate(zip(*lines, strict=True))
            for x, (a, b) in enumerate(zip(before, after, strict=True))
            if a != b
        ]
        assert [lines[1][y][x] for y, x in differing] == ["8"]


@pytest.mark.parametrize("width", [60, 72, 80])
async def test_what_can_be_done_is_said_where_there_is_little_room(
    service: Service, width: int
) -> None:
    async with service.explorer(PRODUCTION).run_test(size=(width, 24)) as pilot:
        await ready(pilot)
        assert title(pilot).rstrip().endswith("READ-ONLY")
        assert "PRODUCTION" in title(pilot)


def test_the_countdown_is_never_over_too_early() -> None:
    assert [countdown(s) for s in (600, 599.9, 581, 60, 59.01, 0.01)] == [
        "10:00", "10:00", " 9:41", " 1:00", " 1:00", " 0:01"
    ]  # fmt: skip


# ── elsewhere ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
async def test_outside_production_a_question_is_enough_until_it_is_locked_again(
    service: Service,
) -> None:
    async with service.explorer({"read_only": True}).run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        assert "READ-ONLY" in title(pilot)
        assert "PRODUCTION" not in title(pilot)
        assert frame_of(pilot) == (role(pilot, "accent"), role(pilot, "frame"))
        await pilot.press("R")
        await until(pilot, lambda: "Write to test?" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: title(pilot).rstrip().endswith("WRITABLE"))
        service.seconds = 10**9
        assert not screen.desk.workspace.read_only
        await pilot.press("R")
        await until(pilot, lambda: title(pilot).rstrip().endswith("READ-ONLY"))


async def test_what_starts_writable_says_nothing_and_can_be_locked(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await until(pilot, lambda: title(pilot).rstrip().endswith("v2 ✓"))
        await pilot.press("R")
        await until(pilot, lambda: title(pilot).rstrip().endswith("READ-ONLY"))
        await pilot.press("2", "d")
        await until(pilot, lambda: "nothing was deleted. f6 unlocks it" in told(pilot))


async def test_a_run_that_was_started_read_only_can_not_be_unlocked(service: Service) -> None:
    explorer = service.explorer(PRODUCTION, read_only=True)
    async with explorer.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("f6")
        await until(pilot, lambda: "start without --read-only" in told(pilot))
        assert pilot.app.screen is screen
        assert screen.desk.workspace.read_only


async def test_a_profile_is_shown_in_its_colour(service: Service) -> None:
    profile = {"colour": "#123456", "environment": Environment.TEST}
    async with service.explorer(profile).run_test(size=SIZE) as pilot:
        await ready(pilot)
        strip = pilot.app.screen._compositor.render_strips()[0]
        colours = {
            segment.text: segment.style.color.triplet.hex
            for segment in strip
            if segment.style and segment.style.color and segment.style.color.triplet
        }
        assert colours["test"] == "#123456"
        assert " TEST " in colours


async def test_the_frame_is_that_of_the_theme_again_after_production(service: Service) -> None:
    async with service.explorer(PRODUCTION).run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert isinstance(pilot.app, CcsApp)
        pilot.app.theme = "day"
        await pilot.pause()
        assert frame_of(pilot) == (role(pilot, "production"), role(pilot, "production-frame"))
        pilot.app.show_frame(Frame.CALM)
        assert frame_of(pilot) == (role(pilot, "accent"), role(pilot, "frame"))


# ── the way there ──────────────────────────────────────────────────────────────────────────────


def connection(url: str, **given: Any) -> Connection:
    return Connection.to(url, ACCOUNT, api_key=Secret("key"), **given)


@pytest.mark.parametrize(
    ("url", "warns"),
    [
        ("http://ccs.example", True),
        ("https://ccs.example", False),
        ("http://127.0.0.1:8700", False),
        ("http://localhost:8700", False),
    ],
)
def test_plain_http_to_another_machine_is_warned_of(url: str, warns: bool) -> None:
    warning = start.connect(connection(url)).warning
    assert (warning is not None) == warns
    if warning:
        assert "ccs.example is not encrypted" in warning


def test_a_version_that_is_not_used_is_not_warned_of() -> None:
    mixed = Connection(
        account="le1",
        v1_url="https://one.example",
        v2_url="http://two.example",
        api_key=Secret("key"),
    )
    assert start.plain_warning(mixed) is None


async def test_the_warning_is_on_the_screen(service: Service) -> None:
    opening = service.start()
    opening = start.Start(opening.waiting, opening.open, "The connection is not encrypted")
    async with CcsApp(opening, service.clock).run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: "The connection is not encrypted" in told(pilot))


async def test_settings_that_are_wrong_end_it_with_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_settings('review = "never"')
    app = CcsApp(start.connect(connection("http://127.0.0.1:9")))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.return_code == 1)
    said = " ".join(capsys.readouterr().err.split())
    assert "review: set it to 'always' or 'production'" in said


# ── profiles ───────────────────────────────────────────────────────────────────────────────────


def write_settings(text: str) -> None:
    folder = Path(os.environ["CCS_CONFIG_DIR"])
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(text, encoding="utf-8")


async def is_closed(workspace: Workspace) -> bool:
    """Whether a workspace can't be used any more."""
    try:
        await workspace.list_namespaces()
    except NotSentError as error:
        return error.advice == "The client is closed."
    return False


@pytest.mark.slow
async def test_p_goes_to_another_profile_and_read_only_goes_along(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_emulator() as emulator:
        write_settings(
            f'[profiles.live]\naccount = "{emulator.account}"\nurl = "{emulator.url}"\n'
            'environment = "production"\napi_key_env = "LIVE_KEY"\n'
        )
        monkeypatch.setenv("LIVE_KEY", emulator.key)
        app = service.explorer(read_only=True)
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            left = (await ready(pilot)).desk.workspace
            await pilot.press("p")
            await until_shown(pilot, "Profiles", "live", "production", "demo")
            await pilot.press("home", "enter")
            await until(pilot, lambda: "PRODUCTION" in title(pilot))
            screen = screen_of(pilot)
            assert len(app.screen_stack) == 1
            assert screen.desk.workspace.profile.name == "live"
            assert screen.desk.workspace.write_lock.permanent
            assert await is_closed(left)
            await until(pilot, lambda: screen.is_open)
            await pilot.press("p")
            await until(pilot, lambda: "Profiles" in shown(pilot))
            await pilot.press("end", "enter")
            await until(pilot, lambda: "airlineBot" in shown(pilot))
            assert screen_of(pilot).desk.workspace.write_lock.permanent
            assert await is_closed(screen.desk.workspace)


@pytest.mark.slow
async def test_unsaved_edits_are_asked_about_before_the_profile_changes(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit(pilot, screen)
        await pilot.press("escape", "p")
        await until(pilot, lambda: "Profiles" in shown(pilot))
        await pilot.press("end", "enter")
        await until(pilot, lambda: "without saving" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert '"rebooks"' in shown(pilot)


async def test_a_profile_whose_secret_is_missing_says_so(service: Service) -> None:
    write_settings('[profiles.live]\naccount = "le1"\nregion = "emea"\n')
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("p")
        await until(pilot, lambda: "Profiles" in shown(pilot))
        await pilot.press("home", "enter")
        await until(pilot, lambda: "set the variable CCS_API_KEY" in told(pilot))
        assert pilot.app.screen is screen


@pytest.mark.slow
async def test_the_first_screen_offers_the_profiles_and_keeps_read_only() -> None:
    app = CcsApp(read_only=True)
    async with app.run_test(size=(100, 34)) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: "Profiles" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "airlineBot" in shown(pilot))
        screen = pilot.app.screen
        assert isinstance(screen, ExplorerScreen)
        assert screen.desk.workspace.write_lock.permanent


# ── in the views ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["t", "S", "U", "L"])
async def test_the_key_that_unlocks_does_it_in_a_view_too(service: Service, key: str) -> None:
    """A view said that f6 unlocks, and f6 that it works in the explorer."""
    app = service.explorer({"read_only": True})
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await pilot.press(key)
        await until(pilot, lambda: pilot.app.screen is not pilot.app.screen_stack[0])
        view = pilot.app.screen
        await pilot.press("f6")
        await until(pilot, lambda: "It is read-only now" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is view and "WRITABLE" in title(pilot))
        await pilot.press("f6")
        await until(pilot, lambda: "READ-ONLY" in title(pilot))
        assert pilot.app.screen is view
        assert "Read-only from now on. f6 unlocks it." in told(pilot)
        assert "f6" in [listed.shown for listed in keys_of(view)]
