"""The incident of the demo: a function call that answers late overwrites a slot with null.

The bot asks for a fare in turn 6, when no new flight is chosen yet. The answer of a few calls comes
after turn 9, and writes the slots back as they were then: the new flight is null. Three
conversations had that, and one has it again and again while one looks.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from ccs_tui.emulator.demo.consumers import AIRLINE_TTL, function_call, milliseconds
from ccs_tui.emulator.demo.conversation import (
    Properties,
    Session,
    Utterance,
    fill,
    journey,
    slots,
    written_turn,
)
from ccs_tui.emulator.demo.scripts import LOST_FLIGHT, SCRIPTS
from ccs_tui.model.expiry import Clock
from ccs_tui.model.json_text import JsonText, quote

INCIDENTS = {
    "6b1f0c7e-2d94-4a38-b5e1-90c47d2fa813": "px-40718233",
    "a4d92e05-7c1b-4f86-8e3d-b20f65c8917a": "px-81190457",
    "e87c3b19-50af-4d62-97b4-1f6d08e2a5c7": "px-26604918",
}
"""The conversations that lost their slot, with their consumers."""
LIVE_INCIDENT, LIVE_CONSUMER = "0052ab9d-6c1e-4f80-a7d6-e94b15c30e27", "px-55027781"
"""The conversation that loses it while one looks."""
ASKED_IN_TURN, LATE_TURN = 6, 9
FIRST_PAUSE, PAUSE, CALLED_PAUSE, LATE_PAUSE, STUNNED_PAUSE, LAST_PAUSE = (
    3.0,
    2.5,
    5.0,
    6.0,
    5.0,
    8.0,
)
"""Seconds: before a conversation, a turn, a turn while the call is out, the late answer, the turn
after that, and the next conversation. Before and after the late answer it stays as it is for longer
than two readings of a watched document are apart, so that the answer is a step of its own. The
call takes more than 20 seconds, as README says."""
SLOWER = 2
"""The factor by which a real person is slower than the one who is shown in the demo."""

_REBOOK = SCRIPTS[0]
_KNOWN_AT = {"pnr": 3, "flight": 4, "from": 4, "to": 4, "date": 5, "newFlight": 6}
"""The turn in which each slot is filled."""


class _Past:
    """A clock that goes on with what is said."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def incident_sessions(now: datetime) -> Iterator[Session]:
    """Yield the three conversations, as they are afterwards."""
    for number, (session, consumer) in enumerate(INCIDENTS.items(), start=1):
        clock = _Past(now - timedelta(minutes=37 + 71 * number))
        properties: dict[str, JsonText] = {}
        for pause, changed in _conversation(Random(number), clock, consumer):
            clock.now += timedelta(seconds=SLOWER * pause)
            properties |= {**changed, "updatedAt": JsonText(str(milliseconds(clock())))}
        yield session, properties, AIRLINE_TTL - round((now - clock()).total_seconds())


def live_session(now: datetime) -> Session:
    """Return the conversation that goes on while one looks, before its first turn."""
    _, properties = next(_conversation(Random(9), lambda: now, LIVE_CONSUMER))
    updated = {"updatedAt": JsonText(str(milliseconds(now)))}
    return LIVE_INCIDENT, {**properties, **updated}, AIRLINE_TTL


def incident_talk(random: Random, clock: Clock) -> Iterator[Utterance]:
    """Yield without end what each turn of the live conversation changes."""
    while True:
        yield from _conversation(random, clock, LIVE_CONSUMER)


def _conversation(random: Random, clock: Clock, consumer: str) -> Iterator[Utterance]:
    """Yield a conversation turn by turn: it begins anew, and loses its new flight on the way."""
    about = journey(random)
    yield FIRST_PAUSE, _beginning(about, clock(), consumer)
    second, asked_at = 0, milliseconds(clock())
    said: list[str] = []
    pause = PAUSE
    for turn, (role, text) in enumerate((*_REBOOK.turns, *LOST_FLIGHT), start=1):
        second += random.randrange(4, 25)
        said.append(written_turn(random, second, role, text))
        changed = {
            "confidence": JsonText(f"{random.uniform(0.7, 1):.2f}"),
            "transcript": fill(f"[{','.join(said)}]", about),
        }
        if turn <= LATE_TURN:
            known = tuple(name for name, at in _KNOWN_AT.items() if at <= turn)
            changed["slots"] = slots(known, about)
        yield pause, changed
        pause = CALLED_PAUSE if ASKED_IN_TURN <= turn < LATE_TURN else PAUSE
        if turn == ASKED_IN_TURN:
            asked_at = milliseconds(clock())
        if turn == LATE_TURN:
            yield LATE_PAUSE, _late_answer(about, asked_at, milliseconds(clock()))
            pause = STUNNED_PAUSE
    yield LAST_PAUSE, {}


def _beginning(about: Mapping[str, str], began: datetime, consumer: str) -> Properties:
    return {
        "intent": quote(_REBOOK.intent),
        "confidence": JsonText("0.9"),
        "language": quote(_REBOOK.language),
        "channel": quote("web"),
        "slots": JsonText("{}"),
        "member": fill('{"number":"%(memberNumber)s","tier":"silver"}', about),
        "transcript": JsonText("[]"),
        "escalated": JsonText("false"),
        "functionCalls": JsonText("[]"),
        "consumerId": quote(consumer),
        "startedAt": JsonText(str(milliseconds(began))),
    }


def _late_answer(about: Mapping[str, str], asked_at: int, said_at: int) -> dict[str, JsonText]:
    """Return what the function writes: the slots as they were when it was asked."""
    took = said_at + round(LATE_PAUSE * 1_000) - asked_at
    known = slots(tuple(name for name in _KNOWN_AT if name != "newFlight"), about)
    return {
        "slots": JsonText(f'{known[:-1]},"newFlight":null}}'),
        "functionCalls": JsonText(f"[{function_call(asked_at, took)}]"),
    }
