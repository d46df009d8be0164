"""The limits of calls: time, repeats, number under way, and size of an answer."""

from dataclasses import replace
from typing import Self

from ccs_tui.model.network import Network
from ccs_tui.model.value_object import ValueObject


class CallLimits(ValueObject):
    """The limits of calls; times are in seconds.

    - `connect_seconds`: to reach the service
    - `silence_seconds`: without a byte of the answer
    - `total_seconds`: for a call with all its attempts and pauses, from its turn on, and as much
      again for a login that it needs
    - `tries`: attempts of a read after network errors and 5xx; after a 429 it is repeated while
      there is time
    - `first_pause_seconds`: the first pause between attempts, which then doubles
    - `concurrent`: calls under way
    - `answer_bytes`: of an unpacked answer: 800,000 characters [S2], each of which may be an
      escape of twelve bytes
    - `answer_parts`: commas and brackets of an answer, since a small text may make many values
    """

    connect_seconds: float = 5.0
    silence_seconds: float = 10.0
    total_seconds: float = 30.0
    tries: int = 3
    first_pause_seconds: float = 0.5
    concurrent: int = 16
    answer_bytes: int = 10 * 1024 * 1024
    answer_parts: int = 850_000

    @classmethod
    def of(cls, network: Network) -> Self:
        """Return the limits that a profile asks for, and the usual ones of the rest."""
        names = ("connect_seconds", "silence_seconds", "total_seconds", "concurrent")
        asked = {name: getattr(network, name) for name in names}
        return replace(cls(), **{name: value for name, value in asked.items() if value is not None})
