"""The third bot, which routes calls: a map of phone numbers, each a property of its own."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from ccs_tui.emulator.demo.consumers import milliseconds
from ccs_tui.emulator.demo.conversation import Session
from ccs_tui.model.expiry import DAY, HOUR
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DEFAULT_SESSION

CALL_ROUTER = "callRouter"
NUMBERS = 20_000
_SKILLS = tuple(JsonText(f'"{skill}"') for skill in ("care", "care", "sales", "groups", "vip"))
_AREAS = ("+3120", "+9723", "+4930", "+3491", "+8133")


def phone_map(random: Random, now: datetime) -> Iterator[Session]:
    """Yield the session `__default__` with the skill of each number, and the cached rules."""
    skills = random.choices(_SKILLS, k=NUMBERS)
    # The numbers are apart by a prime: none comes twice, and no dice are thrown again and again.
    numbers = zip(cycle(_AREAS), range(1_004_271, 9_000_000, 397), skills, strict=False)
    yield DEFAULT_SESSION, {f"{area}{n}": skill for area, n, skill in numbers}, 200 * DAY
    rules = {
        "source": "crm",
        "fetchedAt": milliseconds(now - timedelta(minutes=4)),
        "rules": [{"skill": skill.strip('"'), "open": "06:00-23:00"} for skill in _SKILLS[1:]],
    }
    yield "routing-rules", {name: encode(value) for name, value in rules.items()}, 5 * HOUR
