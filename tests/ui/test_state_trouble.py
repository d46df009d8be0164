"""What is kept on this machine can't be: it is said, what is typed stays, and typing goes on."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.local.journal import Outcome
from ccs_tui.local.state import State
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.draft import DraftDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.workspace.local_state import STATE_FILE
from tests.local.processes import read_only, small_disk
from tests.ui.conftest import (
    Service,
    StoppedClock,
    open_session,
    ready,
    save,
    shown,
    type_text,
    until,
)

pytestmark = [pytest.mark.usefixtures("few_sessions"), pytest.mark.sample(each=2)]

SIZE = (140, 40)
SESSION = "session-007"
Trouble = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state directory on a disk of its own."""
    with small_disk(tmp_path / "disk", "600k") as disk:
        monkeypatch.setenv("CCS_STATE_DIR", str(disk / "state"))
        (disk / "state").mkdir()
        yield disk / "state"


@pytest.fixture(params=["a full disk", "a folder that is read-only"])
def trouble(request: pytest.FixtureRequest, folder: Path) -> Trouble:
    """What keeps the state from being written, as long as a block lasts."""
    return {
        "a full disk": lambda: full(folder.parent),
        "a folder that is read-only": lambda: read_only(folder),
    }[request.param]


@contextmanager
def full(disk: Path) -> Iterator[None]:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    yield
    filler.unlink()


def break_file(path: Path) -> None:
    """Leave nothing of a file's content but whose it is, as a disk that fails may do."""
    path.write_bytes(b"no database " * 5 + path.read_bytes()[60:72] + b"no database " * 4_000)


def said(pilot: Pilot[None]) -> str:
    """Return what the messages say that are on the screen."""
    return "\n".join(notification.message for notification in pilot.app._notifications)


def typed(screen: ExplorerScreen) -> str:
    return screen.document.editor.text


def drafted(folder: Path) -> dict[str, str | None]:
    """Return the texts that the draft on disk has, by property."""
    with closing(State.open(folder / STATE_FILE)) as state:
        return {n: e.text for draft in state.drafts.all() for n, e in draft.edits.items()}


async def edit(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    """Go to the end of the first value of a document, within its quotes."""
    await open_session(pilot, screen, SESSION)
    await until(pilot, lambda: screen.document.rows.has_focus)
    await pilot.press("e", "end", "left")
    assert screen.document.editor.has_focus


async def send_without_record(pilot: Pilot[None]) -> None:
    await save(pilot)
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
    assert "Send without a journal entry?" in shown(pilot)
    await pilot.press("y")
    await until(pilot, lambda: "Saved 1 property" in said(pilot))


class TestAtTheStart:
    async def test_nothing_can_be_kept(self, service: Service, trouble: Trouble) -> None:
        with trouble():
            async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
                screen = await ready(pilot)
                assert "start again" in said(pilot)
                await edit(pilot, screen)
                await type_text(pilot, "ed")
                assert typed(screen) == '"rebooked"'
                await save(pilot)
                await until(pilot, lambda: "Saved 1 property" in said(pilot))
        assert service.stored(SESSION)["intent"] == '"rebooked"'

    async def test_a_file_is_where_the_folder_should_be(
        self, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("CCS_STATE_DIR", str(tmp_path / "file"))
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            await ready(pilot)
            assert "a file is where its folder should be" in said(pilot)
            assert "CCS_STATE_DIR" in said(pilot)

    async def test_a_broken_file_is_kept_aside(self, service: Service, tmp_path: Path) -> None:
        folder = state_folder()
        State.open(folder / STATE_FILE).close()
        break_file(folder / STATE_FILE)
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            assert "is kept as" in said(pilot)
            assert "a new one is begun" in said(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "ed")
            await until(pilot, lambda: drafted(folder) == {"intent": '"rebooked"'})
        assert len(list(folder.glob("*.broken-*Z"))) == 1


class TestInTheMiddleOfTyping:
    async def test_it_is_said_and_typing_goes_on_and_it_is_on_disk_again(
        self, service: Service, folder: Path, trouble: Trouble
    ) -> None:
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "e")
            await until(pilot, lambda: drafted(folder) == {"intent": '"rebooke"'})
            with trouble():
                await type_text(pilot, "d")
                await until(
                    pilot,
                    lambda: (
                        "What you typed is on this screen only." in said(pilot)
                        and str(folder) in said(pilot)
                    ),
                )
                await type_text(pilot, " now")
                assert typed(screen) == '"rebooked now"'
                assert "on disk again" not in said(pilot)
            await until(pilot, lambda: "Drafts are on disk again." in said(pilot))
            assert drafted(folder) == {"intent": '"rebooked now"'}

    async def test_no_key_is_needed_to_be_on_disk_again(
        self, service: Service, folder: Path, trouble: Trouble
    ) -> None:
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            with trouble():
                await type_text(pilot, "d")
                await until(pilot, lambda: "on this screen only" in said(pilot))
            await until(pilot, lambda: "Drafts are on disk again." in said(pilot))
            assert drafted(folder) == {"intent": '"rebookd"'}

    async def test_leaving_says_what_would_be_lost(
        self, service: Service, trouble: Trouble
    ) -> None:
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            with trouble():
                await type_text(pilot, "ed")
                await pilot.press("escape", "q")
                await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
                assert "would be lost" in shown(pilot)
                await pilot.press("n")
                assert typed(screen) == '"rebooked"'

    async def test_what_was_taken_back_meanwhile_is_not_offered(
        self, service: Service, folder: Path, trouble: Trouble
    ) -> None:
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "ed")
            await until(pilot, lambda: drafted(folder) == {"intent": '"rebooked"'})
            with trouble():
                await pilot.press("backspace", "backspace")
                await until(pilot, lambda: "on this screen only" in said(pilot))
            await until(pilot, lambda: not drafted(folder))

    @pytest.mark.slow
    async def test_a_broken_file_is_kept_aside(self, service: Service) -> None:
        folder = state_folder()
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "e")
            await until(pilot, lambda: drafted(folder) == {"intent": '"rebooke"'})
            break_file(folder / STATE_FILE)
            await type_text(pilot, "d")
            await until(pilot, lambda: "is damaged" in said(pilot))
            await until(pilot, lambda: "Drafts are on disk again." in said(pilot))
            await until(pilot, lambda: "a new one is begun" in said(pilot))
            assert typed(screen) == '"rebooked"'
            await until(pilot, lambda: drafted(folder) == {"intent": '"rebooked"'})


class TestInTheMiddleOfASave:
    async def test_it_is_asked_whether_to_send_without_a_record(
        self, service: Service, folder: Path, trouble: Trouble
    ) -> None:
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "ed")
            await pilot.press("ctrl+s")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
            with trouble():
                await pilot.press("enter")
                await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
                assert "Send without a journal entry?" in shown(pilot)
                await pilot.press("n")
                await until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))
                assert service.stored(SESSION)["intent"] == '"rebook"'
                assert typed(screen) == '"rebooked"'
                await send_without_record(pilot)
                assert "not in the journal" in said(pilot)
            assert service.stored(SESSION)["intent"] == '"rebooked"'
            await until(pilot, lambda: not drafted(folder))

    async def test_it_begins_between_the_record_and_the_answer(
        self, service: Service, folder: Path, trouble: Trouble
    ) -> None:
        begun = trouble()

        async def begin_with_the_write(scope: dict[str, Any]) -> None:
            if scope["path"].endswith("/create"):
                begun.__enter__()

        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "ed")
            service.before = begin_with_the_write
            try:
                await save(pilot)
                await until(
                    pilot, lambda: "Saved 1 property" in said(pilot) and str(folder) in said(pilot)
                )
            finally:
                begun.__exit__(None, None, None)
        with closing(State.open(folder / STATE_FILE)) as state:
            (entry,) = state.journal.entries()
        assert entry.outcome is Outcome.SENT

    @pytest.mark.slow
    async def test_a_broken_file_is_kept_aside(self, service: Service) -> None:
        folder = state_folder()
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "ed")
            await until(pilot, lambda: drafted(folder) == {"intent": '"rebooked"'})
            await pilot.press("ctrl+s")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
            break_file(folder / STATE_FILE)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
            assert "Send without a journal entry?" in shown(pilot)
            await pilot.press("n")
            await save(pilot)
            await until(pilot, lambda: "Saved 1 property" in said(pilot))
            # Who writes the draft may find it broken first: then it was said before the save.
            app = pilot.app
            assert isinstance(app, CcsApp)
            await until(
                pilot, lambda: any("a new one is begun" in m.sentence for m in app.messages)
            )
        with closing(State.open(folder / STATE_FILE)) as state:
            assert [entry.outcome for entry in state.journal.entries()] == [Outcome.DONE]

    @pytest.mark.slow
    async def test_the_drafts_of_other_documents_are_in_the_new_file(
        self, service: Service
    ) -> None:
        folder = state_folder()
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "ed")
            await until(pilot, lambda: drafted(folder) == {"intent": '"rebooked"'})
            await pilot.press("escape")
            await open_session(pilot, screen, "session-010")
            break_file(folder / STATE_FILE)
            # The journal is the first to find it broken, and the first to begin it anew.
            for _ in range(2):
                await pilot.press("u")
                await pilot.pause()
            await until(pilot, lambda: "a new one is begun" in said(pilot))
            await until(pilot, lambda: drafted(folder) == {"intent": '"rebooked"'})


def state_folder() -> Path:
    return Path(os.environ["CCS_STATE_DIR"])


# ── this machine's clock ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def here() -> StoppedClock:
    """The clock of this machine; the service has another."""
    return StoppedClock()


class TestTheClockJumps:
    @pytest.mark.parametrize("days", [1, -1, 400])
    async def test_an_expiry_is_kept_and_nothing_else_is_said(
        self, service: Service, here: StoppedClock, days: int
    ) -> None:
        service.put(SESSION, {"intent": "rebook"}, 30 * 86_400)
        before = service.expires_at(SESSION)
        async with CcsApp(service.start(), here).run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "ed")
            here.advance(days=days)
            await save(pilot)
            await until(
                pilot, lambda: "Saved 1 property" in said(pilot) and "as before" in said(pilot)
            )
            assert "should be" not in said(pilot)
        assert service.expires_at(SESSION) == before

    @pytest.mark.parametrize("days", [400, -400])
    async def test_drafts_and_journal_survive(
        self, service: Service, here: StoppedClock, days: int
    ) -> None:
        async with CcsApp(service.start(), here).run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await edit(pilot, screen)
            await type_text(pilot, "ed")
            await save(pilot)
            await until(pilot, lambda: "Saved 1 property" in said(pilot))
            # After a save the focus is where letters are commands.
            await until(pilot, lambda: screen.document.rows.has_focus)
            await pilot.press("e", "end", "left")
            await type_text(pilot, " now")
            here.advance(days=days)
        for _ in range(2):
            # What is old by the wrong clock is looked for at each start.
            async with CcsApp(service.start(), here).run_test(size=SIZE) as pilot:
                screen = await ready(pilot)
                await open_session(pilot, screen, SESSION)
                await until(pilot, lambda: isinstance(pilot.app.screen, DraftDialog))
                assert "Unsaved edits" in shown(pilot)
        with closing(State.open(state_folder() / STATE_FILE)) as state:
            assert [entry.outcome for entry in state.journal.entries()] == [Outcome.DONE]
