"""Whom the emulator lets in, and what time it is."""

from dataclasses import dataclass

from pydantic import SecretStr

from ccs_tui.model.connection import account_problem
from ccs_tui.model.expiry import DAY, Clock, system_clock


@dataclass(frozen=True)
class EmulatorConfig:
    """One account and its credentials.

    `api_key` is for v1; `user` and `password` log in to v2 and get a token that lasts
    `token_ttl_seconds` (24 hours [AUTH]). `token` is one more that v2 accepts, for ever. Raises
    ValueError, with a sentence for people, if `account` can't be an account's id.
    """

    account: str
    api_key: SecretStr
    user: str
    password: SecretStr
    token: SecretStr | None = None
    token_ttl_seconds: int = DAY
    clock: Clock = system_clock

    def __post_init__(self) -> None:
        if problem := account_problem(self.account):
            raise ValueError(problem)
