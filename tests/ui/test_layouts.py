"""The rules of the layout at every size: ids whole, cuts marked, nothing covered, help in view."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.terminal.abilities import Abilities
from ccs_tui.ui.terminal.background_question import BackgroundTold
from tests.ui.conftest import Service, open_session, ready, shown, until

ID = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18"
PATH = "aPropertyWithAVeryLongNameThatDoesNotFitIntoAnyPanelOfTheExplorerAtAllAndMore"
WORDS = (
    "Namespaces",
    "airlineBot",
    "orders",
    "Sessions",
    "(namespace document)",
    "__default__",
    ID,
)
"""What is cut at no width that has room for it."""
SIZES = [(60, 20), (80, 24), (100, 30), (140, 40), (200, 50)]
LOOKS = {
    "dark": Abilities(),
    "light": Abilities(),
    "16": Abilities(has_many_colours=False),
    "none": Abilities(has_colours=False, has_many_colours=False, has_glyphs=False),
}


def lines(pilot: Pilot[Any]) -> list[str]:
    return shown(pilot).splitlines()


def is_framed(pilot: Pilot[Any]) -> bool:
    """Return whether each panel has its frame on all sides: nothing lies over another."""
    rows = lines(pilot)
    corners = {shown(pilot).count(corner) for corner in "╭╮╰╯"}
    framed = all(row[0] in "╭│╰+|" and row[-1] in "╮│╯+|" for row in rows[1:-1])
    return len(corners) == 1 and framed


async def check(pilot: Pilot[Any], *, ids: int = 0) -> None:
    """Check what holds on every screen; `ids` is how often the id is to be seen whole."""
    # A panel that the focus came to is laid out a moment later.
    await until(pilot, lambda: is_framed(pilot))
    width, height = pilot.app.size
    text, rows = shown(pilot), lines(pilot)
    assert len(rows) == height
    assert "? Help" in rows[-1], rows[-1]
    # What begins as a word that is known ends as it, or with an ellipsis.
    for word in WORDS:
        for found in re.finditer(re.escape(word[:6]), "\n".join(rows[:-1])):
            begun = text[found.start() : found.start() + len(word)]
            same = next((n for n, (a, b) in enumerate(zip(begun, word, strict=False)) if a != b),
                        len(word))  # fmt: skip
            assert same == len(word) or begun[same] in "…~", (width, begun)
    if width >= 120:
        assert text.count(ID) >= ids, text


async def explorer(pilot: Pilot[Any]) -> None:
    screen = await ready(pilot)
    await open_session(pilot, screen, ID, query=ID[-12:])
    # A field scrolls what is typed in it, and cuts it without an ellipsis.
    await pilot.press("2", "escape")
    await until(pilot, lambda: screen.sessions.is_active and "session-0" in shown(pilot))
    await check(pilot, ids=2)
    # The side with the focus has it whole.
    await until(pilot, lambda: ID in shown(pilot))
    await pilot.press("1")
    await until(pilot, lambda: screen.namespaces.is_active)
    if pilot.app.size.width == 80:  # an id that is cut keeps its head and its tail
        await until(pilot, lambda: re.search(f"─ {ID[:8]}[^ ]*…[^ ]*{ID[-8:]} ─", shown(pilot)))
    await check(pilot, ids=2)
    await pilot.press("3")
    await until(pilot, lambda: screen.document.is_active and ID in shown(pilot))
    await pilot.press("end")
    (title,) = (line for line in lines(pilot) if "  string  " in line and "aProp" in line
                and "name" not in line and '"' not in line)  # fmt: skip
    assert "…" in title or "~" in title or PATH in title
    await pilot.press("x")
    await until(pilot, lambda: pilot.app.screen is not screen)
    assert ID in " ".join(shown(pilot).split()) or pilot.app.size.width < 80
    await pilot.press("escape")


async def expiries(pilot: Pilot[Any]) -> None:
    await ready(pilot)
    await pilot.press("t")
    await until(pilot, lambda: "153 · local" in shown(pilot))
    await check(pilot, ids=1)
    assert "le1" in lines(pilot)[0]


async def journal(pilot: Pilot[Any]) -> None:
    await ready(pilot)
    await pilot.press("U")
    await until(pilot, lambda: "Journal" in shown(pilot))
    await check(pilot)
    assert "le1" in lines(pilot)[0]


SCREENS: list[Callable[[Pilot[Any]], Awaitable[None]]] = [explorer, expiries, journal]


@pytest.mark.matrix
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
@pytest.mark.parametrize("screen", SCREENS)
async def test_sizes(
    service: Service, size: tuple[int, int], screen: Callable[[Pilot[Any]], Awaitable[None]]
) -> None:
    service.put(ID, {"intent": "rebook", PATH: "value"}, 7_860)
    async with service.explorer().run_test(size=size) as pilot:
        await screen(pilot)


@pytest.mark.sample(each=4)
@pytest.mark.parametrize("look", LOOKS)
async def test_looks(service: Service, look: str) -> None:
    service.put(ID, {"intent": "rebook", PATH: "value"}, 7_860)
    app = service.explorer()
    assert isinstance(app, CcsApp)
    app.show_within(LOOKS[look])
    async with app.run_test(size=(120, 30)) as pilot:
        if look == "light":
            app.post_message(BackgroundTold(is_dark=False))
        await explorer(pilot)
