"""An application with nothing but an editor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from ccs_tui.ui.widgets.json_editor import EditorState, JsonEditor


class EditorApp(App[None]):
    """Remembers what the editor said."""

    CSS = "JsonEditor, JsonEditor:focus { border: none; padding: 0; }"

    def __init__(self, check_pause: float = 0.0) -> None:
        super().__init__()
        self.editor = JsonEditor(check_pause=check_pause)
        self.states: list[EditorState] = []
        self.copied: list[str] = []
        self.left = 0

    def compose(self) -> ComposeResult:
        yield self.editor

    @on(JsonEditor.StateChanged)
    def _changed(self, message: JsonEditor.StateChanged) -> None:
        self.states.append(message.state)

    @on(JsonEditor.CopyRequested)
    def _copied(self, message: JsonEditor.CopyRequested) -> None:
        self.copied.append(message.text)

    @on(JsonEditor.Left)
    def _left(self) -> None:
        self.left += 1

    async def settle(self) -> None:
        """Wait until nothing is done in the background."""
        while workers := [worker for worker in self.workers if not worker.is_finished]:
            with suppress(WorkerCancelled):
                await workers[0].wait()

    def rows(self) -> list[str]:
        """Return what the editor shows, row by row, as it was last painted."""
        lines = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in line).rstrip() for line in lines]

    def painted(self) -> list[list[tuple[str, str]]]:
        """Return each cell on the screen with its style, as it was last painted."""
        lines = self.screen._compositor.render_strips()
        return [[(c, str(s.style)) for s in line for c in s.text] for line in lines]


@asynccontextmanager
async def editing(
    text: str, *, read_only: bool = False, size: tuple[int, int] = (60, 20), check_pause: float = 0
) -> AsyncIterator[tuple[EditorApp, JsonEditor, Pilot[None]]]:
    """Run an application whose editor holds `text` and has the focus."""
    app = EditorApp(check_pause)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        app.editor.focus()
        await pilot.pause()
        app.editor.load(text, read_only=read_only)
        await pilot.pause()
        yield app, app.editor, pilot
