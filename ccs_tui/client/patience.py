"""The limits of a call: its time, its repeats, how much at once, and how large its answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, how often, how much at once; times in seconds.

    `connect_seconds` to reach the service; `silence_seconds` without a byte of the answer;
    `total_seconds` for a call with all its attempts and pauses, once its turn has come, and as
    much again for a login that it needs. `tries` for network errors and 5xx of reads; a 429 is
    repeated while there is time. The pause doubles from `first_pause_seconds`. `concurrent` calls
    are under way at the most. An answer has at most `answer_bytes`, unpacked: 800,000 characters
    [S2], each of which may be an escape of twelve bytes; and at most `answer_parts` commas and
    brackets, since what is small as text may be large as values.
    """

    connect_seconds: float = 5.0
    silence_seconds: float = 10.0
    total_seconds: float = 30.0
    tries: int = 3
    first_pause_seconds: float = 0.5
    concurrent: int = 16
    answer_bytes: int = 10 * 1024 * 1024
    answer_parts: int = 850_000
