"""How a call is refused."""

from collections.abc import Mapping


class RefusedError(Exception):
    """The answer to a call is an error: `status` and a `message` for people."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.message = message
        self.headers = headers
        super().__init__(f"{status} {message}")
