"""What goes wrong in a network, and which requests meet it."""

import itertools
import re
from dataclasses import dataclass
from enum import StrEnum

WRITES = frozenset({"DELETE", "PATCH", "POST", "PUT"})
READS = frozenset({"GET", "HEAD"})
READ_BY_POST = re.compile(r"^/v2/context/document/properties$")
EVER = 3_600.0


class Fault(StrEnum):
    """What goes wrong on the way. The first group happens when the service has answered.

    So a write of the first group is done and its client doesn't know; one of the second is not.
    """

    RESET = "reset"  # the connection is reset instead of the answer
    SHORT = "short"  # half of the answer comes, then the end
    HANG = "hang"  # no answer comes, for the rule's seconds
    HANG_MIDWAY = "hang-midway"  # half of the answer comes, and no more
    BAD_GATEWAY = "502"  # a page of the proxy's instead of the answer
    LATE = "late"  # the answer comes after the rule's seconds
    DROP_IDLE = "drop-idle"  # the answer comes, and after the rule's seconds without use the end

    CUT = "cut"  # the connection is reset before the request was sent on
    STUCK = "stuck"  # the request is never sent on, and nothing comes
    DELAY = "delay"  # the request is sent on after the rule's seconds
    TOO_MANY = "429"  # Retry-After: the rule's seconds
    UNAVAILABLE = "503"
    REDIRECT = "redirect"  # to the log-in page of somebody else
    NOT_FOUND = "404"  # not the service's: with no body

    NONE = "none"


HARMLESS = frozenset({Fault.LATE, Fault.DELAY, Fault.DROP_IDLE})
"""What a client needn't notice."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault, and the requests that meet it.

    `methods` is of HTTP's; a POST that only reads counts as a GET. `route` is searched in the path
    with its query. `times` is for how many requests it holds at most.
    """

    fault: Fault
    probability: float = 1.0
    methods: frozenset[str] = WRITES | READS
    route: str = ""
    seconds: float = EVER
    times: int | None = None


def parse_rule(text: str) -> Rule:
    """Return the rule `fault[:probability[:write|read|all[:seconds]]]`. Raises ValueError."""
    defaults = ("", "1", "all", str(EVER))
    given = text.split(":")
    fault, probability, methods, seconds = (
        one or default for one, default in itertools.zip_longest(given, defaults, fillvalue="")
    )
    kinds = {"write": WRITES, "read": READS, "all": WRITES | READS}
    if methods not in kinds:
        raise ValueError(f"{methods!r} is none of {', '.join(kinds)}")
    return Rule(Fault(fault), float(probability), kinds[methods], seconds=float(seconds))
