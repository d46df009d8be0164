from textual import on
from textual.app import App, ComposeResult

from ccs_tui.ui.widgets.json_editor import EditorState, JsonEditor


class EditorApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.states: list[EditorState] = []
        self.left = 0

    def compose(self) -> ComposeResult:
        yield JsonEditor()

    @on(JsonEditor.StateChanged)
    def remember(self, message: JsonEditor.StateChanged) -> None:
        self.states.append(message.state)

    @on(JsonEditor.Left)
    def count(self) -> None:
        self.left += 1


async def test_typing_tells_the_size_and_the_problem() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        editor = app.query_one(JsonEditor)
        editor.focus()
        editor.load('{\n  "a": 1\n}')
        assert editor.cursor_location == (0, 0)
        await pilot.pause()
        assert app.states[-1] == EditorState(size=7, problem=None, checked=True)
        editor.move_cursor((1, 8))
        await pilot.press("x")
        assert editor.text == '{\n  "a": 1x\n}'
        problem = app.states[-1].problem
        assert problem is not None
        assert (problem.line, problem.column) == (2, 9)
        await pilot.press("ctrl+u")
        assert app.states[-1] == EditorState(size=7, problem=None, checked=True)


async def test_escape_leaves() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.query_one(JsonEditor).focus()
        await pilot.press("escape")
        assert app.left == 1


async def test_enter_keeps_the_indentation() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        editor = app.query_one(JsonEditor)
        editor.focus()
        editor.load('{\n  "a": [\n}')
        editor.move_cursor((1, 8))
        await pilot.press("enter", "1")
        assert editor.text == '{\n  "a": [\n    1\n}'
