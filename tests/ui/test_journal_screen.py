"""The journal on the screen, on a real state file in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.local.journal import Entry, Kind, Outcome
from ccs_tui.local.state import State
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.views.journal import GoTo, JournalScreen, TakeBack
from ccs_tui.workspace.journal import JournalReader
from ccs_tui.workspace.journal_history import History, answer_of, label_of, what_of
from tests.ui.conftest import NOON, StoppedClock, shown, type_text, until
from tests.ui.screen_app import STILL_THERE, ScreenApp

SnapCompare = Callable[..., bool]
WIDE, SMALL = (140, 40), (80, 24)


def texts(values: Mapping[str, Any]) -> dict[str, JsonText | None]:
    """Return values as text; None stays none, which is a property that is not there."""
    return {name: None if value is None else encode(value) for name, value in values.items()}


@dataclass
class Written:
    """A journal in memory; each call a minute after the one before."""

    clock: StoppedClock = field(default_factory=StoppedClock)

    def __post_init__(self) -> None:
        self.state = State.open(None, self.clock)
        self.journal = self.state.journal

    def write(
        self,
        operation: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        *,
        session: str | None = "session-001",
        kind: Kind = Kind.SAVE,
        outcome: Outcome = Outcome.DONE,
        answer: str = "",
        **more: Any,
    ) -> int:
        self.clock.advance(minutes=1)
        given: dict[str, Any] = {"profile": "test", "account": "le1", "namespace": "airlineBot"}
        id = self.journal.record(
            operation=operation,
            session=session,
            kind=kind,
            before=None if before is None else texts(before),
            after=None if after is None else texts(after),
            **(given | more),
        )
        if outcome is not Outcome.SENT:
            self.journal.answer(id, outcome, answer)
        return id

    def history(self) -> History:
        history = History()
        history.add(self.journal.entries())
        return history

    def of(self, id: int) -> Entry:
        return self.history().entries[id]


@pytest.fixture
def written() -> Written:
    """Return a journal with something of everything; in two profiles."""
    written = Written()
    write = written.write
    write("0", {"intent": "x"}, {"intent": "y"}, profile="other", session="elsewhere")
    write("1", None, None, names=("old", "older"), session="session-000")
    written.clock.now = NOON + timedelta(days=2)
    write("2", {"intent": "rebook"}, {"intent": "cancel"}, ttl_seconds=7_200,
          expires_before=written.clock.now + timedelta(seconds=7_260))  # fmt: skip
    gone = {"intent": None, "slots": None}
    for number in range(3):
        write("3", {"intent": "rebook", "slots": {"seats": number}}, gone,
              session=f"session-10{number}", kind=Kind.DELETE_DOCUMENT)  # fmt: skip
    write("4", {"intent": "rebook"}, {"intent": "refund"}, session="session-002",
          outcome=Outcome.FAILED, answer="The service refused it (403).")  # fmt: skip
    write("5", {"intent": "rebook", "note": None}, {"intent": "refund", "note": "ask"},
          session="session-002", outcome=Outcome.UNKNOWN, answer="No answer in 30 s.")  # fmt: skip
    slots = {"from": "TLV", "to": "LHR", "seats": 2, "meal": {"kind": "vegan", "paid": True}}
    first = write("6", {"slots": slots, "tags": ["a", "b"]},
                  {"slots": slots | {"seats": 3}, "tags": ["a", "b", "c"]},
                  session="session-003", ttl_seconds=86_400,
                  expires_before=written.clock.now + timedelta(seconds=7_260))  # fmt: skip
    write("6", {"draft": {"text": "Hello"}}, {"draft": None}, session="session-003",
          kind=Kind.DELETE_PROPERTIES)  # fmt: skip
    write("7", {"slots": slots | {"seats": 3}}, {"slots": slots}, session="session-003",
          undoes=first)  # fmt: skip
    write("8", {}, {}, session=None, namespace="orders", kind=Kind.DELETE_NAMESPACE,
          export="/exports/orders.jsonl")  # fmt: skip
    write("9", {"intent": None}, {"intent": "rebook"}, session="session-004", existed=False,
          outcome=Outcome.SENT)  # fmt: skip
    return written


def journal(written: Written, account: str | None = "le1") -> ScreenApp:
    return ScreenApp(JournalScreen(JournalReader(written.journal, "test", account), written.clock))


async def listed(pilot: Pilot[None]) -> JournalScreen:
    """Wait until all is read, and the entry under the cursor is shown."""
    screen = pilot.app.screen
    assert isinstance(screen, JournalScreen)
    await until(pilot, lambda: len(screen.rows.keys) and "Entry 1" in shown(pilot))
    return screen


async def go_down_to(pilot: Pilot[None], screen: JournalScreen, id: int) -> None:
    await pilot.press("home", *["down"] * list(screen.rows.keys).index(id))
    await until(pilot, lambda: screen.rows.cursor_key == id and f"Entry {id} " in shown(pilot))


def id_of(written: Written, operation: str) -> int:
    """Return the first call of an operation."""
    return written.journal.operation(operation)[0].id


# Words and rules


def test_what_was_done_is_told_in_words(written: Written) -> None:
    told = {
        (entry.operation, what_of(entry), label_of(entry)) for entry in written.journal.entries()
    }
    assert told >= {
        ("1", "saved 2 properties", "airlineBot · session-000"),
        ("2", "saved intent", "airlineBot · session-001"),
        ("3", "deleted", "airlineBot · session-101"),
        ("6", "removed draft", "airlineBot · session-003"),
        ("7", "undo: saved slots", "airlineBot · session-003"),
        ("8", "deleted the namespace", "orders"),
        ("9", "created with intent", "airlineBot · session-004"),
    }


@pytest.mark.parametrize(
    ("outcome", "taken_back", "told"),
    [
        (Outcome.DONE, False, ("done", "good")),
        (Outcome.DONE, True, ("undone", "dim")),
        (Outcome.FAILED, False, ("failed: why", "error")),
        (Outcome.SENT, False, ("outcome unknown", "warning")),
        (Outcome.UNKNOWN, False, ("outcome unknown", "warning")),
    ],
)
def test_the_answer_is_told_in_words(
    outcome: Outcome, taken_back: bool, told: tuple[str, str]
) -> None:
    written = Written()
    id = written.write("1", {}, {}, outcome=outcome, answer="why")
    assert answer_of(written.of(id), taken_back=taken_back) == told


def test_entries_of_one_operation_stand_together() -> None:
    written = Written()
    ids = [written.write(operation, {}, {}) for operation in "abacab"]
    history = written.history()
    assert history.order() == [ids[5], ids[1], ids[4], ids[2], ids[0], ids[3]]
    brackets = [history.bracket(history.entries[id]) for id in history.order()]
    assert brackets == ["┌", "└", "┌", "│", "└", ""]


def test_an_undo_is_meant_for_all_calls_to_its_document() -> None:
    written = Written()
    a = written.write("1", {"x": 1}, {"x": 2}, session="a")
    a_too = written.write("1", {"y": 1}, {"y": None}, session="a", kind=Kind.DELETE_PROPERTIES)
    b = written.write("1", {"x": 1}, {"x": 2}, session="b")
    undo = written.write("2", {"x": 2}, {"x": 1}, session="a", undoes=a)
    history = written.history()
    undone = [history.undone_by(history.entries[id]) for id in (a, a_too, b)]
    assert undone == [undo, undo, None]
    assert [call.id for call in history.to_take_back(history.entries[a])] == [b]


def test_why_something_can_not_be_taken_back(written: Written) -> None:
    history = written.history()

    def why(operation: str, profile: str = "test", account: str | None = "le1") -> str | None:
        return history.why_not(history.entries[id_of(written, operation)], profile, account)

    assert "profile other" in str(why("0"))
    assert "no longer kept" in str(why("1"))
    assert "failed" in str(why("4"))
    assert "already" in str(why("6"))
    assert "account le1" in str(why("2", account="le2"))
    assert [why(operation) for operation in "235789"] == [None] * 6


# The screen


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_this_profiles_writes_are_listed_the_newest_first(
    written: Written, size: tuple[int, int]
) -> None:
    async with journal(written).run_test(size=size) as pilot:
        screen = await listed(pilot)
        ids = [entry.id for entry in written.journal.entries("test")]
        assert list(screen.rows.keys) == ids
        for part in ("Journal · test", " 12 ", "created with intent", "outcome", "undo: saved",
                     "undone", "deleted the na", "orders"):  # fmt: skip
            assert part in shown(pilot), part
        assert "sewhere" not in shown(pilot)


async def test_the_entry_under_the_cursor_is_shown_before_and_after(written: Written) -> None:
    async with journal(written).run_test(size=(140, 50)) as pilot:
        screen = await listed(pilot)
        await go_down_to(pilot, screen, id_of(written, "6"))
        for part in ("saved 2 properties · airline", "Tue 3 Mar 2026 12:07:00 · test · le1",
                     '-   "seats": 2', '+   "seats": 3', '+   "c"', "slots  changed",
                     "was 14:07, in 2 h; now Wed 4 Mar 12:07",
                     "undone by “undo: saved slots”",
                     "together removed draft · airlineBot · session-003"):  # fmt: skip
            assert part in shown(pilot), part
        await go_down_to(pilot, screen, id_of(written, "7"))
        assert "undoes “saved 2 properties”" in shown(pilot)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize(
    ("operation", "parts"),
    [
        ("1", ("The values are no longer kept.", "old, older")),
        ("2", ("kept (TTL sent: 2 h)", '- "rebook"', '+ "cancel"')),
        ("3", ("together deleted · airlineBot · session-101", '- "rebook"', "intent  removed")),
        ("4", ("failed: The service refused it (403).",)),
        ("5", ("It isn't known whether it arrived", "note  added", '+ "ask"')),
        ("8", ("/exports/orders.jsonl",)),
        ("9", ("No answer came", "intent  added")),
    ],
)
async def test_what_an_entry_tells(
    written: Written, operation: str, parts: tuple[str, ...]
) -> None:
    async with journal(written).run_test(size=WIDE) as pilot:
        screen = await listed(pilot)
        await go_down_to(pilot, screen, id_of(written, operation))
        await until(pilot, lambda: all(part in shown(pilot) for part in parts))


async def test_u_answers_all_of_the_operation_that_stands(written: Written) -> None:
    app = journal(written)
    async with app.run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        ids = tuple(entry.id for entry in written.journal.operation("3"))
        await go_down_to(pilot, screen, ids[1])
        assert "u undoes it" in shown(pilot)
        await pilot.press("u")
        await until(pilot, lambda: app.answer is not STILL_THERE)
    assert app.answer == TakeBack(ids[1], "3", ids)


@pytest.mark.parametrize(
    ("operation", "why"), [("1", "no longer kept"), ("4", "failed"), ("6", "already")]
)
async def test_u_says_why_not(written: Written, operation: str, why: str) -> None:
    app = journal(written)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await listed(pilot)
        await go_down_to(pilot, screen, id_of(written, operation))
        assert "u undoes it" not in shown(pilot)
        await pilot.press("u")
        await until(pilot, lambda: pilot.app._notifications)
        assert why in next(iter(pilot.app._notifications)).message
        assert app.answer is STILL_THERE


@pytest.mark.parametrize("key", ["enter", "g"])
async def test_the_document_is_gone_to(written: Written, key: str) -> None:
    app = journal(written)
    async with app.run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        await go_down_to(pilot, screen, id_of(written, "2"))
        await pilot.press(key)
        await until(pilot, lambda: app.answer is not STILL_THERE)
    assert app.answer == GoTo(DocumentKey("le1", "airlineBot", "session-001"))


async def test_p_shows_all_profiles_but_takes_back_only_of_this_one(written: Written) -> None:
    app = journal(written)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await listed(pilot)
        await pilot.press("p")
        await until(pilot, lambda: len(screen.rows.keys) == 13)
        assert "all profiles" in shown(pilot)
        await pilot.press("end")
        await until(pilot, lambda: "sewhere" in shown(pilot))
        await pilot.press("u")
        await until(pilot, lambda: len(pilot.app._notifications) == 1)
        await pilot.press("g")
        # It is the same once more, and stands there once.
        await until(pilot, lambda: app.messages[-1].times == 2)
        (message,) = app._notifications
        assert "profile other" in message.message
        assert app.answer is STILL_THERE
        await pilot.press("p")
        await until(pilot, lambda: len(screen.rows.keys) == 12)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize(
    ("query", "operations"),
    [("session-10", "333"), ("draft", "6"), ("orders", "8"), ("failed", "4"), ("older", "1")],
)
async def test_the_filter_looks_in_names_and_answers(
    written: Written, query: str, operations: str
) -> None:
    app = journal(written)
    async with app.run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        await pilot.press("slash")
        await type_text(pilot, query)

        def found() -> str:
            entries = screen.history.entries
            return "".join(entries[id].operation for id in screen.rows.visible_keys)

        await until(pilot, lambda: found() == operations)
        await until(pilot, lambda: f" {len(operations)} of 12" in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: f"{len(operations)} of 12" not in shown(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: app.answer is None)


async def test_the_entries_are_sorted_by_a_column(written: Written) -> None:
    async with journal(written).run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        await pilot.press("s")
        await until(pilot, lambda: screen.rows.visible_keys[0] == id_of(written, "1"))
        await pilot.press(*"ssssss")
        await until(pilot, lambda: screen.rows.visible_keys[-1] == id_of(written, "6"))
        await until(pilot, lambda: "┌" not in shown(pilot))
        await pilot.press("s", "s")
        await until(pilot, lambda: screen.rows.visible_keys[0] == id_of(written, "9"))


async def test_r_reads_what_came_and_keeps_the_cursor(written: Written) -> None:
    async with journal(written).run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        await go_down_to(pilot, screen, id_of(written, "2"))
        written.write("new", {"a": 1}, {"a": 2})
        written.journal.answer(id_of(written, "9"), Outcome.DONE)
        await pilot.press("r")
        await until(pilot, lambda: len(screen.rows.keys) == 13)
        assert screen.rows.cursor_key == id_of(written, "2")
        await pilot.press("home")
        await until(pilot, lambda: "saved a" in shown(pilot))
        assert "outcome unknown" not in shown(pilot).splitlines()[3]


async def test_what_is_written_meanwhile_and_its_answer_show_by_themselves(
    written: Written,
) -> None:
    async with journal(written).run_test(size=WIDE) as pilot:
        screen = await listed(pilot)
        await go_down_to(pilot, screen, id_of(written, "2"))
        under_way = written.write("new", {"a": 1}, {"a": 2}, outcome=Outcome.SENT)
        await until(pilot, lambda: len(screen.rows.keys) == 13)
        assert screen.rows.cursor_key == id_of(written, "2")
        await pilot.press("home")
        await until(pilot, lambda: f"Entry {under_way} " in shown(pilot))
        assert "outcome unknown" in shown(pilot).splitlines()[3]
        written.journal.answer(under_way, Outcome.FAILED, "The service refused it.")
        # Of the entry under the cursor its whole text is read again, too.
        await until(pilot, lambda: "outcome unknown" not in shown(pilot).splitlines()[3])
        await until(pilot, lambda: shown(pilot).count("The service refused it.") >= 1)


async def test_an_empty_journal_says_so() -> None:
    async with journal(Written()).run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "The journal has no entry of the profile test" in shown(pilot))
        await pilot.press("u", "g", "enter", "p")
        await until(pilot, lambda: "The journal has no entry yet." in shown(pilot))


async def test_a_journal_that_can_not_be_read_says_why(written: Written) -> None:
    async with journal(written).run_test(size=SMALL, notifications=True) as pilot:
        await listed(pilot)
        written.state.close()
        await pilot.press("down")
        await until(pilot, lambda: "Entry" in shown(pilot) and "closed" in shown(pilot).lower())
        await pilot.press("p")
        await until(
            pilot,
            lambda: "r tries again." in shown(pilot) and "failed" in shown(pilot).splitlines()[1],
        )


async def test_names_are_no_markup() -> None:
    written = Written()
    written.write("1", {"[red]\x1b": "[b]"}, {"[red]\x1b": "[/b]\x07"}, session="[b]\x9b")
    async with journal(written).run_test(size=WIDE) as pilot:
        await listed(pilot)
        for part in ("saved [red]␛", "[b]<U+009B>", '- "[b]"', '+ "[/b]'):
            assert part in shown(pilot), part


@pytest.mark.slow
async def test_ten_thousand_entries_are_all_listed() -> None:
    written = Written()
    written.write("1", {}, {})
    with written.state._database.writing() as connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) "
            "INSERT INTO entries SELECT i + 1, operation, at, profile, account, namespace, "
            "session, kind, names, has_before, has_after, expires_before, ttl_seconds, existed, "
            "outcome, answer, undoes, export, note, old_since FROM entries, n"
        )
    async with journal(written).run_test(size=SMALL) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, JournalScreen)
        await until(pilot, lambda: len(screen.rows.keys) == 10_000)
        await until(pilot, lambda: " 10,000 ─" in shown(pilot))
        await pilot.press("slash")
        await type_text(pilot, "session-001")
        await until(pilot, lambda: "10,000 of 10,000" in shown(pilot))


async def test_tab_goes_to_the_entry_to_read_on(written: Written) -> None:
    written.write("long", {"tags": []}, {"tags": [f"line {n}" for n in range(200)]})
    async with journal(written).run_test(size=SMALL) as pilot:
        screen = await listed(pilot)
        await until(pilot, lambda: '+   "line 0"' in shown(pilot))
        await pilot.press("tab", "pagedown")
        await until(pilot, lambda: '+   "line 0"' not in shown(pilot))
        assert screen.rows.cursor_key == id_of(written, "long")
        await pilot.press("end")
        await until(pilot, lambda: '+   "line 199"' in shown(pilot))
        await pilot.press("tab", "down")
        await until(pilot, lambda: "created with intent ·" in shown(pilot))


async def test_of_what_can_not_be_read_to_the_end_the_rest_is_counted(written: Written) -> None:
    many = {f"p{number:03}": list(range(40)) for number in range(200)}
    written.write("many", dict.fromkeys(many), many)
    async with journal(written).run_test(size=WIDE) as pilot:
        await listed(pilot)
        await until(pilot, lambda: "p000  added" in shown(pilot))
        await pilot.press("tab", "end")
        await until(pilot, lambda: "… and 153 properties more" in shown(pilot))


# What a person would look at


@pytest.mark.matrix
@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "140x40"])
@pytest.mark.parametrize("every", [False, True], ids=["one", "all"])
def test_picture(
    snap_compare: SnapCompare, written: Written, every: bool, size: tuple[int, int]
) -> None:
    async def get_there(pilot: Pilot[None]) -> None:
        screen = await listed(pilot)
        if every:
            await pilot.press("p")
            await until(pilot, lambda: len(screen.rows.keys) == 13)
        await go_down_to(pilot, screen, id_of(written, "6"))
        await until(pilot, lambda: "seats" in shown(pilot) or size == SMALL)

    assert snap_compare(journal(written), terminal_size=size, run_before=get_there)
