"""How each version of the API stands: what its last answer was, and since when there is none."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from ccs_tui.model.expiry import Clock, system_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from ccs_tui.client import Attempt

VERSIONS = ("v1", "v2")
REFUSALS = (401, 403)
"""The answers to a wrong key or token: v1's is 403, v2's 401 [SDK] [AUTH]."""


class Answers(Enum):
    """What was heard of a version last."""

    NOTHING_YET = "connecting"
    GOOD = "ok"
    REFUSED = "refused"
    NONE = "unreachable"


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard last, and at which instant that began; None before the first answer."""

    answers: Answers = Answers.NOTHING_YET
    since: datetime | None = None


class Standing:
    """Listens to every attempt of a client; `changed` is called when something else is known."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._heard = dict.fromkeys(VERSIONS, Heard())
        self.changed: Callable[[], None] = _nobody

    def of(self, version: str) -> Heard:
        """Return what is known of `v1` or `v2`."""
        return self._heard[version]

    def listen(self, attempt: "Attempt") -> None:
        """Take note of an attempt that is over."""
        version = attempt.path.lstrip("/").partition("/")[0]
        answers = _answers(attempt)
        if version in self._heard and self._heard[version].answers is not answers:
            self._heard[version] = Heard(answers, self._clock())
            self.changed()


def _answers(attempt: "Attempt") -> Answers:
    """Return what an attempt shows: also a proxy's or a foreign answer is none of the service."""
    if attempt.status is None or attempt.status >= 500:
        return Answers.NONE
    if attempt.status in REFUSALS:
        return Answers.REFUSED
    return Answers.NONE if attempt.error == "ProtocolError" else Answers.GOOD


def _nobody() -> None:
    pass
