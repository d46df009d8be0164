"""A message that was shown, as it is kept to be found again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was shown: its local time, the sentence, and how often it came in a row."""

    at: datetime
    sentence: str
    severity: Literal["information", "warning", "error"]
    times: int = 1
