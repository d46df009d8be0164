"""The sessions of the airline's bot: conversations, and before them a few special ones."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from random import Random

from ccs_tui.emulator.demo.consumers import with_consumer
from ccs_tui.emulator.demo.conversation import Properties, Session, conversation, session_id
from ccs_tui.emulator.demo.incident import incident_sessions, live_session
from ccs_tui.emulator.demo.large_documents import (
    boarding_pass,
    group_booking,
    partner_page,
    seat_maps,
    two_bots,
)
from ccs_tui.emulator.demo.oddities import odd_sessions
from ccs_tui.model.expiry import DAY, HOUR, MINUTE
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DEFAULT_SESSION

AIRLINE = "airlineBot"
LIVE_SESSION = "0047c1de-5b0e-4d7e-9f3a-6c1d2e8b7a90"
"""The conversation that the bot keeps going."""

# How many sessions of a hundred expire in which span of seconds.
_SPANS = (
    [(2 * MINUTE, 20 * MINUTE)] * 1
    + [(20 * MINUTE, 6 * HOUR)] * 2
    + [(6 * HOUR, DAY)] * 5
    + [(DAY, 7 * DAY)] * 17
    + [(7 * DAY, 30 * DAY)] * 60
    + [(30 * DAY, 390 * DAY)] * 15
)
_MATTERS = (1,) * 17 + (2, 2, 4)


def airline_sessions(random: Random, now: datetime) -> Iterator[Session]:
    """Yield sessions without end: first the special ones, then conversations.

    The times in them are before `now`.
    """
    yield DEFAULT_SESSION, bot_configuration(), 12 * DAY + 4 * HOUR
    # Each part has randomness of its own, so that a change of one leaves the others as they are.
    about_consumers = Random(1)
    talks = chain(_notable(random), [live_session(now)], incident_sessions(now), odd_sessions())
    for session, properties, ttl_seconds in chain(talks, _talks(random)):
        if "member" in properties and "consumerId" not in properties:
            known = with_consumer(about_consumers, properties, ttl_seconds, now)
            yield session, known, ttl_seconds
        else:
            yield session, properties, ttl_seconds


def _talks(random: Random) -> Iterator[Session]:
    while True:
        yield (
            session_id(random),
            conversation(random, matters=random.choice(_MATTERS)),
            random.randrange(*random.choice(_SPANS)),
        )


def _notable(random: Random) -> Iterator[Session]:
    yield LIVE_SESSION, conversation(random), 2 * HOUR + 11 * MINUTE
    yield "3f2c9d1e-7b0a-4d52-9c1e-5a7f0e3b6d18", conversation(random, matters=6), 5 * HOUR
    yield "3f2d01aa-5c1f-4e0b-8a37-9d1c6b02f7e4", two_bots(random), 6 * DAY + 3 * HOUR
    yield "00b1e7a2-93c4-4f6d-a1b8-2e5d7c90f3a6", group_booking(random), 9 * MINUTE + 20
    yield "0163a8f4-2d7b-49e1-b6c5-f80e1a9d3c72", boarding_pass(random), 19 * DAY
    yield "02c85d3b-e1f0-4a96-8d24-7b3f6e0c9a15", seat_maps(random), 27 * HOUR
    yield "04a9f716-8c3e-4b50-9e7d-1d6a2f5b8c03", partner_page(random), 17 * MINUTE
    for session, seconds in (
        ("010f42c9-6e8b-4d13-a75c-9b20e4f7d386", 2 * MINUTE + 30),
        ("0290b5e7-1a4d-4c68-8f93-d07c5e2a6b19", 4 * MINUTE),
        ("03d7e18c-f52a-4096-b3e1-68a4c97d0f5b", 12 * MINUTE + 45),
        ("05e26a93-7cb8-4f1d-92d6-3fb05c8e41a7", 20 * MINUTE),
    ):
        yield session, conversation(random), seconds


def bot_configuration() -> Properties:
    """Return the session `__default__`, which the bot reads where it names no session."""
    values = {
        "about": "Session __default__: what v1 calls, and so bots, read and write when they name "
        "no session. v2 calls that name none get the namespace document instead.",
        "botName": "Pia",
        "botVersion": "4.12.0",
        "greeting": {
            "en": "Hi, I am Pia of Petrel Air. What can I do for you?",
            "he": "היי, אני פיה מפטרל אייר. איך אפשר לעזור?",
            "ja": "ペトレル航空のピアです。ご用件をお聞かせください。",
            "es": "Hola, soy Pia de Petrel Air. ¿En qué te ayudo?",
        },
        "escalation": {"skill": "care-tier-2", "minConfidence": 0.45, "maxMisunderstandings": 2},
        "openingHours": {"zone": "Europe/Athens", "weekdays": "06:00-23:00", "sunday": None},
        "handOver": ["fare difference above limit", "passenger under 16 travels alone"],
        "fees": {"rebook": 45, "pet": 60, "extraBag": 35},
        "intents": [
            "rebook flight",
            "cancel booking",
            "missing baggage",
            "change seat",
            "check in",
            "flight status",
            "refund status",
            "special meal",
            "assistance",
            "travel with pet",
        ],
    }
    return {name: encode(value) for name, value in values.items()}


def namespace_settings() -> Properties:
    """Return the namespace document, which v2 reads where a call names no session."""
    values = {
        "about": "Namespace document: what v2 calls read and write when they name no session. "
        "It is not the session __default__, which v1 calls and bots use.",
        "environment": "production",
        "flags": {"rebookByBot": True, "refundByBot": False, "voice": False},
        "owner": "conversational-care",
        "maintenance": {"active": False, "message": None},
    }
    return {name: encode(value) for name, value in values.items()}
