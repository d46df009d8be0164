"""Keys that arrive all at once do what they do when they are typed slowly."""

import asyncio
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.widgets import Input

from ccs_tui.model.key_priority import KEYS
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.terminal.typed_ahead import TypedAheadApp, end_after_typed
from tests.ui.conftest import Service, ready, shown, until

PATIENCE_SECONDS = 10.0
"""The longest that a frame is waited for which never comes if something is wrong."""


def at_once(app: object, text: str) -> list[events.Key]:
    names = {"\r": "enter", "\x1b": "escape"}
    return [events.Key(names.get(c) or _character_to_key(c), c) for c in text]


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("word", ["daisy", "dy", "nqdy", "ty"])
async def test_what_is_typed_behind_a_slash_is_a_filter(service: Service, word: str) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2")
        for key in at_once(pilot.app, f"/{word}"):
            pilot.app.post_message(key)
        await until(pilot, lambda: screen.sessions.rows.state.rows.query == word)
        assert pilot.app.screen is screen
        assert isinstance(screen.focused, Input)
        assert "Delete" not in shown(pilot).replace("d Delete", "")


async def test_what_is_typed_behind_e_is_text(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("3")
        for key in at_once(pilot.app, "edyq1"):
            pilot.app.post_message(key)
        await until(pilot, lambda: screen.document.editor.text == '"dyq1"')
        assert pilot.app.screen is screen


async def test_what_is_typed_behind_n_is_a_name(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("3")
        for key in at_once(pilot.app, "nready\r"):
            pilot.app.post_message(key)
        await until(pilot, lambda: screen.document.document and "ready" in screen.document.document)


@pytest.mark.parametrize("is_pasted", [False, True])
async def test_what_is_typed_or_pasted_behind_g_is_a_goal(
    service: Service, is_pasted: bool
) -> None:
    """It reads the recents and bookmarks first, and a key meanwhile is none of the list's."""
    goal = "daisy:chain:1"
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2")
        for key in at_once(pilot.app, "g" if is_pasted else f"g{goal}"):
            pilot.app.post_message(key)
        if is_pasted:
            pilot.app.post_message(events.Paste(goal))
        await until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, GoToDialog)
                and pilot.app.screen.query_one(Input).value == goal
            ),
        )
        assert pilot.app.screen_stack[-2] is screen


class AskScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Input()


class SlowApp(TypedAheadApp[None], App[None]):
    """An app in which `x` keeps the event loop busy for `seconds`, and then asks something."""

    ASKING = frozenset({"asks"})
    BINDINGS = [("x", "ask"), ("d", "destroy")]
    seconds = 0.0
    destroyed = False

    async def on_mount(self) -> None:
        loop: Any = asyncio.get_running_loop()
        now, self.ahead = loop.time, 0.0
        loop.time = lambda: now() + self.ahead

    async def action_ask(self) -> None:
        self.ahead += self.seconds
        self.run_worker(self._ask(), group="asks")

    async def _ask(self) -> None:
        self.ahead += self.seconds
        await self.reads()
        await self.push_screen_wait(AskScreen())

    async def reads(self) -> None:
        pass

    def action_destroy(self) -> None:
        self.destroyed = True


@pytest.mark.parametrize("seconds", [0.0, 5.0])
async def test_a_busy_loop_takes_nobodys_patience(seconds: float) -> None:
    app = SlowApp()
    app.seconds = seconds
    async with app.run_test() as pilot:
        for key in at_once(app, "xdyd"):
            app.post_message(key)
        await until(pilot, lambda: not app.typed_ahead)
        await until(pilot, lambda: isinstance(app.focused, Input) and app.focused.value == "dyd")
        assert not app.destroyed


async def test_keys_wait_for_a_command_that_reads_before_it_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ccs_tui.ui.terminal.typed_ahead.PATIENCE_TURNS", 1_000)
    app, has_read = SlowApp(), asyncio.Event()
    monkeypatch.setattr(app, "reads", has_read.wait)
    async with app.run_test() as pilot:
        for key in at_once(app, "xdyd"):
            app.post_message(key)
        await until(pilot, lambda: any(worker.group == "asks" for worker in app.workers))
        await pilot.wait_for_scheduled_animations()
        assert app.typed_ahead == 3
        has_read.set()
        await until(pilot, lambda: isinstance(app.focused, Input) and app.focused.value == "dyd")
        assert not app.destroyed


async def test_keys_wait_once_for_commands_that_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    app = SlowApp()
    monkeypatch.setattr(app, "reads", asyncio.Event().wait)
    monkeypatch.setattr("ccs_tui.ui.terminal.typed_ahead.PATIENCE_TURNS", 2)
    async with app.run_test() as pilot:
        app.post_message(at_once(app, "x")[0])
        await until(pilot, lambda: app._waited_in_vain)
        monkeypatch.setattr("ccs_tui.ui.terminal.typed_ahead.PATIENCE_TURNS", 1_000_000)
        for key in at_once(app, "xxd"):
            app.post_message(key)
        await until(pilot, lambda: app.destroyed)


async def test_a_key_that_hangs_takes_not_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    app = SlowApp()
    taken: list[str] = []

    async def hang(*_: object) -> None:
        taken.append("one")
        await asyncio.Event().wait()

    monkeypatch.setattr(app, "_come_to_rest", hang)
    monkeypatch.setattr("ccs_tui.ui.terminal.typed_ahead.TURN_SECONDS", 0.0)
    async with app.run_test() as pilot:
        for key in at_once(app, "dd"):
            app.post_message(key)
        await until(pilot, lambda: len(taken) == 2 and app.destroyed)


@pytest.mark.parametrize("key", ["x", "d"])
async def test_keys_on_their_way_as_the_app_ends_are_no_bug(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """A signal ends it at any moment: no screen is left for a key that waits, or is asked for."""
    app = SlowApp()
    monkeypatch.setattr(app, "reads", asyncio.Event().wait)
    async with app.run_test() as pilot:
        for event in at_once(app, key * 3):
            app.post_message(event)
        await until(pilot, lambda: app._typing is not None)
        app.exit()
    assert app._typing is not None
    await asyncio.wait({app._typing})
    assert app._exception is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("abcdef", "abcdef"), ("ab\x1bd", "ab"), ("ab\rd", "ab")],
    ids=["text", "a command behind it", "a confirmation behind it"],
)
async def test_text_that_is_on_its_way_as_a_signal_comes_is_kept_and_no_command_runs(
    typed: str, kept: str
) -> None:
    class OneField(TypedAheadApp[None], App[None]):
        BINDINGS = [("escape", "leave"), ("d", "destroy")]
        did = ""

        def compose(self) -> ComposeResult:
            yield Input()

        def on_input_submitted(self) -> None:
            self.did += "submitted "

        def action_leave(self) -> None:
            self.did += "left "
            self.screen.set_focus(None)

        def action_destroy(self) -> None:
            self.did += "destroyed "

    app = OneField()
    async with app.run_test() as pilot:
        field = app.query_one(Input)
        field.focus()
        await pilot.pause()
        for event in at_once(app, typed):
            app.post_message(event)
        await end_after_typed(app, 143)
        assert field.value == kept
        assert app.did == ""
        assert app.return_code == 143


async def test_a_key_that_hangs_holds_no_signal_up(monkeypatch: pytest.MonkeyPatch) -> None:
    app = SlowApp()
    monkeypatch.setattr("ccs_tui.ui.terminal.typed_ahead.ENDING_SECONDS", 0.01)
    monkeypatch.setattr(app, "reads", asyncio.Event().wait)
    async with app.run_test():
        for event in at_once(app, "xx"):
            app.post_message(event)
        await end_after_typed(app, 129)
        assert app.return_code == 129


class UrgentApp(TypedAheadApp[None], App[None]):
    """An app that takes note of whether a key is urgent when it comes, and when it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[tuple[str, bool]] = []

    def compose(self) -> ComposeResult:
        yield Input()

    def note(self, what: str) -> None:
        self.noted.append((what, bool(KEYS._under_way)))

    def on_input_changed(self) -> None:
        self.note("taken")


@pytest.mark.frames
async def test_a_key_is_urgent_until_it_is_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    app = UrgentApp()
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.focused, Input))
        paint = app.screen._compositor_refresh

        def painted() -> None:
            app.note("painted")
            paint()

        monkeypatch.setattr(app.screen, "_compositor_refresh", painted)
        app.post_message(at_once(app, "a")[0])
        await until(pilot, lambda: app.noted and not KEYS._under_way)
        assert ("taken", True) in app.noted
        assert ("painted", True) in app.noted


@pytest.mark.frames
async def test_a_key_is_painted_at_once_also_after_another_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 1_000.0)
    app = UrgentApp()
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.focused, Input))
        frames: list[str] = []
        is_whole = asyncio.Event()
        paint = app.screen._compositor_refresh

        def painted() -> None:
            frames.append(app.query_one(Input).value)
            paint()
            if frames[-1] == "ab":
                is_whole.set()

        # From here on nothing waits by `until`, which paints frames of its own.
        monkeypatch.setattr(app.screen, "_compositor_refresh", painted)
        for key in at_once(app, "ab"):
            app.post_message(key)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await is_whole.wait()
        assert "a" not in frames
