"""Operations on many documents: progress, stopping, and the report."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

import pytest
from textual.pilot import Pilot

from ccs_tui.client.errors import CcsError
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.ui.views.bulk_report import BulkReport, LeftOut
from ccs_tui.ui.views.progress import ProgressScreen
from ccs_tui.ui.widgets.progress_line import progress_line
from ccs_tui.workspace.bulk import ItemDone
from ccs_tui.workspace.progress import TellProgress
from tests.ui.conftest import StoppedClock, shown, type_text, until, until_shown
from tests.ui.screen_app import STILL_THERE, ScreenApp

SnapCompare = Callable[..., bool]
WIDE, SMALL = (140, 40), (80, 24)
KEYS = [DocumentKey("le1", "airlineBot", f"session-{number:03}") for number in range(60)]
PROBLEM = "The service refused to delete it (403). Ask for the right to write, and try again."


@dataclass
class Work:
    """An operation of which each step waits until it is let go on."""

    keys: list[DocumentKey] = field(default_factory=lambda: list(KEYS))
    ends_with: Exception | None = None
    problems: dict[DocumentKey, str] = field(default_factory=dict)
    may_do: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    closed: bool = False

    async def __call__(self) -> AsyncGenerator[ItemDone, None]:
        try:
            for key in self.keys:
                await self.may_do.acquire()
                yield ItemDone(key, self.problems.get(key))
            if self.ends_with is not None:
                raise self.ends_with
        finally:
            self.closed = True

    def let(self, count: int) -> None:
        for _ in range(count):
            self.may_do.release()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


def bulk(work: Work, clock: StoppedClock, keys: list[DocumentKey] = KEYS) -> ScreenApp:
    return ScreenApp(BulkScreen("Deleting 60 sessions", keys, work, clock, done="deleted"))


def list_of(pilot: Pilot[None]) -> list[str]:
    """Return the lines with a document in it."""
    return [line for line in shown(pilot).splitlines() if "session-0" in line and "│" in line]


async def test_it_shows_how_far_it_is(clock: StoppedClock) -> None:
    work = Work()
    async with bulk(work, clock).run_test(size=SMALL) as pilot:
        await until_shown(pilot, "0 of 60", "session-000")
        clock.advance(seconds=6)
        work.let(24)
        told = ("24 of 60", "40 %", "6 s", "9 s left", "4.0 a second", "24 deleted", "session-024")
        await until(pilot, lambda: all(part in shown(pilot) for part in told))


async def test_the_row_of_a_failed_document_begins_with_the_reason(clock: StoppedClock) -> None:
    """At 80 columns it had "Reading the document le1:air…", and no reason."""
    why = "the service is in trouble (503), 3 times in a row. Try again later; doing so is safe."
    work = Work(problems={KEYS[5]: f"Reading the document {KEYS[5]} failed: {why}"})
    app = bulk(work, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        work.let(10)
        await until(pilot, lambda: "  the service is in trouble (503)" in "".join(list_of(pilot)))


async def test_what_fails_shows_at_once_and_is_first_in_the_report(clock: StoppedClock) -> None:
    work = Work(problems={KEYS[5]: PROBLEM, KEYS[30]: "No answer. Try again."})
    app = bulk(work, clock)
    async with app.run_test(size=SMALL) as pilot:
        work.let(10)
        await until_shown(pilot, "9 deleted, 1 failed", "The service refused")
        work.let(50)
        await until(pilot, lambda: "58 deleted, 2 failed" in shown(pilot))
        await until(pilot, lambda: "Finished." in shown(pilot))
        rows = [
            line for line in list_of(pilot) if "deleted" in line or "…" in line or "No " in line
        ]
        assert "session-005" in rows[0]
        assert "session-030" in rows[1]
        assert "session-000" in rows[2]
        # The whole sentence of the row under the cursor.
        await until(pilot, lambda: "for the right to write" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: app.answer is not STILL_THERE)
    done = tuple(key for key in KEYS if key not in work.problems)
    assert app.answer == BulkReport(done, work.problems, ())


@pytest.mark.parametrize("key", ["escape", "q", "ctrl+c"])
async def test_stopping_ends_with_the_document_under_way(clock: StoppedClock, key: str) -> None:
    work = Work()
    app = bulk(work, clock)
    async with app.run_test(size=SMALL) as pilot:
        work.let(10)
        await until(pilot, lambda: "10 of 60" in shown(pilot))
        await pilot.press(key)
        await until(pilot, lambda: "stopping" in shown(pilot))
        assert app.answer is STILL_THERE, "the document under way is not left alone"
        work.let(50)
        await until(pilot, lambda: "11 deleted, 49 not tried" in shown(pilot))
        assert work.closed, "no more is done"
        await pilot.press("escape")
        await until(pilot, lambda: app.answer is not STILL_THERE)
    assert app.answer == BulkReport(tuple(KEYS[:11]), {}, tuple(KEYS[11:]))


async def test_a_problem_of_the_whole_ends_it_with_a_report(clock: StoppedClock) -> None:
    work = Work(keys=KEYS[:2], ends_with=CcsError("The account is locked", "Ask its owner."))
    app = bulk(work, clock)
    async with app.run_test(size=SMALL) as pilot:
        work.let(2)
        await until_shown(pilot, "2 deleted, 58 not tried", "The account is locked. Ask its owner.")
        await pilot.press("escape")
        await until(pilot, lambda: app.answer is not STILL_THERE)
    assert app.answer.problem == "The account is locked. Ask its owner."
    assert app.answer.not_tried == tuple(KEYS[2:])


async def test_a_bug_still_shows_what_was_done(clock: StoppedClock) -> None:
    work = Work(keys=KEYS[:2], ends_with=KeyError("secret value"))
    async with bulk(work, clock).run_test(size=SMALL) as pilot:
        work.let(2)
        await until(pilot, lambda: "2 deleted, 58 not tried" in shown(pilot))
        await until(pilot, lambda: "A bug of ccs-tui" in shown(pilot))
        assert "secret" not in shown(pilot)


async def test_the_report_is_filtered(clock: StoppedClock) -> None:
    work = Work(problems={KEYS[5]: PROBLEM})
    app = bulk(work, clock)
    async with app.run_test(size=SMALL) as pilot:
        work.let(60)
        await until(pilot, lambda: "Finished." in shown(pilot))
        await pilot.press("slash")
        await type_text(pilot, "refused")
        await until(pilot, lambda: "1 of 60" in shown(pilot))
        await pilot.press("enter", "escape")
        await until(pilot, lambda: "1 of 60" not in shown(pilot))
        assert app.answer is STILL_THERE
        await pilot.press("escape")
        await until(pilot, lambda: app.answer is not STILL_THERE)


async def test_the_report_is_sorted(clock: StoppedClock) -> None:
    work = Work(problems={KEYS[5]: PROBLEM})
    async with bulk(work, clock).run_test(size=SMALL) as pilot:
        work.let(60)
        await until(pilot, lambda: "Finished." in shown(pilot))
        await pilot.press("s", "s", "home")
        await until(pilot, lambda: "session-059" in list_of(pilot)[0])


async def test_the_report_is_copied_as_text(clock: StoppedClock) -> None:
    work = Work(keys=KEYS[:2], problems={KEYS[1]: PROBLEM})
    async with bulk(work, clock, KEYS[:3]).run_test(size=SMALL, notifications=True) as pilot:
        await pilot.press("y")
        assert not pilot.app.clipboard, "there is no report yet"
        work.let(2)
        await until(pilot, lambda: "1 not tried" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.clipboard)
        assert pilot.app.clipboard == (
            "Deleting 60 sessions\n"
            "1 deleted, 1 failed, 1 not tried\n\n"
            f"le1:airlineBot:session-001\tfailed: {PROBLEM}\n"
            "le1:airlineBot:session-002\tnot tried\n"
            "le1:airlineBot:session-000\tdeleted\n"
        )


async def test_how_many_there_are_need_not_be_known(clock: StoppedClock) -> None:
    work = Work()
    app = bulk(work, clock, [])
    async with app.run_test(size=SMALL) as pilot:
        work.let(7)
        await until(pilot, lambda: "7 deleted" in shown(pilot))
        assert "of 60" not in shown(pilot)
        assert "%" not in shown(pilot)
        work.let(53)
        await until_shown(pilot, "Finished.", "60 deleted")


async def test_names_are_no_markup(clock: StoppedClock) -> None:
    odd = DocumentKey("le1", "airlineBot", "[red]\x1b[31m")
    work = Work(keys=[odd], problems={odd: "[b]no[/b]"})
    async with bulk(work, clock, [odd]).run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "[red]␛[31m" in shown(pilot))
        work.let(1)
        await until(pilot, lambda: shown(pilot).count("[b]no[/b]") == 2)


@pytest.mark.parametrize(
    ("done", "total"), [(0, 0), (0, 1), (312, 1_204), (1_204, 1_204), (12, None)]
)
def test_a_line_of_progress_keeps_its_counts_and_its_width(done: int, total: int | None) -> None:
    for width in range(1, 140):
        line = progress_line(done, total, 75.2, width, "documents")
        assert f"{done:,}" in line.plain
        if width >= 50:
            assert line.cell_length <= width
            assert "documents" in line.plain
            assert ("█" in line.plain or "░" in line.plain) == (total is not None)


# A progress alone


@dataclass
class Export:
    steps: asyncio.Queue[tuple[int, int] | str | Exception] = field(default_factory=asyncio.Queue)
    cancelled: bool = False

    async def __call__(self, tell: TellProgress) -> str:
        try:
            while True:
                step = await self.steps.get()
                if isinstance(step, str):
                    return step
                if isinstance(step, Exception):
                    raise step
                tell(*step)
        except asyncio.CancelledError:
            self.cancelled = True
            raise


def exporting(export: Export, clock: StoppedClock) -> ScreenApp:
    return ScreenApp(ProgressScreen("Exporting airlineBot", "documents", export, clock))


async def test_an_export_shows_its_progress_and_answers_its_result(clock: StoppedClock) -> None:
    export = Export()
    app = exporting(export, clock)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "Exporting airlineBot" in shown(pilot))
        export.steps.put_nowait((312, 1_204))
        await until(pilot, lambda: "312 of 1,204 documents" in shown(pilot))
        export.steps.put_nowait("the file")
        await until(pilot, lambda: app.answer is not STILL_THERE)
    assert app.answer == "the file"


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "q"])
async def test_an_export_can_be_cancelled(clock: StoppedClock, key: str) -> None:
    export = Export()
    app = exporting(export, clock)
    async with app.run_test(size=SMALL) as pilot:
        export.steps.put_nowait((312, 1_204))
        await until(pilot, lambda: "312 of 1,204 documents" in shown(pilot))
        await pilot.press(key)
        await until(pilot, lambda: app.answer is None)
        await until(pilot, lambda: export.cancelled)


async def test_an_export_that_fails_says_why(clock: StoppedClock) -> None:
    export = Export()
    app = exporting(export, clock)
    async with app.run_test(size=SMALL) as pilot:
        export.steps.put_nowait(CcsError("The disk is full", "Make room, and try again."))
        await until(pilot, lambda: "The disk is full. Make room, and try again." in shown(pilot))
        assert app.answer is STILL_THERE
        await pilot.press("escape")
        await until(pilot, lambda: app.answer is None)


# What a person would look at


@pytest.mark.matrix
@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "140x40"])
@pytest.mark.parametrize("state", ["under_way", "report"])
def test_picture(
    snap_compare: SnapCompare, clock: StoppedClock, state: str, size: tuple[int, int]
) -> None:
    work = Work(problems={KEYS[5]: PROBLEM, KEYS[20]: "No answer in 30 s. r tries again."})

    async def get_there(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: "0 of 60" in shown(pilot))
        clock.advance(seconds=12)
        work.let(50)
        await until(pilot, lambda: "50 of 60" in shown(pilot) and "2 failed" in shown(pilot))
        if state == "report":
            await pilot.press("escape")
            await until(pilot, lambda: "stopping" in shown(pilot))
            work.let(1)
            await until(pilot, lambda: "not tried" in shown(pilot))

    assert snap_compare(bulk(work, clock), terminal_size=size, run_before=get_there)


def test_picture_of_an_export(snap_compare: SnapCompare, clock: StoppedClock) -> None:
    export = Export()

    async def get_there(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: "Exporting" in shown(pilot))
        clock.advance(seconds=12)
        export.steps.put_nowait((312, 1_204))
        await until(pilot, lambda: "312 of 1,204 documents" in shown(pilot))

    assert snap_compare(exporting(export, clock), terminal_size=SMALL, run_before=get_there)


async def test_what_was_left_out_before_it_began_stands_in_the_title_below_and_in_the_copy(
    clock: StoppedClock,
) -> None:
    work, left_out = Work(keys=KEYS[:1]), LeftOut("2 lines left out", "Left out: Line 3: too long.")
    screen = BulkScreen("Importing", KEYS[:1], work, clock, done="written", left_out=left_out)
    async with ScreenApp(screen).run_test(size=SMALL, notifications=True) as pilot:
        work.let(1)
        await until(pilot, lambda: "Finished." in shown(pilot))
        assert "1 written, 2 lines left out" in shown(pilot)
        assert "Left out: Line 3: too long." in shown(pilot)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.clipboard)
        assert pilot.app.clipboard.endswith("Left out: Line 3: too long.\n")


@pytest.mark.parametrize("can_undo", [True, False])
async def test_u_goes_back_with_the_wish_to_undo_where_that_is_offered(
    clock: StoppedClock, can_undo: bool
) -> None:
    work = Work(keys=KEYS[:2])
    app = bulk(work, clock, KEYS[:2])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, BulkScreen)
        screen.can_undo = lambda: can_undo
        await pilot.press("u")
        assert app.answer is STILL_THERE
        work.let(2)
        await until(pilot, lambda: "Finished." in shown(pilot))
        await until(pilot, lambda: ("u undoes it." in shown(pilot)) is can_undo)
        await pilot.press("down")
        await until(pilot, lambda: "Back" in shown(pilot))
        assert ("u Undo" in shown(pilot)) is can_undo
        await pilot.press("u")
        if can_undo:
            await until(pilot, lambda: app.answer is not STILL_THERE)
            assert app.answer.wants_undo
        else:
            await until(pilot, lambda: "u (Undo) does nothing here" in shown(pilot))
