"""The line of keys at the bottom of every screen."""

import asyncio
from collections.abc import Iterator

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input, Static

from ccs_tui.ui.widgets.key_bar import BarKey, KeyBar, fitting_keys
from tests.ui.conftest import until


class Keys(App[None], inherit_bindings=False):
    """An app with a few keys, one of which may not be used yet."""

    AUTO_FOCUS = ""
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        Binding("n,ctrl+n", "note('new')", "New"),
        Binding("d", "note('delete')", "Delete", key_display="DEL"),
        Binding("x", "note('hidden')", "Hidden", show=False),
        Binding("z", "later", "Later"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("text")
        yield Field()
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "later" else super().check_action(action, parameters)

    def action_note(self, what: str) -> None:
        self.noted.append(what)

    def action_later(self) -> None:
        self.noted.append("later")

    @property
    def bar(self) -> KeyBar:
        return self.query_one(KeyBar)

    def line(self) -> str:
        return "".join(segment.text for segment in self.bar.render_line(0)).rstrip()


class Field(Input):
    """What has a key of its own while the focus is in it."""

    BINDINGS = [Binding("f9", "app.note('field')", "Field")]


def places(app: Keys) -> Iterator[tuple[str, int]]:
    for word in ("New", "Delete", "Later"):
        yield word, app.line().index(word)


async def test_it_shows_each_action_once_with_its_first_key() -> None:
    app = Keys()
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.pause()
        assert app.line() == "n New DEL Delete z Later"


async def test_it_follows_the_focus() -> None:
    app = Keys()
    async with app.run_test(size=(60, 5)) as pilot:
        app.query_one(Field).focus()
        await pilot.pause()
        assert app.line() == "f9 Field ^n New", "letters are typed there"
        app.screen.set_focus(None)
        await pilot.pause()
        assert app.line() == "n New DEL Delete z Later"


async def test_a_click_presses_the_key_that_is_under_it() -> None:
    app = Keys()
    async with app.run_test(size=(60, 5)) as pilot:
        for _, x in places(app):
            await pilot.click(KeyBar, offset=(x, 0))
        await pilot.click(KeyBar, offset=(50, 0))
        await pilot.pause()
        assert app.noted == ["new", "delete"], "the third works only later"


async def test_what_does_not_work_yet_is_dim() -> None:
    app = Keys()
    async with app.run_test(size=(60, 5)):
        dim = {s.text.strip() for s in app.bar.render_line(0) if s.style and s.style.dim}
        plain = {s.text.strip() for s in app.bar.render_line(0) if s.style and not s.style.dim}
        assert "Later" in " ".join(dim)
        assert "New" in " ".join(plain)


async def test_what_has_no_room_is_left_out_whole() -> None:
    app = Keys()
    async with app.run_test(size=(10, 5)):
        assert app.line() == "n New"
        assert app.bar.size.height == 1


def test_a_narrow_line_has_whole_keys_and_always_the_help() -> None:
    named = [("delete", "d", "Delete"), ("copy", "y", "Copy"), ("help", "?", "Help")]
    keys = [BarKey(action, key, key, words, True) for action, key, words in named]
    assert [key.action for key in fitting_keys(keys, 22)] == ["delete", "copy", "help"]
    assert [key.action for key in fitting_keys(keys, 21)] == ["delete", "help"]
    assert [key.action for key in fitting_keys(keys, 15)] == ["delete", "help"]
    assert [key.action for key in fitting_keys(keys, 14)] == ["help"]
    assert [key.action for key in fitting_keys(keys, 2)] == ["help"]
    assert fitting_keys([], 10) == ()
    keys.insert(2, BarKey("leave", "escape", "esc", "Back", True))
    assert [key.action for key in fitting_keys(keys, 24)] == ["delete", "leave", "help"], (
        "and the way out"
    )
    assert [key.action for key in fitting_keys(keys, 15)] == ["leave", "help"]
    assert [key.action for key in fitting_keys(keys, 14)] == ["help"]


class LatePart(Container):
    """A part whose own parts come when they are let."""

    def __init__(self) -> None:
        super().__init__()
        self.may_come = asyncio.Event()

    async def _compose(self) -> None:
        await self.may_come.wait()
        await super()._compose()

    def compose(self) -> ComposeResult:
        yield Static("text", id="inner")


class AsksItsParts(Screen[None]):
    """A screen that looks at a part of a part to say whether a key works."""

    BINDINGS = [Binding("u", "undo", "Undo")]

    def compose(self) -> ComposeResult:
        yield LatePart()
        yield KeyBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.query_one("#inner")) and super().check_action(action, parameters)


async def test_a_screen_is_not_asked_for_its_keys_before_its_parts_are_there() -> None:
    app = Keys()
    async with app.run_test() as pilot:
        screen = AsksItsParts()
        app.push_screen(screen)
        for _ in range(1000):
            if screen.query(KeyBar):
                break
            await asyncio.sleep(0)
        bar, part = screen.query_one(KeyBar), screen.query_one(LatePart)
        try:
            for _ in range(20):
                bar._look()
                await asyncio.sleep(0)
        finally:
            part.may_come.set()
        await until(pilot, lambda: any(key.description == "Undo" for key in bar._keys or ()))


async def test_why_a_key_did_nothing_is_said_until_it_works() -> None:
    """Rows that come, and a read that ends, make it untrue."""
    app = Keys()
    async with app.run_test(size=(60, 4)) as pilot:
        await until(pilot, lambda: "New" in app.line())
        for key, ends in (("f9", True), ("f8", False)):
            app.set_focus(None)
            await until(pilot, lambda: "Field" not in app.line())
            app.bar.say("that key does nothing here: there is no row.", key)
            app.screen.refresh_bindings()
            await pilot.pause()
            assert "no row" in app.line()
            app.query_one(Field).focus()
            await until(pilot, lambda: any(k.description == "Field" for k in app.bar._keys or ()))
            assert ("no row" in app.line()) is not ends
            app.bar.say("")
