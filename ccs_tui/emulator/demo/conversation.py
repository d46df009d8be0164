"""A conversation of the airline's bot, as the properties of its session.

It is put together as JSON text from quoted pieces, which takes some 20 microseconds a session;
encoding Python values would take several times as long.
"""

from collections.abc import Mapping
from functools import cache
from random import Random

from ccs_tui.emulator.demo.scripts import ESCALATION, MISUNDERSTANDING, SCRIPTS, Role, Script
from ccs_tui.emulator.demo.vocabulary import (
    AGENTS,
    CABINS,
    CHANNELS,
    CITIES,
    ESCALATION_REASONS,
    MEALS,
    NAMES,
    TIERS,
)
from ccs_tui.model.json_text import JsonText, quote

Turn = tuple[Role, str]
Properties = Mapping[str, JsonText]
Session = tuple[str, Properties, int]
"""A session's id, its properties, and the seconds until it expires."""
Utterance = tuple[float, Properties]
"""The seconds before a bot writes, and the properties that it writes then."""

_quoted = cache(quote)

_AIRPORTS = tuple(CITIES)
_BY_FREQUENCY = tuple(s for s in SCRIPTS for _ in range(4 if s.language == "en" else 1))
_BOOKING_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_RATINGS = ("5", "5", "5", "4", "4", "3", "2", "1", "null", "null")

_SLOTS = {
    "assistance": '{"code":"WCHS","at":["%(from)s","%(to)s"]}',
    "bagTag": '"%(bagTag)s"',
    "bags": "%(bags)s",
    "cabin": '"%(cabin)s"',
    "caseNumber": '"%(caseNumber)s"',
    "date": '"%(date)s"',
    "fareDifference": '{"amount":%(fare)s,"currency":"EUR"}',
    "flight": '"%(flight)s"',
    "from": '"%(from)s"',
    "meal": '["%(meal)s"]',
    "memberNumber": '"%(memberNumber)s"',
    "newFlight": '"%(newFlight)s"',
    "pet": '{"kind":"cat","kg":4.5,"inCabin":true}',
    "pnr": '"%(pnr)s"',
    "refundAmount": '{"amount":%(fare)s,"currency":"EUR"}',
    "seat": '"%(seat)s"',
    "to": '"%(to)s"',
}


def session_id(random: Random) -> str:
    """Return a conversation's id: a UUID of random digits, which is version 4."""
    digits = f"{random.getrandbits(128):032x}"
    clock, variant = f"4{digits[13:16]}", "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-{clock}-{variant}{digits[17:20]}-{digits[20:]}"


def journey(random: Random) -> dict[str, str]:
    """Return the values that fill a conversation's texts: flights, airports, codes, amounts."""
    start, end = random.sample(_AIRPORTS, 2)
    flight = random.randrange(100, 980)
    month, day = random.randrange(1, 13), random.randrange(1, 29)
    return {
        "agent": random.choice(AGENTS),
        "bagTag": f"{random.randrange(10**9):010d}",
        "bags": str(random.randrange(1, 4)),
        "cabin": random.choice(CABINS),
        "caseNumber": f"{random.randrange(10**5):08d}",
        "city": CITIES[end],
        "date": f"2026-{month:02d}-{day:02d}",
        "fare": f"{random.randrange(1_000, 90_000) / 100:.2f}",
        "flight": f"PT{flight}",
        "from": start,
        "meal": random.choice(MEALS),
        "memberNumber": f"{random.randrange(10**6):08d}",
        "name": random.choice(NAMES),
        "newFlight": f"PT{flight + 2}",
        "pnr": "".join(random.choices(_BOOKING_LETTERS, k=6)),
        "seat": f"{random.randrange(1, 42)}{random.choice('AK')}",
        "time": f"{random.randrange(5, 23):02d}:{random.randrange(0, 60, 5):02d}",
        "to": end,
    }


def choose_script(random: Random) -> Script:
    """Return a script, frequent ones more often."""
    return random.choice(_BY_FREQUENCY)


def tell(random: Random, script: Script, escalated: bool) -> list[Turn]:
    """Return the turns of a conversation that follows `script`, more or less."""
    turns = list(script.turns)
    if script.language != "en":
        return turns
    if escalated:
        return [*turns[:-2], *MISUNDERSTANDING, *ESCALATION]
    if random.random() < 0.25:
        at = random.randrange(1, len(turns))
        return [*turns[:at], *MISUNDERSTANDING, *turns[at:]]
    if random.random() < 0.15:  # the passenger went away
        return turns[: random.randrange(1, len(turns))]
    return turns


def transcript(random: Random, turns: list[Turn], about: Mapping[str, str]) -> JsonText:
    """Return the property `transcript`: each turn with its speaker and its second."""
    second, parts = 0, []
    for role, text in turns:
        parts.append(written_turn(random, second, role, text))
        second += random.randrange(2, 40)
    return fill(f"[{','.join(parts)}]", about)


def written_turn(random: Random, second: int, role: Role, text: str) -> str:
    """Return one turn as a JSON template, which `fill` completes."""
    heard = f',"nlu":{{"score":{random.uniform(0.6, 1):.2f}}}' if role == "consumer" else ""
    return f'{{"sec":{second},"role":"{role}","text":{_quoted(text)}{heard}}}'


def slots(names: tuple[str, ...], about: Mapping[str, str]) -> JsonText:
    """Return the property `slots` with these filled."""
    return fill("{" + ",".join(f'"{name}":{_SLOTS[name]}' for name in names) + "}", about)


def fill(template: str, about: Mapping[str, str]) -> JsonText:
    """Return `template` completed with the values of one journey."""
    return JsonText(template % about)


def conversation(random: Random, matters: int = 1) -> dict[str, JsonText]:
    """Return the properties of one conversation, in the order in which the bot writes them.

    The passenger wants `matters` things, one after another; intent and slots are those of the last.
    """
    about = journey(random)
    turns: list[Turn] = []
    for _ in range(matters - 1):
        turns += tell(random, choose_script(random), escalated=False)
    script = choose_script(random)
    escalated = script.language == "en" and random.random() < 0.12
    turns += tell(random, script, escalated)
    properties = {
        "intent": _quoted(script.intent),
        "confidence": JsonText(f"{random.uniform(0.6, 1):.2f}"),
        "language": _quoted(script.language),
        "channel": _quoted(random.choice(CHANNELS)),
        "slots": slots(script.slots, about),
        "entities": fill(
            '[{"type":"airport","value":"%(from)s"},{"type":"airport","value":"%(to)s"},'
            '{"type":"flight","value":"%(flight)s"}]',
            about,
        ),
        "member": fill(
            f'{{"number":"%(memberNumber)s","tier":{_quoted(random.choice(TIERS))}}}', about
        ),
        "transcript": transcript(random, turns, about),
        "escalated": JsonText("true" if escalated else "false"),
    }
    if escalated:
        properties["escalation"] = fill(
            f'{{"reason":{_quoted(random.choice(ESCALATION_REASONS))},"skill":"care-tier-2",'
            f'"waitSeconds":{random.randrange(8, 900)},"agent":"%(agent)s"}}',
            about,
        )
    properties["csat"] = JsonText(random.choice(_RATINGS))
    # The platform's message ids have more digits than a double can hold.
    properties["lastMessageId"] = JsonText(str(9_007_199_254_740_993 + random.getrandbits(60)))
    return properties
