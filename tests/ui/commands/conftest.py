"""A desk and a port without a screen: what is asked is answered, and what is said is kept."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App

from ccs_tui.local.state import State
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import ClipboardRoute
from ccs_tui.model.tree import Key
from ccs_tui.ui.clipboard import CopyOutcome, CopyWay
from ccs_tui.ui.commands.requests import Request
from ccs_tui.ui.dialogs.large_editors import LargeDialogs
from ccs_tui.ui.screens.explorer.document_cursor import PanelCursor
from ccs_tui.ui.terminal.external_editor import EditorEnd
from ccs_tui.ui.widgets.document_panel import DocumentPanel
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.desk_events import Event
from ccs_tui.workspace.desk_reader import DeskReader
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import Place as Service

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import DocumentCursor
    from ccs_tui.ui.start import Start


class PlainPort:
    """A port that answers each dialog with the next of `answers`, and keeps what is said.

    An answer may be a function: what happens while the dialog is open, with the answer then.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.document_cursor: DocumentCursor = PanelCursor(DocumentPanel(LargeDialogs(App())))
        self.reading = DeskReader(desk)
        self.answers: list[Any] = []
        self.asked: list[Any] = []
        self.said: list[str] = []
        self.alarms: list[str] = []
        self.copied: list[str] = []
        self.starts: list[Start] = []
        self.editor: Callable[[Path], EditorEnd]
        self._came = asyncio.Event()
        desk.listen(self._heard)

    async def until_uncovered(self) -> None:
        pass

    def here(self, of: Collection[DocumentKey] = ()) -> "PlainPort":
        return self

    def _heard(self, _: Event) -> None:
        self._came.set()

    async def open(self, key: DocumentKey) -> None:
        """Open a document, and wait until it is shown."""
        self.go_to(key)
        await self.until(lambda: self.desk.document is not None and self.desk.document.key == key)

    async def ask(self, dialog: Any) -> Any:
        self.asked.append(dialog)
        answer = self.answers.pop(0)
        return await answer() if callable(answer) else answer

    def tell(self, sentence: str) -> None:
        self.said.append(sentence)
        self._came.set()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until it holds; what the desk tells, and what is said, is waited for in between."""
        async with asyncio.timeout(30):
            while not holds():
                self._came.clear()
                await self._came.wait()

    async def until_said(self, count: int) -> None:
        """Wait until so many sentences were said."""
        await self.until(lambda: len(self.said) >= count)

    tell_longer = warn = tell

    def alarm(self, sentence: str) -> None:
        self.alarms.append(sentence)

    tell_problem = alarm

    def end(self, sentence: str) -> None:
        pass

    def show(self, place: Place) -> None:
        pass

    def leave_text(self) -> None:
        pass

    def go_to(
        self, key: DocumentKey, path: tuple[Key, ...] = (), *, was_there: bool = False
    ) -> None:
        self.reading.by_name(key, path, was_there=was_there)

    def refresh_desk(self) -> None:
        self.reading.again()

    def refresh_namespaces(self) -> None:
        self.reading.namespaces()

    async def copy_out(self, text: str) -> None:
        self.copied.append(text)

    async def copy_unsaid(self, text: str) -> CopyOutcome:
        return CopyOutcome(CopyWay.NOWHERE, len(text), "Nothing was copied.")

    async def copy_route(self) -> ClipboardRoute:
        return ClipboardRoute.AUTO

    async def edit_outside(self, path: Path, handle: int) -> EditorEnd:
        os.fstat(handle)
        return self.editor(path)

    def open_start(self, start: "Start") -> None:
        self.starts.append(start)

    async def command(self, name: str) -> None:
        await import_module(f"ccs_tui.ui.commands.{name}").run(self.desk, self)

    async def request(self, request: Request) -> None:
        await import_module(f"ccs_tui.ui.commands.{request.command}").run(self.desk, self, request)


def works(port: PlainPort) -> Callable[[], Awaitable[Any]]:
    """Return the answer of a dialog that shows the progress of a work: its result."""

    async def answer() -> Any:
        return await port.asked[-1]._work(lambda *_: None)

    return answer


@pytest.fixture
def service() -> Service:
    service = Service()
    service.put("s1", 3_600, a=1, b=2)
    return service


@pytest.fixture
async def workspace(service: Service, tmp_path: Path) -> AsyncIterator[Workspace]:
    kept = LocalState(State.open(tmp_path / "state.db", service.clock), tmp_path / "exports")
    async with service.workspace(kept) as workspace:
        yield workspace


@pytest.fixture
async def port(workspace: Workspace) -> AsyncIterator[PlainPort]:
    desk = Desk(workspace)
    bugs: list[BaseException] = []
    desk.tasks.failed = bugs.append
    yield PlainPort(desk)
    await desk.close()
    assert not bugs
