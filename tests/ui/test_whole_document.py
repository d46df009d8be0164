"""The whole document as JSON in the large editor."""

from functools import partial

import pytest
from textual.pilot import Pilot

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.draft import DraftDialog
from ccs_tui.ui.dialogs.large_dialog import LargeDialog
from tests.ui.conftest import Service, open_session, ready, save, screen_of, shown, until
from tests.ui.flow import told
from tests.ui.large_dialogs import edits_document

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (140, 40)
KEY = DocumentKey("le1", "airlineBot", "session-007")


async def test_the_whole_document_is_edited_as_json_and_saved_by_property(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "W")
        await until(pilot, lambda: edits_document(pilot.app.screen))
        dialog = pilot.app.screen
        assert edits_document(dialog)
        await until(pilot, lambda: '"intent"' in dialog.editor.text)
        dialog.editor.load('{"intent": "rebook", "n": 1.50}')
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_of(pilot))
        await until(pilot, lambda: "2 unsaved" in shown(pilot))
        await save(pilot)
        await until(
            pilot, lambda: service.stored("session-007") == {"intent": '"rebook"', "n": "1.50"}
        )


async def begin(pilot: Pilot[None]) -> LargeDialog[str]:
    """Open session-007 as a whole."""
    screen = await ready(pilot)
    await open_session(pilot, screen, "session-007")
    return await open_whole(pilot)


async def open_whole(pilot: Pilot[None]) -> LargeDialog[str]:
    """Open the document shown as a whole."""
    await pilot.press("3", "W")
    await until(pilot, lambda: edits_document(pilot.app.screen))
    dialog = pilot.app.screen
    assert edits_document(dialog)
    await until(pilot, lambda: '"intent"' in dialog.editor.text)
    return dialog


def is_whole_text(pilot: Pilot[None], text: str) -> bool:
    """Return whether a text is open as that of the whole document."""
    dialog = pilot.app.screen
    return edits_document(dialog) and dialog.editor.text == text


async def drafted(pilot: Pilot[None]) -> str | None:
    """Return what is on disk of the whole document, once what is typed is written."""
    drafting = screen_of(pilot).desk.workspace.drafting
    await drafting.flush()
    found = await drafting.of(KEY)
    whole = found[0].draft.whole if found else None
    return whole.text if whole is not None else None


NO_DOCUMENTS = ["[1,", "[1]", "", '"x"', "{", '{"a": 1}}', "\ud83d"]


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("key", ["ctrl+s", "f2"])
async def test_what_is_no_document_is_not_saved_and_stays(service: Service, key: str) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        dialog = await begin(pilot)
        for text in NO_DOCUMENTS:
            dialog.editor.load(text)
            pilot.app.clear_notifications()
            await until(pilot, lambda: "Not saved yet: " not in told(pilot))
            for _ in range(2):
                # Twice: a second one in a hurry is no answer.
                await pilot.press(key, key)
                await until(pilot, lambda: "Not saved yet: " in told(pilot))
                assert pilot.app.screen is dialog
                assert dialog.editor.text == text
                assert await drafted(pilot) == text
    assert not [method for method, _ in service.requests if method not in ("GET", "POST")]


@pytest.mark.parametrize(
    "texts",
    [NO_DOCUMENTS[:2], pytest.param(NO_DOCUMENTS[2:], marks=pytest.mark.slow)],
    ids=["two", "the rest"],
)
async def test_escape_goes_out_of_what_is_no_document_and_keeps_it(
    service: Service, texts: list[str]
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        for text in texts:
            dialog = await open_whole(pilot)
            dialog.editor.load(text)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            await until(pilot, lambda: "whole text: not JSON yet" in shown(pilot))
            assert await drafted(pilot) == text
            await open_session(pilot, screen, "session-008")
            await open_session(pilot, screen, "session-007")
            await pilot.press("3", "ctrl+s")
            await until(pilot, partial(is_whole_text, pilot, text))
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert await drafted(pilot) == text
            await pilot.press("z")
            await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
            await pilot.press("y")
            await until(pilot, lambda: "not JSON yet" not in shown(pilot))
            assert await drafted(pilot) is None


async def test_what_becomes_invalid_takes_no_draft_away(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        dialog = await begin(pilot)
        for text in ('{"intent": "other"}', '{"intent": "other"', "", '{"intent": "again"}'):
            dialog.editor.load(text)
            assert await drafted(pilot) == text
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_of(pilot))
        assert await drafted(pilot) is None
        (found,) = await screen_of(pilot).desk.workspace.drafting.of(KEY)
        assert {name: edit.text for name, edit in found.draft.edits.items()} == {
            "intent": '"again"', "slots": None,
        }  # fmt: skip


async def leave_typed(service: Service, text: str) -> None:
    """Type a text for the whole of session-007, and be killed."""
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        dialog = await begin(pilot)
        dialog.editor.load(text)
        assert await drafted(pilot) == text


async def take_up(pilot: Pilot[None]) -> None:
    screen = await ready(pilot)
    await open_session(pilot, screen, "session-007")
    await pilot.press("3")
    await until(pilot, lambda: isinstance(pilot.app.screen, DraftDialog))
    await pilot.press("enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, DraftDialog))


@pytest.mark.slow
async def test_what_was_no_document_is_offered_again_and_goes_on_being_typed(
    service: Service,
) -> None:
    await leave_typed(service, '{"intent": "other",')
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await take_up(pilot)
        await until(pilot, lambda: edits_document(pilot.app.screen))
        dialog = pilot.app.screen
        assert edits_document(dialog)
        await until(pilot, lambda: dialog.editor.text == '{"intent": "other",')
        assert await drafted(pilot) == '{"intent": "other",'
        dialog.editor.load('{"intent": "other"}')
        await pilot.press("escape")
        await until(pilot, lambda: "2 unsaved" in shown(pilot))
        assert await drafted(pilot) is None


@pytest.mark.slow
async def test_what_was_a_document_comes_back_by_property_and_leaves_others_changes(
    service: Service,
) -> None:
    await leave_typed(service, '{"intent": "other", "slots": {"from": "TLV", "seats": 2}}')
    service.put("session-007", {"slots": {"seats": 9}}, 7_860)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await take_up(pilot)
        await until(pilot, lambda: "1 unsaved" in shown(pilot))
        await save(pilot)
        await until(
            pilot,
            lambda: service.stored("session-007") == {"intent": '"other"', "slots": '{"seats":9}'},
        )


async def test_what_others_wrote_while_it_was_typed_is_a_conflict_or_stays(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        dialog = await begin(pilot)
        dialog.editor.load('{"intent": "mine", "slots": {"from": "TLV", "seats": 2}}')
        service.put("session-007", {"intent": "theirs", "slots": {"seats": 9}}, 7_860)
        screen = screen_of(pilot)
        screen.action_command("refresh")

        def stored() -> str | None:
            copy = screen.document.document
            return copy.base.properties["intent"] if copy is not None else None

        await until(pilot, lambda: stored() == '"theirs"')
        await pilot.press("escape")
        await until(pilot, lambda: "1 unsaved" in shown(pilot))
        copy = screen.document.document
        assert copy is not None
        assert [conflict.name for conflict in copy.conflicts()] == ["intent"]
