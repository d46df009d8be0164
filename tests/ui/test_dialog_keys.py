"""The table of dialogs in CONTRIBUTING, walked cell by cell, and each key that a dialog has."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.copied_file import CopiedDialog
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.doctor import DoctorDialog
from ccs_tui.ui.dialogs.expiry import ttl_problem
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.dialogs.goals import Goal, Goals
from ccs_tui.ui.dialogs.profiles import ProfileRow, ProfilesDialog
from ccs_tui.ui.dialogs.properties import PropertiesDialog
from ccs_tui.ui.keys import keys_of
from ccs_tui.ui.screens.help import HelpScreen
from ccs_tui.ui.screens.messages import MessagesScreen
from ccs_tui.ui.screens.palette import Palette
from ccs_tui.ui.shown_message import ShownMessage
from ccs_tui.ui.widgets.key_bar import KeyBar
from tests.ui import dialogs as data
from tests.ui.conftest import Service, ready, shown, until
from tests.ui.dialogs_shown import SHOWN
from tests.ui.screens_with_data import SCREENS
from tests.ui.test_modes import table

TTL = (Field("why", "Why"), Field("ttl", "From now on", ttl_problem, hint="3h"))
DIALOGS: dict[str, Callable[[Service, CcsApp], Screen[Any]]] = {
    "choice": lambda *_: ChoiceDialog("Copy", (Choice("k", "The key"), Choice("v", "A value"))),
    "yes or no": lambda *_: ConfirmDialog("Delete 3 sessions?", "They are gone.", "Delete 3"),
    "name typed": lambda *_: ConfirmDialog("Delete it?", "All of it.", "Delete", typed="orders"),
    "form": lambda *_: FormDialog("A new TTL", TTL, "Use it"),
    "review": lambda *_: SHOWN["review"](),
    "conflict": lambda *_: SHOWN["conflict"](),
    "draft offer": lambda *_: SHOWN["draft"](),
    "gone": lambda *_: SHOWN["gone"](),
    "too large": lambda *_: SHOWN["too-large"](),
    "go to": lambda *_: GoToDialog(lambda _: Goals((Goal(data.KEY, "recent"),)), "an id"),
    "profiles": lambda *_: ProfilesDialog([ProfileRow("a"), ProfileRow("b")], "a", "settings"),
    "properties": lambda *_: PropertiesDialog("x", data.texts(data.OPENED), "intent", "Move"),
    "palette": lambda service, app: SCREENS[Palette]("text", service, app),
    "doctor": lambda service, app: SCREENS[DoctorDialog]("text", service, app),
    "copied": lambda service, app: SCREENS[CopiedDialog]("text", service, app),
    "messages": lambda *_: MessagesScreen([ShownMessage(data.NOW, "Saved.", "warning")]),
    "help": lambda _, app: HelpScreen(keys_of(app.screen)),
}
OFTEN = {"choice", "yes or no", "form", "review", "conflict"}
NOTHING_YET = object()
SAME = {
    ("doctor", "r"),
    ("doctor", "c"),
    *(("palette", key) for key in ("up", "down", "pageup", "pagedown")),
}
"""The keys after which the same is shown: read again, not agreed to, and at the only row."""


class Below(Screen[None]):
    """What a dialog lies over: a screen with a line of keys."""

    def compose(self) -> ComposeResult:
        yield KeyBar()


class Asked:
    """A dialog that is asked anew for each key."""

    def __init__(self, pilot: Pilot[None], service: Service, name: str) -> None:
        assert isinstance(pilot.app, CcsApp)
        self.pilot, self.app, self.name, self._service = pilot, pilot.app, name, service
        self.below = self.app.screen
        self.answer: object = NOTHING_YET

    async def ask(self) -> Screen[Any]:
        while self.app.screen is not self.below:
            self.app.pop_screen()
            await self.pilot.pause()
        self.app.forget_why()
        self.app.clear_notifications()
        self.answer = NOTHING_YET
        dialog = DIALOGS[self.name](self._service, self.app)
        self.app.push_screen(dialog, self._answered)
        await self.pilot.pause()
        await until(self.pilot, lambda: dialog.focused or self.name == "copied")
        return dialog

    def _answered(self, answer: object) -> None:
        self.answer = answer

    @property
    def said_why(self) -> str:
        return self.below.query_one(KeyBar)._said

    def state(self) -> tuple[object, ...]:
        top = self.app.screen
        said = [notification.message for notification in self.app._notifications]
        return top, top.focused, shown(self.pilot), said, self.answer

    async def press(self, key: str, before: tuple[object, ...]) -> None:
        """Press a key, and wait until something is different from `before`."""
        await self.pilot.press(key)
        await until(self.pilot, lambda: self.state() != before)

    def outcome(self, dialog: Screen[Any], focused: object, before: str) -> str:
        """Return the word for what a key did."""
        fields = list(dialog.query(Input)) if self.app.screen is dialog else []
        if self.said_why:
            return "says why"
        if isinstance(self.app.screen, HelpScreen) and self.app.screen is not dialog:
            return "helps"
        if self.answer is not NOTHING_YET:
            return "goes out" if self.answer is None else "answers"
        if self.app.screen is not dialog:
            return "goes in"
        if dialog.focused is not focused:
            return "goes on"
        if before and fields and fields[0].value == "":
            return "empties"
        return "asks"


def names() -> Iterator[Any]:
    for name in DIALOGS:
        yield pytest.param(name, marks=() if name in OFTEN else pytest.mark.slow)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("name", names())
async def test_each_key_does_in_a_dialog_what_the_table_says(service: Service, name: str) -> None:
    cells = {key: outcome for (mode, key), outcome in table("asked").items() if mode == name}
    wrong = []
    async with CcsApp(first=Below).run_test(size=(100, 30), notifications=True) as pilot:
        asked = Asked(pilot, service, name)
        for key, outcome in cells.items():
            dialog = await asked.ask()
            if outcome == "empties":
                await pilot.press("a", "b")
            focused, fields = dialog.focused, list(dialog.query(Input))
            typed, before = fields[0].value if fields else "", asked.state()
            await asked.press(key, before)
            if (did := asked.outcome(dialog, focused, typed)) != outcome:
                wrong.append(f"{key}: not “{outcome}”, but “{did}”")
            if outcome == "says why" and "F1 lists" in asked.said_why:
                assert key in ("ctrl+s", "f2", "ctrl+u", "ctrl+f", "enter"), "ours says more"
    assert cells
    assert not wrong, "\n".join(wrong)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("name", names())
async def test_no_key_of_a_dialog_is_silent(service: Service, name: str) -> None:
    silent = []
    async with CcsApp(first=Below).run_test(size=(100, 30), notifications=True) as pilot:
        asked = Asked(pilot, service, name)
        dialog = await asked.ask()
        own = sorted(
            key
            for key, active in dialog.active_bindings.items()
            if isinstance(active.node, Dialog) and (name, key) not in SAME
        )
        for key in own:
            await asked.ask()
            try:
                await asked.press(key, asked.state())
            except AssertionError:
                silent.append(key)
    assert own
    assert not silent


def test_all_dialogs_are_in_the_table() -> None:
    assert {mode for mode, _ in table("asked")} == {*DIALOGS}


@pytest.mark.usefixtures("few_sessions")
async def test_a_dialog_says_of_a_key_of_the_explorer_that_it_waits(service: Service) -> None:
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "y")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        for key, words in (("ctrl+s", "^s (Save)"), ("ctrl+c", "^c (Quit)"), ("w", "w (Watch")):
            await pilot.press(key)
            said = screen.query_one(KeyBar)._said
            assert said.startswith(words)
            assert said.endswith("does nothing here: esc leads out of this first.")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))


async def test_where_nothing_is_marked_enter_says_so(service: Service) -> None:
    async with CcsApp(first=Below).run_test(size=(100, 30)) as pilot:
        asked = Asked(pilot, service, "properties")
        await asked.ask()
        await pilot.press("space", "enter")
        assert asked.said_why == "enter does nothing here: space marks what to take."


@pytest.mark.slow
@pytest.mark.usefixtures("few_sessions")
async def test_enter_in_the_help_runs_the_key(service: Service) -> None:
    async with service.explorer().run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("2", "question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("slash", *"ttl", "enter", "enter")
        await until(pilot, lambda: "Expiry ·" in shown(pilot))
