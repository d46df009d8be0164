"""The account that the emulator serves, its credentials, and the clock."""

from ccs_tui.model.connection import account_problem, is_header_value
from ccs_tui.model.expiry import DAY, Clock, system_clock
from ccs_tui.model.secret import Secret
from ccs_tui.model.value_object import ValueObject


class EmulatorConfig(ValueObject):
    """One account and its credentials.

    `api_key` is for v1. `user` and `password` log in to v2 and get a token that lasts
    `token_ttl_seconds` (24 hours [AUTH]); `token` is another one, which never expires. With
    `lists_all_namespaces` False the list of namespaces leaves out those without a TTL [V1].

    Raises ValueError, with a sentence for people, if `account` can't be an account's id, or a
    credential can't be sent in a header.
    """

    account: str
    api_key: Secret
    user: str
    password: Secret
    token: Secret | None = None
    token_ttl_seconds: int = DAY
    clock: Clock = system_clock
    lists_all_namespaces: bool = True

    def __post_init__(self) -> None:
        if problem := account_problem(self.account):
            raise ValueError(problem)
        if ":" in self.user:
            raise ValueError("A user's name has no colon: HTTP Basic could not send it.")
        for what, secret in (("key", self.api_key), ("token", self.token)):
            if secret is not None and not is_header_value(secret.get_secret_value()):
                raise ValueError(f"A {what} has only visible ASCII characters, and no space.")
