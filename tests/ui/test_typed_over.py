"""What is typed over the tree while the service's document becomes another one below it."""

from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from ccs_tui.local.drafts import StoredDraft
from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.ui.dialogs.large_dialog import LargeDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.widgets.json_tree.row_prompt import LinePrompt
from ccs_tui.workspace.draft_keeper import Whose
from tests.ui.conftest import ACCOUNT, Service, open_session, ready, shown, until
from tests.ui.flow import said
from tests.ui.large_dialogs import edits_value
from tests.ui.test_line_field import paste

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (120, 40)
KEY = DocumentKey(ACCOUNT, "airlineBot", "session-004")
SLOTS = JsonText('{"from":"TLV","seats":2,"stops":["A","B"]}')


def bot_puts(service: Service, slots: Any) -> None:
    service.put(KEY.session, {"slots": slots})


def bot_removes(service: Service) -> None:
    service.store.delete_properties(KEY, ["slots"])


def bot_deletes(service: Service) -> None:
    service.store.delete_document(KEY)


THERE: dict[str, Callable[[Service], None]] = {
    "the property is removed": bot_removes,
    "it is of another type": lambda service: bot_puts(service, "none"),
    "what it lies in is of another type": lambda service: bot_puts(
        service, {"from": "TLV", "stops": {"A": 1}}
    ),
    "its array is shorter": lambda service: bot_puts(service, {"from": "TLV", "stops": ["A"]}),
    "it is another": lambda service: bot_puts(service, {"from": "TLV", "stops": ["A", "C"]}),
}


async def begin(pilot: Pilot[None], screen: ExplorerScreen, service: Service, key: str) -> None:
    """Open the session, and go to the last element of `stops`, to type it in where `key` does."""
    bot_puts(service, {"from": "TLV", "seats": 2, "stops": ["A", "B"]})
    await open_session(pilot, screen, "session-004")
    await pilot.press("3", "down", "asterisk")
    await until(pilot, lambda: len(screen.document.rows.model.rows()) == 7)
    await pilot.press("end", key)
    await until(pilot, lambda: isinstance(pilot.app.screen, LinePrompt | LargeDialog))
    dialog = pilot.app.screen
    field: Any = dialog.editor if edits_value(dialog) else dialog.query_one(Input)
    await until(pilot, lambda: field.has_focus)
    if isinstance(dialog, LinePrompt):
        await pilot.press("end")  # all of it is selected


async def read_again(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    before = screen.document.document and screen.document.document.base
    screen.port.reading.document(KEY)
    await until(
        pilot,
        lambda: (
            screen.document.document
            and (screen.document.document.gone or screen.document.document.base is not before)
        ),
    )


async def leave(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    """Take what was typed."""
    await pilot.press("enter" if isinstance(pilot.app.screen, LinePrompt) else "escape")
    await until(pilot, lambda: pilot.app.screen is screen)


async def on_disk(screen: ExplorerScreen, key: DocumentKey = KEY) -> StoredDraft | None:
    await screen.desk.workspace.drafting.flush()
    found = await screen.desk.workspace.drafting.of(key)
    return next((one.draft for one in found if one.whose is Whose.HERE), None)


def edit_of_slots(copy: OpenDocument) -> Edit:
    edits = copy.edits
    assert list(edits) == ["slots"]
    return edits["slots"]


@pytest.mark.sample(each=3)
@pytest.mark.parametrize(("there", "key"), list(zip(THERE, cycle(["enter", "o"]))))
async def test_what_is_typed_over_a_value_that_others_change_is_an_edit_with_a_conflict(
    service: Service, there: str, key: str
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, key)
        await pilot.press("X")
        await until(pilot, lambda: "X" in shown(pilot))
        THERE[there](service)
        await read_again(pilot, screen)
        draft = await on_disk(screen)
        assert draft is not None
        edit = draft.edits["slots"]
        assert "X" in (edit.text or "")
        assert edit.origin == SLOTS
        await leave(pilot, screen)
        await said(pilot, "was changed by others while you typed")
        copy = screen.document.document
        assert copy is not None
        assert edit_of_slots(copy).origin == SLOTS
        mine = SLOTS.replace('"B"', '"BX"' if key == "enter" else '"XB"')
        assert copy.value("slots") == mine
        assert [(c.name, c.opened, c.wanted) for c in copy.conflicts()] == [("slots", SLOTS, mine)]
        draft = await on_disk(screen)
        assert draft is not None
        assert draft.edits["slots"].origin == SLOTS
        # It is an edit as any other: it can be taken back.
        await pilot.press("ctrl+u")
        await until(pilot, lambda: not copy.is_edited)


@pytest.mark.slow
async def test_what_is_no_json_is_kept_too(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, "o")
        # As JSON, and not as the characters of a string.
        await pilot.press("f8", "X")
        await until(pilot, lambda: "not JSON" in shown(pilot))
        bot_removes(service)
        await read_again(pilot, screen)
        await leave(pilot, screen)
        await said(pilot, "was changed by others while you typed")
        assert screen.document.document is not None
        assert 'X"B"' in (edit_of_slots(screen.document.document).text or "")


@pytest.mark.slow
async def test_the_text_below_shows_a_value_as_it_is_typed_over_its_row(service: Service) -> None:
    """The same value never stands on the screen in two ways."""
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, "enter")
        editor = screen.document.editor
        assert editor.text == '"B"'
        await pilot.press("X", "quotation_mark")
        await until(pilot, lambda: editor.text == r'"BX\""' and "as it is typed" in shown(pilot))
        assert editor.read_only
        await read_again(pilot, screen)
        await until(pilot, lambda: editor.text == r'"BX\""')
        await pilot.press("ctrl+u")
        await until(pilot, lambda: editor.text == '"B"' and "as it is typed" not in shown(pilot))
        await pilot.press("f8", "end", "X")
        await until(pilot, lambda: editor.text == "BX" and "not JSON" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert (editor.text, editor.read_only) == ("BX", False)
        assert "as it is typed" not in shown(pilot)


async def test_what_others_change_beside_a_value_stays_where_it_is_typed(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, "enter")
        await pilot.press("X")
        bot_puts(service, {"from": "TLV", "seats": 7, "stops": ["A", "B"]})
        await read_again(pilot, screen)
        await leave(pilot, screen)
        copy = screen.document.document
        assert copy is not None
        await until(pilot, lambda: copy.is_edited)
        assert copy.value("slots") == '{"from":"TLV","seats":7,"stops":["A","BX"]}'
        assert copy.conflicts() == ()


@pytest.mark.slow
async def test_what_is_pasted_in_a_row_goes_on_from_what_the_row_began_with(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, "enter")
        bot_puts(service, {"from": "TLV", "stops": ["A", "C"]})
        await read_again(pilot, screen)
        paste(pilot, "1\r2")
        await until(pilot, lambda: edits_value(pilot.app.screen))
        await leave(pilot, screen)
        assert screen.document.document is not None
        await until(pilot, lambda: screen.document.document and screen.document.document.is_edited)
        assert edit_of_slots(screen.document.document).origin == SLOTS
        assert screen.document.document.value("slots") == SLOTS.replace('"B"', r'"B1\n2"')


async def test_what_is_typed_over_a_document_that_is_gone_stays_its_edit(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, "enter")
        await pilot.press("X")
        bot_deletes(service)
        await read_again(pilot, screen)
        await leave(pilot, screen)
        copy = screen.document.document
        assert copy is not None
        await until(pilot, lambda: copy.is_edited)
        assert copy.value("slots") == SLOTS.replace('"B"', '"BX"')


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_what_is_typed_goes_to_its_own_document_where_another_is_shown_by_then(
    service: Service, key: str
) -> None:
    other = DocumentKey(ACCOUNT, "airlineBot", "session-005")
    # With the same values, so that the tree keeps its rows.
    service.put(other.session, {"slots": {"from": "TLV", "seats": 2, "stops": ["A", "B"]}})
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, "enter")
        await pilot.press("X")
        screen.port.reading.document(other)
        await until(
            pilot, lambda: screen.document.document and screen.document.document.key == other
        )
        draft = await on_disk(screen)
        assert draft is not None
        assert "BX" in (draft.edits["slots"].text or "")
        assert await on_disk(screen, other) is None
        await pilot.press(key)
        await until(pilot, lambda: pilot.app.screen is screen)
        await said(pilot, "an open edit of session-004")
        await until(pilot, lambda: KEY in screen.desk.edits)
        assert screen.document.document is not None
        assert not screen.document.document.is_edited
        assert await on_disk(screen, other) is None
        screen.port.reading.document(KEY)
        await until(pilot, lambda: screen.document.document and screen.document.document.key == KEY)
        assert screen.document.document.value("slots") == SLOTS.replace('"B"', '"BX"')
        assert screen.document.document.conflicts() == ()


async def test_what_is_typed_below_began_from_what_was_shown_there(service: Service) -> None:
    """A save reads the document anew by itself, and shows it only then."""
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        bot_puts(service, {"from": "TLV", "seats": 2, "stops": ["A", "B"]})
        await open_session(pilot, screen, "session-004")
        await pilot.press("3", "down", "e")
        await until(pilot, lambda: screen.document.editor.has_focus)
        copy = screen.document.document
        assert copy is not None
        bot_puts(service, "theirs")
        document = await screen.desk.workspace.open(KEY)
        screen.document.editor.text = '"mine"'
        copy.rebase(document)
        assert [c.opened for c in copy.conflicts()] == [SLOTS]


@pytest.mark.matrix
@pytest.mark.parametrize("key", ["ctrl+s", "f2"])
@pytest.mark.parametrize("opening", ["enter", "o"])
async def test_the_keys_that_save_take_what_is_typed_over_the_tree_and_review_it(
    service: Service, opening: str, key: str
) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, opening)
        await pilot.press("end", "x", key)
        await until(pilot, lambda: "To be sent" in shown(pilot))
        assert screen.document.document is not None
        assert "Bx" in screen.document.document.text("slots")


async def test_the_key_that_saves_leaves_what_can_t_be_taken_where_it_is_typed(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await begin(pilot, screen, service, "enter")
        await pilot.press("f8", "end", "x", "ctrl+s")
        assert isinstance(pilot.app.screen, LinePrompt)
        assert "not JSON" in shown(pilot)
