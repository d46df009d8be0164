"""The standing of each version of the API: its last answer, and since when there is none."""

import math
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, NetworkError
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.value_object import ValueObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from ccs_tui.client import Attempt

VERSIONS = ("v1", "v2")
REFUSALS = (401, 403)
"""The answers to a wrong key or token: v1's is 403, v2's 401 [SDK] [AUTH]."""


class Answers(Enum):
    """The last that was heard of a version."""

    NOTHING_YET = "connecting"
    GOOD = "ok"
    REFUSED = "refused"
    FAILING = "failing"
    NONE = "unreachable"


class Heard(ValueObject):
    """The last that was heard, and the instant at which that began; None before the first answer.

    `status` is that of the answers of a service that fails, None of all others.
    """

    answers: Answers = Answers.NOTHING_YET
    since: datetime | None = None
    status: int | None = None


class _Answered(ValueObject):
    """The instants at which the last answered attempt began, and at which its answer came."""

    started: float = -math.inf
    came: float = -math.inf


class ApiStanding:
    """The standing of both versions, learnt from every attempt of a client.

    `changed` is called when something else is known. Attempts run beside each other, so an older
    one may end after a newer one; then it changes nothing.
    """

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._heard = dict.fromkeys(VERSIONS, Heard())
        self._answered = dict.fromkeys(VERSIONS, _Answered())
        self.changed: Callable[[], None] = _nobody

    def of(self, version: str) -> Heard:
        """Return what is known of `v1` or `v2`."""
        return self._heard[version]

    def listen(self, attempt: "Attempt") -> None:
        """Take note of an attempt that is over."""
        version = attempt.path.lstrip("/").partition("/")[0]
        if version not in self._heard or attempt.was_left or self._is_old(version, attempt):
            return
        answers = _answers(attempt)
        status = attempt.status if answers is Answers.FAILING else None
        before = self._heard[version]
        if (before.answers, before.status) != (answers, status):
            self._heard[version] = Heard(answers, self._clock(), status)
            self.changed()

    def _is_old(self, version: str, attempt: "Attempt") -> bool:
        """Return whether a newer attempt was answered, or another while this one waited in vain."""
        last = self._answered[version]
        if attempt.status is None:
            return attempt.started < last.came
        if attempt.started >= last.started:
            self._answered[version] = _Answered(attempt.started, attempt.started + attempt.seconds)
        return attempt.started < last.started


def _answers(attempt: "Attempt") -> Answers:
    """Return what an attempt shows of a version: an answer of another program shows nothing."""
    if attempt.status is None:
        return Answers.NONE
    if attempt.status >= 500:
        return Answers.FAILING
    if attempt.status in REFUSALS:
        return Answers.REFUSED
    return Answers.NONE if attempt.error == "ProtocolError" else Answers.GOOD


def _nobody() -> None:
    pass


def why_unread(error: CcsError) -> str:
    """Say in few words why something could not be read."""
    if status := getattr(error, "status", None):
        return f"answered {status}"
    return "no answer" if isinstance(error, NetworkError) else "no usable answer"
