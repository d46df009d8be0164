"""Every key in every view: none is silent, each that is offered works, and each view is left whole.

The views are those that keys open, and so are the lists of the explorer. What a key does is told
from the screen: something on it is different afterwards, or it says why not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.keys import keys_of
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.screens.help import HelpScreen
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.row_list import RowList
from tests.matrix import cover
from tests.ui.conftest import SESSIONS as ALL_SESSIONS
from tests.ui.conftest import Service, ready, shown, type_text, until
from tests.ui.test_modes import table

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (140, 40)
PATIENCE_SECONDS = 5.0
"""So long a key may take on a busy machine until it is called silent."""
README = Path(__file__).parents[2] / "README.md"
NAMES = {
    "/": "slash", "=": "equals_sign", "[": "left_square_bracket", "]": "right_square_bracket",
    "!": "exclamation_mark", ":": "colon", "<": "less_than_sign", ">": "greater_than_sign",
    ",": "comma", ".": "full_stop", "?": "question_mark", "+": "plus", "-": "minus",
    "*": "asterisk", ";": "semicolon", "|": "vertical_line", "{": "left_curly_bracket",
    "}": "right_curly_bracket",
}  # fmt: skip
LEAVES_THE_PROGRAM = {"q", "ctrl+z", "E", "ctrl+c"}
"""Keys that end the program, or give the terminal to another one."""
WAYS = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown")
MOVES = {"j", "k", *WAYS, *(f"shift+{way}" for way in WAYS)}
"""Keys that go nowhere at the first row, or the last, where nobody wonders why."""
OPENS = {"left", "right", "shift+left", "shift+right", "space", "plus", "minus", "asterisk"}
"""Keys of a tree that some rows have nothing for."""
READS_AGAIN = {"r", "ctrl+l", "f"}
"""Keys that show the same where nothing is different."""


def keys_of_readme() -> list[str]:
    """Return the keys of all of README's tables, as Textual calls them."""
    found: dict[str, None] = {}
    for line in README.read_text().splitlines():
        cells = [cell.strip() for cell in line.split("|")] if line.startswith("| `") else []
        for key in re.findall(r"`([^`]+)`", cells[1]) if cells else ():
            if re.fullmatch(r"[^ a-z]|[a-z]|f\d|(ctrl|shift)\+\w+|[a-z]+", key):
                found[NAMES.get(key, key)] = None
    if "vertical_line" not in found:
        found["vertical_line"] = None  # its cell is cut at its own sign
    assert {"c", "x", "slash", "ctrl+f", "enter", "left_curly_bracket"} <= found.keys()
    return [key for key in found if len(key) == 1 or key in NAMES.values() or _is_key(key)]


def _is_key(name: str) -> bool:
    named = {"enter", "escape", "space", "tab", "left", "right", "up", "down"}
    return name in named or re.fullmatch(r"(ctrl|shift)\+\w+|f\d", name) is not None


@dataclass(frozen=True)
class View:
    """A list of the explorer, or a view that keys open from the sessions, when it is all there."""

    keys: tuple[str, ...]
    there: str
    typed: str = ""


EDITED = ALL_SESSIONS[3]
"""The session with the edit that is not saved."""
LISTS = ("namespaces", "sessions", "document")
VIEWS = {
    "namespaces": View(("1",), "enter Sessions"),
    "sessions": View((), "enter Open"),
    "document": View(("3",), "enter Edit"),
    "ttl": View(("t",), "Expiry ·"),
    "search": View(("ctrl+f",), "searched", typed="rebook"),
    "conversation": View(("C",), "1 document"),
    "summary": View(("S",), "intent"),
    "journal": View(("U",), "─ Entry"),
    "drafts": View(("O",), "Drafts"),
    "requests": View(("L",), "Requests"),
    "request": View(("L", "enter"), "─ Request "),
    "timeline": View(("left_square_bracket",), "─ Step "),
    "recordings": View(("P",), "Recordings"),
    "compared": View(("down", "space", "down", "space", "equals_sign"), "Read both again"),
}


class Walk:
    """One explorer, brought into each view again and again."""

    def __init__(self, pilot: Pilot[None], screen: ExplorerScreen, view: View) -> None:
        self.pilot, self.screen, self.app, self.view = pilot, screen, pilot.app, view

    async def begin(self) -> Screen[object]:
        """Go to the view, from wherever one is."""
        for _ in range(8):
            if self.app.screen is not self.screen:
                await self.pilot.press("escape")
                await self.pilot.pause()
        await until(self.pilot, lambda: self.app.screen is self.screen)
        rows = self.screen.sessions.rows
        if isinstance(self.screen.focused, TextArea):
            await self.pilot.press("escape")
        document = self.screen.document.document
        if document is not None and document.key.session != EDITED:
            document.discard()
        self.screen.desk.workspace.write_lock.unlock(None)
        self.screen.sessions.clear_filter()
        self.screen.namespaces.clear_filter()
        self.screen.document.clear_filter()
        rows.mark(())
        rows.focus()
        await self.pilot.press("home", "down", "down")
        await self.pilot.press(*self.view.keys)
        if self.view.typed:
            await until(self.pilot, lambda: isinstance(self.app.screen.focused, Input))
            await type_text(self.pilot, self.view.typed)
            await self.pilot.press("enter")
        await until(self.pilot, lambda: self.view.there in shown(self.pilot))
        await until(self.pilot, lambda: isinstance(self.app.screen.focused, RowList))
        # The document under the cursor comes a moment after the cursor.
        desk = self.screen.desk
        await until(self.pilot, lambda: desk.key and (desk.key.session or "") == rows.cursor_key)
        await self.pilot.pause()
        return self.app.screen

    def state(self) -> tuple[object, ...]:
        """Return all that a key may make different."""
        top = self.app.screen
        said = [notification.message for notification in self.app._notifications]
        screens = tuple(map(id, self.app.screen_stack))
        look = [strip.text for strip in top._compositor.render_strips()] if top.is_attached else []
        return screens, top.focused, shown(self.pilot), said, look, self.app.theme

    async def silent(self, key: str, patience: float = PATIENCE_SECONDS) -> bool:
        """Press a key, and return whether nothing came of it, not even a word."""
        self.app.clear_notifications()
        assert isinstance(self.app, CcsApp)
        self.app.forget_why()
        await self.pilot.pause()
        before = self.state()
        await self.pilot.press(key)
        await self.pilot.pause()
        try:
            await until(self.pilot, lambda: self.state() != before, seconds=patience)
        except AssertionError:
            return True
        return False

    def said_why(self) -> str:
        """Return the sentence on a key that did nothing, if one is said."""
        return next((bar._said for bar in self.app.screen.query(KeyBar) if bar._said), "")


def advised(screen: Screen[object]) -> set[str]:
    """Return the keys that the help lists: all that are said to work where the focus is."""
    actions = {(key.node, key.action) for key in keys_of(screen)}
    return {
        key for key, active in screen.active_bindings.items()
        if (active.node, active.binding.action) in actions
    }  # fmt: skip


def is_at_home(walk: Walk, view: Screen[object], focused: object) -> bool:
    marked = isinstance(focused, RowList) and focused.marked
    return walk.app.screen is view and view.focused is focused and not marked


async def prepared(pilot: Pilot[None], service: Service) -> ExplorerScreen:
    """Have a save in the journal, a step in a recording, and an edit that is not saved."""
    screen = await ready(pilot)
    await pilot.press("2", "home", "down", "down")
    await until(pilot, lambda: screen.desk.key and screen.desk.key.session == ALL_SESSIONS[0])
    await pilot.press("w")
    await until(pilot, lambda: "watched" in shown(pilot))
    await pilot.press("down", "down", "enter")
    await until(pilot, lambda: screen.document.rows.has_focus)
    await pilot.press("e")
    await type_text(pilot, "x")
    await pilot.press("ctrl+s", "enter")
    await until(pilot, lambda: "x" in service.stored(ALL_SESSIONS[2])["intent"])
    await pilot.press("2", "down", "enter")
    await until(pilot, lambda: screen.document.rows.has_focus)
    await pilot.press("e")
    await type_text(pilot, "y")
    await pilot.press("escape")
    await until(pilot, lambda: "1 unsaved" in shown(pilot))
    return screen


@pytest.mark.slow
@pytest.mark.parametrize("name", VIEWS)
async def test_no_key_is_silent_and_what_is_offered_works(service: Service, name: str) -> None:
    view = VIEWS[name]
    silent, refused = [], []
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        walk = Walk(pilot, await prepared(pilot, service), view)
        top = await walk.begin()
        focused = top.focused
        listed = advised(top)
        others = {"f"} if name == "timeline" else set()  # it opens an emulator in its place
        for key in sorted({*keys_of_readme(), *listed} - LEAVES_THE_PROGRAM - others):
            if not is_at_home(walk, top, focused):
                top = await walk.begin()
                focused = top.focused
            is_advised = key in advised(top)
            may_be_silent = key in MOVES | READS_AGAIN
            if await walk.silent(key, 0 if may_be_silent else PATIENCE_SECONDS):
                if not may_be_silent:
                    silent.append(key)
            elif is_advised and walk.said_why() and not (name == "document" and key in OPENS):
                refused.append(f"{key}: {walk.said_why()}")
    assert not silent, f"silent: {silent}"
    assert not refused, f"offered, and refused: {refused}"


def outcome_of(walk: Walk, stack: Sequence[Screen[object]], focused: object) -> str:
    """Return the word for what a key did in the uppermost of the screens that there were."""
    top, view = walk.app.screen, stack[-1]
    if walk.said_why():
        return "says why"
    if isinstance(top, HelpScreen):
        return "helps"
    if top is walk.screen:
        return "goes out or in"
    if top is not view:
        return "goes out" if top in stack else "goes in"
    if isinstance(view.focused, Input):
        return "asks"
    return "goes on" if view.focused is not focused else "does nothing"


QUICK = cover(table("view"))


async def look_at_cells(service: Service, cells: Sequence[tuple[str, str]]) -> None:
    """Walk cells of the table of views in one explorer, and compare what each key does."""
    wrong = []
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await prepared(pilot, service)
        for name, key in cells:
            outcome = table("view")[name, key]
            did = await done(Walk(pilot, screen, VIEWS[name]), name, key, outcome)
            if did != outcome:
                wrong.append(f"{key} in {name}: not “{outcome}”, but “{did}”")
    assert cells
    assert not wrong, "\n".join(wrong)


async def done(walk: Walk, name: str, key: str, outcome: str) -> str:
    """Press a key in a view, and return the word for what it did."""
    view = await walk.begin()
    focused, at = view.focused, walk.screen.desk.key
    stack = [*walk.app.screen_stack]
    await walk.silent(key)
    did = outcome_of(walk, stack, focused)
    if did == "goes out or in":
        await until(walk.pilot, lambda: isinstance(walk.screen.focused, RowList))
        did = outcome if outcome in ("goes out", "goes in") else did
        if outcome == "goes out" and name != "drafts":
            assert walk.screen.desk.key == at
    return did


async def test_each_key_and_each_view_do_what_the_table_says(service: Service) -> None:
    assert {view for view, _ in QUICK} == VIEWS.keys() - set(LISTS)
    await look_at_cells(service, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in VIEWS if name not in LISTS])
async def test_the_other_keys_of_a_view_do_what_the_table_says(service: Service, name: str) -> None:
    rest = [cell for cell in table("view") if cell[0] == name and cell not in QUICK]
    await look_at_cells(service, rest)
