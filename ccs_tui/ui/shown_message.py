"""A message that was shown, as it is kept to be found again."""

from datetime import datetime
from typing import Literal

from ccs_tui.model.value_object import ValueObject


class ShownMessage(ValueObject):
    """A message that was shown: its local time, the sentence, and how often it came in a row."""

    at: datetime
    sentence: str
    severity: Literal["information", "warning", "error"]
    times: int = 1
