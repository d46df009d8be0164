"""What the editor takes for granted of Textual beyond its documented interface.

If one of these fails with a new version of Textual, the comment says what in the editor stands on
it.
"""

import inspect
from typing import Any

import pytest
from textual.widgets import TextArea
from textual.widgets.text_area import (
    Document,
    DocumentNavigator,
    Edit,
    EditHistory,
    WrappedDocument,
)

from ccs_tui.ui.widgets.json_editor.document import JsonDocument
from ccs_tui.ui.widgets.json_editor.history import MAX_CHARACTERS, BoundedHistory
from ccs_tui.ui.widgets.json_editor.layout import EditorLayout, Navigator
from tests.ui.json_editor_app import editing


def test_the_text_area_tells_its_size_in_one_place() -> None:
    # `LineArea.load_text` calls it for a new document, as `TextArea.edit` does after an edit.
    assert inspect.signature(TextArea._refresh_size).parameters.keys() == {"self"}


def test_the_history_keeps_batches_of_edits_in_a_stack() -> None:
    # `BoundedHistory` forgets the oldest batch, and measures edits by what they replaced.
    history = EditHistory(max_checkpoints=5, checkpoint_timer=1, checkpoint_max_characters=9)
    area = TextArea("ab")
    edit = Edit("xyz", (0, 0), (0, 1), False)
    edit.do(area)
    history.record(edit)
    assert list(history._undo_stack) == [[edit]]
    assert edit._edit_result is not None
    assert edit._edit_result.replaced_text == "a"


def test_the_oldest_edits_are_forgotten_when_they_hold_too_much() -> None:
    history = BoundedHistory()
    area = TextArea()
    for _ in range(4):
        edit = Edit("x" * (MAX_CHARACTERS // 3), (0, 0), (0, 0), False)
        edit.do(area)
        history.record(edit)
    assert len(history.undo_stack) == 3
    huge = Edit("x" * (MAX_CHARACTERS + 1), (0, 0), (0, 0), False)
    huge.do(area)
    history.record(huge)
    assert history.undo_stack == [[huge]]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(JsonDocument, Document), (EditorLayout, WrappedDocument), (Navigator, DocumentNavigator)],
)
def test_what_the_text_area_may_call_is_ours(ours: type, theirs: type) -> None:
    # They stand in for Textual's. A method that is new there would work on what is empty here.
    known = {
        "DocumentNavigator": {
            "clamp_reachable", "get_location_at_y_offset", "get_location_end", "get_location_home",
            "get_location_left", "get_location_right", "is_end_of_document",
            "is_end_of_document_line", "is_end_of_wrapped_line", "is_first_document_line",
            "is_first_wrapped_line", "is_last_document_line", "is_last_wrapped_line",
            "is_start_of_document", "is_start_of_document_line", "is_start_of_wrapped_line",
        },
        "Document": {
            "get_index_from_location", "get_location_from_index", "prepare_query",
            "query_syntax_tree",
        },
        "WrappedDocument": {"wrapped"},
    }[theirs.__name__]  # fmt: skip
    public = {name for name in dir(theirs) if not name.startswith("_")}
    assert public - vars(ours).keys() == known


def test_what_is_not_ours_of_the_layout_is_not_used() -> None:
    # `WrappedDocument.wrapped` and the lists behind it are empty in `EditorLayout`.
    source = inspect.getsource(TextArea) + inspect.getsource(DocumentNavigator)
    assert ".wrapped\n" not in source
    assert "._line_index_to_offsets" not in source
    # `_render_line` is the only one that looks into them, and `JsonEditor.render_line` paints.
    assert source.count("._offset_to_line_info") == 1
    assert "._offset_to_line_info" in inspect.getsource(TextArea._render_line)


async def test_a_key_is_handled_by_ours_first() -> None:
    # `on_key` stops `TextArea._on_key` from inserting a line break of its own.
    async with editing("  1") as (_, editor, pilot):
        await pilot.press("end", "enter")
        assert editor.text == "  1\n  "


async def test_the_cursor_is_followed_and_leaves_no_row_behind() -> None:
    # `selection` does not repaint by itself, and `watch_selection` is called beside Textual's.
    async with editing("[\n1,\n2]", size=(20, 4)) as (app, editor, pilot):
        await pilot.press("down")
        await pilot.pause()
        moved = app.painted()
        editor.refresh()
        await pilot.pause()
        assert app.painted() == moved


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each time that something is asked for or done that takes all lines."""
    asked: list[str] = []

    def note(owner: type, name: str) -> None:
        original = vars(owner)[name]
        call: Any = original.fget if isinstance(original, property) else original

        def ask(self: object, *arguments: object, **options: object) -> object:
            asked.append(f"{owner.__name__}.{name}")
            return call(self, *arguments, **options)

        monkeypatch.setattr(owner, name, property(ask) if isinstance(original, property) else ask)

    for name in ("text", "get_size"):
        note(JsonDocument, name)
    for name in ("wrap", "lines", "get_sections"):
        note(EditorLayout, name)
    return asked


async def test_no_key_asks_for_the_whole_text(forbidden: list[str]) -> None:
    # What `TextArea` and `Widget` do at a key costs the same in any text.
    text = "[\n" + '  "a line of text",\n' * 5_000 + '"' + "long " * 20_000 + '"\n]'
    async with editing(text, check_pause=3_600) as (_, editor, pilot):
        for place in ((2_000, 3), (5_001, 50_000)):
            editor.move_cursor(place)
            await pilot.pause()
            forbidden.clear()
            await pilot.press("x", "left", "delete", "up", "down", "pagedown", "pageup", "home")
            await pilot.press("ctrl+left", "ctrl+right", "ctrl+w", "ctrl+u", "ctrl+r", "end")
            await pilot.press("backspace", "shift+left", "x", "enter", "backspace", "ctrl+end")
            assert forbidden == []
