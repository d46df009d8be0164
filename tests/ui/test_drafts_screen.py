"""The drafts on this machine, listed, opened and discarded; on a real state file in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from ccs_tui.local.state import State, StateError
from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.views.drafts import DraftsScreen
from ccs_tui.workspace.draft_keeper import FoundDraft, Whose
from tests.ui.conftest import NOON, StoppedClock, shown, type_text, until, until_shown
from tests.ui.screen_app import STILL_THERE, ScreenApp

SnapCompare = Callable[..., bool]
WIDE, SMALL = (140, 40), (80, 24)
OLD = DocumentKey("le1", "airlineBot", None)
EDITS = {
    "intent": Edit('"cancel"', JsonText('"rebook"')),
    "slots": Edit(None, JsonText("{}")),
    "note": Edit("{not json", None),
}


def key_of(number: int) -> DocumentKey:
    return DocumentKey("le1", "airlineBot", f"session-{number:03}")


@dataclass
class Store:
    """Drafts of one profile in a state file in memory, that may be out of order."""

    clock: StoppedClock = field(default_factory=StoppedClock)
    broken: str | None = None
    whose: dict[str, Whose] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = State.open(None, self.clock)

    def add(self, key: DocumentKey, *names: str) -> None:
        self.clock.advance(minutes=1)
        self.state.drafts.keep("test", key, {name: EDITS[name] for name in names or EDITS})

    def check(self) -> None:
        if self.broken:
            raise StateError(self.broken)

    async def all(self) -> list[FoundDraft]:
        self.check()
        drafts = await asyncio.to_thread(self.state.drafts.all, "test")
        return [FoundDraft(draft, self.whose.get(draft.slot, Whose.LEFT)) for draft in drafts]

    async def discard(self, found: FoundDraft) -> None:
        self.check()
        draft = found.draft
        await asyncio.to_thread(self.state.drafts.discard, "test", draft.key, draft.slot)

    @property
    def keys(self) -> list[DocumentKey]:
        return [draft.key for draft in self.state.drafts.all("test")]


@pytest.fixture
def store() -> Store:
    store = Store()
    store.add(OLD, "intent")
    store.clock.now = NOON + timedelta(days=9)
    for number in range(12):
        store.add(key_of(number))
    return store


def drafts(store: Store) -> ScreenApp:
    return ScreenApp(DraftsScreen(store, store.clock))


async def listed(pilot: Pilot[None]) -> DraftsScreen:
    await until(pilot, lambda: "session-011" in shown(pilot))
    screen = pilot.app.screen
    assert isinstance(screen, DraftsScreen)
    return screen


async def test_drafts_are_listed_the_newest_first(store: Store) -> None:
    async with drafts(store).run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        there = [key for _, key in screen.rows.keys]
        assert there == [key_of(number) for number in range(11, -1, -1)] + [OLD]
        for part in ("3 properties", "12:12", "21 d", "kept for 30 days", "13 ─╮",
                     "document)", "Sun 1 Mar 12:01"):  # fmt: skip
            assert part in shown(pilot), part


async def test_enter_answers_the_document(store: Store) -> None:
    app = drafts(store)
    async with app.run_test(size=SMALL) as pilot:
        await listed(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.answer is not STILL_THERE)
    assert app.answer == key_of(10)


async def test_escape_takes_the_filter_and_then_answers_nothing(store: Store) -> None:
    app = drafts(store)
    async with app.run_test(size=SMALL) as pilot:
        await listed(pilot)
        await pilot.press("slash")
        await type_text(pilot, "note")
        await until(pilot, lambda: "12 of 13" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "12 of 13" not in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: app.answer is None)


async def test_a_draft_is_discarded_after_a_question(store: Store) -> None:
    async with drafts(store).run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        await pilot.press("d")
        await until_shown(
            pilot, "Discard the draft of session-011?", "edits of 3 properties are lost"
        )
        await pilot.press("escape")
        await until(pilot, lambda: "Discard the" not in shown(pilot))
        assert len(store.keys) == 13
        await pilot.press("d")
        await until(pilot, lambda: "Discard the draft" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: len(screen.rows.keys) == 12)
        assert key_of(11) not in store.keys
        assert screen.rows.cursor_key == ("", key_of(10))


async def test_marked_drafts_are_discarded_together(store: Store) -> None:
    async with drafts(store).run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        await pilot.press("space", "down", "space", "d")
        await until(pilot, lambda: "Discard 2 drafts?" in shown(pilot))
        await pilot.press("y")
        await until(pilot, lambda: len(screen.rows.keys) == 11)
        assert not {key_of(11), key_of(9)} & set(store.keys)
        assert key_of(10) in store.keys


async def test_drafts_are_sorted_by_a_column(store: Store) -> None:
    async with drafts(store).run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        await pilot.press("s")
        await until(pilot, lambda: screen.rows.visible_keys[0] == ("", OLD))
        assert [key for _, key in screen.rows.visible_keys[1:]] == [key_of(n) for n in range(12)]


async def test_without_drafts_it_says_what_they_are() -> None:
    async with drafts(Store()).run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "No drafts." in shown(pilot))
        await pilot.press("d", "enter")
        assert "Discard" not in shown(pilot).splitlines()[10]


async def test_drafts_that_can_not_be_read_say_why_and_r_tries_again(store: Store) -> None:
    store.broken = "The state file is not readable."
    async with drafts(store).run_test(size=SMALL) as pilot:
        await until_shown(pilot, "not readable. r tries again.", "failed")
        store.broken = None
        await pilot.press("r")
        await listed(pilot)
        assert "failed" not in shown(pilot)


async def test_a_draft_that_can_not_be_discarded_stays(store: Store) -> None:
    async with drafts(store).run_test(size=SMALL, notifications=True) as pilot:
        screen = await listed(pilot)
        await pilot.press("d")
        await until(pilot, lambda: "Discard the draft" in shown(pilot))
        store.broken = "The disk is full."
        await pilot.press("y")
        await until(pilot, lambda: "The disk is full." in shown(pilot))
        assert len(screen.rows.keys) == 13


async def test_names_are_no_markup() -> None:
    store = Store()
    store.state.drafts.keep("test", DocumentKey("le1", "a", "[b]x"), {"[red]\x1b": EDITS["note"]})
    async with drafts(store).run_test(size=WIDE) as pilot:
        await until_shown(pilot, "[b]x", "[red]␛")


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "140x40"])
def test_picture(snap_compare: SnapCompare, store: Store, size: tuple[int, int]) -> None:
    async def get_there(pilot: Pilot[None]) -> None:
        await listed(pilot)
        await pilot.press("space", "down")
        await until(pilot, lambda: "1 marked" in shown(pilot))

    assert snap_compare(drafts(store), terminal_size=size, run_before=get_there)
