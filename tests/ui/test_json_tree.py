"""The document as a tree, by its keys: open, seek, edit, take back."""

from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

import ccs_tui.ui
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, canonical, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument, PropertyState
from ccs_tui.model.tree import edits, format_path
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.large_editors import LargeDialogs
from ccs_tui.ui.widgets import value_pane
from ccs_tui.ui.widgets.document_panel import DocumentPanel
from tests.ui.conftest import NOON, shown, type_text, until, until_shown

STYLES = Path(ccs_tui.ui.__file__).parent / "styles"
KEY = DocumentKey("le1", "bot", "s1")
PAYLOAD: dict[str, Any] = {
    "intent": "rebook",
    "slots": {"from": "TLV", "seats": 2, "two words": [True, None]},
    "transcript": [{"role": "bot", "text": "Hello"}, {"role": "user", "text": "Rebook me"}],
    "raw": "line one\nline two",
}


class PanelApp(CcsApp):
    """A document panel on a screen of its own."""

    CSS_PATH = [STYLES / f"{name}.tcss" for name in ("explorer", "later", "dialogs")]

    def __init__(self, properties: dict[str, Any]) -> None:
        super().__init__()
        self.document = OpenDocument(
            Document(KEY, {name: encode(value) for name, value in properties.items()}, NOON)
        )
        self.wanted = 0

    def get_default_screen(self) -> Screen[Any]:
        app = self

        class PanelScreen(Screen[None]):
            BINDINGS = [("d", "delete", "Delete")]

            def action_delete(self) -> None:
                rows = self.query_one(DocumentPanel).rows
                node = rows.cursor_key
                if node is not None and node is not node.top:
                    done = app.document.do(lambda tree: edits.remove(tree, node))
                    assert done.cursor is not None
                    rows.move_cursor(done.cursor)

            def compose(self) -> ComposeResult:
                yield DocumentPanel(LargeDialogs(self.app), id="document")

            def on_mount(self) -> None:
                panel = self.query_one(DocumentPanel)
                panel.state.now = lambda: NOON
                panel.show(app.document)
                panel.rows.focus()

            def on_document_panel_command_wanted(self, event: DocumentPanel.CommandWanted) -> None:
                app.wanted += event.name == "new"

        return PanelScreen()

    @property
    def panel(self) -> DocumentPanel:
        return self.screen_stack[0].query_one(DocumentPanel)

    @property
    def cursor(self) -> str:
        node = self.panel.selected_node
        return "" if node is None else format_path(node.keys)

    def paths(self) -> list[str]:
        return [format_path(node.keys) for node in self.panel.rows.visible_keys]

    def value(self, name: str) -> JsonText:
        return self.document.value(name)


def app_of(**properties: Any) -> PanelApp:
    return PanelApp(properties or PAYLOAD)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


# ── opening ────────────────────────────────────────────────────────────────────────────────────


async def test_arrows_open_go_in_go_out_and_close() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        assert app.paths() == ["intent", "slots", "transcript", "raw"]
        await press(pilot, "down", "right")
        assert app.paths()[1:5] == ["slots", "slots.from", "slots.seats", 'slots["two words"]']
        await press(pilot, "right")
        assert app.cursor == "slots.from"
        await press(pilot, "left")
        assert app.cursor == "slots"
        await press(pilot, "left")
        assert len(app.paths()) == 4
        await press(pilot, "space")
        assert len(app.paths()) == 7
        await press(pilot, "enter")
        assert len(app.paths()) == 4


async def test_signs_open_and_close_levels_and_all() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        counts = []
        for key in ("plus", "plus", "minus", "minus", "asterisk", "asterisk"):
            await press(pilot, key)
            counts.append(len(app.paths()))
        assert counts == [9, 15, 9, 4, 15, 4]


async def test_what_was_open_and_is_empty_now_is_gone_out_of() -> None:
    app = app_of(some={"within": {}})
    async with app.run_test() as pilot:
        await press(pilot, "right", "down", "a", "x", "enter", "1", "enter")
        await until(pilot, lambda: app.paths() == ["some", "some.within", "some.within.x"])
        await press(pilot, "ctrl+u", "ctrl+u", "home", "down", "right")
        assert app.paths() == ["some", "some.within"]
        assert app.cursor == "some.within"
        await press(pilot, "left")
        assert app.cursor == "some"


async def test_closing_all_takes_the_cursor_to_the_property() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "asterisk", "end", "up", "up")
        assert app.cursor == "transcript[1].role"
        await press(pilot, "asterisk")
        assert app.cursor == "transcript"


async def test_all_below_one_row_opens_and_closes() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "down", "shift+right")
        assert len(app.paths()) == 10
        await press(pilot, "shift+left", "right")
        assert len(app.paths()) == 6


async def test_a_click_on_the_mark_opens_the_row() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await pilot.click("#properties", offset=(4, 2))
        await pilot.pause()
        assert app.cursor == "slots"
        assert len(app.paths()) == 7
        await pilot.click("#properties", offset=(10, 3))
        await pilot.pause()
        assert app.cursor == "slots.from"
        assert len(app.paths()) == 7


async def test_rows_show_types_sizes_shares_and_values() -> None:
    app = app_of()
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "down", "right")
        lines = shown(pilot).splitlines()
        total = app.document.size
        expected = [
            ("intent", "string", "17", '"rebook"'),
            ("slots", "object", "56", "{ 3 members }"),
            ("from", "string", "12", '"TLV"'),
            ("two words", "array", "23", "[true,null]"),
            ("transcript", "array", "79", "[ 2 items ]"),
        ]
        for name, kind, size, value in expected:
            line = next(line for line in lines if f" {name} " in line and kind in line)
            share = f"{round(100 * int(size) / total)} %"
            assert [part for part in (size, share, value) if part not in line] == [], line


async def test_a_deep_row_keeps_its_name_in_view() -> None:
    deep: Any = "the bottom"
    for level in range(40):
        deep = {f"level{level}": deep}
    app = app_of(deep=deep)
    async with app.run_test(size=(80, 50)) as pilot:
        await press(pilot, "asterisk", "end")
        assert app.cursor.startswith("deep.level39.level38")
        assert "level0" in shown(pilot)
        assert "the bottom" in shown(pilot)


async def test_values_are_shown_as_they_are_and_touch_nothing_around() -> None:
    app = app_of(
        **{"\x1b[31mname": {"in\nside": "[bold]x\x1b[0m[/]"}, "wide": "航班延误三十五分钟" * 9}
    )
    async with app.run_test() as pilot:
        await press(pilot, "right", "right")
        screen = shown(pilot)
        assert "␛[31mname" in screen
        assert "in␊side" in screen
        assert r"[bold]x\u001b[0" in screen
        assert "\x1b" not in screen
        assert len({len(line) for line in screen.splitlines() if "航" not in line}) == 1


# ── seeking ────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_searched_is_gone_to_and_counted_as_it_is_typed() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "rebook")
        await until(pilot, lambda: "1 of 2" in shown(pilot))
        assert app.cursor == "intent"
        await press(pilot, "f3")
        assert app.cursor == "transcript[1].text"
        assert "2 of 2" in shown(pilot)
        await press(pilot, "escape", "f3")
        assert app.cursor == "intent"
        await press(pilot, "shift+f3")
        assert app.cursor == "transcript[1].text"


async def test_what_was_opened_on_the_way_of_typing_is_closed_again() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+f")
        await type_text(pilot, "t")
        await type_text(pilot, "lv")
        await until(pilot, lambda: app.cursor == "slots.from")
        assert [path for path in app.paths() if "transcript[" in path] == []
        await press(pilot, "x")
        await until(pilot, lambda: "not found" in shown(pilot))
        assert len(app.paths()) == 4


async def test_a_search_counts_anew_after_an_edit_and_ends_with_escape() -> None:
    app = app_of(a="x", b={"x": 1, "y": "x"})
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+f", "x", "escape", "f3")
        assert "2 of 3" in shown(pilot)
        await press(pilot, "d", "f3")
        assert app.value("b") == '{"y":"x"}'
        await until(pilot, lambda: "1 of 2" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: "of 2" not in shown(pilot))


async def test_a_path_is_gone_to_as_it_is_typed() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+g")
        await type_text(pilot, 'slots["two words"][1]')
        await until(pilot, lambda: app.cursor == 'slots["two words"][1]')
        assert "null" in shown(pilot)
        await type_text(pilot, "x")
        await until(pilot, lambda: "does not go on like this" in shown(pilot))


async def test_a_place_that_the_filter_hides_takes_the_filter_away() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "slash", "i", "n", "t", "enter")
        assert app.paths() == ["intent"]
        await press(pilot, "ctrl+f")
        await type_text(pilot, "hello")
        await until(pilot, lambda: app.cursor == "transcript[0].text")


# ── editing ────────────────────────────────────────────────────────────────────────────────────


async def test_a_string_is_edited_in_place_as_its_characters() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right", "right", "enter")
        assert app.screen.query_one(Input).value == "TLV"
        assert "string" in shown(pilot)
        await press(pilot, "end")
        await type_text(pilot, ' "2"')
        await press(pilot, "enter")
        assert app.value("slots") == '{"from":"TLV \\"2\\"","seats":2,"two words":[true,null]}'
        assert app.document.state("slots") is PropertyState.CHANGED
        assert app.cursor == "slots.from"
        assert r'"TLV \"2\""' in shown(pilot)


async def test_another_value_is_edited_in_place_as_json_and_not_taken_while_it_is_none() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right", "right", "down", "enter")
        assert "JSON number" in shown(pilot)
        await press(pilot, "end", "x")
        await until(pilot, lambda: "not JSON" in shown(pilot))
        await press(pilot, "enter")
        assert len(app.screen_stack) == 2
        await press(pilot, "delete", ".", "5", "0", "enter")
        assert '"seats":2.50' in app.value("slots")


@pytest.mark.parametrize("value", [25, "rebook", True, None])
async def test_a_scalar_is_entered_with_all_of_it_selected(value: object) -> None:
    app = app_of(seats=value)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "9", "enter")
        assert app.value("seats") == ('"9"' if isinstance(value, str) else "9")


async def test_a_key_takes_the_same_text_for_json() -> None:
    app = app_of(id="42")
    async with app.run_test() as pilot:
        await press(pilot, "enter", "f8")
        await until(pilot, lambda: "JSON number" in shown(pilot))
        await press(pilot, "enter")
        assert app.value("id") == "42"


async def test_escape_goes_out_of_a_row_and_destroys_nothing() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "enter", "escape")
        assert not app.document.is_edited
        await press(pilot, "enter", "end", "x", "escape")
        assert app.value("intent") == '"rebookx"'
        await press(pilot, "enter", "f8", "escape")
        assert app.value("intent") == '"rebookx"', "nothing was typed"
        await press(pilot, "enter", "end", "y", "f8", "escape")
        assert app.document.state("intent") is PropertyState.INVALID
        assert app.document.text("intent") == "rebookxy", "also what is no JSON"


async def test_a_member_is_renamed_in_its_place_and_not_to_a_name_that_is_taken() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right", "right", "R")
        await type_text(pilot, "!")
        await press(pilot, "enter")
        assert app.value("slots").startswith('{"from!":"TLV"')
        assert app.cursor == 'slots["from!"]'
        await press(pilot, "down", "R", "home", "ctrl+k")
        await type_text(pilot, "from!")
        await until(pilot, lambda: "slots has from! already" in shown(pilot))
        await press(pilot, "enter")
        assert len(app.screen_stack) == 2


async def test_a_property_is_renamed_by_a_removal_and_an_addition() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "R", "2", "enter")
        assert app.document.plan().delete == ("intent",)
        assert app.document.plan().upsert == {"intent2": '"rebook"'}
        assert app.cursor == "intent2"
        assert app.paths()[-1] == "intent2"
        await press(pilot, "ctrl+u")
        assert not app.document.is_edited
        assert app.cursor == "intent"


async def test_members_and_elements_are_added() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "a")
        await type_text(pilot, "to")
        await press(pilot, "enter")
        await type_text(pilot, "JFK")
        await until(pilot, lambda: "string" in shown(pilot))
        await press(pilot, "enter")
        assert app.value("slots").endswith('[true,null],"to":"JFK"}')
        assert app.cursor == "slots.to"
        await press(pilot, "up", "right", "right", "a")
        await type_text(pilot, "[1]")
        await press(pilot, "enter")
        assert '"two words":[true,[1],null]' in app.value("slots")
        await press(pilot, "home", "a")
        await until(pilot, lambda: app.wanted == 1)


async def test_rows_are_duplicated_moved_and_removed() -> None:
    app = app_of(list=[1, 2, 3], object={"a": 1})
    async with app.run_test() as pilot:
        await press(pilot, "right", "right", "D")
        assert app.value("list") == "[1,1,2,3]"
        assert app.cursor == "list[1]"
        await press(pilot, "J", "J")
        assert app.value("list") == "[1,2,3,1]"
        await press(pilot, "alt+up")
        assert app.value("list") == "[1,2,1,3]"
        assert app.cursor == "list[2]"
        await press(pilot, "d", "d")
        assert app.value("list") == "[1,2]"
        assert app.cursor == "list[1]"
        await press(pilot, "end", "right", "right", "K")
        await until(pilot, lambda: len(app._notifications) > 0)
        await press(pilot, "D")
        assert app.value("object") == '{"a":1,"a copy":1}'


async def test_a_property_is_duplicated_and_its_copy_is_gone_to() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "D")
        assert app.paths() == ["intent", "slots", "transcript", "raw", '["intent copy"]']
        assert app.value("intent copy") == app.value("intent")
        assert app.cursor == '["intent copy"]'
        assert app.panel.editor.text == '"rebook"'


async def test_edits_are_taken_back_one_by_one_and_done_again() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right", "right", "d", "d", "home", "enter", "end", "s", "enter")
        assert (app.value("slots"), app.value("intent")) == (
            '{"two words":[true,null]}',
            '"rebooks"',
        )
        await press(pilot, "ctrl+u")
        assert app.value("intent") == '"rebook"'
        await press(pilot, "ctrl+u", "ctrl+u")
        assert not app.document.is_edited
        assert app.cursor.startswith("slots")
        await press(pilot, "ctrl+y", "ctrl+y", "ctrl+y")
        assert (app.value("slots"), app.value("intent")) == (
            '{"two words":[true,null]}',
            '"rebooks"',
        )


async def test_what_others_changed_since_is_not_taken_back_over() -> None:
    app = app_of(a=1, b=2)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "end", "0", "enter")
        app.document.rebase(Document(KEY, {"a": encode(10), "b": encode(2)}, NOON))
        app.document.rebase(Document(KEY, {"a": encode(99), "b": encode(2)}, NOON))
        app.panel.show(app.document)
        await press(pilot, "ctrl+u")
        assert app.value("a") == "99"


# ── the text below ─────────────────────────────────────────────────────────────────────────────


async def test_the_text_below_is_that_of_the_row_and_what_is_typed_goes_into_the_tree() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "down", "right", "right", "right", "right", "down")
        assert app.cursor == "transcript[0].text"
        assert app.panel.editor.text == '"Hello"'
        await press(pilot, "e", "end", "left", "!")
        await until(pilot, lambda: '"Hello!"' in app.value("transcript"))
        assert app.panel.rows.model.find(["transcript", 0, "text"]).text == '"Hello!"'
        await press(pilot, "escape", "up", "down")
        assert app.panel.editor.text == '"Hello!"'
        await press(pilot, "ctrl+u")
        assert not app.document.is_edited
        assert app.panel.editor.text == '"Hello"'


async def test_what_is_no_json_is_kept_at_its_row_and_counted() -> None:
    app = app_of()
    async with app.run_test(size=(100, 40)) as pilot:
        size = app.document.size
        await press(pilot, "down", "right", "right", "e", "end", "backspace")
        await until(pilot, lambda: "not JSON" in shown(pilot))
        assert app.document.state("slots") is PropertyState.INVALID
        assert '"from": "TLV,' in app.document.text("slots")
        assert app.document.size == size - 1
        await press(pilot, "escape", "down", "down", "up", "up")
        assert app.panel.editor.text == '"TLV'
        assert "!     from" in shown(pilot)
        await press(pilot, "down", "enter", "end", "3", "enter")
        assert '"seats": 23' in app.document.text("slots")
        await press(pilot, "up", "e", "end", '"')
        await until(pilot, lambda: app.document.state("slots") is PropertyState.CHANGED)
        assert app.value("slots") == '{"from":"TLV","seats":23,"two words":[true,null]}'


async def test_a_property_that_is_no_json_has_no_children_until_it_is() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right", "e", "delete")
        await until(pilot, lambda: len(app.paths()) == 4)
        app.panel.show_nothing("")
        app.panel.show(app.document)
        assert len(app.paths()) == 4
        await press(pilot, "escape", "down", "e", "ctrl+home")
        await type_text(pilot, "{")
        await until(pilot, lambda: not app.document.is_edited)
        await press(pilot, "escape", "right")
        assert len(app.paths()) == 7


async def test_a_removed_property_is_shown_closed_and_can_not_be_edited() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right")
        app.document.recorded(lambda: app.document.remove("slots"))
        await pilot.pause()
        assert len(app.paths()) == 4
        assert "removed by the next save" in shown(pilot)
        await press(pilot, "enter", "R", "a", "D", "right")
        assert len(app.paths()) == 4
        assert len(app.screen_stack) == 1
        app.document.recorded(lambda: app.document.discard_property("slots"))
        await pilot.pause()
        assert len(app.paths()) == 7
        await press(pilot, "ctrl+u", "ctrl+u")
        assert not app.document.is_edited


async def test_the_same_path_stays_open_and_chosen_in_another_document() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right", "right", "down")
        assert app.cursor == "slots.seats"
        other = Document(
            DocumentKey("le1", "bot", "s2"), {"slots": encode({"seats": 9}), "z": encode(1)}
        )
        app.panel.show(OpenDocument(other))
        await pilot.pause()
        assert app.cursor == "slots.seats"
        assert app.panel.editor.text == "9"
        third = Document(DocumentKey("le1", "bot", "s3"), {"a": encode(1), "b": encode(2)})
        app.panel.show(OpenDocument(third))
        assert app.cursor == "a"


# ── the large editor ───────────────────────────────────────────────────────────────────────────


async def test_a_string_of_several_lines_opens_as_text() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "end", "enter")
        await until_shown(pilot, "the characters of a string", "line two")
        assert "23 characters" not in shown(pilot)
        await press(pilot, "enter", '"', "{", "escape")
        assert app.value("raw") == '"\\n\\"{line one\\nline two"'


async def test_json_in_a_string_opens_as_json_and_goes_back_into_the_string() -> None:
    app = app_of(body='{"a":{"b":[1,2]}}', spaced='{ "a" : 1 }')
    async with app.run_test() as pilot:
        await press(pilot, "o", "f8")
        await until_shown(pilot, "the JSON that the string holds", '"b": [')
        await press(pilot, "ctrl+end", "left", "enter", "escape")
        assert not app.document.is_edited
        await press(pilot, "o", "f8", "down", "end", "enter")
        await type_text(pilot, '"c":1,')
        await press(pilot, "f8")
        await until(pilot, lambda: "the characters of a string" in shown(pilot))
        await press(pilot, "escape")
        assert app.value("body") == '"{\\"a\\":{\\"c\\":1,\\"b\\":[1,2]}}"'
        await press(pilot, "down", "o", "f8", "escape")
        assert app.value("spaced") == encode('{ "a" : 1 }')


async def test_any_value_opens_as_json_and_what_is_none_is_kept_at_its_row() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right", "down", "down", "down", "o", "ctrl+end", "backspace")
        await until(pilot, lambda: "not JSON" in shown(pilot))
        await press(pilot, "escape")
        assert app.document.state("slots") is PropertyState.INVALID
        await press(pilot, "ctrl+u")
        assert not app.document.is_edited


@pytest.mark.parametrize("text", ["a\rb", "line\r\nline"])
async def test_a_string_that_lines_of_text_can_not_hold_opens_as_json(text: str) -> None:
    app = app_of(p=text)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "escape")
        assert not app.document.is_edited
        await press(pilot, "enter", "end", "left", "x", "escape")
        assert app.value("p") == encode(text + "x")


async def test_half_a_character_survives_the_large_editor() -> None:
    app = app_of(p="")
    app.document.put("p", canonical('["\\ud83d", 1]'))
    async with app.run_test() as pilot:
        await press(pilot, "right", "right", "o", "escape", "enter", "escape")
        assert app.value("p") == '["\\ud83d",1]'


async def test_what_is_typed_stays_as_it_is_spaced_while_the_document_is_read_again() -> None:
    app = app_of()
    async with app.run_test() as pilot:
        await press(pilot, "down", "right", "right", "e", "home")
        await type_text(pilot, "[ 1,")
        await press(pilot, "end", "]")
        await until(pilot, lambda: app.value("slots").startswith('{"from":[1,"TLV"]'))
        cursor = app.panel.editor.cursor_location
        app.document.rebase(Document(KEY, {**app.document.base.properties, "new": encode(1)}, NOON))
        app.panel.show(app.document)
        await pilot.pause()
        assert app.panel.editor.text == '[ 1,"TLV"]'
        assert app.panel.editor.cursor_location == cursor
        assert "new" in app.paths()


async def test_what_is_typed_into_a_large_property_is_counted_at_once_and_taken_at_rest() -> None:
    app = app_of(large=["x" * 100 for _ in range(1_000)], small=1)
    async with app.run_test(size=(100, 30)) as pilot:
        size = app.document.size
        await press(pilot, "right", "right", "e", "ctrl+home", "end", "left")
        await type_text(pilot, "yz")
        await until(pilot, lambda: f"{size + 2:,} / 800,000" in shown(pilot))
        await until(
            pilot, lambda: app.value("large").startswith('["xxx') and app.document.is_edited
        )
        assert app.document.size == size + 2
        await type_text(pilot, "!")
        await press(pilot, "escape", "left", "down")
        assert "xyz!x" in app.value("large")


async def test_all_of_a_large_property_is_edited_as_text() -> None:
    app = app_of(large=["x" * 100 for _ in range(1_000)], small=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "right", "e", "down", "home", "right", "right", "right", "y")
        await until(pilot, lambda: app.document.is_edited)
        assert app.value("large").startswith('["yxx')
        assert app.panel.rows.model.find(["large", 0]).text.startswith('"yxx')
        await press(pilot, "backspace", "backspace")
        await until(pilot, lambda: "not JSON" in shown(pilot))
        await until(pilot, lambda: app.document.state("large") is PropertyState.INVALID)
        assert app.paths() == ["large", "small"]


async def test_what_was_typed_just_now_is_there_for_the_next_edit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(value_pane, "TAKEN_AFTER", 3_600)
    app = app_of(large=["x" * 100 for _ in range(1_000)], small=1)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "right", "right", "e", "ctrl+home", "delete", "delete", '"')
        await press(pilot, "escape", "D")
        first, second = app.panel.rows.model.find(["large"]).children()[:2]
        assert first.text == second.text == f'"{"x" * 99}"'
        await press(pilot, "ctrl+u", "ctrl+u")
        assert not app.document.is_edited
