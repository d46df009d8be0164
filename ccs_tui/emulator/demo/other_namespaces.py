"""The demo's other namespaces: orders, the VIP list, and the reserved `conversation`."""

from collections.abc import Iterable, Iterator
from random import Random

from ccs_tui.emulator.demo.conversation import Session, journey
from ccs_tui.emulator.demo.vocabulary import CHANNELS, NAMES
from ccs_tui.model.expiry import DAY, HOUR
from ccs_tui.model.json_text import JsonText, canonical, encode, quote
from ccs_tui.model.names import DEFAULT_SESSION

_STATUSES = ("paid", "paid", "ticketed", "ticketed", "ticketed", "changed", "refunded", "disputed")
_EXTRAS = (("extra bag", "35.00"), ("seat", "12.00"), ("fast track", "9.90"), ("meal", "14.50"))
_PERKS = ("lounge", "fast track", "extra bag", "seat 1A", "fee waived", "call back in 5 minutes")
_VIP_NOTES = (
    "Prefers WhatsApp and short answers.",
    "Always travels with a cello: book seat 2A with it.",
    "Speaks Hebrew and English; write Hebrew.",
    "Had three delays in a row in spring. Be generous.",
    "機内食は和食。お名前は漢字で。",
    "Never offer the 05:40.",
)


def orders(random: Random) -> Iterator[Session]:
    """Yield orders by number, their amounts written as a till writes them (`120.00`)."""
    for number in range(118_204, 118_344):
        about = journey(random)
        extras = random.sample(_EXTRAS, random.randrange(0, 3))
        items = [(f"{about['flight']} {about['from']}-{about['to']}", about["fare"]), *extras]
        cents = sum(int(amount.replace(".", "")) for _, amount in items)
        status = random.choice(_STATUSES)
        yield (
            f"PO-{number}",
            {
                "status": quote(status),
                "pnr": quote(about["pnr"]),
                "memberNumber": quote(about["memberNumber"]),
                "items": canonical(
                    "[" + ",".join(f'{{"name":"{n}","amount":{a}}}' for n, a in items) + "]"
                ),
                "total": JsonText(
                    f'{{"amount":{cents // 100}.{cents % 100:02d},"currency":"EUR"}}'
                ),
                "history": encode(
                    [{"status": "created", "by": "bot"}, {"status": status, "by": about["agent"]}]
                ),
            },
            random.randrange(2 * HOUR, 90 * DAY),
        )


def vips(random: Random) -> Iterator[Session]:
    """Yield the members that the bot treats better, by member number, and their list."""
    numbers = [f"{number:05d}" for number in sorted(random.sample(range(10, 1_000), 24))]
    numbers[0] = "00014"
    yield (
        DEFAULT_SESSION,
        {"members": encode(numbers), "reviewed": quote("2026-01-12"), "owner": quote("Maya")},
        394 * DAY,
    )
    for number in numbers:
        yield (
            number,
            {
                "name": quote(random.choice(NAMES)),
                "tier": quote(random.choice(("gold", "platinum", "platinum"))),
                "miles": JsonText(str(random.randrange(80_000, 2_400_000))),
                "perks": encode(random.sample(_PERKS, random.randrange(1, 4))),
                "note": quote(random.choice(_VIP_NOTES)),
            },
            random.randrange(90 * DAY, 390 * DAY),
        )


def conversations(random: Random, sessions: Iterable[str]) -> Iterator[Session]:
    """Yield what the platform itself keeps about the conversations of these ids."""
    for session in sessions:
        yield (
            session,
            {
                "skillId": JsonText(str(random.randrange(10**9, 4 * 10**9))),
                "campaignId": JsonText(str(random.randrange(10**9, 4 * 10**9))),
                "source": quote(random.choice(CHANNELS)),
                "queueSeconds": JsonText(str(random.randrange(0, 400))),
                "state": quote(random.choice(("open", "open", "closed"))),
            },
            random.randrange(DAY, 13 * DAY),
        )
