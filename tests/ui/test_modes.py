"""The table of modes in CONTRIBUTING, walked cell by cell in one explorer."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.ui.dialogs.choice import ChoiceDialog
from ccs_tui.ui.dialogs.large_dialog import LargeDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.screens.help import HelpScreen
from ccs_tui.ui.views.search import SearchScreen
from ccs_tui.ui.widgets.json_editor.prompt import EditorPrompt
from ccs_tui.ui.widgets.json_tree.row_prompt import LinePrompt
from tests.matrix import parts
from tests.ui.conftest import Service, open_session, ready, shown, until
from tests.ui.large_dialogs import edits_document, edits_value

if TYPE_CHECKING:
    from textual.widget import Widget

    from ccs_tui.ui.widgets.list_panel import ListPanel

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (100, 24)
CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"


def table(of: str = "mode") -> dict[tuple[str, str], str]:
    """Return what each key does, by mode or view, and key."""
    text = CONTRIBUTING.read_text().partition(f"\n| {of} |")[2].partition("\n\n")[0]
    lines = f"| {of} |{text}".splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    head, _, *modes = rows
    return {
        (row[0], key): cell
        for row in modes
        for heads, cell in zip(head[1:], row[1:], strict=True)
        for key in heads.replace("`", "").split()
    }


class Walk:
    """One explorer, brought into each mode, with an edit open from before."""

    def __init__(self, pilot: Pilot[None], screen: ExplorerScreen) -> None:
        self.pilot, self.screen, self.app = pilot, screen, pilot.app
        self.before = ""
        self.focused: Widget | None = None

    @property
    def document(self) -> OpenDocument:
        assert self.screen.document.document is not None
        return self.screen.document.document

    def field(self) -> Input:
        return self.app.screen.query(Input).first()

    def text(self) -> str:
        """Return what stands in what is typed in."""
        top = self.app.screen
        if isinstance(top, LargeDialog):
            return top.editor.text
        if top is self.screen and self.screen.document.editor.has_focus:
            return self.screen.document.editor.text
        fields = top.query(Input)
        return fields.first().value if fields else ""

    async def until(self, holds: Callable[[], object]) -> None:
        await until(self.pilot, holds)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def reset(self) -> None:
        """Go out of everything, and have one edit open, of `slots`."""
        for _ in range(5):
            if self.app.screen is not self.screen:
                await self.press("escape")
        await self.until(lambda: self.app.screen is self.screen)
        self.screen.sessions.clear_filter()
        self.document.discard()
        self.document.recorded(lambda: self.document.put("slots", JsonText('"tee"')))
        rows = self.screen.document.rows
        rows.action_seek("end")
        rows.action_move("first")
        rows.focus()
        await self.until(lambda: rows.has_focus)

    async def begin(self, mode: str) -> None:
        await self.reset()
        keys, there = MODES[mode]
        await self.press(*keys)
        await self.until(lambda: there(self))
        self.before, self.focused = self.text(), self.screen.focused
        if mode in ("row edit", "text", "large"):
            await self.press("end", "left", "X")
            await self.until(lambda: self.text() != self.before)
        elif mode == "whole":
            top = self.app.screen
            assert edits_document(top)
            self.before = top.editor.text
            top.editor.focus()
            await self.press("ctrl+home", "down", "end", "left", "left", "X")
            await self.until(lambda: self.text() != self.before)


def is_in_text(walk: Walk) -> bool:
    return walk.screen.document.editor.has_focus


def has_bar_said(walk: Walk) -> bool:
    last = shown(walk.pilot).splitlines()[-1]
    return any(words in last for words in ("works in", "does nothing here", "there is nothing"))


MODES: dict[str, tuple[list[str], Callable[[Walk], object]]] = {
    "list": (["2"], lambda w: w.screen.sessions.rows.has_focus),
    "tree": (["3"], lambda w: w.screen.document.rows.has_focus),
    "row edit": (["enter"], lambda w: isinstance(w.app.screen, LinePrompt)),
    "text": (["e"], is_in_text),
    "large": (["o"], lambda w: edits_value(w.app.screen)),
    "whole": (["W"], lambda w: edits_document(w.app.screen)),
    "filter": (["2", "slash", "0", "0"], lambda w: w.text() == "00"),
    "find": (["ctrl+f", "e"], lambda w: "1 of" in shown(w.pilot)),
    "dialog": (["2", "y"], lambda w: isinstance(w.app.screen, ChoiceDialog)),
}
"""The keys from the tree, with the cursor on `intent`, and how one sees that one is there."""


async def goes_in(walk: Walk, mode: str) -> None:
    if mode == "list":
        await walk.until(lambda: walk.screen.document.rows.has_focus)
    else:
        await walk.until(lambda: isinstance(walk.app.screen, LinePrompt))


async def accepts(walk: Walk, mode: str) -> None:
    await walk.until(lambda: walk.app.screen is walk.screen)
    if mode == "row edit":
        await walk.until(lambda: "X" in walk.document.text("intent"))
    elif mode == "filter":
        await walk.until(lambda: walk.screen.sessions.rows.has_focus)
        assert walk.screen.sessions.rows.state.rows.query == "00"


async def goes_out(walk: Walk, mode: str) -> None:
    panel: ListPanel = walk.screen.document if mode == "find" else walk.screen.sessions
    if mode == "list":
        panel = walk.screen.namespaces
    await walk.until(lambda: walk.app.screen is walk.screen and panel.rows.has_focus)
    assert walk.document.change_count == 1, "nothing is destroyed"


async def keeps(walk: Walk, mode: str) -> None:
    await walk.until(lambda: walk.app.screen is walk.screen)
    await walk.until(lambda: walk.screen.document.rows.has_focus)
    await walk.until(lambda: "X" in walk.document.text("intent"))


async def reviews(walk: Walk, mode: str) -> None:
    await walk.until(lambda: isinstance(walk.app.screen, ReviewDialog))
    if mode in ("row edit", "text", "large", "whole"):
        assert "X" in walk.document.text("intent")
    await walk.press("escape")
    await walk.until(lambda: walk.app.screen is walk.screen)
    assert not walk.screen.document.editor.has_focus
    assert not isinstance(walk.screen.focused, Input), "letters are commands now"
    if mode in ("row edit", "text", "large"):
        rows = walk.screen.document.rows
        assert rows.has_focus
        assert rows.cursor_key is walk.document.tree.property("intent"), "enter goes on with it"


async def helps(walk: Walk, mode: str) -> None:
    await walk.until(lambda: isinstance(walk.app.screen, HelpScreen))
    await walk.press("f1")
    await walk.until(lambda: not isinstance(walk.app.screen, HelpScreen))
    assert MODES[mode][1](walk) or mode in ("find", "filter"), "one is where one was"


async def undoes(walk: Walk, mode: str) -> None:
    if mode == "tree":
        await walk.until(lambda: walk.document.change_count == 0)
    else:
        await walk.until(lambda: walk.text() == walk.before)


async def finds(walk: Walk, mode: str) -> None:
    await walk.until(lambda: isinstance(walk.app.screen, EditorPrompt))


async def searches_all(walk: Walk, mode: str) -> None:
    await walk.until(lambda: isinstance(walk.app.screen, SearchScreen))


async def next_match(walk: Walk, mode: str) -> None:
    await walk.until(lambda: "2 of" in shown(walk.pilot))


async def types(walk: Walk, mode: str) -> None:
    await walk.until(lambda: walk.text().count("\n") == walk.before.count("\n") + 1)


async def empties(walk: Walk, mode: str) -> None:
    await walk.until(lambda: walk.field().value == "")


async def goes_on(walk: Walk, mode: str) -> None:
    await walk.until(lambda: walk.screen.focused is not walk.focused)
    assert walk.app.screen is walk.screen


async def says_why(walk: Walk, mode: str) -> None:
    await walk.until(lambda: has_bar_said(walk))
    assert MODES[mode][1](walk), "and it does nothing else"


OUTCOMES: dict[str, Callable[[Walk, str], Awaitable[None]]] = {
    "goes in": goes_in, "accepts": accepts, "goes out": goes_out, "goes out, keeps": keeps,
    "reviews": reviews, "helps": helps, "undoes": undoes, "finds": finds,
    "next match": next_match, "searches all": searches_all, "types": types, "empties": empties,
    "goes on": goes_on, "says why": says_why,
}  # fmt: skip


def test_the_table_has_all_modes_and_what_can_be_looked_at() -> None:
    assert {mode for mode, _ in table()} == set(MODES)
    assert set(table().values()) <= set(OUTCOMES)


@pytest.mark.parametrize("cells", parts(table()))
async def test_each_key_does_in_each_mode_what_the_table_says(
    service: Service, cells: list[tuple[str, str]]
) -> None:
    assert {mode for mode, _ in cells} == set(MODES)
    wrong = []
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        screen.sessions.clear_filter()
        walk = Walk(pilot, screen)
        for mode, key in cells:
            outcome = table()[mode, key]
            await walk.begin(mode)
            await pilot.press(key)
            try:
                await OUTCOMES[outcome](walk, mode)
            except AssertionError as error:
                wrong.append(f"{key} in {mode}: not “{outcome}”\n{error}")
    assert not wrong, "\n\n".join(wrong)
