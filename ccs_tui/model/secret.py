"""A secret that is never shown, and the sources of one that is not known at the start.

Standard library only, and little of it, since it is needed before the first frame is drawn.
"""

from typing import Protocol, runtime_checkable

from ccs_tui.model.value_object import ValueObject


class Secret:
    """A text that is never shown: printing, formatting or logging it gives asterisks.

    It is like pydantic's SecretStr, but costs no time to import.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """Return the text itself: the only way to it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __str__(self) -> str:
        return "**********"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        # Imported here, and not before the first frame, since it brings all of hashlib along.
        import hmac

        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)


class NoSecretError(Exception):
    """A secret can't be had now. `what` says why, `advice` what to do; neither has a secret."""

    def __init__(self, what: str, advice: str = "") -> None:
        self.what = what
        self.advice = advice
        super().__init__(f"{what}. {advice}".strip())


@runtime_checkable
class SecretSource(Protocol):
    """A secret that is obtained when a call first needs it, and anew when it was refused."""

    async def get(self) -> Secret:
        """Return the secret, the same until it is renewed. Raises NoSecretError."""

    async def renew(self, refused: Secret, *, has_worked: bool) -> Secret | None:
        """Return another secret than one that the service refused, None if there is no other.

        `has_worked` says whether the service took that secret before.
        """


class TypedSecret(ValueObject):
    """A secret that whoever sits at the explorer types; by itself it has none to give.

    `name` is its name for a sentence: `the password of robot`.
    """

    name: str

    async def get(self) -> Secret:
        """Raise NoSecretError, since nobody is there to type it."""
        raise NoSecretError(
            f"{self.name[:1].upper()}{self.name[1:]} is typed when it is needed",
            "Only the explorer asks for it: give it a variable or a command to have it elsewhere.",
        )

    async def renew(self, refused: Secret, *, has_worked: bool) -> Secret | None:
        """Return None, since nobody is there to type another."""
        del refused, has_worked
        return None
