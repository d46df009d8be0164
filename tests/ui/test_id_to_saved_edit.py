"""README's strip: from an id in the clipboard to a saved edit, each key named when it is due."""

import re
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from tests.ui.conftest import SESSIONS, Service, ready, shown, type_text, until

README = Path(__file__).parents[2] / "README.md"
ID = "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18"
AT_MOST = 9


def strip() -> list[str]:
    """Return the keys of README's strip, in their order."""
    (line,) = re.findall(r"^> (`g`.+)$", README.read_text(), re.MULTILINE)
    return [key or word for key, word in re.findall(r"`([^`]+)`|\*(\w+)\*", line)]


def offered(pilot: Pilot[None]) -> str:
    """Return what the line of keys offers, or else the foot of the dialog that is open."""
    top = pilot.app.screen
    foot = [str(label.render()) for label in top.query(".dialog-foot, .dialog-keys")]
    return " ".join(foot) if foot else shown(pilot).splitlines()[-1]


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("size", [(140, 40), (80, 24)])
async def test_each_key_of_the_strip_is_offered_when_it_is_due(
    service: Service, size: tuple[int, int]
) -> None:
    service.put(ID, {"intent": "rebook"}, 7_860)
    keys = strip()
    assert len(keys) <= AT_MOST
    assert keys == ["g", "paste", "enter", "e", "type", "ctrl+s", "enter"]
    async with service.explorer().run_test(size=size, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: len(screen.desk.listing.sessions) > len(SESSIONS))
        assert "g Go to" in offered(pilot)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.screen, GoToDialog))
        await until(pilot, lambda: "paste an id" in offered(pilot))
        pilot.app.post_message(Paste(ID))
        await until(pilot, lambda: "enter opens the first" in offered(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen and screen.document.rows.has_focus)
        document = screen.document
        await until(pilot, lambda: document.document and document.document.key.session == ID)
        assert ID in shown(pilot), "the id is whole"
        await until(pilot, lambda: "e As text" in offered(pilot))
        await pilot.press("e")
        await until(pilot, lambda: document.editor.has_focus)
        await pilot.press("9")
        await until(pilot, lambda: "^s Save" in offered(pilot))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await until(pilot, lambda: "enter sends it" in offered(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: service.stored(ID) == {"intent": '"9"'})
        # What comes next in README: the save is undone by a key that is offered, too.
        await until(pilot, lambda: "u Undo save" in offered(pilot))


@pytest.mark.matrix
@pytest.mark.parametrize("before", ["rebook", "", 'with "quotes"', "x", "two\nlines"])
@pytest.mark.parametrize("typed", ["paid", '"paid"', "pasted"])
async def test_a_string_is_typed_anew_with_its_quotes_or_without(
    service: Service, before: str, typed: str
) -> None:
    service.put(ID, {"intent": before}, 7_860)
    async with service.explorer().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        await go_to(pilot, ID)
        await until(pilot, lambda: screen.document.rows.has_focus)
        await until(pilot, lambda: "e As text" in offered(pilot))
        await pilot.press("e")
        await until(pilot, lambda: screen.document.editor.has_focus)
        if typed == "pasted":
            pilot.app.post_message(Paste('"paid"'))
        else:
            await type_text(pilot, typed)
        await until(pilot, lambda: screen.document.editor.text == '"paid"')
        # Of a string that is being typed a quote is a quote.
        await pilot.press("home", "right", "quotation_mark")
        await until(pilot, lambda: screen.document.editor.text == '""paid"')


@pytest.mark.slow
async def test_a_document_without_values_offers_nothing_that_needs_one(service: Service) -> None:
    service.put("empty", {}, 7_860)
    async with service.explorer().run_test(size=(140, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await go_to(pilot, "empty")
        await until(pilot, lambda: "The document is empty." in shown(pilot))
        await until(pilot, lambda: "New" in offered(pilot) and "Edit" not in offered(pilot))
        await go_to(pilot, "nobody")
        await until(pilot, lambda: "not on the service" in shown(pilot))
        await until(pilot, lambda: pilot.app.screen is screen and screen.document.rows.has_focus)
        await until(pilot, lambda: "n New" in offered(pilot) and "Delete" not in offered(pilot))
        for words in ("Edit", "As text", "Find"):
            assert words not in offered(pilot)
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await type_text(pilot, "a")
        await pilot.press("enter")
        await until(pilot, lambda: screen.document.editor.has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: "As text" in offered(pilot) and "Delete" in offered(pilot))


async def go_to(pilot: Pilot[None], session: str) -> None:
    await pilot.press("g")
    await until(pilot, lambda: isinstance(pilot.app.screen, GoToDialog))
    await type_text(pilot, session)
    if session != ID:
        await until(pilot, lambda: "not there: enter twice opens it" in shown(pilot))
    await pilot.press("enter")
    if session != ID:
        # The list has no document without values.
        await until(pilot, lambda: "although it isn't there" in shown(pilot))
        await pilot.press("enter")
