"""The consumer of a conversation, and what bots keep about both in other namespaces.

A conversation's id is a UUID. Orders, the payments of a second bot and the profile of the consumer,
shared by all bots under the consumer's id, lie in namespaces of their own.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from ccs_tui.emulator.demo.conversation import Properties, Session
from ccs_tui.emulator.demo.vocabulary import CHANNELS, NAMES, TIERS
from ccs_tui.model.expiry import DAY
from ccs_tui.model.json_text import JsonText, decode, encode, quote

PASSENGERS, PAYMENTS = "passengers", "paymentBot"
AIRLINE_TTL, ORDER_TTL, PAYMENT_TTL, PASSENGER_TTL = 30 * DAY, 90 * DAY, 7 * DAY, 365 * DAY
"""Seconds that the documents of each namespace are kept after they were written."""
_STATUSES = ("authorised", "authorised", "authorised", "declined", "timeout")


def milliseconds(at: datetime) -> int:
    """Return an instant as bots keep it: epoch milliseconds."""
    return round(at.timestamp() * 1_000)


def with_consumer(
    random: Random, properties: Properties, ttl_seconds: int, now: datetime
) -> Properties:
    """Return a conversation's properties with its consumer, and the times of its turns.

    It expires `ttl_seconds` after `now`, which tells when it was written last, unless the bot gave
    it more time than usual.
    """
    ago = AIRLINE_TTL - ttl_seconds
    written = now - timedelta(seconds=ago if ago > 0 else random.randrange(60, 5 * DAY))
    began = written - timedelta(seconds=random.randrange(60, 900))
    calls = {}
    if properties["intent"] == '"rebook flight"':
        asked = milliseconds(began) + 40_000
        calls["functionCalls"] = JsonText(f"[{function_call(asked, random.randrange(210, 1_900))}]")
    return {
        **properties,
        **calls,
        "consumerId": quote(f"px-{random.randrange(10**7, 10**8)}"),
        "startedAt": JsonText(str(milliseconds(began))),
        "updatedAt": JsonText(str(milliseconds(written))),
    }


def function_call(asked_at: int, took: int) -> str:
    """Return the bot's note of a function that it called, as JSON; the times are milliseconds."""
    return (
        f'{{"name":"fareQuote","askedInTurn":6,"askedAt":{asked_at},"answeredAt":{asked_at + took},'
        f'"took":{took},"wrote":["slots"]}}'
    )


def orders_of(talks: Mapping[str, Properties], now: datetime) -> Iterator[Session]:
    """Yield what the orders have of conversations, under their ids: the booking as it stands."""
    for session, properties in talks.items():
        slots = decode(properties["slots"])
        if "pnr" in slots:
            order = {
                "flight": slots.get("newFlight") or _booked(properties) or slots.get("flight"),
                "pnr": slots["pnr"],
                "status": "changed" if "newFlight" in slots else "ticketed",
                "consumerId": decode(properties["consumerId"]),
                "updatedAt": decode(properties["updatedAt"]),
            }
            yield session, _texts(order), _left(ORDER_TTL, properties, now)


def _booked(properties: Properties) -> str | None:
    """Return the flight that the bot said it had booked, None if it said none."""
    for turn in decode(properties["transcript"]):
        first = turn["text"].split(" ")[0]
        if turn["role"] == "bot" and " leaves at " in turn["text"] and first.startswith("PT"):
            return str(first)
    return None


def payments_of(
    random: Random, talks: Mapping[str, Properties], now: datetime
) -> Iterator[Session]:
    """Yield what the payment bot keeps of conversations, of the last days; JSON in strings."""
    for session, properties in talks.items():
        status = random.choice(_STATUSES)
        cents = random.randrange(1_000, 90_000)
        answer = {
            "status": status,
            "amount": {"value": f"{cents // 100}.{cents % 100:02d}", "currency": "EUR"},
            "token": f"tok_{random.getrandbits(64):016x}",
            "customer": {"consumerId": decode(properties["consumerId"])},
        }
        payment = {
            "hasBeenServed": status == "authorised",
            "attempts": 1 if status == "authorised" else random.randrange(2, 4),
            "gatewayAnswer": encode(answer),
            "updatedAt": decode(properties["updatedAt"]),
        }
        left = _left(PAYMENT_TTL, properties, now)
        if left > 120:  # else it is gone by now
            yield session, _texts(payment), left


def passengers(random: Random, talks: Mapping[str, Properties], now: datetime) -> Iterator[Session]:
    """Yield what all bots share about the consumers of these conversations, under their ids."""
    for session, properties in talks.items():
        profile = {
            "name": random.choice(NAMES),
            "tier": random.choice(TIERS),
            "preferredChannel": random.choice(CHANNELS),
            "lastConversation": {"conversationId": session, "intent": decode(properties["intent"])},
            "memberSince": milliseconds(now - timedelta(days=random.randrange(20, 2_000))),
            "updatedAt": decode(properties["updatedAt"]),
        }
        yield (
            decode(properties["consumerId"]),
            _texts(profile),
            _left(PASSENGER_TTL, properties, now),
        )


def _texts(values: Mapping[str, object]) -> Properties:
    return {name: encode(value) for name, value in values.items()}


def _left(ttl_seconds: int, properties: Properties, now: datetime) -> int:
    """Return the seconds until what was written with a conversation expires."""
    ago = (milliseconds(now) - int(properties["updatedAt"])) // 1_000
    return ttl_seconds - ago
