"""The refusal of a call."""

from collections.abc import Mapping


class CallRefusedError(Exception):
    """The answer to a call is an error: `status` and a `message` for people."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.message = message
        self.headers = headers
        super().__init__(f"{status} {message}")
