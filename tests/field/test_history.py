"""The judge of what is overwritten finds each way of it, and nothing else."""

import json

import pytest

from tests.field.history import Event, History, Kind, event_of, tokens
from tests.field.http1 import Message
from tests.field.proxy import Exchange, Fault

MINE, THEIRS = "u00001z", "b00001z"


def event(at: float, kind: Kind, value: str | None, *, of_bot: bool = False) -> Event:
    return Event(of_bot, kind, "s0", {"p0": value}, at, at, at + 0.5)


def judged(*events: Event, told: dict[str, float] | None = None) -> tuple[list[str], int]:
    history = History()
    for one in events:
        history.add(one)
    return history.overwritten_unsaid(told or {}), history.blind_spots


THE_BOT_WRITES = event(1, Kind.WRITE, THEIRS, of_bot=True)


def test_what_was_shown_may_be_overwritten() -> None:
    read, write = event(2, Kind.READ, THEIRS), event(4, Kind.WRITE, MINE)
    assert judged(THE_BOT_WRITES, read, write, told={THEIRS: 3.0}) == ([], 0)


def test_what_was_read_and_not_shown_may_not() -> None:
    read, write = event(2, Kind.READ, THEIRS), event(4, Kind.WRITE, MINE)
    (fault,) = judged(THE_BOT_WRITES, read, write)[0]
    assert "read, not shown" in fault
    # Shown too late.
    assert judged(THE_BOT_WRITES, read, write, told={THEIRS: 5.0})[0] == [fault]


def test_what_was_chosen_before_may_be_said_afterwards() -> None:
    history = History()
    for one in (THE_BOT_WRITES, event(2, Kind.READ, THEIRS), event(4, Kind.WRITE, MINE)):
        history.add(one)
    assert history.overwritten_unsaid({}, {"s0": [5.0]}) == []


@pytest.mark.parametrize(
    ("left", "kept", "is_fault"),
    [([5.0], {THEIRS}, False), ([5.0], set(), True), ([], {THEIRS}, True), ([3.0], {THEIRS}, True)],
)
def test_the_journal_is_enough_for_who_does_not_wait(
    left: list[float], kept: set[str], *, is_fault: bool
) -> None:
    read, write = event(2, Kind.READ, THEIRS), event(4, Kind.WRITE, MINE)
    history = History([THE_BOT_WRITES, read, write])
    assert bool(history.overwritten_unsaid({}, kept=lambda: kept, left=left)) is is_fault


def test_what_came_after_the_last_reading_is_the_blind_spot() -> None:
    read, write = event(0, Kind.READ, "old"), event(2, Kind.WRITE, MINE)
    assert judged(read, THE_BOT_WRITES, write) == ([], 1)


def test_a_repetition_without_a_reading_is_no_blind_spot() -> None:
    read, first = event(0, Kind.READ, "old"), event(0.6, Kind.WRITE, MINE)
    (fault,) = judged(read, first, THE_BOT_WRITES, event(2, Kind.WRITE, MINE))[0]
    assert "repeated" in fault
    lost = Event(False, Kind.WRITE, "s0", {"p0": MINE}, 0.6, 0.6, 0.7, done=False)
    assert judged(read, lost, THE_BOT_WRITES, event(2, Kind.WRITE, MINE))[0] == [fault]


def test_a_deletion_overwrites_too() -> None:
    read, delete = event(2, Kind.READ, THEIRS), event(4, Kind.DELETE, None)
    assert judged(THE_BOT_WRITES, read, delete)[0]


def test_a_deleted_document_must_be_kept() -> None:
    read = event(2, Kind.READ, THEIRS)
    delete = Event(False, Kind.DELETE_DOCUMENT, "s0", {}, 4, 4, 4.5)
    history = History([THE_BOT_WRITES, read, delete])
    assert history.overwritten_unsaid({}, kept=lambda: {THEIRS}) == []
    history = History([THE_BOT_WRITES, read, delete])
    (fault,) = history.overwritten_unsaid({THEIRS: 3.0})
    assert "not kept" in fault
    # What came after the reading: in the blind spot once, not if the deletion is repeated.
    late = event(3, Kind.WRITE, THEIRS, of_bot=True)
    assert judged(event(2, Kind.READ, "old"), late, delete) == ([], 1)
    first = Event(False, Kind.DELETE_DOCUMENT, "s0", {}, 2.6, 2.6, 2.7)
    (fault,) = judged(event(2, Kind.READ, "old"), first, late, delete)[0]
    assert "repeated" in fault


def test_what_expired_is_not_overwritten() -> None:
    write = event(9, Kind.WRITE, MINE)
    fleeting = Event(True, Kind.WRITE, "s0", {"p0": THEIRS}, 1, 1, 1.5, until=6)
    assert judged(fleeting, event(2, Kind.READ, THEIRS), write) == ([], 0)
    read_as_gone = Event(False, Kind.READ, "s0", {}, 7, 7, 7.5, found=False)
    assert judged(THE_BOT_WRITES, read_as_gone, write) == ([], 0)
    # A reading it is: what follows a lost write is no repetition.
    lost = Event(False, Kind.WRITE, "s0", {"p0": MINE}, 6, 6, 6.5, done=False)
    late = event(8, Kind.WRITE, THEIRS, of_bot=True)
    assert judged(lost, read_as_gone, late, write) == ([], 1)


def test_calls_that_overlap_are_not_judged() -> None:
    read, write = event(0, Kind.READ, "old"), event(1.2, Kind.WRITE, MINE)
    assert judged(read, THE_BOT_WRITES, write) == ([], 0)


def test_calls_are_read_as_they_pass() -> None:
    body = json.dumps({"nameSpace": "field", "sessionId": "s0", "payload": {"p0": MINE, "p1": 2}})
    request = Message("POST /v2/context/document/create HTTP/1.1", (), body.encode())
    answer = Message("HTTP/1.1 201 Created", (), b"{}")
    found = event_of(Exchange(request, Fault.NONE, 1.0, 2.0, 3.0, answer, delivered=False))
    assert found == Event(
        False, Kind.WRITE, "s0", {"p0": MINE, "p1": "2"}, 1.0, 2.0, 3.0, done=True, delivered=False
    )
    chunked = Message(
        "HTTP/1.1 200 OK", (("Transfer-Encoding", "chunked"),),
        b'6\r\n{"payl\r\n11\r\noad": {"p0": "x"}\r\n1\r\n}\r\n0\r\n\r\n',
    )  # fmt: skip
    request = Message("GET /v2/context/document/le1/field/s0 HTTP/1.1", (), b"")
    found = event_of(Exchange(request, Fault.NONE, 1.0, 2.0, 3.0, chunked, delivered=True))
    assert found is not None
    assert (found.kind, found.values) == (Kind.READ, {"p0": "x"})
    assert tokens(f"{MINE} {THEIRS}") == {MINE, THEIRS}
