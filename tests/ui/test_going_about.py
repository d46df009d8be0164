"""`g`, `ctrl+o`, `ctrl+n`, `m`, an address at the start, and the lists of v2 alone."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from ccs_tui.model.address import Address
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.dialogs.form import FormDialog
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.views.conversation import ConversationScreen
from ccs_tui.ui.widgets.json_editor.prompt import FIELD_CELLS, EditorPrompt
from ccs_tui.ui.widgets.line_field import LineField
from tests.ui.conftest import Service, opened, ready, shown, type_text, until, until_shown

SMALL, WIDE = (80, 24), (140, 40)
ONE = "3f2c9d1e-7b0a-4c11-9e55-0123456789ab"
V2: dict[str, Any] = {"api_key": None}


def has_document(screen: ExplorerScreen, session: str | None, node: str = "") -> Callable[[], bool]:
    """Return whether a document is shown, with the focus and the cursor in it."""

    def there() -> bool:
        document, panel = screen.desk.document, screen.document
        if document is None or document.key.session != session or screen.app.screen is not screen:
            return False
        if not panel.rows.has_focus or panel.document is not document:
            return False
        return not node or (panel.selected_node is not None and panel.selected_node.key == node)

    return there


async def ask(pilot: Pilot[None]) -> GoToDialog:
    await pilot.press("g")
    await until(pilot, lambda: isinstance(pilot.app.screen, GoToDialog))
    dialog = pilot.app.screen
    assert isinstance(dialog, GoToDialog)
    return dialog


async def go(pilot: Pilot[None], text: str) -> None:
    dialog = await ask(pilot)
    pilot.app.post_message(Paste(text))
    await until(pilot, lambda: bool(dialog._text) and bool(dialog._found.goals))
    await pilot.press("enter")


async def test_back_and_forward_keep_the_cursor_and_what_is_typed(service: Service) -> None:
    service.store.upsert(DocumentKey("le1", "orders", "o1"), {"a": encode(1)}, None)
    service.put("two", {"slots": {"from": "TLV", "to": "LHR"}, "z": 1}, 7_000)
    async with service.explorer().run_test(size=SMALL, notifications=True) as pilot:
        screen = await ready(pilot)
        name = screen.desk.workspace.profile.name
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "no document before this one" in " ".join(shown(pilot).split()))
        await go(pilot, f"ccs:{name}/airlineBot/two#slots.to")
        await until(pilot, has_document(screen, "two", "to"))
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press("escape")
        await until(pilot, has_document(screen, "two", "to"))
        document = screen.desk.document
        assert document is not None
        document.put_text("z", "22")
        await go(pilot, "le1:orders:o1")
        await until(pilot, has_document(screen, "o1"))
        await pilot.press("ctrl+o")
        await until(pilot, has_document(screen, "two", "to"))
        assert screen.namespaces.selected == "airlineBot"
        document = screen.desk.document
        assert document is not None
        assert document.is_edited
        await pilot.press("ctrl+n")
        await until(pilot, has_document(screen, "o1"))
        # One that is gone meanwhile says so.
        service.store.delete_document(DocumentKey("le1", "airlineBot", "two"))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "not in airlineBot any more" in " ".join(shown(pilot).split()))


async def test_pasted_lines_are_taken_whole_and_an_id_is_looked_for_everywhere(
    service: Service,
) -> None:
    service.store.upsert(DocumentKey("le1", "orders", ONE), {"a": encode(1)}, None)
    async with service.explorer().run_test(size=SMALL, notifications=True) as pilot:
        await ready(pilot)
        dialog = await ask(pilot)
        pilot.app.post_message(Paste(f"Error\n  at conversationId={ONE}\n" + "x" * 50_000))
        await until(pilot, lambda: "3 lines pasted" in shown(pilot))
        await until(pilot, lambda: "look in all namespaces" in shown(pilot))
        assert ONE in shown(pilot), "the id is whole at 80 columns"
        await type_text(pilot, "zz")
        await until(pilot, lambda: dialog._text == "zz")
        pilot.app.post_message(Paste(f"x\n{ONE}"))
        await until(pilot, lambda: "2 lines pasted" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConversationScreen))
        await until(pilot, lambda: "orders" in shown(pilot))


@pytest.mark.slow
async def test_a_bookmark_is_kept_listed_and_removed(service: Service) -> None:
    service.put("two", {"slots": {"from": "TLV"}}, 7_000)
    async with service.explorer().run_test(size=SMALL, notifications=True) as pilot:
        screen = await ready(pilot)
        await go(pilot, f"ccs:{screen.desk.workspace.profile.name}/airlineBot/two#slots.from")
        await until(pilot, has_document(screen, "two", "from"))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "Kept as slots.from" in shown(pilot))
    async with service.explorer().run_test(size=SMALL, notifications=True) as pilot:
        screen = await ready(pilot)
        dialog = await ask(pilot)
        await until_shown(pilot, "bookmark · airlineBot", "recent · airlineBot")
        await type_text(pilot, "slots.f")
        await until(pilot, lambda: len(dialog._found.goals) > 0 and dialog._text == "slots.f")
        await pilot.press("down", "enter")
        await until(pilot, has_document(screen, "two", "from"))
        await ask(pilot)
        await until(pilot, lambda: "bookmark · airlineBot" in shown(pilot))
        await pilot.press("down", "d")
        await until(pilot, lambda: "bookmark · airlineBot" not in shown(pilot))


async def test_it_starts_at_an_address(service: Service) -> None:
    service.store.upsert(DocumentKey("le1", "orders", "o1"), {"a": encode({"b": 1})}, None)
    start = replace(service.start(), address=Address("test", "orders", "o1", ("a", "b")))
    app = service.explorer()
    app._start = start
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: screen.is_open)
        await until(pilot, has_document(screen, "o1", "b"))
        assert screen.namespaces.selected == "orders"


@pytest.mark.parametrize("held", ["/account/le1", "/o1"])
async def test_what_is_typed_while_it_connects_leaves_the_address_of_the_start(
    service: Service, held: str
) -> None:
    """The keys come while the service lists the namespaces, or reads the document."""
    service.store.upsert(DocumentKey("le1", "airlineBot", "o1"), {"a": encode(1)}, None)
    go_on, is_asked = asyncio.Event(), asyncio.Event()

    async def before(scope: dict[str, Any]) -> None:
        if scope["path"].endswith(held):
            is_asked.set()
            await go_on.wait()

    service.before = before
    app = service.explorer()
    app._start = replace(service.start(), address=Address("test", "airlineBot", "o1"))
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await opened(pilot)
        await until(pilot, is_asked.is_set)
        if held == "/o1":
            await until(pilot, lambda: screen.is_open)
        await pilot.press("down")
        await type_text(pilot, "e0.123")
        go_on.set()
        await until(pilot, lambda: screen.document.document is not None)
        assert screen.document.document is not None
        assert screen.document.document.key.session == "o1"
        assert app.screen is screen
        assert screen.namespaces.selected == "airlineBot"
        if held == "/o1":
            assert not screen.desk.edits.keys


@pytest.mark.slow
async def test_with_v2_alone_what_is_remembered_is_listed(service: Service) -> None:
    service.store.upsert(DocumentKey("le1", "orders", "o1"), {"a": encode(1)}, None)
    async with service.explorer(**V2).run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: screen.is_open)
        for text in ("airlineBot:session-009", "orders:o1"):
            await go(pilot, text)
            await until(pilot, has_document(screen, text.partition(":")[2]))
    async with service.explorer(**V2).run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: screen.is_open and bool(screen.desk.namespaces))
        assert list(screen.desk.namespaces) == ["airlineBot", "orders"]
        await until(pilot, lambda: "Remembered · airlineBot" in shown(pilot))
        await until(pilot, lambda: screen.sessions.sessions == ["session-009"])
        assert shown(pilot).count("Remembered") == 2
        assert "session-009" in shown(pilot)


async def test_escape_in_a_text_is_called_back_whatever_is_filtered(service: Service) -> None:
    async with service.explorer().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "slash", *"004", "enter", "enter")
        await until(pilot, lambda: screen.document.rows.has_focus and "intent" in shown(pilot))
        await pilot.press("e")
        await until(pilot, lambda: screen.document.editor.has_focus)
        await until(pilot, lambda: "esc Back" in shown(pilot).splitlines()[-1])


@pytest.mark.slow
async def test_a_path_that_leads_nowhere_leaves_room_to_type_another(service: Service) -> None:
    service.put("two", {"a": 1, "transcript": [1, 2]}, 7_000)
    async with service.explorer().run_test(size=SMALL, notifications=True) as pilot:
        screen = await ready(pilot)
        await go(pilot, "le1:airlineBot:two")
        await until(pilot, has_document(screen, "two"))
        await until(pilot, lambda: screen.document.rows.has_focus)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditorPrompt))
        field = pilot.app.screen.query_one(LineField)
        await type_text(pilot, "aPathThatIsNowhere")
        await pilot.press("enter")
        await until(pilot, lambda: "There is no aPathThatIsNowhere." in shown(pilot))
        assert "path aPathThatIsNowhere " in shown(pilot)
        assert field.size.width >= FIELD_CELLS
        await type_text(pilot, "transcript")
        assert field.value == "transcript"
        await until(pilot, lambda: "There is no" not in shown(pilot))
        await pilot.press("enter")
        await until(pilot, has_document(screen, "two", "transcript"))
