"""The explorer on an emulator in this process, with little data and a clock that stands still."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from time import monotonic
from typing import Any, ClassVar, cast

import pytest
from textual import _callback
from textual._compositor import Compositor
from textual._context import active_app
from textual.app import ScreenError
from textual.css.stylesheet import Stylesheet
from textual.keys import _character_to_key
from textual.pilot import Pilot

from ccs_tui.client import ContextServiceClient, WriteLock
from ccs_tui.client.request_log import RequestLog
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store
from ccs_tui.model.connection import Connection
from ccs_tui.model.expiry import Clock
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DEFAULT_SESSION, DocumentKey
from ccs_tui.model.profile import USUAL, Profile
from ccs_tui.model.secret import Secret
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.start import Start
from ccs_tui.workspace.api_standing import ApiStanding
from ccs_tui.workspace.asked_secrets import AskedSecrets
from ccs_tui.workspace.local_state import open_local_state
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.workspace import Workspace
from tests.ui.frame import frame_text
from tests.ui.rest import at_rest, clocks_put_forward

ACCOUNT = "le1"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SESSIONS = [f"session-{number:03}" for number in range(150)]


class StoppedClock:
    """A clock that goes on only when told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


async def no_sleep(_: float) -> None:
    """Wait for nothing."""


@dataclass
class Service:
    """An emulator with an airline's bot, and the way the next requests are answered.

    `before` is awaited before each request that the app gets: it may wait, or raise. `instead`
    answers in its place.
    """

    clock: StoppedClock = field(default_factory=StoppedClock)
    before: Callable[[dict[str, Any]], Any] | None = None
    instead: Callable[[Any], Any] | None = None
    seconds: float = 0.0
    """What the clock of the write lock shows."""
    requests: list[tuple[str, str]] = field(default_factory=list)
    tells_time: bool = True
    sleep: Callable[[float], Any] = no_sleep
    """What a write does between its attempts."""
    sessions: ClassVar[list[str]] = SESSIONS
    """What is listed, beside the document of all and one named as it."""

    _images: ClassVar[dict[tuple[object, ...], bytes]] = {}
    """What a service begins with, by its sessions and its time: made once, which takes 10 ms."""

    def __post_init__(self) -> None:
        self.store = Store(None, self.clock)
        made = *self.sessions, self.clock()
        if made not in self._images:
            self._fill()
            self._images[made] = self.store.image()
        self.store.restore(self._images[made])
        self._app = create_app(
            EmulatorConfig(ACCOUNT, Secret("key"), "user", Secret("pass"), clock=self.clock),
            self.store,
        )

    def _fill(self) -> None:
        self.store.create_namespace(ACCOUNT, "airlineBot", 30 * 86_400)
        self.store.create_namespace(ACCOUNT, "orders", None)
        for session in [*self.sessions, DEFAULT_SESSION, None]:
            self.put(session, {"intent": "rebook", "slots": {"from": "TLV", "seats": 2}}, 7_860)

    def put(self, session: str | None, properties: dict[str, Any], ttl: int | None = None) -> None:
        payload = {name: encode(value) for name, value in properties.items()}
        self.store.upsert(DocumentKey(ACCOUNT, "airlineBot", session), payload, ttl)

    def stored(self, session: str | None) -> dict[str, str]:
        document = self.store.read(DocumentKey(ACCOUNT, "airlineBot", session))
        return {} if document is None else dict(document.properties)

    def expires_at(self, session: str | None) -> datetime | None:
        document = self.store.read(DocumentKey(ACCOUNT, "airlineBot", session))
        return None if document is None else document.expires_at

    async def app(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.requests.append((scope["method"], scope["path"]))
            if self.before is not None:
                await self.before(scope)
            if self.instead is not None:
                await self.instead(send)
                return
        await self._app(scope, receive, partial(self._dated, send))

    async def _dated(self, send: Any, message: Any) -> None:
        """Send a part of an answer, with the service's time."""
        if message["type"] == "http.response.start" and self.tells_time:
            date = format_datetime(self.clock(), usegmt=True).encode()
            others = [pair for pair in message["headers"] if pair[0].lower() != b"date"]
            message = {**message, "headers": [*others, (b"date", date)]}
        await send(message)

    def start(self, profile: dict[str, Any] | None = None, **connection: Any) -> Start:
        given: dict[str, Any] = {
            "api_key": Secret("key"), "user": "user", "password": Secret("pass"), **connection
        }  # fmt: skip

        async def open_workspace(clock: Clock) -> Workspace:
            connection = Connection.to("http://service.invalid", ACCOUNT, **given)
            opened = Profile(**{"name": "test", "connection": connection, **(profile or {})})
            lock = WriteLock(opened.starts_read_only, clock=lambda: self.seconds)
            standing, secrets = ApiStanding(clock), AskedSecrets(opened)
            client = ContextServiceClient(
                secrets.connection, app=self.app, write_lock=lock, clock=clock, sleep=no_sleep,
                # Time goes on with the service's clock, whatever the machine's is set to.
                ticks=lambda: self.clock().timestamp(), listener=standing.listen,
                request_log=RequestLog(clock),
            )  # fmt: skip
            kept = await asyncio.to_thread(open_local_state, os.environ, clock, USUAL)
            return Workspace(
                client, opened, clock, local=kept, sleep=self.sleep, standing=standing,
                secrets=secrets,
            )  # fmt: skip

        return Start("connecting", open_workspace)

    def explorer(self, profile: dict[str, Any] | None = None, **connection: Any) -> CcsApp:
        return CcsApp(self.start(profile, **connection), self.clock)


@pytest.fixture(autouse=True)
def utc() -> Iterator[None]:
    """Let local time be the same everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide what the environment says of a connection, a terminal and a clipboard."""
    for name in list(os.environ):
        if name in ("CCS_STATE_DIR", "CCS_CONFIG_DIR"):
            continue
        if name.startswith(("CCS_", "TMUX", "SSH_")) or name in ("NO_COLOR", "COLORTERM"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def styles_are_parsed_once() -> Iterator[None]:
    """Parse no style sheet anew for each app of the process."""
    parsed: dict[object, Any] = {}
    parse = Stylesheet._parse_rules

    def parse_once(self: Stylesheet, *what: Any, **more: Any) -> Any:
        key = what, tuple(more.items()), tuple(self._variables.items())
        if key not in parsed:
            parsed[key] = parse(self, *what, **more)
        return parsed[key]

    maps: dict[tuple[int, ...], tuple[dict[str, Any], list[Any]]] = {}

    def map_once(self: Stylesheet) -> dict[str, Any]:
        if self._rules_map is None:
            rules = self.rules
            # The rules are kept beside their map, so that no other ones get their numbers.
            key = tuple(map(id, rules))
            if key not in maps:
                maps[key] = map_rules(self), rules
            self._rules_map = maps[key][0]
        return self._rules_map

    map_rules = cast("Any", Stylesheet.rules_map).fget
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        patch.setattr(Stylesheet, "rules_map", property(map_once))
        yield


@pytest.fixture(scope="session", autouse=True)
def parameters_are_counted_once() -> Iterator[None]:
    """Look at the signature of a function once, and not each time that it is called later."""
    counted: dict[Any, int] = {}
    count = _callback._count_parameters

    def count_once(function: Any) -> int:
        bound = getattr(function, "__self__", None) is not None
        key = getattr(function, "__func__", None), bound
        if key[0] is None:
            return count(function)
        if key not in counted:
            counted[key] = count(function)
        return counted[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_callback, "_count_parameters", count_once)
        yield


@pytest.fixture(autouse=True)
def messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no message go by the clock: on a busy machine it would before a test has seen it."""
    notify = CcsApp.notify

    def notify_for_long(self: CcsApp, message: str, **more: Any) -> None:
        # Those with a time of their own still have a longer one.
        notify(self, message, **{**more, "timeout": 7_200 if more.get("timeout") else None})

    monkeypatch.setattr(CcsApp, "NOTIFICATION_TIMEOUT", 3_600)
    monkeypatch.setattr(CcsApp, "notify", notify_for_long)


@pytest.fixture(autouse=True)
def rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pilot ask the event loop, not the processor's time, whether the app is at rest."""
    monkeypatch.setattr("textual.app.wait_for_idle", at_rest)
    monkeypatch.setattr("textual.pilot.wait_for_idle", at_rest)


@pytest.fixture(scope="session", autouse=True)
def nobody_waits_for_a_clock() -> Iterator[None]:
    """Let a clock that all wait for be put forward."""
    with clocks_put_forward():
        yield


@pytest.fixture(autouse=True)
def frames_unseen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paint no frame: nobody sees it, and it is half of a test. What is looked at is painted then.

    But all are painted for a picture, for a test that is marked `frames`, and with EVERY_FRAME=1.
    """
    seen = "snap_compare" in request.fixturenames or request.node.get_closest_marker("frames")
    if not seen and not os.environ.get("EVERY_FRAME"):
        paint = Compositor.render_update

        def paint_in_full(self: Compositor, full: bool = False, *rest: Any, **options: Any) -> Any:
            # In full: for a picture.
            if full or not active_app.get().is_headless:
                return paint(self, full, *rest, **options)
            self._dirty_regions.clear()
            return None

        monkeypatch.setattr(Compositor, "render_update", paint_in_full)


@pytest.fixture
def few_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a service have few sessions, for tests that are not about the list.

    The documents of a whole screen are read and painted, which is a tenth of such a test.
    """
    monkeypatch.setattr(Service, "sessions", SESSIONS[:12])


@pytest.fixture
def service() -> Service:
    return Service()


def screen_of(pilot: Pilot[None]) -> ExplorerScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, ExplorerScreen)
    return screen


async def until(pilot: Pilot[None], holds: Callable[[], object], seconds: float = 30) -> None:
    """Let the app work until `holds`; fails with what is on the screen if it never does."""
    deadline = monotonic() + seconds
    while not holds():
        if monotonic() > deadline:
            raise AssertionError(f"it never held; on the screen was:\n{shown(pilot)}")
        await at_rest(0.005)
        with suppress(ScreenError):  # of an app that ended
            pilot.app.screen._on_timer_update()


async def until_shown(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all texts are on the screen at once, each in a line, or broken into lines.

    One after another they may come with frames of their own: to look for the first, and then ask
    whether the others are there, fails where the processor is busy.
    """

    def are_there() -> bool:
        lines = shown(pilot)
        words = flat(lines)
        return all(text in lines or text in words for text in texts)

    await until(pilot, are_there)


def flat(text: str) -> str:
    """Return the screen's text as one line, so that wrapped sentences are found."""
    return " ".join(text.replace("│", " ").replace("▌", " ").split())


def shown(pilot: Pilot[None]) -> str:
    """Return the screen as text, with what is behind a dialog."""
    return frame_text(pilot.app)


async def opened(pilot: Pilot[None]) -> ExplorerScreen:
    """Wait until all panels are there: until then, most keys only say that they work later."""
    await pilot.pause()
    screen = screen_of(pilot)
    await until(pilot, lambda: screen.is_open)
    return screen


async def ready(pilot: Pilot[None]) -> ExplorerScreen:
    """Wait until the first namespace, its sessions and its first document are on the screen."""
    screen = await opened(pilot)
    await until(pilot, lambda: screen.document.document is not None)
    return screen


def is_waiting(screen: ExplorerScreen, place: Place) -> bool:
    """Return whether something is waited for at a place, shown already or not."""
    return any(wait.place is place for wait in screen.desk.waits)


async def type_text(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*(_character_to_key(character) for character in text))


async def open_session(
    pilot: Pilot[None], screen: ExplorerScreen, session: str, *, query: str | None = None
) -> None:
    """Go to a session in the list, and open it; with a `query`, filter the list by it first."""
    await pilot.press("2")
    if query is None:
        screen.sessions.rows.move_cursor(session)
    else:
        await pilot.press("slash")
        await type_text(pilot, query)
        await pilot.press("enter")
    await pilot.press("enter")
    await until(
        pilot, lambda: screen.document.document and screen.document.document.key.session == session
    )


async def save(pilot: Pilot[None]) -> None:
    """Save, and send what the review shows."""
    from ccs_tui.ui.dialogs.review import ReviewDialog

    await pilot.press("ctrl+s")
    await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
    await pilot.press("enter")
