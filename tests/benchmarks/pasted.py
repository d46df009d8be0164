"""The ids in a megabyte of pasted text: logs of several kinds, and odd texts."""

import json
from collections.abc import Iterator
from random import Random
from time import process_time
from uuid import UUID

from ccs_tui.model.ids_in_text import ids_in_text
from tests.benchmarks.table import Row, median

CHARACTERS = 1_000_000
BUDGET_MS = 50.0
TIMES = 5


def measure() -> Iterator[Row]:
    """Yield how long it takes to find the ids of each text.

    It is the processor's time: nothing is waited for, and what else the machine does is not theirs.
    """
    for name, text in _texts():
        taken = []
        for _ in range(TIMES):
            started = process_time()
            ids_in_text(text, "le12345678", ["airlineBot", "orders"])
            taken.append((process_time() - started) * 1_000)
        yield Row(f"ids in 1 MB of {name}", median(taken), BUDGET_MS, "ms")


def _texts() -> Iterator[tuple[str, str]]:
    random = Random(7)

    def uuid() -> str:
        return str(UUID(int=random.getrandbits(128)))

    def line(conversation: str) -> str:
        record = {"level": "info", "requestId": uuid(), "conversationId": conversation,
                  "nameSpace": "airlineBot", "message": "the bot saved what it knows"}  # fmt: skip
        return json.dumps(record) + "\n"

    one = uuid()
    yield "JSON lines of many conversations", _long(line(uuid()) for _ in range(10_000))
    yield "JSON lines of one conversation", _long(line(one) for _ in range(10_000))
    yield "stack traces", _long(["    at Object.<anonymous> (/app/lib/index.js:10:15)\n"] * 30_000)
    yield "coloured lines", _long([f"\x1b[32minfo\x1b[0m the bot saved {one} in 12 ms\n"] * 20_000)
    yield "one letter", "a" * CHARACTERS
    yield "backslashes after a name", "sessionId" + "\\" * CHARACTERS


def _long(pieces: "Iterator[str] | list[str]") -> str:
    return "".join(pieces)[:CHARACTERS]
